"""A file or folder that the runtime watches for the program.

In: a session and a path. Out: each change once, from before the runtime has confirmed
that it watches until the watch is closed.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from ..wire import methods
from .errors import TransportClosedError
from .leaving import leaving
from .listening import Events
from .watching import change, changes, new_watch_id, watched_path

if TYPE_CHECKING:
    from os import PathLike

    from typing_extensions import Self

    from ..types import FsChangedNotification
    from .session import Session


class Watch:
    """A watched file or directory, as returned by `Codex.watch`.

    Iterate over its changes; as a context manager, it stops watching at the end of the
    block.
    """

    path: str
    """The watched path, as the runtime reports it."""

    def __init__(
        self, session: Session, watch_id: str, path: str, events: Events
    ) -> None:
        self._session = session
        self._id = watch_id
        self.path = path
        self._events = events
        self._is_open = True

    def __repr__(self) -> str:
        return f"Watch(path={self.path!r})"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _: object, error: object, __: object) -> None:
        with leaving(error):
            self.close()

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> FsChangedNotification:
        """Wait for the next change.

        Raises `DeadlineExceededError` if there is none within the timeout and
        `TransportClosedError` if the connection ends. Stops after `close`.
        """
        return change(next(self._events))

    def close(self) -> None:
        """Stop watching. May be called more than once. Method: `fs/unwatch`."""
        self._events.close()
        if self._is_open:
            self._is_open = False
            with suppress(TransportClosedError):  # which has ended the watch as well
                self._session.call(methods.FS_UNWATCH, {"watch_id": self._id})


def open_watch(
    session: Session, path: str | PathLike[str], timeout: float | None
) -> Watch:
    """Watch a path."""
    watch_id = new_watch_id()
    members = {"path": watched_path(path, session.config), "watch_id": watch_id}
    events = Events(session, changes(watch_id), timeout)
    try:
        confirmed = session.call(methods.FS_WATCH, members)
    except BaseException:
        events.close()
        session.tell(methods.FS_UNWATCH, {"watch_id": watch_id})  # it may have run
        raise
    return Watch(session, watch_id, confirmed.path, events)
