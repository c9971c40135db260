"""Makes every tolerated oddity observable: counters, hooks and a debug log.

In: findings of the slow path. Out: counts for the process, one event for each finding
to each hook. A hook that raises never disturbs the message. Texts are bounded and
printable, and no event holds more of a payload than a member name or a tag.
"""

from collections.abc import Callable
from functools import cache
from threading import Lock
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias, get_args

if TYPE_CHECKING:
    from logging import Logger

ToleranceKind: TypeAlias = Literal[
    "unknown_value",
    "unknown_variant",
    "unknown_member",
    "absent_member",
    "malformed",
    "unknown_method",
]

DEBUG = 10
TEXT_LIMIT = 200
POINTER_LIMIT = 1000


class ToleranceEvent(NamedTuple):
    """Something unexpected in a message, which was tolerated."""

    kind: ToleranceKind
    pointer: str
    """JSON pointer from the root of the message or value."""
    subject: str
    """The method of the message, or the name of the type."""
    reason: str


_counts: dict[ToleranceKind, int] = dict.fromkeys(get_args(ToleranceKind), 0)
_hooks: tuple[Callable[[ToleranceEvent], object], ...] = ()
_lock = Lock()


def on_tolerance(callback: Callable[[ToleranceEvent], object]) -> Callable[[], None]:
    """Call `callback` for every tolerated value; returns a function that removes it.

    It is called in the thread that decodes, so it should return quickly.
    """
    global _hooks
    entry = [callback]  # one callback may be registered more than once

    def hook(event: ToleranceEvent) -> None:
        for function in entry:
            function(event)

    with _lock:
        _hooks = (*_hooks, hook)

    def remove() -> None:
        global _hooks
        with _lock:
            _hooks = tuple(other for other in _hooks if other is not hook)
            entry.clear()

    return remove


def tolerance_counts() -> dict[ToleranceKind, int]:
    """The number of tolerated values in this process, by kind."""
    with _lock:
        return dict(_counts)


def report(event: ToleranceEvent) -> None:
    """Count the event, log it, hand it to the hooks."""
    with _lock:
        _counts[event.kind] += 1
    logger = _logger()
    if logger.isEnabledFor(DEBUG):
        logger.debug(
            "tolerated %s at %s of %s: %s",
            event.kind,
            printable(event.pointer, POINTER_LIMIT),
            printable(event.subject),
            event.reason,
        )
    for hook in _hooks:
        try:
            hook(event)
        except Exception:
            logger.exception("a tolerance hook failed")


@cache
def _logger() -> "Logger":
    import logging  # only when there is something to say

    return logging.getLogger(__name__.partition("._runtime")[0])


def printable(text: str, limit: int = TEXT_LIMIT) -> str:
    """The text on one line, without control characters, no longer than `limit`."""
    short = text if len(text) <= limit else text[: limit - 1] + "…"
    if short.isprintable():
        return short
    return "".join(
        character if character.isprintable() else f"\\u{{{ord(character):x}}}"
        for character in short
    )
