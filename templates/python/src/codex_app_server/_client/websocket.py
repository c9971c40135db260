"""A running app-server at a WebSocket, for threads.

A thread runs an event loop for the one connection, which is that of the asynchronous
client. The others hand it their lines and wait for nothing.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from threading import RLock, Thread, current_thread
from typing import TYPE_CHECKING

from .async_websocket import CLOSE_SECONDS, AsyncWebSocketTransport
from .endpoint import check_size

if TYPE_CHECKING:
    from .config import CodexConfig
    from .transport import OnEnd, OnLines

JOIN_SECONDS = 2 * CLOSE_SECONDS
"""How long `close` waits: longer than the connection takes, unless a hook holds it up."""


class WebSocketTransport:
    """Lines over a WebSocket."""

    def __init__(self, config: CodexConfig) -> None:
        self._inner = AsyncWebSocketTransport(config)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: Thread | None = None
        # A signal handler may close while its thread does.
        self._closing = RLock()
        self._is_closed = False

    def open(self, on_lines: OnLines, on_end: OnEnd) -> None:
        """Connect. Raises `ConnectError`."""
        loop = asyncio.new_event_loop()
        thread = Thread(target=_run, args=(loop,), name="codex-websocket", daemon=True)
        thread.start()
        self._loop, self._thread = loop, thread
        opening = self._inner.open(on_lines, on_end)
        opened = asyncio.run_coroutine_threadsafe(opening, loop)
        try:
            opened.result()
        finally:
            opened.cancel()  # if the wait was broken off

    def send(self, line: bytes) -> None:
        """Give a line to the thread."""
        check_size(line)
        if self._loop is not None:
            with suppress(RuntimeError):  # it is closed
                # not as an argument, which the loop would show in debug mode
                self._loop.call_soon_threadsafe(lambda: self._inner.send(line))

    def close(self) -> None:
        """Say so and wait for the other side; then cut the connection."""
        loop, thread = self._loop, self._thread
        if loop is None or thread is None:
            return
        with self._closing:
            if not self._is_closed:
                self._is_closed = True
                asyncio.run_coroutine_threadsafe(self._end(loop), loop)
        if thread is not current_thread():  # else a hook has called
            thread.join(JOIN_SECONDS)

    def tail(self) -> str:
        """Nothing: its stderr is elsewhere."""
        return ""

    async def _end(self, loop: asyncio.AbstractEventLoop) -> None:
        try:
            opening = asyncio.all_tasks() - {asyncio.current_task()}
            for task in opening:
                task.cancel()
            await asyncio.gather(*opening, return_exceptions=True)
            await self._inner.close()
        finally:
            loop.stop()


def _run(loop: asyncio.AbstractEventLoop) -> None:
    """The life of the thread."""
    try:
        loop.run_forever()
    finally:
        loop.close()
