"""The runtime as a child process, for threads.

A thread reads its lines, a thread writes them, a thread reads its stderr, so that a
runtime that reads or writes slowly holds up nobody else. The child is the leader of a
session of its own: Ctrl-C at the terminal is the program's, not the runtime's, and
nothing that it started outlives `close`.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from queue import SimpleQueue
from threading import Lock, Thread, current_thread
from typing import TypedDict

from .errors import CodexBinNotExecutableError, CodexBinNotFoundError, StartError
from .launch import LaunchPlan
from .lines import LineBuffer, LineTooLongError
from .transport import End, OnEnd, OnLines, Shown, StderrTail


class OwnSession(TypedDict):
    """Options of a child that is the leader of a session."""

    start_new_session: bool
    creationflags: int


CHUNK = 1 << 18
EXIT_SECONDS = 1.0
"""How long a runtime may take to leave by itself, and again after SIGTERM."""
JOIN_SECONDS = 1.0

OWN_SESSION: OwnSession = {
    "start_new_session": sys.platform != "win32",
    "creationflags": getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
}
"""Options of a child that gets no signals from the terminal."""


class StdioTransport:
    """Lines over the standard streams of a child."""

    def __init__(self, plan: LaunchPlan, show_stderr: Shown) -> None:
        self._plan = plan
        self._stderr = StderrTail(show_stderr)
        self._outgoing: SimpleQueue[bytes | None] = SimpleQueue()
        self._process: subprocess.Popen[bytes] | None = None
        self._threads: list[Thread] = []
        self._closing = Lock()
        self._sweeping = Lock()
        self._swept = False

    def start(self) -> None:
        """Start the process; nothing is read yet."""
        self._process = spawn(self._plan)

    def open(self, on_lines: OnLines, on_end: OnEnd) -> None:
        """Start the three threads, and the process unless it is."""
        if self._process is None:
            self.start()
        process = self._process
        assert process is not None, "it was started"
        stderr = _thread("stderr", partial(self._read_stderr, process))
        writer = _thread("writer", partial(self._write, process))
        reader = _thread(
            "reader", partial(self._read, process, stderr, on_lines, on_end)
        )
        self._threads = [stderr, writer, reader]
        for thread in self._threads:
            thread.start()

    def send(self, line: bytes) -> None:
        """Give a line to the writer."""
        self._outgoing.put(line)

    def close(self) -> None:
        """Close stdin and wait; then SIGTERM, then SIGKILL, whatever it takes."""
        process = self._process
        if process is None:
            return
        with self._closing:
            self._outgoing.put(None)
            end_process(process)
            self._sweep(process)
            for thread in self._threads:
                if thread is not current_thread():
                    thread.join(JOIN_SECONDS)

    def tail(self) -> str:
        """The end of stderr."""
        return str(self._stderr)

    def _read(
        self,
        process: subprocess.Popen[bytes],
        stderr: Thread,
        on_lines: OnLines,
        on_end: OnEnd,
    ) -> None:
        assert process.stdout is not None
        buffer = LineBuffer()
        reason = ""
        with process.stdout as pipe, suppress(OSError, ValueError):
            while chunk := os.read(pipe.fileno(), CHUNK):
                try:
                    lines = buffer.feed(chunk)
                except LineTooLongError as error:
                    reason = f"the runtime sent {error}"
                    break
                if lines:
                    on_lines(lines)
        with suppress(subprocess.TimeoutExpired):
            process.wait(EXIT_SECONDS / 2)
            self._sweep(process)
        stderr.join(JOIN_SECONDS / 2)  # what it said last is worth a moment
        on_end(ended(reason, process.poll(), self.tail()))

    def _sweep(self, process: subprocess.Popen[bytes]) -> None:
        """Once it has exited: end what it left behind, before its number is another's."""
        with self._sweeping:
            if not self._swept:
                self._swept = True
                end_session(process.pid)

    def _write(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdin is not None
        with suppress(OSError, ValueError), process.stdin as pipe:
            while (line := self._outgoing.get()) is not None:
                data = memoryview(line + b"\n")
                while data:
                    data = data[os.write(pipe.fileno(), data) :]

    def _read_stderr(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stderr is not None
        with process.stderr as pipe, suppress(OSError, ValueError):
            while chunk := os.read(pipe.fileno(), CHUNK):
                self._stderr.feed(chunk)
        self._stderr.finish()


def _thread(role: str, work: Callable[[], None]) -> Thread:
    return Thread(target=work, name=f"codex-{role}", daemon=True)


def spawn(plan: LaunchPlan) -> subprocess.Popen[bytes]:
    """Start the runtime, or say why it cannot be started."""
    try:
        return subprocess.Popen(
            plan.argv,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=plan.env,
            cwd=plan.cwd,
            bufsize=0,
            **OWN_SESSION,
        )
    except OSError as error:
        raise start_error(plan, error) from error


def start_error(plan: LaunchPlan, error: OSError) -> StartError:
    """Why the system refused to start the runtime."""
    program = plan.argv[0]
    if plan.cwd is not None and not os.path.isdir(plan.cwd):
        return StartError(
            f"the working directory {plan.cwd!r} does not exist;"
            " create it, or set CodexConfig.cwd to one that does"
        )
    if isinstance(error, FileNotFoundError):
        return CodexBinNotFoundError(program)
    if isinstance(error, PermissionError):
        return CodexBinNotExecutableError(program)
    return StartError(
        f"{program} cannot be started: {error.strerror or error};"
        " check that it is a codex runtime for this machine"
    )


def ended(reason: str, exit_code: int | None, tail: str) -> End:
    """How the process ended, in words."""
    if not reason:
        reason = (
            "the runtime closed its output and is still running"
            if exit_code is None
            else "the runtime exited"
        )
    return End(reason, exit_code, tail)


def end_process(process: subprocess.Popen[bytes]) -> None:
    """Wait for a process whose stdin is being closed; insist if it stays."""
    for insist in (None, process.terminate, process.kill):
        if insist is not None:
            with suppress(OSError):
                insist()
        with suppress(subprocess.TimeoutExpired):
            process.wait(EXIT_SECONDS)
            return


def end_session(pid: int) -> None:
    """Kill what the runtime has started and left behind."""
    if sys.platform != "win32":
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, signal.SIGKILL)
