"""How long something may take, as a point in time."""

from __future__ import annotations

from time import monotonic

from .errors import DeadlineExceededError


class Deadline:
    """A point in time, or none."""

    __slots__ = ("_at", "seconds")

    def __init__(self, seconds: float | None) -> None:
        self.seconds = seconds
        self._at = None if seconds is None else monotonic() + seconds

    def left(self) -> float | None:
        """Seconds until then, none less than zero; None for ever."""
        return None if self._at is None else max(0.0, self._at - monotonic())

    def error(self, what: str) -> DeadlineExceededError:
        """What is raised when it has passed."""
        return DeadlineExceededError(what, self.seconds or 0.0)
