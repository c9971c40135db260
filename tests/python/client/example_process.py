"""A program of the examples in a process of its own, in the hands of a test that sees and types what a person would.

In: the program, its arguments and the runtime whose environment it takes over. Out: what it prints, as it prints it,
and its exit code. Nothing is left running when the context ends.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType

from model_server import PATIENCE
from real import RealRuntime


class ExampleProcess:
    """A running program. Its output is one text, standard error included."""

    def __init__(
        self,
        program: Path,
        *arguments: str,
        runtime: RealRuntime,
        source: Path,
        environment: Mapping[str, str],
    ) -> None:
        environment = {
            **runtime.env,
            "PYTHONPATH": str(source),
            "PYTHONUNBUFFERED": "1",
            **environment,
        }
        kept = ("PYTHONPYCACHEPREFIX", "COVERAGE_PROCESS_START")
        environment.update({it: os.environ[it] for it in kept if it in os.environ})
        self._output = b""
        self._printed = threading.Condition()
        self._process = subprocess.Popen(
            [sys.executable, str(program), *arguments],
            cwd=runtime.workspace,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def __enter__(self) -> ExampleProcess:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.kill()
        self._process.wait()
        self._reader.join()
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe is not None
            pipe.close()

    @property
    def output(self) -> str:
        """What was printed until now."""
        with self._printed:
            return self._output.decode()

    def wait_for(self, text: str, times: int = 1) -> None:
        """Wait until a text was printed so often; AssertionError with all output when it is not."""
        deadline = time.monotonic() + PATIENCE
        with self._printed:
            while self._output.decode().count(text) < times:
                left = deadline - time.monotonic()
                alive = self._reader.is_alive() and self._printed.wait(max(left, 0))
                assert alive or text in self.output, f"no {text!r} in:\n{self.output}"

    def type(self, line: str) -> None:
        """Type a line."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{line}\n".encode())
        self._process.stdin.flush()

    def press_ctrl_c(self) -> None:
        self._process.send_signal(signal.SIGINT)

    def end(self, typed: bytes = b"") -> int:
        """Type something, end the input and wait; the exit code."""
        assert self._process.stdin is not None
        with self._process.stdin as pipe:
            pipe.write(typed)
        try:
            return self._process.wait(PATIENCE)
        finally:
            self._process.kill()
            self._reader.join()

    def _read(self) -> None:
        assert self._process.stdout is not None
        while chunk := os.read(self._process.stdout.fileno(), 1 << 16):
            with self._printed:
                self._output += chunk
                self._printed.notify_all()
        with self._printed:
            self._printed.notify_all()
