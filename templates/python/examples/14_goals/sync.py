"""A goal: Codex works on an objective, turn after turn, until it is reached.

Run: python examples/14_goals/sync.py ["an objective"]
"""

import sys

from codex_app_server import Codex, Sandbox
from codex_app_server.types import (
    AgentMessageThreadItem,
    ItemCompletedNotification,
    ThreadGoalUpdatedNotification,
    TurnStartedNotification,
)


def main() -> None:
    objective = sys.argv[1] if len(sys.argv) > 1 else "Make every test pass."
    with Codex() as codex:
        thread = codex.thread_start(sandbox=Sandbox.workspace_write)
        goal = thread.start_goal(objective, token_budget=200_000)
        try:
            for event in goal.stream():
                match event.payload:
                    case TurnStartedNotification():
                        print("* a turn begins")
                    case ItemCompletedNotification(item=AgentMessageThreadItem() as it):
                        print(it.text)
                    case ThreadGoalUpdatedNotification(goal=state):
                        print(f"* {state.status}, {state.tokens_used} tokens used")
                    case _:
                        pass
        except KeyboardInterrupt:
            goal.interrupt()  # pauses the goal and stops its turn; resume() continues
        result = goal.run()
        print(f"{result.status} after {len(result.turns)} turns")
        print(result.final_response)


if __name__ == "__main__":
    main()
