"""Stream a turn: print text as it is written and commands as they finish.

Run: python examples/03_stream/async.py ["a request"]
"""

import asyncio
import sys

from codex_app_server import AsyncCodex
from codex_app_server.types import (
    AgentMessageDeltaNotification,
    CommandExecutionThreadItem,
    ItemCompletedNotification,
    ItemStartedNotification,
    Notification,
    TurnCompletedNotification,
)


def show(event: Notification) -> None:
    match event.payload:
        case AgentMessageDeltaNotification(delta=text):
            print(text, end="", flush=True)
        case ItemStartedNotification(item=CommandExecutionThreadItem(command=command)):
            print(f"\n$ {command}")
        case ItemCompletedNotification(item=CommandExecutionThreadItem() as done):
            print(f"{done.aggregated_output or ''}-> {done.exit_code}")
        case TurnCompletedNotification(turn=turn):
            print(f"\n[{turn.status}]")
        case _:
            pass  # there are many kinds of events; handle the ones you need


async def main() -> None:
    request = sys.argv[1] if len(sys.argv) > 1 else "Run the tests and explain."
    async with AsyncCodex() as codex:
        thread = await codex.thread_start()
        turn = await thread.turn(request)
        async for event in turn.stream():
            show(event)


if __name__ == "__main__":
    asyncio.run(main())
