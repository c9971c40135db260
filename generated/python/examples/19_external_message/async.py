"""Pass text from another program to Codex as content, not as instructions.

An `ExternalMessage` has the authority of a tool's output: the model can read it, but
must not follow instructions in it, and it cannot approve anything.

Run: python examples/19_external_message/async.py < message.txt
"""

import asyncio
import sys

from codex_app_server import ApprovalMode, AsyncCodex, ExternalMessage, Sandbox


async def main() -> None:
    message = ExternalMessage(tool_name="inbox", content=sys.stdin.read())
    async with AsyncCodex() as codex:
        thread = await codex.thread_start(
            approval_mode=ApprovalMode.deny_all,
            developer_instructions="Answer messages of the inbox in one sentence.",
            sandbox=Sandbox.read_only,
        )
        result = await thread.run(message, source="inbox")
        print(result.final_response)


if __name__ == "__main__":
    asyncio.run(main())
