"""Messages for one reader: put by the connection, taken by the program.

Bounded: when the reader lags by more than `limit` messages, the mailbox ends with a
`StreamLaggedError` behind what it holds, so that nothing is lost silently and no other
reader waits. The signal is a `Flag` or a `Wakeup`.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Generic, Protocol, TypeVar

from .errors import StreamLaggedError

T = TypeVar("T")


class Signal(Protocol):
    """What a reader waits for, in a thread or in a task."""

    def set(self) -> None: ...
    def clear(self) -> None: ...
    def is_set(self) -> bool: ...


class Ending(Protocol):
    """Something that is over some time."""

    @property
    def over(self) -> bool:
        """Whether it is."""
        ...

    def when_over(self, signal: Signal) -> None:
        """Set the signal then; at once if it is over."""
        ...

    def forget(self, signal: Signal) -> None:
        """Take back what `when_over` registered."""
        ...


class Mailbox(Generic[T]):
    """A queue with one writer and one reader."""

    __slots__ = ("__weakref__", "_ended", "_failure", "_items", "limit", "signal")

    def __init__(self, limit: int, signal: Signal) -> None:
        self.limit = limit
        self.signal = signal
        self._items: deque[T] = deque()
        self._ended = False
        self._failure: Callable[[], BaseException] | None = None

    def put(self, item: T) -> None:
        """Add a message; one that comes after the end is dropped."""
        if self._ended:
            return
        if len(self._items) >= self.limit:
            limit = self.limit
            self.end(lambda: StreamLaggedError(limit))
            return
        self._items.append(item)
        if not self.signal.is_set():
            self.signal.set()

    def give_back(self, items: Sequence[T]) -> None:
        """Put what was taken and not read in front again."""
        self._items.extendleft(reversed(items))

    def end(self, failure: Callable[[], BaseException] | None = None) -> None:
        """Nothing more will come, because of `failure` or because all is said."""
        if not self._ended:
            self._failure = failure
            self._ended = True
            self.signal.set()

    def clear(self) -> None:
        """End and forget what nobody will read."""
        self.end()
        self._items.clear()

    @property
    def ended(self) -> bool:
        """Whether nothing more will come."""
        return self._ended

    def take(self) -> list[T]:
        """What has come so far, at least one message; empty when one has to wait.

        Raises `EOFError` at the end, or what ended the mailbox. A reader that gets
        nothing waits for the signal, which is clear by then unless something came.
        """
        items = self._items
        ended = self._ended  # looked at first: the last message comes before the end
        if not items:
            if ended:
                if self._failure is not None:
                    raise self._failure()
                raise EOFError
            self.signal.clear()
            if not items and not self._ended:
                return []
            return self.take()
        taken: list[T] = []
        with suppress(IndexError):  # somebody clears it
            for _ in range(len(items)):
                taken.append(items.popleft())
        return taken
