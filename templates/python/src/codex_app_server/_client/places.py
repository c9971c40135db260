"""Which thread and which turn a notification is about.

In: any decoded notification, known or not, well-formed or not. Out: its two ids, as far
as it tells them. What a payload class has is looked up once; only payloads without one
are searched each time.
"""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias, cast

from msgspec import Struct

from .._runtime.extras import named_class

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
    payload: object = notification.payload
    kind: type = type(payload)
    finder = _finders.get(kind)
    if finder is None:
        if issubclass(kind, Struct):  # one with extra members comes and goes
            kind = named_class(kind)
        finder = _finders.get(kind) or _finders.setdefault(kind, _finder(kind))
    return finder(payload)


def _finder(payload: type) -> Finder:
    fields: tuple[str, ...] = getattr(payload, "__struct_fields__", ())
    if not fields:
        return _search
    if "thread_id" in fields and "turn_id" in fields:
        return _direct
    thread, turn = _id_of("thread", fields), _id_of("turn", fields)
    if thread is turn:
        return _nowhere
    return lambda value: Place(_text(thread(value)), _text(turn(value)))


def _id_of(name: str, fields: tuple[str, ...]) -> Callable[[Any], object]:
    """Finds the id that stands in a payload by itself, or in the thing that has it."""
    if f"{name}_id" in fields:
        return attrgetter(f"{name}_id")
    if name in fields:
        thing = attrgetter(name)
        return lambda value: getattr(thing(value), "id", None)
    return _none


def _direct(payload: Any) -> Place:
    return Place(_text(payload.thread_id), _text(payload.turn_id))


def _nowhere(payload: Any) -> Place:
    return NOWHERE


def _none(payload: Any) -> None:
    return None


def _text(found: object) -> str | None:
    """An id; None for one that is missing, null or malformed."""
    return found if isinstance(found, str) else None


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
    return _text(found)
