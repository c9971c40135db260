"""Every parameter that a turn takes, each with what it is for.

Run: python examples/11_every_parameter/sync.py
"""

import os

from codex_app_server import ApprovalMode, Codex, Sandbox
from codex_app_server.types import Personality, ReasoningEffort, ReasoningSummary


def main() -> None:
    with Codex() as codex:
        thread = codex.thread_start()
        turn = thread.turn(
            "Which licence does this project have?",
            # These hold for this turn and for those that follow on the thread:
            approval_mode=ApprovalMode.deny_all,  # who decides beyond the sandbox
            cwd=os.getcwd(),  # where commands run
            effort=ReasoningEffort.low,  # see Model.supported_reasoning_efforts
            model="gpt-5.5",  # see codex.models()
            personality=Personality.none,  # deprecated: others have no effect
            sandbox=Sandbox.read_only,  # what commands may touch
            service_tier="default",  # see Model.service_tiers
            summary=ReasoningSummary.concise,  # of the model's reasoning
            # These hold for this turn alone:
            output_schema={  # the form of the answer, or a class that has one
                "type": "object",
                "properties": {"licence": {"type": "string"}},
                "required": ["licence"],
                "additionalProperties": False,
            },
            source="example",  # what started the turn, for logs; grants nothing
            turn_service_tier="default",
        )
        result = turn.run(timeout=300)
        print(f"{result.status}: {result.parsed['licence']}")


if __name__ == "__main__":
    main()
