"""What a connection needs of the thing that carries its lines, and how one ends.

Lines are bytes without their line end. A transport hands them over in batches, in their
order, then says once how it ended; nothing comes after that.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable
from functools import partial
from typing import NamedTuple, Protocol, TypeAlias

from .errors import CodexError, TransportClosedError

COLOUR = re.compile("\x1b\\[[0-9;]*m")
TAIL_LINES = 40
TAIL_CHARACTERS = 4000


class End(NamedTuple):
    """How a connection ended."""

    reason: str
    exit_code: int | None = None
    stderr_tail: str = ""

    def error(self) -> CodexError:
        """The error for one who waited."""
        return TransportClosedError(self.reason, self.exit_code, self.stderr_tail)


OnLines: TypeAlias = "Callable[[list[bytes]], None]"
OnEnd: TypeAlias = "Callable[[End], None]"
Shown: TypeAlias = "Callable[[str], None]"


class Transport(Protocol):
    """Carries lines for threads."""

    def open(self, on_lines: OnLines, on_end: OnEnd) -> None:
        """Connect or start; raises a `StartError` if that fails."""
        ...

    def send(self, line: bytes) -> None:
        """Hand over a line. Does not wait until the other side reads it."""
        ...

    def close(self) -> None:
        """End it, promptly and once; returns when nothing is left."""
        ...

    def tail(self) -> str:
        """The end of what the runtime wrote to stderr."""
        ...


class AsyncTransport(Protocol):
    """Carries lines for an event loop."""

    async def open(self, on_lines: OnLines, on_end: OnEnd) -> None:
        """Connect or start; raises a `StartError` if that fails."""
        ...

    def send(self, line: bytes) -> None:
        """Hand over a line. Does not wait until the other side reads it."""
        ...

    async def close(self) -> None:
        """End it, promptly and once; returns when nothing is left."""
        ...

    def tail(self) -> str:
        """The end of what the runtime wrote to stderr."""
        ...


class StderrTail:
    """The last lines of the runtime's stderr, each shown as it comes."""

    def __init__(self, show: Shown) -> None:
        self._show = show
        self._kept: deque[str] = deque(maxlen=TAIL_LINES)
        self._rest = b""

    def feed(self, chunk: bytes) -> None:
        """Take in what was written; lines may be split anywhere."""
        *lines, rest = (self._rest + chunk).split(b"\n")
        if len(rest) > TAIL_CHARACTERS:  # a line without an end
            lines.append(rest)
            rest = b""
        self._rest = rest
        for line in lines:
            self._take(line)

    def finish(self) -> None:
        """Nothing more will be written."""
        rest, self._rest = self._rest, b""
        if rest:
            self._take(rest)

    def __str__(self) -> str:
        rest = self._rest.decode("utf-8", "replace")
        return "\n".join([*self._kept, rest])[-TAIL_CHARACTERS:].strip()

    def _take(self, line: bytes) -> None:
        text = COLOUR.sub("", line.decode("utf-8", "replace")).rstrip()
        if text:
            self._kept.append(text[:TAIL_CHARACTERS])
            self._show(text)


def failure_of(end: End) -> Callable[[], CodexError]:
    """What makes the error for each who waited."""
    return partial(End.error, end)
