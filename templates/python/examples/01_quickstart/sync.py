"""A conversation: start a thread, run two turns on it, print the answers.

Run: python examples/01_quickstart/sync.py
"""

from codex_app_server import Codex


def main() -> None:
    with Codex() as codex:
        thread = codex.thread_start()
        print(thread.run("What is in this folder? One sentence.").final_response)
        print(thread.run("Which file should I read first?").final_response)


if __name__ == "__main__":
    main()
