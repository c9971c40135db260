"""What is known of one turn, and who wants to hear of it.

In: the notifications of the turn, in their order. Out: each of them once to each reader,
and the turn with its items when it is over.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from msgspec import UNSET

from .._runtime.model import Model
from .errors import CodexError
from .mailbox import Mailbox, Signal
from .readers import Readers

if TYPE_CHECKING:
    from ..types import Notification, ThreadItem, ThreadTokenUsage, Turn


class TurnLog:
    """One turn, from its first event on this connection to its last."""

    __slots__ = (
        "_items",
        "_once_running",
        "_readers",
        "_signals",
        "completed",
        "failure",
        "interrupting",
        "thread_id",
        "turn_id",
        "usage",
        "watchers",
    )

    def __init__(self, thread_id: str, turn_id: str) -> None:
        self.thread_id = thread_id
        self.turn_id = turn_id
        self.completed: Turn | None = None
        self.usage: ThreadTokenUsage | None = None
        self.failure: Callable[[], BaseException] | None = None
        self.interrupting = False
        """Whether this client has asked to interrupt the turn."""
        self.watchers = 0
        """Streams that are read and calls that wait for the end."""
        self._items: dict[str, ThreadItem] = {}
        self._readers = Readers()
        self._signals: list[Signal] = []
        self._once_running: list[Callable[[], None]] | None = []
        """What waits for the runtime to begin the turn; None when it has."""

    @property
    def over(self) -> bool:
        """Whether nothing more will come."""
        return self.completed is not None or self.failure is not None

    @property
    def items(self) -> list[ThreadItem]:
        """The completed items, in the order in which they were completed."""
        return list(self._items.values())

    def subscribe(self, mailbox: Mailbox[Notification]) -> None:
        """Send what comes from now on to one more reader."""
        if self.over:
            mailbox.end(self.failure)
        else:
            self._readers.add(mailbox)

    def when_over(self, signal: Signal) -> None:
        """Set the signal when the turn is over; at once if it is."""
        if self.over:
            signal.set()
        else:
            self._signals.append(signal)

    def when_running(self, act: Callable[[], None]) -> None:
        """Act when the runtime has begun the turn; at once if it has, or if it is over.

        The answer to `turn/start` comes before that, and until then the runtime refuses
        to interrupt the turn.
        """
        if self._once_running is None or self.over:
            act()
        else:
            self._once_running.append(act)

    def forget(self, signal: Signal) -> None:
        """Take back what `when_over` registered."""
        if signal in self._signals:
            self._signals.remove(signal)

    def add(self, notification: Notification) -> bool:
        """Take in one event. Whether somebody reads it."""
        fold = _FOLDS.get(notification.method)
        if fold is not None:
            fold(self, notification.payload)
        if self._once_running is not None:
            self._begin()
        read = self._readers.put(notification) or bool(self._signals)
        if self.over:
            self._finish()
        return read

    def fail(self, failure: Callable[[], BaseException]) -> None:
        """The connection is gone: the end of the turn will never be heard."""
        if not self.over:
            self.failure = failure
            self._begin()
            self._finish()

    def _begin(self) -> None:
        acts, self._once_running = self._once_running or [], None
        for act in acts:
            act()

    def _finish(self) -> None:
        self._readers.end(self.failure)
        signals, self._signals = self._signals, []
        for signal in signals:
            signal.set()

    def _complete(self, payload: Any) -> None:
        turn: Any = getattr(payload, "turn", None)
        told = (getattr(turn, "id", None), getattr(turn, "status", None))
        if not all(isinstance(it, str) for it in told):
            self.failure = partial(_unreadable_end, self.turn_id)
            return
        items: Any = turn.items
        for item in cast("list[ThreadItem]", items) if isinstance(items, list) else ():
            self._keep(item)
        self.completed = turn

    def _item(self, payload: Any) -> None:
        item: Any = getattr(payload, "item", UNSET)
        if item is not UNSET:
            self._keep(item)

    def _usage(self, payload: Any) -> None:
        usage: Any = getattr(payload, "token_usage", None)
        if isinstance(usage, Model):
            self.usage = cast("ThreadTokenUsage", usage)

    def _keep(self, item: ThreadItem) -> None:
        self._items.setdefault(_item_id(item, len(self._items)), item)


def _unreadable_end(turn_id: str) -> CodexError:
    return CodexError(
        f"what the runtime says of the end of turn {turn_id} is unreadable"
    )


def _item_id(item: Any, place: int) -> str:
    """The id of an item, known or not; without one, its place."""
    raw: Any = getattr(item, "raw", None)
    members = cast("dict[str, Any]", raw) if isinstance(raw, dict) else {}
    found: Any = getattr(item, "id", members.get("id"))
    return found if isinstance(found, str) else f"#{place}"


_FOLDS: dict[str, Callable[[TurnLog, Any], None]] = {
    "turn/completed": TurnLog._complete,  # pyright: ignore[reportPrivateUsage]
    "item/completed": TurnLog._item,  # pyright: ignore[reportPrivateUsage]
    "thread/tokenUsage/updated": TurnLog._usage,  # pyright: ignore[reportPrivateUsage]
}
