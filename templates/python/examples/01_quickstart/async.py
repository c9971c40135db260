"""A conversation: start a thread, run two turns on it, print the answers.

Run: python examples/01_quickstart/async.py
"""

import asyncio

from codex_app_server import AsyncCodex


async def main() -> None:
    async with AsyncCodex() as codex:
        thread = await codex.thread_start()
        result = await thread.run("What is in this folder? One sentence.")
        print(result.final_response)
        result = await thread.run("Which file should I read first?")
        print(result.final_response)


if __name__ == "__main__":
    asyncio.run(main())
