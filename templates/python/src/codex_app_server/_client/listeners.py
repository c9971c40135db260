"""Who hears notifications, beside the turns that they belong to.

In: notifications in their order, and a choice of them. Out: each to whoever chose it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Protocol

from .mailbox import Mailbox
from .places import Place

if TYPE_CHECKING:
    from ..types import Notification


class Listener(Protocol):
    """Takes in the notifications that it chooses."""

    @property
    def ended(self) -> bool:
        """Whether it wants no more."""
        ...

    def wants(self, notification: Notification, place: Place) -> bool:
        """Whether this is one of them."""
        ...

    def put(self, notification: Notification) -> None:
        """Take it in. Does not raise."""
        ...

    def end(self, failure: Callable[[], BaseException]) -> None:
        """There is no connection any more."""
        ...


class Subscription:
    """A listener that keeps what somebody chose until it is read."""

    __slots__ = ("__weakref__", "_wants", "mailbox")

    def __init__(
        self,
        mailbox: Mailbox[Notification],
        wants: Callable[[Notification, Place], bool],
    ) -> None:
        self.mailbox = mailbox
        self._wants = wants

    @property
    def ended(self) -> bool:
        """Whether nobody reads it."""
        return self.mailbox.ended

    def wants(self, notification: Notification, place: Place) -> bool:
        """Whether this was chosen."""
        return self._wants(notification, place)

    def put(self, notification: Notification) -> None:
        """Keep it."""
        self.mailbox.put(notification)

    def end(self, failure: Callable[[], BaseException]) -> None:
        """Say why nothing more will come."""
        self.mailbox.end(failure)


def matching(
    methods: Iterable[str],
    thread_id: str | None = None,
    turn_id: str | None = None,
) -> Callable[[Notification, Place], bool]:
    """Choose notifications by method, thread and turn; None and nothing mean any."""
    names = frozenset(methods)

    def wants(notification: Notification, place: Place) -> bool:
        return (
            (not names or notification.method in names)
            and thread_id in (None, place.thread_id)
            and turn_id in (None, place.turn_id)
        )

    return wants
