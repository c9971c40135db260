"""Steer a running turn with further input, and stop turns in several ways.

Run: python examples/12_turn_controls/sync.py
"""

from codex_app_server import Codex, DeadlineExceededError
from codex_app_server.types import AgentMessageDeltaNotification


def main() -> None:
    with Codex() as codex:
        thread = codex.thread_start()

        # Steering: the running turn takes the new input into account.
        turn = thread.turn("Describe every file in this folder.")
        steered = False
        for event in turn.stream():
            match event.payload:
                case AgentMessageDeltaNotification(delta=text):
                    print(text, end="", flush=True)
                    if not steered:
                        turn.steer("Only the three largest, please.")
                        print("\n[steered]")
                        steered = True
                case _:
                    pass
        print()

        # Leaving a stream early interrupts the turn, unless keep_running=True.
        turn = thread.turn("Count to a thousand.")
        for event in turn.stream():
            if isinstance(event.payload, AgentMessageDeltaNotification):
                break
        print("left:", turn.run().status)

        # A timeout: the turn keeps running until it is interrupted.
        turn = thread.turn("Think about everything.")
        try:
            turn.run(timeout=2)
        except DeadlineExceededError:
            turn.interrupt()
        print("stopped:", turn.run().status)

        # As a context manager a turn is over at the end of the block, whatever happens.
        with thread.turn("Count to a thousand again.") as turn:
            pass
        print("block:", turn.run().status)


if __name__ == "__main__":
    main()
