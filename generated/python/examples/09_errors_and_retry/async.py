"""Handle each kind of error, and retry when the servers are overloaded.

Run: python examples/09_errors_and_retry/async.py
"""

import asyncio
import sys

from codex_app_server import (
    AsyncCodex,
    AsyncThread,
    CodexError,
    DeadlineExceededError,
    InvalidRequestError,
    StartError,
    TransportClosedError,
    TurnFailedError,
    TurnResult,
    async_retry_on_overload,
)


async def ask(thread: AsyncThread, question: str) -> TurnResult:
    """Run a turn; when the servers are overloaded, wait a little and try again."""
    return await async_retry_on_overload(lambda: thread.run(question), max_attempts=3)


async def main() -> None:
    try:
        async with AsyncCodex() as codex:
            thread = await codex.thread_start()
            result = await ask(thread, "Say hello.")
            print(result.final_response)
            try:
                await codex.thread_resume("no-such-thread")
            except InvalidRequestError as error:
                print(f"The runtime refused: {error.message}")
            result = await ask(thread, "Say goodbye.")
            print(result.final_response)
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
    asyncio.run(main())
