"""Notifications that a program chooses, for an event loop.

In: a session and a choice. Out: an asynchronous iterator of typed notifications, from
the moment its context is entered, or it is first asked, until it is closed.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from .deadline import Deadline
from .listeners import Subscription

if TYPE_CHECKING:
    from collections.abc import Callable

    from typing_extensions import Self

    from ..types import Notification
    from .async_session import AsyncSession
    from .lazy_session import LazySession
    from .places import Place


class AsyncEvents:
    """A subscription to notifications, as returned by `AsyncCodex.notifications`.

    Iterate over it with `async for`; as an asynchronous context manager, it is closed at
    the end of the block.
    """

    def __init__(
        self,
        session: LazySession,
        wants: Callable[[Notification, Place], bool],
        timeout: float | None,
    ) -> None:
        self._opener = session
        self._wants = wants
        self._timeout = timeout
        self._ready: deque[Notification] = deque()
        self._heard: tuple[AsyncSession, Subscription] | None = None

    async def __aenter__(self) -> Self:
        await self._listen()
        return self

    async def __aexit__(self, *_: object) -> None:
        self.close()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Notification:
        """Wait for the next notification.

        Raises `DeadlineExceededError` if there is none within the timeout and
        `TransportClosedError` if the connection ends. Stops after `close`.
        """
        if not self._ready:
            session, subscription = await self._listen()
            mailbox = subscription.mailbox
            deadline = Deadline(self._timeout)
            try:
                events = await session.take(mailbox, deadline)
            except EOFError:
                raise StopAsyncIteration from None
            if not events:
                raise deadline.error("the next notification")
            self._ready.extend(events)
        return self._ready.popleft()

    def close(self) -> None:
        """End the subscription. May be called more than once."""
        if self._heard is not None:
            session, subscription = self._heard
            session.unsubscribe(subscription)
        self._ready.clear()

    async def _listen(self) -> tuple[AsyncSession, Subscription]:
        """Hear from now on."""
        if self._heard is None:
            session = await self._opener.get()
            self._heard = session, session.subscribe(self._wants)
        return self._heard
