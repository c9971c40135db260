"""Run commands and read, write and watch files on the runtime's machine.

No turn is involved, and the agent does not see it.

Run: python examples/17_commands_and_files/sync.py [FOLDER]
"""

import sys
from base64 import b64decode, b64encode
from pathlib import Path

from codex_app_server import Codex, Sandbox


def main() -> None:
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else ".").absolute()
    note = str(folder / "note.txt")
    with Codex() as codex:
        for entry in codex.rpc.fs_read_directory(path=str(folder)).entries:
            print(entry.file_name + ("/" if entry.is_directory else ""))

        # A short command: wait for it and get its output.
        result = codex.run_command(
            ["sort"], cwd=folder, stdin=b"pear\napple\n", sandbox=Sandbox.read_only
        )
        print(f"sort -> {result.exit_code}: {result.stdout.decode().split()}")

        # A longer one: stream its output while it runs.
        loop = "for i in 1 2 3; do echo $i; sleep 0.1; done"
        with codex.start_command(["sh", "-c", loop], timeout=60) as command:
            for piece in command.stream():
                print(f"{piece.stream}: {piece.data.decode().split()}")
            print(f"sh -> {command.wait().exit_code}")

        # Watch a folder for changes.
        with codex.watch(folder, timeout=30) as changes:
            data = b64encode(b"Buy milk.\n").decode()
            codex.rpc.fs_write_file(path=note, data_base64=data)
            print("changed:", [Path(it).name for it in next(changes).changed_paths])
        print(b64decode(codex.rpc.fs_read_file(path=note).data_base64).decode(), end="")
        codex.rpc.fs_remove(path=note)


if __name__ == "__main__":
    main()
