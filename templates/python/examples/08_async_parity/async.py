"""Several conversations at once on one client, with tasks.

`sync.py` in this folder does the same with threads: the calls have the same names and
parameters, and block.

Run: python examples/08_async_parity/async.py
"""

import asyncio

from codex_app_server import AsyncCodex

QUESTIONS = [
    "Name a risk of this code base.",
    "Name a strength of this code base.",
    "Name a file that deserves a test.",
]


async def answer(codex: AsyncCodex, question: str) -> str:
    thread = await codex.thread_start(ephemeral=True)
    return (await thread.run(question)).final_response or "no answer"


async def main() -> None:
    # Waiting tasks need no threads, so one client can serve thousands of them.
    async with AsyncCodex() as codex:
        answers = await asyncio.gather(*(answer(codex, it) for it in QUESTIONS))
    for question, text in zip(QUESTIONS, answers, strict=True):
        print(f"{question}\n  {text}")


if __name__ == "__main__":
    asyncio.run(main())
