"""Continue an earlier conversation: find it, read it, resume it.

Run: python examples/05_existing_thread/sync.py [THREAD_ID]
"""

import os
import sys

from codex_app_server import Codex
from codex_app_server.types import (
    AgentMessageThreadItem,
    TextUserInput,
    UserMessageThreadItem,
)


def main() -> None:
    with Codex() as codex:
        if len(sys.argv) > 1:
            thread_id = sys.argv[1]
        else:
            threads = codex.thread_list(cwd=os.getcwd(), limit=5).data
            for found in threads:
                print(f"{found.id}  {found.name or found.preview}")
            if not threads:
                sys.exit("There is no conversation about this folder yet.")
            thread_id = threads[0].id

        thread = codex.thread_resume(thread_id)
        for turn in thread.read(include_turns=True).thread.turns:
            for item in turn.items:
                match item:
                    case UserMessageThreadItem(content=[TextUserInput(text=text), *_]):
                        print(f"you:   {text}")
                    case AgentMessageThreadItem(text=text):
                        print(f"codex: {text}")
                    case _:
                        pass
        result = thread.run("Where were we? Say what is still open.")
        print(f"codex: {result.final_response}")


if __name__ == "__main__":
    main()
