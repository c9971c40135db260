"""Several conversations at once on one client, with threads.

`async.py` in this folder does the same with tasks: the calls have the same names and
parameters, and are awaited.

Run: python examples/08_async_parity/sync.py
"""

from concurrent.futures import ThreadPoolExecutor
from functools import partial

from codex_app_server import Codex

QUESTIONS = [
    "Name a risk of this code base.",
    "Name a strength of this code base.",
    "Name a file that deserves a test.",
]


def answer(codex: Codex, question: str) -> str:
    thread = codex.thread_start(ephemeral=True)
    return thread.run(question).final_response or "no answer"


def main() -> None:
    # A client can be shared by any number of threads.
    with Codex() as codex, ThreadPoolExecutor() as pool:
        answers = pool.map(partial(answer, codex), QUESTIONS)
        for question, text in zip(QUESTIONS, answers, strict=True):
            print(f"{question}\n  {text}")


if __name__ == "__main__":
    main()
