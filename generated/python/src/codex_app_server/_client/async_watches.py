"""A file or folder that the runtime watches for the program.

In: a session of an event loop and a path. Out: each change once, from before the runtime has confirmed
that it watches until the watch is closed.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from ..wire import methods
from .async_listening import AsyncEvents
from .errors import TransportClosedError
from .leaving import leaving
from .watching import change, changes, new_watch_id, watched_path

if TYPE_CHECKING:
    from os import PathLike

    from typing_extensions import Self

    from ..types import FsChangedNotification
    from .async_session import AsyncSession
    from .lazy_session import LazySession


class AsyncWatch:
    """A watched file or directory, as returned by `AsyncCodex.watch`.

    Iterate over its changes with `async for`; as an asynchronous context manager, it
    stops watching at the end of the block.
    """

    path: str
    """The watched path, as the runtime reports it."""

    def __init__(
        self, session: AsyncSession, watch_id: str, path: str, events: AsyncEvents
    ) -> None:
        self._session = session
        self._id = watch_id
        self.path = path
        self._events = events
        self._is_open = True

    def __repr__(self) -> str:
        return f"AsyncWatch(path={self.path!r})"

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, _: object, error: object, __: object) -> None:
        with leaving(error):
            await self.close()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> FsChangedNotification:
        """Wait for the next change.

        Raises `DeadlineExceededError` if there is none within the timeout and
        `TransportClosedError` if the connection ends. Stops after `close`.
        """
        return change(await anext(self._events))

    async def close(self) -> None:
        """Stop watching. May be called more than once. Method: `fs/unwatch`."""
        self._events.close()
        if self._is_open:
            self._is_open = False
            with suppress(TransportClosedError):  # which has ended the watch as well
                await self._session.call(methods.FS_UNWATCH, {"watch_id": self._id})


async def open_watch(
    opener: LazySession, path: str | PathLike[str], timeout: float | None
) -> AsyncWatch:
    """Watch a path."""
    watch_id = new_watch_id()
    session = await opener.get()
    members = {"path": watched_path(path, session.config), "watch_id": watch_id}
    events = AsyncEvents(opener, changes(watch_id), timeout)
    await events.__aenter__()
    try:
        confirmed = await session.call(methods.FS_WATCH, members)
    except BaseException:
        events.close()
        session.tell(methods.FS_UNWATCH, {"watch_id": watch_id})  # it may have run
        raise
    return AsyncWatch(session, watch_id, confirmed.path, events)
