"""What threads wait for until it happens.

In: `set` and `clear`, from any thread, also from a signal handler that interrupts `wait`
itself, which `threading.Event` does not survive. Out: each wait tells whether it happened
in time.
"""

from __future__ import annotations

from contextlib import suppress
from threading import Lock


class Flag:
    """A `threading.Event` without a lock that its own thread could hold."""

    __slots__ = ("_gates", "_is_set")

    def __init__(self) -> None:
        self._is_set = False
        self._gates: list[Lock] = []
        """One for each who waits; closed until it happens."""

    def set(self) -> None:
        """It has happened: wake all who wait."""
        self._is_set = True
        for gate in tuple(self._gates):
            with suppress(RuntimeError):  # it is open already
                gate.release()

    def clear(self) -> None:
        """Wait for it to happen again."""
        self._is_set = False

    def is_set(self) -> bool:
        """Whether it has happened."""
        return self._is_set

    def wait(self, seconds: float | None = None) -> bool:
        """Wait until it happens. Whether it did in time; None waits for ever."""
        if self._is_set:
            return True
        gate = Lock()
        gate.acquire()
        self._gates.append(gate)
        try:
            # looked at again: who sets it opens only the gates that are there
            if self._is_set:
                return True
            return gate.acquire(timeout=-1 if seconds is None else seconds)
        finally:
            self._gates.remove(gate)
