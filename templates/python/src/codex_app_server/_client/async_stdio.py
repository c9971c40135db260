"""The runtime as a child process, for an event loop: no thread, no task.

The loop calls back with what the child wrote. Writes are buffered by the loop; requests
in flight are capped, so the buffer is bounded although a runtime may stop to read.
"""

from __future__ import annotations

import asyncio
import subprocess
from collections.abc import AsyncGenerator
from contextlib import suppress
from typing import cast

from .launch import LaunchPlan
from .lines import LineBuffer, LineTooLongError
from .stdio import ALIVE, EXIT_SECONDS, OWN_SESSION, end_session, ended, start_error
from .transport import OnEnd, OnLines, StderrTail, until_the_loop_ends


class AsyncStdioTransport:
    """Lines over the standard streams of a child."""

    def __init__(self, plan: LaunchPlan, stderr: StderrTail) -> None:
        self._plan = plan
        self._stderr = stderr
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.SubprocessTransport | None = None
        self._protocol: _Protocol | None = None
        self._guard: AsyncGenerator[None, None] | None = None

    async def start(self) -> None:
        """Start the process; what it says is kept."""
        loop, plan = self._loop, self._plan
        try:
            transport, protocol = await loop.subprocess_exec(
                lambda: _Protocol(self._stderr),
                *plan.argv,
                env=plan.env,
                cwd=plan.cwd,
                **OWN_SESSION,
            )
        except OSError as error:
            raise start_error(plan, error) from error
        self._transport = transport
        self._protocol = protocol
        self._guard = until_the_loop_ends(self.close)
        await anext(self._guard)

    async def open(self, on_lines: OnLines, on_end: OnEnd) -> None:
        """Hear the process; start it unless it is."""
        if self._protocol is None:
            await self.start()
        assert self._protocol is not None, "it was started"
        self._protocol.attach(on_lines, on_end)

    def send(self, line: bytes) -> None:
        """Give a line to the loop."""
        if self._transport is not None:
            _stdin(self._transport).write(line + b"\n")

    async def close(self) -> None:
        """Close stdin and wait; then SIGTERM, then SIGKILL, whatever it takes."""
        transport, protocol = self._transport, self._protocol
        if transport is None or protocol is None or transport.is_closing():
            return
        if self._loop is not asyncio.get_running_loop():
            end_session(transport.get_pid())  # its loop is gone: nothing to wait for
            return
        stdin = _stdin(transport)
        stdin.close() if stdin.get_write_buffer_size() == 0 else stdin.abort()
        try:
            for insist in (None, transport.terminate, transport.kill):
                if insist is not None:
                    with suppress(ProcessLookupError):
                        insist()
                if await _within(EXIT_SECONDS, protocol.exited):
                    break
            await _within(EXIT_SECONDS, protocol.silent)
        except BaseException:  # cancelled: the loop may be about to end
            _end_at_once(transport)
            raise
        finally:
            transport.close()

    def tail(self) -> str:
        """The end of stderr."""
        return str(self._stderr)


class _Protocol(asyncio.SubprocessProtocol):
    def __init__(self, stderr: StderrTail) -> None:
        self.exited = asyncio.Event()
        self.silent = asyncio.Event()
        """Set when nothing more will come from stdout and stderr."""
        self._stderr = stderr
        self._on_lines: OnLines | None = None
        self._on_end: OnEnd | None = None
        self._early: list[bytes] = []
        self._ended: str | None = None
        """How it ended before anybody heard of it."""
        self._buffer = LineBuffer()
        self._open = {1, 2}
        self._transport: asyncio.SubprocessTransport | None = None

    def attach(self, on_lines: OnLines, on_end: OnEnd) -> None:
        """Hear what was said and what will be."""
        self._on_lines, self._on_end = on_lines, on_end
        early, self._early = self._early, []
        if early:
            on_lines(early)
        if self._ended is not None:
            self._end(self._ended)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.SubprocessTransport", transport)

    def pipe_data_received(self, fd: int, data: bytes) -> None:
        if fd == 2:
            self._stderr.feed(data)
            return
        try:
            lines = self._buffer.feed(data)
        except LineTooLongError as error:
            self._end(f"the runtime sent {error}")
            return
        if self._on_lines is None:
            self._early += lines
        elif lines and self._on_end is not None:
            self._on_lines(lines)

    def pipe_connection_lost(self, fd: int, exc: Exception | None) -> None:
        self._open.discard(fd)
        if fd == 2:
            self._stderr.finish()
        if not self._open:
            self.silent.set()
        if fd in ALIVE and not self.exited.is_set():
            # most often it has exited, and the loop will know in a moment
            loop = asyncio.get_running_loop()
            loop.call_later(EXIT_SECONDS / 2, self._end_unless_exited, ALIVE[fd])
        self._end_if_all_is_known()

    def process_exited(self) -> None:
        self.exited.set()
        if self._transport is not None:
            end_session(self._transport.get_pid())
        if self._open:  # something else may hold the pipes
            loop = asyncio.get_running_loop()
            loop.call_later(EXIT_SECONDS / 2, self._end, "")
        self._end_if_all_is_known()

    def _end_if_all_is_known(self) -> None:
        if self.exited.is_set() and not self._open:
            self._end("")

    def _end_unless_exited(self, reason: str) -> None:
        if not self.exited.is_set():
            self._end(reason)

    def _end(self, reason: str) -> None:
        if self._on_lines is None:
            self._ended = self._ended or reason
            return
        on_end, self._on_end = self._on_end, None
        if on_end is not None and self._transport is not None:
            code = self._transport.get_returncode()
            on_end(ended(reason, code, str(self._stderr)))


def _stdin(transport: asyncio.SubprocessTransport) -> asyncio.WriteTransport:
    return cast("asyncio.WriteTransport", transport.get_pipe_transport(0))


def _end_at_once(transport: asyncio.SubprocessTransport) -> None:
    """Kill a process and what it started, and wait the moment until it is gone."""
    with suppress(ProcessLookupError):
        transport.kill()
    process: subprocess.Popen[bytes] = transport.get_extra_info("subprocess")
    with suppress(subprocess.TimeoutExpired):
        process.wait(EXIT_SECONDS)
    end_session(transport.get_pid())


async def _within(seconds: float, event: asyncio.Event) -> bool:
    """Whether it happens in time."""
    with suppress(asyncio.TimeoutError):
        await asyncio.wait_for(event.wait(), seconds)
    return event.is_set()
