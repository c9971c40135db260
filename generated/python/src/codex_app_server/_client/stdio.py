"""The runtime as a child process, for threads.

A thread reads its lines, a thread writes them, a thread reads its stderr, so that a
runtime that reads or writes slowly holds up nobody else; a thread sees it end. The child
is the leader of a session of its own: Ctrl-C at the terminal is the program's, not the
runtime's, and what it leaves behind there ends with it.
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
from threading import RLock, Thread, current_thread
from typing import TypeAlias, TypedDict

from .deadline import Deadline
from .errors import CodexBinNotExecutableError, CodexBinNotFoundError, StartError
from .flag import Flag
from .launch import LaunchPlan
from .lines import LineBuffer, LineTooLongError
from .pipes import ChildPipes
from .transport import End, OnEnd, OnLines, StderrTail


class OwnSession(TypedDict):
    """Options of a child that is the leader of a session."""

    start_new_session: bool
    creationflags: int


Process: TypeAlias = "subprocess.Popen[bytes]"

EXIT_SECONDS = 1.0
"""How long a runtime may take to leave by itself, and again after SIGTERM."""
JOIN_SECONDS = 1.0

ALIVE = {
    0: "the runtime closed its input and is still running",
    1: "the runtime closed its output and is still running",
}
"""What it means that a stream of a runtime has ended, unless it has exited."""

OWN_SESSION: OwnSession = {
    "start_new_session": sys.platform != "win32",
    "creationflags": getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
}
"""Options of a child that gets no signals from the terminal."""


class StdioTransport:
    """Lines over the standard streams of a child."""

    def __init__(self, plan: LaunchPlan, stderr: StderrTail) -> None:
        self._plan = plan
        self._stderr = stderr
        self._outgoing: SimpleQueue[bytes | None] = SimpleQueue()
        self._process: subprocess.Popen[bytes] | None = None
        self._exited = Flag()
        self._threads: list[Thread] = []
        # A signal handler may close while its thread does.
        self._closing = RLock()

    def start(self) -> None:
        """Start the process; nothing is read yet."""
        self._process = spawn(self._plan)

    def open(self, on_lines: OnLines, on_end: OnEnd) -> None:
        """Start the four threads, and the process unless it is."""
        if self._process is None:
            self.start()
        process = self._process
        assert process is not None, "it was started"
        pipes = ChildPipes()
        end = partial(self._end, process, on_end)
        stderr = _thread("stderr", self._read_stderr, process, pipes)
        writer = _thread("writer", self._write, process, pipes, end)
        reader = _thread("reader", self._read, process, pipes, stderr, on_lines, end)
        users = [stderr, writer, reader]
        self._threads = [*users, _thread("watch", self._watch, process, pipes, users)]
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
            if not self._threads:  # nobody came to hear it, and it ends like others
                self.open(lambda _: None, lambda _: None)
            self._outgoing.put(None)
            try:
                self._insist(process)
            except BaseException:  # Ctrl-C: nobody may come back to end it
                with suppress(OSError):
                    process.kill()
                raise
            if current_thread() not in self._threads:  # else it is one of the hooks
                deadline = Deadline(JOIN_SECONDS)
                for thread in self._threads:
                    thread.join(deadline.left())

    def tail(self) -> str:
        """The end of stderr."""
        return str(self._stderr)

    def _insist(self, process: Process) -> None:
        for insist in (None, process.terminate, process.kill):
            if insist is not None:
                with suppress(OSError):
                    insist()
            if self._exited.wait(EXIT_SECONDS):
                return

    def _read(
        self,
        process: Process,
        pipes: ChildPipes,
        stderr: Thread,
        on_lines: OnLines,
        end: Callable[[str], None],
    ) -> None:
        assert process.stdout is not None
        buffer = LineBuffer()
        reason = ""
        try:
            with process.stdout as pipe:
                while chunk := pipes.read(pipe.fileno()):
                    if lines := buffer.feed(chunk):
                        on_lines(lines)
        except LineTooLongError as error:
            reason = f"the runtime sent {error}"
        finally:
            self._exited.wait(EXIT_SECONDS / 2)
            stderr.join(JOIN_SECONDS / 2)  # what it said last is worth a moment
            end(reason)

    def _write(
        self, process: Process, pipes: ChildPipes, end: Callable[[str], None]
    ) -> None:
        assert process.stdin is not None
        try:
            with process.stdin as pipe:
                number = pipes.unblocked(pipe.fileno())
                while (line := self._outgoing.get()) is not None:
                    pipes.write(number, line + b"\n")
        except OSError:
            if not self._exited.wait(EXIT_SECONDS / 2):  # else the reader tells
                end(ALIVE[0])

    def _read_stderr(self, process: Process, pipes: ChildPipes) -> None:
        assert process.stderr is not None
        with process.stderr as pipe:
            while chunk := pipes.read(pipe.fileno()):
                self._stderr.feed(chunk)
        self._stderr.finish()

    def _watch(self, process: Process, pipes: ChildPipes, users: list[Thread]) -> None:
        """See the child end, with what it left behind and who waits for its pipes."""
        process.wait()
        end_session(process.pid)
        self._exited.set()
        self._outgoing.put(None)
        pipes.say_gone()
        for thread in users:
            thread.join()
        pipes.close()

    def _end(self, process: Process, on_end: OnEnd, reason: str) -> None:
        on_end(ended(reason, process.poll(), self.tail()))


def _thread(role: str, work: Callable[..., None], *given: object) -> Thread:
    return Thread(target=work, args=given, name=f"codex-{role}", daemon=True)


def spawn(plan: LaunchPlan) -> Process:
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
        reason = ALIVE[1] if exit_code is None else "the runtime exited"
    return End(reason, exit_code, tail)


def end_session(pid: int) -> None:
    """Kill what the runtime has started and left behind."""
    if sys.platform != "win32":
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, signal.SIGKILL)
