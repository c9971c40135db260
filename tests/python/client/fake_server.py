"""A fake app-server as a test sees it: the command that starts it, what it received, and a hand on its gates.

In: a scenario, which is a function of the test module, sent to the process as its source: it sees its own parameters
and imports, and nothing else. Out: `argv` for a client, and the record of the newest process.

    def greet(server, text):
        server.handshake()
        turn = server.start_turn()
        turn.message(text)
        turn.complete()

    def test_greets(fake):
        server = fake(greet, text="Hello")
        ...
        assert server.wait_for("turn/start")["params"]["threadId"] == "thread-1"

What a scenario may do is in `fake_process.Server`, what it may say in `fake_bodies`.
"""

from __future__ import annotations

import inspect
import json
import os
import signal
import sys
import textwrap
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from model_server import PATIENCE

Message = dict[str, Any]

PROGRAM = Path(__file__).with_name("fake_process.py")


class FakeServer:
    """One scenario, to be started as often as a client likes; each process adds to the same record.

    `given` becomes the scenario's keyword parameters; they travel as JSON.
    """

    def __init__(self, folder: Path, serve: Callable[..., Any], **given: Any) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._record = folder / "record.jsonl"
        scenario = folder / "scenario.py"
        source = textwrap.dedent(inspect.getsource(serve))
        header = f"from __future__ import annotations\nSERVE = {serve.__name__!r}\n"
        scenario.write_text(header + source, "utf-8")
        arguments = [str(scenario), str(self._record), json.dumps(given)]
        # -S: the standard library alone, so that it starts in a few hundredths of a second.
        self.argv = (sys.executable, "-S", str(PROGRAM), *arguments)
        """The command: `launch_args_override` of either package, or the argv of a raw client."""

    def record(self, kind: str) -> list[Any]:
        """The values of that kind: received, ignored, junk, mark, end, pid, failure."""
        if not self._record.exists():
            return []
        whole = self._record.read_bytes().rpartition(b"\n")[0]
        entries = [json.loads(line) for line in whole.splitlines()]
        return [entry[kind] for entry in entries if kind in entry]

    def received(self, method: str | None = None) -> list[Message]:
        """Every message that came, or those of that method; answers have no method."""
        messages: list[Message] = self.record("received")
        return [it for it in messages if method in (None, it.get("method"))]

    def answers(self) -> list[Message]:
        """The client's answers to the server's requests."""
        return [it for it in self.received() if "method" not in it]

    def wait_for(
        self, method: str, count: int = 1, timeout: float = PATIENCE
    ) -> Message:
        """The message of that method, or the last of `count`; AssertionError after `timeout` seconds."""
        found: list[Message] = []

        def came() -> bool:
            found[:] = self.received(method)
            return len(found) >= count

        seen = f"{count} x {method}"
        assert self._wait(came, timeout), f"{seen} never came: {self._so_far()}"
        return found[count - 1]

    def wait_for_mark(self, name: str, timeout: float = PATIENCE) -> None:
        """Wait until the scenario has called `server.mark` with that name."""
        came = self._wait(lambda: name in self.record("mark"), timeout)
        assert came, f"the scenario never came to {name}: {self._so_far()}"

    def wait_for_end(self, timeout: float = PATIENCE) -> None:
        """Wait until every process that was started is gone."""
        gone = self._wait(lambda: not any(map(_lives, self.pids())), timeout)
        assert gone, f"the process lives on: {self._so_far()}"

    def release(self, name: str) -> None:
        """Let the scenario go on that stands at `server.wait_for_test` with that name."""
        (self._folder / f"{name}.gate").touch()

    def pids(self) -> list[int]:
        """Every process that was started, oldest first."""
        return self.record("pid")

    def kill(self) -> None:
        """End the processes that are left, whatever they do; never needed after a client that closes."""
        for pid in self.pids():
            with suppress(ProcessLookupError):
                if str(self._record).encode() in _command_line(pid):
                    os.kill(pid, signal.SIGKILL)

    def check(self) -> None:
        """AssertionError if the scenario itself went wrong."""
        failures = self.record("failure")
        assert not failures, "\n".join(failures)

    def _so_far(self) -> str:
        """What a failing test wants to know."""
        methods = [it.get("method", "answer") for it in self.received()]
        return f"{methods}, marks {self.record('mark')}, {self.record('failure')}"

    def _wait(self, condition: Callable[[], bool], timeout: float) -> bool:
        deadline = time.monotonic() + timeout
        while not condition():
            if time.monotonic() > deadline:
                return False
            time.sleep(0.005)
        return True


def _command_line(pid: int) -> bytes:
    """The command that the process was started with, so that no stranger with the same number is ended."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    return b""


def _lives(pid: int) -> bool:
    return bool(_command_line(pid))
