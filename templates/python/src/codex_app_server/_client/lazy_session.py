"""An asynchronous connection that opens when it is first needed.

In: a configuration and the author's handler; nothing is imported or started for them.
Out: one open session for all who ask at the same time. A failed start leaves nothing
behind and may be tried again; `close` ends one that is under way, and after it only
`enter` starts anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, TypeVar

from msgspec import UNSET, UnsetType

if TYPE_CHECKING:
    import asyncio

    from .._runtime.methods import ClientMethod
    from .._runtime.model import Model
    from .async_session import AsyncSession
    from .config import CodexConfig
    from .handler import ServerRequestHandler
    from .metadata import RuntimeMetadata
    from .observing import Observer
    from .transport import AsyncTransport

P = TypeVar("P")
R = TypeVar("R")


class LazySession:
    """A session that is open when somebody needs it."""

    def __init__(
        self, config: CodexConfig, handler: ServerRequestHandler | None
    ) -> None:
        self._config = config
        self._handler = handler
        self._session: AsyncSession | None = None
        self._opening: asyncio.Lock | None = None
        self._starting: asyncio.Future[AsyncSession] | None = None
        self._closed = False

    @property
    def metadata(self) -> RuntimeMetadata:
        """What the runtime said of itself. Raises `RuntimeError` before it was started."""
        if self._session is None:
            raise RuntimeError(
                "the runtime has not been started yet;"
                " use `async with AsyncCodex()`, or await a call first"
            )
        return self._session.metadata

    @property
    def state(self) -> str:
        """How the connection stands, in a few words."""
        if self._session is None:
            return "closed" if self._closed else "not started"
        return self._session.state

    async def get(self) -> AsyncSession:
        """The open session."""
        if self._session is not None:
            self._session.check_loop()
            return self._session
        self._check_open()
        import asyncio

        if self._opening is None:
            self._opening = asyncio.Lock()
        async with self._opening:
            if self._session is None:
                self._check_open()
                self._starting = asyncio.ensure_future(self._open())
                try:
                    self._session = await self._starting
                except asyncio.CancelledError:
                    self._check_open()  # it may be `close` that has cancelled it
                    raise
                finally:
                    self._starting = None
            return self._session

    async def enter(self) -> None:
        """Open the session, after a `close` too."""
        if self._closed:
            self._session, self._opening, self._closed = None, None, False
        await self.get()

    async def call(
        self,
        method: ClientMethod[P, R],
        members: Mapping[str, object] | Model | None,
        timeout: float | UnsetType | None = UNSET,
    ) -> R:
        """Send a request and wait for its typed result."""
        session = await self.get()
        return await session.call(method, members, timeout)

    async def close(self) -> None:
        """End the session; who waits for it is told."""
        self._closed = True
        if self._starting is not None:
            self._starting.cancel()
        if self._opening is not None:
            async with self._opening:  # the start ends first
                pass
        if self._session is not None:
            await self._session.close()

    async def _open(self) -> AsyncSession:
        from .observing import Observer

        observer = Observer(self._config)
        transport = await _transport(self._config, observer)
        try:
            # the runtime starts while the rest is imported
            from .async_serving import TaskServer
            from .async_session import AsyncSession
            from .connection import Connection

            connection = Connection(self._config, observer)
            session = AsyncSession(connection, transport, TaskServer(self._handler))
        except BaseException:
            await transport.close()
            raise
        await session.open()
        self._session = session  # also if who asked for it is cancelled just now
        return session

    def _check_open(self) -> None:
        if self._closed:
            from .connection import CLOSED

            raise CLOSED.error()


async def _transport(config: CodexConfig, observer: Observer) -> AsyncTransport:
    if config.url is not None:
        from .async_websocket import AsyncWebSocketTransport

        return AsyncWebSocketTransport(config)
    from .async_stdio import AsyncStdioTransport
    from .launch import launch_plan

    transport = AsyncStdioTransport(launch_plan(config), observer.stderr())
    await transport.start()
    return transport
