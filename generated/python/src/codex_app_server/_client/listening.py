"""Notifications that a program chooses, whatever turns they belong to.

In: a session and a choice. Out: an iterator of typed notifications, from the moment it is
made until it is closed; bounded like every other reader.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from .deadline import Deadline

if TYPE_CHECKING:
    from collections.abc import Callable

    from typing_extensions import Self

    from ..types import Notification
    from .places import Place
    from .session import Session


class Events:
    """A subscription to notifications, as returned by `Codex.notifications`.

    Iterate over it; as a context manager, it is closed at the end of the block.
    """

    def __init__(
        self,
        session: Session,
        wants: Callable[[Notification, Place], bool],
        timeout: float | None,
    ) -> None:
        self._session = session
        self._timeout = timeout
        self._ready: deque[Notification] = deque()
        self._subscription = session.subscribe(wants)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> Notification:
        """Wait for the next notification.

        Raises `DeadlineExceededError` if there is none within the timeout and
        `TransportClosedError` if the connection ends. Stops after `close`.
        """
        if not self._ready:
            mailbox = self._subscription.mailbox
            deadline = Deadline(self._timeout)
            try:
                events = self._session.take(mailbox, deadline)
            except EOFError:
                raise StopIteration from None
            if not events:
                raise deadline.error("the next notification")
            self._ready.extend(events)
        return self._ready.popleft()

    def close(self) -> None:
        """End the subscription. May be called more than once."""
        self._session.unsubscribe(self._subscription)
        self._ready.clear()
