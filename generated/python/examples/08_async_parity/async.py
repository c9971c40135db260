"""Several conversations at once on one client, with tasks.

`sync.py` beside this file does the same with threads: every call has the same name and the
same parameters in both, and blocks there.

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
    # No task holds a thread while it waits: a client serves thousands of them.
    async with AsyncCodex() as codex:
        answers = await asyncio.gather(*(answer(codex, it) for it in QUESTIONS))
    for question, text in zip(QUESTIONS, answers, strict=True):
        print(f"{question}\n  {text}")


if __name__ == "__main__":
    asyncio.run(main())
