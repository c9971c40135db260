"""From an annotation of the emitted package to the node that converts its values.

Nodes of records are made on first use and kept, so recursive types end.
"""

from __future__ import annotations

from types import GenericAlias, UnionType
from typing import Any, Literal, Union, get_args, get_origin

import msgspec
from msgspec import Struct, UnsetType

from .enums import OpenEnum
from .nodes import (
    AnyNode,
    EnumNode,
    ListNode,
    LiteralNode,
    MapNode,
    Member,
    Node,
    NullableNode,
    RawNode,
    RecordNode,
    ScalarNode,
    UnionNode,
)
from .plain import PYTHON_NAMES
from .selection import Choice
from .unions import NamedUnion
from .walk import Place, Walk

_records: dict[type[Struct], Node] = {}


def plan(annotation: Any) -> Node:
    """The node of a type."""
    if annotation is Any:
        return AnyNode()
    if isinstance(annotation, type) and not isinstance(annotation, GenericAlias):
        return _class(annotation)
    origin = get_origin(annotation)
    if hasattr(annotation, "__metadata__"):
        base, *extra = get_args(annotation)
        return ScalarNode(base, [item for item in extra if type(item) is msgspec.Meta])
    if origin in (Union, UnionType):
        return _union(get_args(annotation))
    if origin is Literal:
        return LiteralNode(get_args(annotation))
    if origin is list:
        return ListNode(plan(get_args(annotation)[0]))
    if origin is dict:
        return MapNode(plan(get_args(annotation)[1]))
    raise TypeError(f"{annotation!r} is no type of the protocol")


def _class(cls: type[Any]) -> Node:
    if issubclass(cls, Struct):
        return _records.get(cls) or LazyRecord(cls)
    if isinstance(cls, NamedUnion):
        return UnionNode(cls.choice, cls.is_open, plan)
    if issubclass(cls, OpenEnum):
        return EnumNode(cls)
    if cls in (bool, int, float, str):
        return ScalarNode(cls, [])
    if cls is msgspec.Raw:
        return RawNode()
    raise TypeError(f"{cls!r} is no type of the protocol")


def _union(arguments: tuple[Any, ...]) -> Node:
    members = tuple(
        member for member in arguments if member not in (type(None), UnsetType)
    )
    node: Node
    if Any in members:
        return AnyNode()
    if len(members) == 1:
        node = plan(members[0])
    else:
        node = UnionNode(Choice(members), False, plan)
    return NullableNode(node) if type(None) in arguments else node


class LazyRecord:
    """A record whose fields are looked at when the first value comes."""

    def __init__(self, cls: type[Struct]) -> None:
        self.cls = cls

    def convert(self, value: Any, walk: Walk, place: Place) -> Any:
        node = _records.get(self.cls)
        if node is None:
            node = _records.setdefault(self.cls, _record(self.cls))
        return node.convert(value, walk, place)


def _record(cls: type[Struct]) -> RecordNode:
    members = [
        Member(field.name, field.encode_name, plan(field.type), field.required)
        for field in msgspec.structs.fields(cls)
    ]
    tag_field = cls.__struct_config__.tag_field or ""
    return RecordNode(cls, members, PYTHON_NAMES.get(tag_field, tag_field))
