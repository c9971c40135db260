"""Bytes as they come from a pipe in, whole lines out.

A line may be split anywhere, inside a character too. Memory is bounded by the longest
line that is accepted; joining is linear, however many pieces a line comes in.
"""

from __future__ import annotations

LONGEST_LINE = 1 << 29
"""More than any message that a runtime is known to send, in bytes."""


class LineTooLongError(ValueError):
    """The other side sends a line without an end."""


class LineBuffer:
    """Cuts a stream of bytes into lines without their line ends."""

    __slots__ = ("_longest", "_pieces", "_size")

    def __init__(self, longest: int = LONGEST_LINE) -> None:
        self._longest = longest
        self._pieces: list[bytes] = []
        self._size = 0

    def feed(self, chunk: bytes) -> list[bytes]:
        """The lines that this chunk ends. Empty lines are left out."""
        head, newline, rest = chunk.partition(b"\n")
        self._size += len(head)
        if self._size > self._longest:
            raise LineTooLongError(f"a line of more than {self._longest} bytes")
        if not newline:
            self._pieces.append(head)
            return []
        lines = rest.split(b"\n")
        tail = lines.pop()
        first = b"".join([*self._pieces, head])
        self._pieces = [tail] if tail else []
        self._size = len(tail)
        return [line for line in (first, *lines) if line.strip()]
