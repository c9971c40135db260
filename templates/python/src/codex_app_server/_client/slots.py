"""Places for a number of tasks at once; no task is made to wait for one.

In: who wants a place, and for how long. Out: places in the order in which they were asked
for. One that is given to a task which is cancelled in that moment goes to the next.
"""

from __future__ import annotations

import asyncio
from collections import deque


class Slots:
    """Places that are taken and given back in one event loop."""

    __slots__ = ("_free", "_queue")

    def __init__(self, count: int) -> None:
        self._free = count
        self._queue: deque[asyncio.Future[bool]] = deque()

    async def take(self, seconds: float | None) -> bool:
        """Wait for a place. Whether there was one in time; None waits for ever."""
        if self._free:
            self._free -= 1
            return True
        loop = asyncio.get_running_loop()
        turn: asyncio.Future[bool] = loop.create_future()
        self._queue.append(turn)
        timer = None if seconds is None else loop.call_later(seconds, _give_up, turn)
        try:
            return await turn
        except BaseException:
            if turn.done() and not turn.cancelled() and turn.result():
                self.give()
            raise
        finally:
            if timer is not None:
                timer.cancel()

    def give(self) -> None:
        """Give a place back."""
        while self._queue:
            turn = self._queue.popleft()
            if not turn.done():
                turn.set_result(True)
                return
        self._free += 1


def _give_up(turn: asyncio.Future[bool]) -> None:
    if not turn.done():
        turn.set_result(False)
