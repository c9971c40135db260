"""The lifecycle of a thread: name, fork, compact, archive and unarchive it.

Run: python examples/06_lifecycle/sync.py
"""

from codex_app_server import Codex


def main() -> None:
    with Codex() as codex:
        thread = codex.thread_start()
        thread.run("Remember the number 17.")
        thread.set_name("Numbers")
        print(f"{thread.id} is called {thread.read().thread.name!r}")

        # A fork starts with the same history and continues separately.
        fork = codex.thread_fork(thread.id)
        print("fork:", fork.run("Which number was it?").final_response)

        # Compacting replaces the history that the model sees by a summary.
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
