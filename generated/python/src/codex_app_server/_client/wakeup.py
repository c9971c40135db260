"""What a task waits for until it happens or the time is up; no task is made for that.

In: `set` and `clear`, from the loop's own thread. Out: each wait tells which came first.
When both come at once, what happened is still set for the next who looks.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress


class Wakeup:
    """An `asyncio.Event` whose waits have a deadline."""

    __slots__ = ("_is_set", "_waiters")

    def __init__(self) -> None:
        self._is_set = False
        self._waiters: list[asyncio.Future[bool]] = []

    def set(self) -> None:
        """It has happened: wake all who wait."""
        self._is_set = True
        for waiter in self._waiters:
            _wake(waiter, True)

    def clear(self) -> None:
        """Wait for it to happen again."""
        self._is_set = False

    def is_set(self) -> bool:
        """Whether it has happened."""
        return self._is_set

    async def wait(self, seconds: float | None = None) -> bool:
        """Wait until it happens. Whether it did in time; None waits for ever."""
        if self._is_set:
            return True
        loop = asyncio.get_running_loop()
        waiter: asyncio.Future[bool] = loop.create_future()
        self._waiters.append(waiter)
        timer = None if seconds is None else loop.call_later(seconds, _wake, waiter)
        try:
            return await waiter
        finally:
            self._waiters.remove(waiter)
            if timer is not None:
                timer.cancel()


def _wake(waiter: asyncio.Future[bool], happened: bool = False) -> None:
    if not waiter.done():
        with suppress(RuntimeError):  # its loop is closed, so that nobody waits
            waiter.set_result(happened)
