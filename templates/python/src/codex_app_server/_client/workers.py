"""Threads that exist while there is something to do.

In: pieces of work. Out: each is done by a thread, many at once, in the order in which
they came. A thread ends when nothing waits; none keeps the program alive.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from threading import RLock, Thread

from .log import logger

MOST = 64
"""Pieces of work at once; what comes beyond waits its turn."""


class Workers:
    """Does work in threads of its own."""

    def __init__(self, name: str, most: int = MOST) -> None:
        self._name = name
        self._most = most
        self._lock = RLock()
        self._waiting: deque[Callable[[], None]] = deque()
        self._running = 0
        self._closed = False

    def submit(self, work: Callable[[], None]) -> None:
        """Have it done soon, unless it is closed. What it raises is logged."""
        with self._lock:
            if self._closed:
                return
            self._waiting.append(work)
            if self._running >= self._most:
                return
            self._running += 1
        Thread(target=self._run, name=self._name, daemon=True).start()

    def close(self) -> None:
        """Forget what has not begun, and begin nothing more."""
        with self._lock:
            self._closed = True
            self._waiting.clear()

    def _run(self) -> None:
        while True:
            with self._lock:
                if not self._waiting:
                    self._running -= 1
                    return
                work = self._waiting.popleft()
            try:
                work()
            except Exception:
                logger().exception("work in the thread %s failed", self._name)
