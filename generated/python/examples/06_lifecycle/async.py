"""The lifecycle of a thread: name, fork, compact, archive and unarchive it.

Run: python examples/06_lifecycle/async.py
"""

import asyncio

from codex_app_server import AsyncCodex


async def main() -> None:
    async with AsyncCodex() as codex:
        thread = await codex.thread_start()
        await thread.run("Remember the number 17.")
        await thread.set_name("Numbers")
        read = await thread.read()
        print(f"{thread.id} is called {read.thread.name!r}")

        # A fork starts with the same history and continues separately.
        fork = await codex.thread_fork(thread.id)
        result = await fork.run("Which number was it?")
        print("fork:", result.final_response)

        # Compacting replaces the history that the model sees by a summary.
        async with codex.notifications("turn/completed", thread_id=thread.id) as ends:
            await thread.compact()
            await anext(ends)
        print("compacted")

        await codex.thread_archive(thread.id)
        listed = await codex.thread_list(archived=True)
        print("archived:", [it.name for it in listed.data])
        thread = await codex.thread_unarchive(thread.id)
        read = await thread.read()
        print(f"{read.thread.name!r} is back")


if __name__ == "__main__":
    asyncio.run(main())
