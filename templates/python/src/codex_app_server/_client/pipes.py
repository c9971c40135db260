"""The pipes of a child, used by threads that end with the child.

A pipe ends by itself only when every process that holds its other side is gone, and a
child may leave others behind. In: a pipe, and word that the child is gone. Out: what can
be read until then, and what the child left in it.
"""

from __future__ import annotations

import os
import select
import sys

CHUNK = 1 << 18


class ChildPipes:
    """Reads and writes that wait no longer than the child lives.

    On Windows, where a pipe cannot be waited for, they wait for its last holder.
    """

    def __init__(self) -> None:
        self._heard, self._said = os.pipe()

    def say_gone(self) -> None:
        """The child is gone: let nobody wait for it. Once."""
        os.close(self._said)

    def close(self) -> None:
        """Nobody reads or writes any more. Once, after `say_gone`."""
        os.close(self._heard)

    @staticmethod
    def unblocked(pipe: int) -> int:
        """The pipe, whose writes from now on take only what there is room for."""
        if sys.platform != "win32":
            os.set_blocking(pipe, False)
        return pipe

    def read(self, pipe: int) -> bytes:
        """What comes next; nothing at the end."""
        return os.read(pipe, CHUNK) if self._ready(pipe, reading=True) else b""

    def write(self, pipe: int, data: bytes) -> None:
        """Write all of it to a pipe that `unblocked` was called for.

        Raises `OSError` when nobody holds the other side.
        """
        rest = memoryview(data)
        while rest and self._ready(pipe, reading=False):
            rest = rest[os.write(pipe, rest) :]

    def _ready(self, pipe: int, *, reading: bool) -> bool:
        if sys.platform == "win32":
            return True
        poll = select.poll()
        poll.register(pipe, select.POLLIN if reading else select.POLLOUT)
        poll.register(self._heard, select.POLLIN)
        return any(ready == pipe for ready, _ in poll.poll())
