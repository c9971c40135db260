"""Those who hear what is logged, each with a mailbox of its own.

In: notifications in their order. Out: each of them once to each reader, until the end.
Mailboxes are held weakly: a reader that is dropped takes its unread events with it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING
from weakref import ref

from .mailbox import Mailbox

if TYPE_CHECKING:
    from ..types import Notification


class Readers:
    """The mailboxes of one log."""

    __slots__ = ("_mailboxes",)

    def __init__(self) -> None:
        self._mailboxes: list[ref[Mailbox[Notification]]] = []

    def add(self, mailbox: Mailbox[Notification]) -> None:
        """Send what comes from now on to one more reader."""
        self._mailboxes.append(ref(mailbox))

    def put(self, notification: Notification) -> bool:
        """Send a notification. Whether somebody reads it."""
        read = dropped = False
        for reference in self._mailboxes:
            mailbox = reference()
            if mailbox is None or mailbox.ended:
                dropped = True
            else:
                mailbox.put(notification)
                read = True
        if dropped:
            self._prune()
        return read

    def end(self, failure: Callable[[], BaseException] | None) -> None:
        """Nothing more will come, because of `failure` or because all is said."""
        references, self._mailboxes = self._mailboxes, []
        for reference in references:
            mailbox = reference()
            if mailbox is not None:
                mailbox.end(failure)

    def _prune(self) -> None:
        alive = ((reference, reference()) for reference in self._mailboxes)
        self._mailboxes = [
            reference
            for reference, mailbox in alive
            if mailbox is not None and not mailbox.ended
        ]
