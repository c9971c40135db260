"""Which thread and which turn a notification is about.

In: any decoded notification, of a method that this SDK knows or not. Out: the two ids.
What a payload class has is looked up once; only unknown payloads are searched each time.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias, cast

if TYPE_CHECKING:
    from ..types import Notification


class Place(NamedTuple):
    """Where a notification belongs; None where it does not say."""

    thread_id: str | None
    turn_id: str | None


Finder: TypeAlias = "Callable[[Any], Place]"

NOWHERE = Place(None, None)

_finders: dict[type, Finder] = {}


def place_of(notification: Notification) -> Place:
    """The thread and the turn of a notification."""
    payload: Any = notification.payload
    finder = _finders.get(type(payload))
    if finder is None:
        finder = _finders.setdefault(type(payload), _finder(type(payload)))
    return finder(payload)


def _finder(payload: type) -> Finder:
    fields: tuple[str, ...] = getattr(payload, "__struct_fields__", ())
    if not fields:
        return _search
    thread: Callable[[Any], str | None] = _none
    if "thread_id" in fields:
        thread = _thread_id
    elif "thread" in fields:
        thread = _id_of_thread
    if "turn_id" in fields:
        if thread is _thread_id:
            return _direct
        return lambda value: Place(thread(value), value.turn_id)
    if "turn" in fields:
        return lambda value: Place(thread(value), getattr(value.turn, "id", None))
    if thread is _none:
        return _nowhere
    return lambda value: Place(thread(value), None)


def _direct(payload: Any) -> Place:
    return Place(payload.thread_id, payload.turn_id)


def _nowhere(payload: Any) -> Place:
    return NOWHERE


def _none(payload: Any) -> str | None:
    return None


def _thread_id(payload: Any) -> str | None:
    found: str | None = payload.thread_id
    return found


def _id_of_thread(payload: Any) -> str | None:
    return getattr(payload.thread, "id", None)


def _search(payload: Any) -> Place:
    """The ids of a payload that is kept as it came."""
    raw = getattr(payload, "raw", payload)
    if not isinstance(raw, dict):
        return NOWHERE
    members = cast("dict[str, Any]", raw)
    return Place(_member(members, "thread"), _member(members, "turn"))


def _member(members: dict[str, Any], name: str) -> str | None:
    found: Any = members.get(f"{name}Id")
    inner: Any = members.get(name)
    if found is None and isinstance(inner, dict):
        found = cast("dict[str, Any]", inner).get("id")
    return found if isinstance(found, str) else None
