"""Every parameter of a turn.

Run: python examples/11_every_parameter/async.py
"""

import asyncio
import os

from codex_app_server import ApprovalMode, AsyncCodex, Sandbox
from codex_app_server.types import Personality, ReasoningEffort, ReasoningSummary


async def main() -> None:
    async with AsyncCodex() as codex:
        thread = await codex.thread_start()
        turn = await thread.turn(
            "Which licence does this project have?",
            # These apply to this turn and to later turns of the thread:
            approval_mode=ApprovalMode.deny_all,  # who decides about approvals
            cwd=os.getcwd(),  # where commands run
            effort=ReasoningEffort.low,  # see Model.supported_reasoning_efforts
            model="gpt-5.5",  # see codex.models()
            personality=Personality.none,  # deprecated, without effect
            sandbox=Sandbox.read_only,  # what commands may access
            service_tier="default",  # see Model.service_tiers
            summary=ReasoningSummary.concise,  # of the model's reasoning
            # These apply to this turn only:
            output_schema={  # the schema of the answer; or a class, see 16
                "type": "object",
                "properties": {"licence": {"type": "string"}},
                "required": ["licence"],
                "additionalProperties": False,
            },
            source="example",  # a label for what triggered the turn
            turn_service_tier="default",
        )
        result = await turn.run(timeout=300)
        print(f"{result.status}: {result.parsed['licence']}")


if __name__ == "__main__":
    asyncio.run(main())
