"""Continue an earlier conversation: find it, read it, resume it.

Run: python examples/05_existing_thread/async.py [THREAD_ID]
"""

import asyncio
import os
import sys

from codex_app_server import AsyncCodex
from codex_app_server.types import (
    AgentMessageThreadItem,
    TextUserInput,
    UserMessageThreadItem,
)


async def main() -> None:
    async with AsyncCodex() as codex:
        if len(sys.argv) > 1:
            thread_id = sys.argv[1]
        else:
            threads = (await codex.thread_list(cwd=os.getcwd(), limit=5)).data
            for found in threads:
                print(f"{found.id}  {found.name or found.preview}")
            if not threads:
                sys.exit("There is no conversation about this folder yet.")
            thread_id = threads[0].id

        thread = await codex.thread_resume(thread_id)
        history = await thread.read(include_turns=True)
        for turn in history.thread.turns:
            for item in turn.items:
                match item:
                    case UserMessageThreadItem(content=[TextUserInput(text=text), *_]):
                        print(f"you:   {text}")
                    case AgentMessageThreadItem(text=text):
                        print(f"codex: {text}")
                    case _:
                        pass
        result = await thread.run("Where were we? Say what is still open.")
        print(f"codex: {result.final_response}")


if __name__ == "__main__":
    asyncio.run(main())
