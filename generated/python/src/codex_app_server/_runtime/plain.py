"""From models to plain values: dictionaries for users, JSON for the wire.

Absent members are left out. What JSON cannot hold is refused with its place; the depth
is bounded, so cyclic values end too.
"""

from collections.abc import Iterable, Iterator, Mapping
from enum import Enum
from math import isfinite
from typing import Any, NamedTuple, TypeGuard

from msgspec import UNSET, Struct

from .._names import WIRE_NAMES
from .extras import is_extra
from .unions import Malformed, Unknown
from .walk import MAX_DEPTH, Misfit, Place

PYTHON_NAMES = {wire: name for name, wire in WIRE_NAMES.items()}


class Dump(NamedTuple):
    """How to dump a model."""

    json: bool
    by_alias: bool
    exclude_none: bool
    exclude_unset: bool


def dump(value: Any, options: Dump) -> Any:
    """The value without models in it."""
    if isinstance(value, Struct):
        members = named_members(value, options.by_alias, not options.exclude_unset)
        return {
            name: dump(item, options)
            for name, item in members
            if not (options.exclude_none and item is None)
        }
    kind: Any = value.__class__
    if kind is dict:
        return {name: dump(item, options) for name, item in value.items()}
    if kind is list or kind is tuple:
        return [dump(item, options) for item in value]
    if isinstance(value, Unknown | Malformed):
        return value.raw
    if isinstance(value, Enum) and options.json:
        return value.value
    return value


def wire_value(value: Any, place: Place = None, depth: int = 0) -> Any:
    """The value as JSON under wire names, or `Misfit`."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return _text(value.value if isinstance(value, Enum) else value, place)
    if isinstance(value, int):
        return value
    if isinstance(value, float):
        if not isfinite(value):
            raise Misfit("expected a finite number", place)
        return value
    if depth > MAX_DEPTH:
        raise Misfit(f"nested deeper than {MAX_DEPTH}", place)
    if _is_array(value):
        return [
            wire_value(item, (place, index), depth + 1)
            for index, item in enumerate(value)
        ]
    if isinstance(value, Unknown):
        return wire_value(value.raw, place, depth)
    if isinstance(value, Malformed):
        raise Misfit("a malformed value cannot be sent", place)
    members: Iterable[tuple[Any, Any]]
    if isinstance(value, Struct):
        members = named_members(value, by_alias=True, with_unset=False)
    elif _is_mapping(value):
        members = value.items()
    else:
        advice = "; pass it as a str" if hasattr(value, "__fspath__") else ""
        raise Misfit(f"expected JSON, got {type(value).__name__}{advice}", place)
    result: dict[str, Any] = {}
    for name, item in members:
        if not isinstance(name, str):
            raise Misfit(f"expected a string as name, got {type(name).__name__}", place)
        at = (place, name)
        result[_text(name, at)] = wire_value(item, at, depth + 1)
    return result


def named_members(
    model: Struct, by_alias: bool, with_unset: bool
) -> Iterator[tuple[str, Any]]:
    """Name and value of each member that is there, the tag first."""
    cls = type(model)
    config = cls.__struct_config__
    if config.tag_field is not None:
        tag = config.tag_field
        yield tag if by_alias else PYTHON_NAMES.get(tag, tag), config.tag
    names = cls.__struct_fields__
    for name, wire in zip(names, cls.__struct_encode_fields__, strict=True):
        value = getattr(model, name)
        if value is UNSET:
            if not with_unset:
                continue
            value = None
        yield wire if by_alias or is_extra(cls, name) else name, value


def _is_array(value: object) -> TypeGuard[list[Any] | tuple[Any, ...]]:
    return isinstance(value, list | tuple)


def _is_mapping(value: object) -> TypeGuard[Mapping[Any, Any]]:
    return isinstance(value, Mapping)


def _text(text: str, place: Place) -> str:
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            raise Misfit("expected Unicode text, got a lone surrogate", place) from None
    return text
