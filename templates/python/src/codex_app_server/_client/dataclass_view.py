"""Lets the functions of `dataclasses` take a struct.

In: a struct that is a dataclass in the official package. Out: what `dataclasses.fields`,
`replace` and `asdict` look for, made when they first do; nobody else pays for it.
"""

from __future__ import annotations

from typing import Any


class DataclassMember:
    """A class attribute as the decorator `dataclass` would have made it."""

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, instance: object, owner: type[Any]) -> Any:
        found = getattr(_dataclass_like(owner), self._name)
        setattr(owner, self._name, found)
        return found


def _dataclass_like(owner: type[Any]) -> type:
    from dataclasses import field, make_dataclass

    from msgspec import NODEFAULT
    from msgspec.structs import fields

    members: list[tuple[str, Any, Any]] = []
    for it in fields(owner):
        given = {"default": it.default, "default_factory": it.default_factory}
        kept = {name: value for name, value in given.items() if value is not NODEFAULT}
        members.append((it.name, it.type, field(**kept)))
    return make_dataclass(owner.__name__, members, kw_only=True, repr=False, eq=False)
