"""Selects the member of a union for a JSON value, without trying any of them.

In: the members of a union, and a value of Python's own types. Out: one member, by the
kind of the value, then by tag, then by the shape that the compiler worked out.
"""

from collections.abc import Mapping
from enum import Enum
from types import GenericAlias
from typing import Any, NamedTuple, cast

from msgspec import Struct


class Shape(NamedTuple):
    """What tells the objects of one member from those of its siblings, on the wire."""

    required: tuple[str, ...]
    """Members that must be there."""
    literals: Mapping[str, tuple[str, ...]] = {}
    """Texts of which a member must have one."""
    kinds: Mapping[str, tuple[str, ...]] = {}
    """Kinds of JSON of which a member must be one."""
    members: Mapping[str, "Shape"] = {}
    """Shapes that the objects in members must have."""
    closed: bool = False
    """Whether an object with any other member rather belongs to a sibling."""


KINDS: dict[type[Any], str] = {
    type(None): "null",
    bool: "boolean",
    int: "integer",
    float: "number",
    str: "string",
    list: "array",
    dict: "object",
}


class Choice:
    """The members of one union, in the order that the schema declares."""

    __slots__ = ("anything", "by_kind", "by_tag", "members", "objects", "tag_field")

    def __init__(self, members: tuple[Any, ...]) -> None:
        self.members = members
        self.anything = Any if Any in members else None
        self.by_kind: dict[str, Any] = {}
        self.by_tag: dict[str, type[Struct]] = {}
        self.objects: list[type[Struct]] = []
        self.tag_field: str | None = None
        for member in members:
            if member is Any:
                continue
            cls: type[Any] = runtime_class(member)
            if not issubclass(cls, Struct):
                self.by_kind.setdefault(_kind(cls), member)
                continue
            config = cls.__struct_config__
            if isinstance(config.tag, str):
                self.tag_field = config.tag_field
                self.by_tag[config.tag] = cls
            else:
                self.objects.append(cls)

    def select(self, value: Any) -> Any | None:
        """The member that the value belongs to, or None."""
        kind = KINDS.get(value.__class__)
        if kind == "object":
            tag = value.get(self.tag_field) if self.tag_field else None
            if isinstance(tag, str) and tag in self.by_tag:
                return self.by_tag[tag]
            return self._by_shape(value) or self.by_kind.get("object") or self.anything
        if kind == "integer" and "integer" not in self.by_kind:
            kind = "number"
        return self.by_kind.get(kind, self.anything) if kind else self.anything

    def _by_shape(self, value: Mapping[str, object]) -> type[Struct] | None:
        # An object of a closed member may have gained a member since; it is still the
        # best fit when no sibling takes the object as it is.
        for closed in (True, False):
            for member in self.objects:
                if _fits(member, value, closed):
                    return member
        return None

    def expected(self) -> str:
        """The kinds of JSON that some member accepts."""
        kinds = list(self.by_kind)
        if (self.objects or self.by_tag) and "object" not in kinds:
            kinds.append("object")
        return " or ".join(kinds)


def runtime_class(member: Any) -> type:
    """The class that values of a member are instances of."""
    if member is Any:
        return object
    while not isinstance(member, type) or isinstance(member, GenericAlias):
        member = member.__origin__  # list of list[T], T of Annotated[T, ...]
    return member


def _kind(cls: type[Any]) -> str:
    return "string" if issubclass(cls, Enum) else KINDS.get(cls, "object")


def _fits(member: type[Struct], value: Mapping[str, object], closed: bool) -> bool:
    shape = shape_of(member)
    if not _has_shape(value, shape):
        return False
    if not (closed and shape.closed):
        return True
    return value.keys() <= set(member.__struct_encode_fields__)


def _has_shape(value: Mapping[str, object], shape: Shape) -> bool:
    return (
        all(name in value for name in shape.required)
        and all(value.get(name) in texts for name, texts in shape.literals.items())
        and all(
            name in value and KINDS.get(value[name].__class__) in kinds
            for name, kinds in shape.kinds.items()
        )
        and all(
            _is_object_of(value.get(name), inner)
            for name, inner in shape.members.items()
        )
    )


def _is_object_of(value: object, shape: Shape) -> bool:
    return isinstance(value, dict) and _has_shape(cast(dict[str, object], value), shape)


def shape_of(member: type[Struct]) -> Shape:
    """The shape that the compiler emitted, else the required members."""
    shape = getattr(member, "SHAPE", None)
    if isinstance(shape, Shape):
        return shape
    fields = member.__struct_encode_fields__
    optional = len(member.__struct_defaults__)
    return Shape(fields[: len(fields) - optional])
