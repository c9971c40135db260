"""Handle each kind of error, and retry when the servers are overloaded.

Run: python examples/09_errors_and_retry/sync.py
"""

import sys

from codex_app_server import (
    Codex,
    CodexError,
    DeadlineExceededError,
    InvalidRequestError,
    StartError,
    Thread,
    TransportClosedError,
    TurnFailedError,
    TurnResult,
    retry_on_overload,
)


def ask(thread: Thread, question: str) -> TurnResult:
    """Run a turn; when the servers are overloaded, wait a little and try again."""
    return retry_on_overload(lambda: thread.run(question), max_attempts=3)


def main() -> None:
    try:
        with Codex() as codex:
            thread = codex.thread_start()
            print(ask(thread, "Say hello.").final_response)
            try:
                codex.thread_resume("no-such-thread")
            except InvalidRequestError as error:
                print(f"The runtime refused: {error.message}")
            print(ask(thread, "Say goodbye.").final_response)
    except StartError as error:
        sys.exit(f"The runtime does not start: {error}")
    except TurnFailedError as error:
        sys.exit(f"{error}\nKind: {error.codex_error_info}. Steps: {len(error.items)}.")
    except DeadlineExceededError as error:
        sys.exit(f"{error.method} took longer than {error.seconds} seconds.")
    except TransportClosedError as error:
        sys.exit(f"The runtime went away (exit code {error.exit_code}).")
    except CodexError as error:
        sys.exit(f"Another error: {error}")  # the base class of the others


if __name__ == "__main__":
    main()
