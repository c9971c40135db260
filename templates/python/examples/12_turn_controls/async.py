"""Steer a running turn with further input, and stop turns in several ways.

Run: python examples/12_turn_controls/async.py
"""

import asyncio
from contextlib import aclosing

from codex_app_server import AsyncCodex, DeadlineExceededError
from codex_app_server.types import AgentMessageDeltaNotification


async def main() -> None:
    async with AsyncCodex() as codex:
        thread = await codex.thread_start()

        # Steering: the running turn takes the new input into account.
        turn = await thread.turn("Describe every file in this folder.")
        steered = False
        async for event in turn.stream():
            match event.payload:
                case AgentMessageDeltaNotification(delta=text):
                    print(text, end="", flush=True)
                    if not steered:
                        await turn.steer("Only the three largest, please.")
                        print("\n[steered]")
                        steered = True
                case _:
                    pass
        print()

        # Leaving a stream early interrupts the turn, unless keep_running=True.
        turn = await thread.turn("Count to a thousand.")
        async with aclosing(turn.stream()) as events:
            async for event in events:
                if isinstance(event.payload, AgentMessageDeltaNotification):
                    break
        print("left:", (await turn.run()).status)

        # A timeout: the turn keeps running until it is interrupted.
        turn = await thread.turn("Think about everything.")
        try:
            await turn.run(timeout=2)
        except DeadlineExceededError:
            await turn.interrupt()
        print("stopped:", (await turn.run()).status)

        # As a context manager a turn is over at the end of the block, whatever happens.
        async with await thread.turn("Count to a thousand again.") as turn:
            pass
        print("block:", (await turn.run()).status)


if __name__ == "__main__":
    asyncio.run(main())
