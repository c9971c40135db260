"""What a connection needs of the thing that carries its lines, and how one ends.

Lines are bytes without their line end. A transport hands them over in batches, in their
order, then says once how it ended; nothing comes after that.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import AsyncGenerator, Awaitable, Callable
from functools import partial
from typing import NamedTuple, Protocol, TypeAlias

from .errors import CodexError, TransportClosedError

COLOUR = re.compile("\x1b\\[[0-9;]*m")
TAIL_LINES = 40
TAIL_CHARACTERS = 4000
LONGEST_STDERR_LINE = TAIL_CHARACTERS + (1 << 14)
"""Bytes: what is shown of a line, and room for a secret that begins there."""


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


async def until_the_loop_ends(
    close: Callable[[], Awaitable[None]],
) -> AsyncGenerator[None, None]:
    """Once begun, close what nobody closed when the loop is shut down: later there is
    none to do it in."""
    try:
        yield
    finally:
        await close()


class StderrTail:
    """The last lines of the runtime's stderr, each shown as it comes.

    Secrets are taken out before anything is cut, so that no half of one is left.
    """

    def __init__(self, redact: Callable[[str], str], show: Shown) -> None:
        self._redact = redact
        self._show = show
        self._kept: deque[str] = deque(maxlen=TAIL_LINES)
        self._rest = b""
        self._skips = False
        """Whether the rest of a line without an end is being left out."""

    def feed(self, chunk: bytes) -> None:
        """Take in what was written; lines may be split anywhere."""
        *lines, rest = (self._rest + chunk).split(b"\n")
        for line in lines:
            if not self._skips:
                self._take(line)
            self._skips = False
        if len(rest) > LONGEST_STDERR_LINE and not self._skips:
            self._take(rest)
            self._skips = True
        self._rest = b"" if self._skips else rest

    def finish(self) -> None:
        """Nothing more will be written."""
        rest, self._rest = self._rest, b""
        self._take(rest)

    def __str__(self) -> str:
        lines = [*self._kept, self._readable(self._rest)]
        return "\n".join(lines)[-TAIL_CHARACTERS:].strip()

    def _take(self, line: bytes) -> None:
        if text := self._readable(line):
            self._kept.append(text)
            self._show(text)

    def _readable(self, line: bytes) -> str:
        text = COLOUR.sub("", line.decode("utf-8", "replace")).rstrip()
        return self._redact(text)[:TAIL_CHARACTERS]


def failure_of(end: End) -> Callable[[], CodexError]:
    """What makes the error for each who waited."""
    return partial(End.error, end)
