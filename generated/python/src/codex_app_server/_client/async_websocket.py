"""A running app-server at a WebSocket, for an event loop: no thread, no task.

The loop calls back with what came. Writes are buffered by the loop; requests in flight
are capped, so the buffer is bounded although a server may stop to read. A server that is
silent is asked for a sign of life. Connections are direct: no proxy of the environment
is used.
"""

from __future__ import annotations

import asyncio
import socket
from contextlib import suppress
from typing import TYPE_CHECKING, cast

from .endpoint import Endpoint, check_size
from .transport import End, OnEnd, OnLines, until_the_loop_ends

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable

    from .config import CodexConfig
    from .frames import Frames

PING_SECONDS = 20.0
"""A server that has said nothing for so long is asked for a sign of life, and has as
long to give one."""
CLOSE_SECONDS = 1.0
"""How long a server may take to close what is over."""


class AsyncWebSocketTransport:
    """Lines over a WebSocket."""

    def __init__(self, config: CodexConfig) -> None:
        self._endpoint = Endpoint(config)
        self._link: Link | None = None
        self._guard: AsyncGenerator[None, None] | None = None

    async def open(self, on_lines: OnLines, on_end: OnEnd) -> None:
        """Connect. Raises `ConnectError`."""
        endpoint = self._endpoint
        link = self._link = Link(endpoint.frames(), on_lines, on_end)
        try:
            await asyncio.wait_for(self._connect(link), endpoint.seconds)
        except (OSError, asyncio.TimeoutError, NotImplementedError) as error:
            raise endpoint.unreachable(error) from error
        self._guard = until_the_loop_ends(link.close)
        await anext(self._guard)
        frames = link.frames
        if not frames.was_accepted:
            raise endpoint.refused(frames.refusal) from frames.refusal

    def send(self, line: bytes) -> None:
        """Give a line to the loop."""
        check_size(line)
        if self._link is not None:
            self._link.send(line)

    async def close(self) -> None:
        """Say so and wait for the other side; then cut the connection."""
        if self._link is not None:
            await self._link.close()

    def tail(self) -> str:
        """Nothing: its stderr is elsewhere."""
        return ""

    async def _connect(self, link: Link) -> None:
        loop, path = asyncio.get_running_loop(), self._endpoint.path
        if path is None:
            uri = link.frames.uri
            tls = uri.secure or None
            await loop.create_connection(lambda: link, uri.host, uri.port, ssl=tls)
        else:
            await loop.create_unix_connection(lambda: link, path)
        await link.settled.wait()


class Link(asyncio.Protocol):
    """One connection, from its first byte to its last."""

    def __init__(self, frames: Frames, on_lines: OnLines, on_end: OnEnd) -> None:
        self.frames = frames
        self.settled = asyncio.Event()
        """Set when it is open, and when it will never be."""
        self._on_lines = on_lines
        self._on_end = on_end
        self._transport: asyncio.Transport | None = None
        self._gone = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        self._timer: asyncio.TimerHandle | None = None
        self._ending = False
        self._heard = True
        self._is_dead = False

    # What the loop calls.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for a WebSocket."""
        self._transport = cast("asyncio.Transport", transport)
        self.frames.begin()
        self._flush()

    def data_received(self, data: bytes) -> None:
        """Hand over the lines that came."""
        self._heard = True
        frames = self.frames
        lines = frames.receive(data)
        self._flush()
        if not self.settled.is_set():
            if frames.was_accepted:
                self._later(PING_SECONDS, self._ask_for_life)
            if frames.was_accepted or frames.refusal is not None:
                self.settled.set()
        if lines:
            self._on_lines(lines)
        if frames.is_ending:
            self._expect_end()

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell how it ended."""
        self.frames.receive_end()
        if self._timer is not None:
            self._timer.cancel()
        self._gone.set()
        self.settled.set()
        if self.frames.was_accepted:
            self._on_end(End(self._how_it_ended(exc)))

    # What the transport calls.

    def send(self, line: bytes) -> None:
        """Send a line, unless it is over."""
        if self.frames.is_open:
            self.frames.send(line)
            self._flush()

    async def close(self) -> None:
        """End it; returns when nothing is left."""
        if self._transport is None or self._gone.is_set():
            return
        if self._loop is not asyncio.get_running_loop():
            connection: socket.socket = self._transport.get_extra_info("socket")
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
            return  # its loop is gone: nothing to wait for
        if self.frames.is_open:
            self.frames.close()
            self._flush()
        if self.frames.was_accepted:
            self._expect_end()
        else:
            self._cut()
        try:
            await self._gone.wait()
        finally:
            self._cut()

    # Inside.

    def _flush(self) -> None:
        data = self.frames.outgoing()
        if data and self._transport is not None and not self._transport.is_closing():
            self._transport.write(data)

    def _later(self, seconds: float, action: Callable[[], None]) -> None:
        """Do this in a while, and not what was to be done then."""
        if self._timer is not None:
            self._timer.cancel()
        self._timer = self._loop.call_later(seconds, action)

    def _ask_for_life(self) -> None:
        if not self._heard:
            self._is_dead = True
            self._cut()
            return
        self._heard = False
        self.frames.ping()
        self._flush()
        self._later(PING_SECONDS, self._ask_for_life)

    def _expect_end(self) -> None:
        """All is said: the server closes the connection soon, or the client does."""
        if not self._ending:
            self._ending = True
            self._later(CLOSE_SECONDS, self._cut)

    def _cut(self) -> None:
        if self._transport is not None:
            self._transport.abort()

    def _how_it_ended(self, error: Exception | None) -> str:
        if self._is_dead:
            return f"the app-server gave no sign of life for {PING_SECONDS:g} seconds"
        how = self.frames.how_it_ended()
        return how if error is None else f"{how} ({error})"
