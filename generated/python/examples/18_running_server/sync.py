"""Connect to a running app-server, which several programs can share.

Start it with `codex app-server --listen URL`, where URL is ws://HOST:PORT or
unix:///PATH. This needs the extra `ws`: pip install openai-codex-app-server-sdk[ws]

Run: python examples/18_running_server/sync.py URL
A bearer token, if the server requires one, is read from CODEX_TOKEN.
"""

import os
import sys

from codex_app_server import Codex, CodexConfig, ConnectError


def main() -> None:
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    config = CodexConfig(url=sys.argv[1], auth_token=os.environ.get("CODEX_TOKEN"))
    try:
        with Codex(config) as codex:
            print(f"Connected to Codex {codex.metadata.version}.")
            thread = codex.thread_start()
            print(thread.run("Say hello.").final_response)
            open_threads = codex.rpc.thread_loaded_list().data
            print(f"{len(open_threads)} conversations are open there.")
        # Only the connection is closed; the runtime continues.
    except ConnectError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
