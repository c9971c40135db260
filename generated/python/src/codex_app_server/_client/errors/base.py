"""The root of the errors, and how texts from outside stand in their messages."""

from __future__ import annotations

from typing import Any

from ..._runtime.tolerance import printable

MESSAGE_LIMIT = 1000
"""The most characters of a text from outside that a message shows."""
TAIL_LIMIT = 2000
"""The most characters of a process's last words that a message shows."""


class CodexError(Exception):
    """Base class of the errors of this package."""

    def __reduce__(self) -> tuple[Any, ...]:
        # Not through `__init__`, whose parameters are parts and not the message.
        return _restore, (type(self), self.args), self.__dict__


def _restore(cls: type[CodexError], args: tuple[object, ...]) -> CodexError:
    error = cls.__new__(cls, *args)
    error.args = args
    return error


def shown(text: str, limit: int = MESSAGE_LIMIT) -> str:
    """A text from outside as a message shows it: lines kept, control characters not."""
    short = text if len(text) <= limit else text[: limit - 1] + "…"
    return "\n".join(printable(line, limit) for line in short.splitlines())


def tail(stderr: str) -> str:
    """The end of what a process wrote to stderr, as the end of a message."""
    text = stderr.strip()
    if not text:
        return ""
    last = text if len(text) <= TAIL_LIMIT else "…" + text[1 - TAIL_LIMIT :]
    return "\nEnd of stderr:\n" + shown(last, TAIL_LIMIT)


def ending(exit_code: int) -> str:
    """How a process ended, after its name."""
    if exit_code >= 0:
        return f"exited with code {exit_code}"
    from signal import Signals  # costs an import, and few runtimes end by a signal

    try:
        return f"was ended by {Signals(-exit_code).name}"
    except ValueError:
        return f"was ended by signal {-exit_code}"
