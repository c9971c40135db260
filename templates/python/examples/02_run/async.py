"""The result of a turn: its answer, its steps and its token usage.

Run: python examples/02_run/async.py ["a request"]
"""

import asyncio
import sys

from codex_app_server import AsyncCodex, Sandbox, TurnResult
from codex_app_server.types import CommandExecutionThreadItem, FileChangeThreadItem


def report(result: TurnResult) -> None:
    print(result.final_response)
    print(f"\nThe turn is {result.status}. It took {result.duration_ms} ms.")
    for item in result.items:
        match item:
            case CommandExecutionThreadItem(command=command, exit_code=code):
                print(f"  ran     {command} -> {code}")
            case FileChangeThreadItem(changes=changes):
                for change in changes:
                    print(f"  changed {change.path}")
            case _:
                pass
    if result.usage is not None:
        total = result.usage.total
        print(f"  tokens  {total.input_tokens} in, {total.output_tokens} out")


async def main() -> None:
    request = sys.argv[1] if len(sys.argv) > 1 else "List the largest files here."
    async with AsyncCodex() as codex:
        thread = await codex.thread_start(sandbox=Sandbox.workspace_write)
        report(await thread.run(request))


if __name__ == "__main__":
    asyncio.run(main())
