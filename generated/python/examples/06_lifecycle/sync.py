"""The life of a thread: name it, fork it, compact it, archive it, bring it back.

Run: python examples/06_lifecycle/sync.py
"""

from codex_app_server import Codex


def main() -> None:
    with Codex() as codex:
        thread = codex.thread_start()
        thread.run("Remember the number 17.")
        thread.set_name("Numbers")
        print(f"{thread.id} is called {thread.read().thread.name!r}")

        # A fork has the same past and a future of its own.
        fork = codex.thread_fork(thread.id)
        print("fork:", fork.run("Which number was it?").final_response)

        # Compacting puts a summary in the place of the history that the model sees.
        with codex.notifications("turn/completed", thread_id=thread.id) as ends:
            thread.compact()
            next(ends)
        print("compacted")

        codex.thread_archive(thread.id)
        archived = [it.name for it in codex.thread_list(archived=True).data]
        print("archived:", archived)
        thread = codex.thread_unarchive(thread.id)
        print(f"{thread.read().thread.name!r} is back")


if __name__ == "__main__":
    main()
