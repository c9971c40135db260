"""The slow path: converts plain JSON along the types and contains what does not fit.

Each node is one type. `convert` returns the typed value or raises `Misfit`; records,
arrays and maps contain the misfits of what they hold, open unions contain everything.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any, Protocol

import msgspec
from msgspec import UNSET, Struct

from .._names import WIRE_NAMES
from .enums import OpenEnum, OpenText, read_value
from .extras import MOST, build
from .selection import Choice
from .tolerance import printable
from .unions import Malformed, Unknown
from .walk import MAX_DEPTH, Misfit, Place, Walk, explain, kind_of


class Node(Protocol):
    """A type of the protocol."""

    def convert(self, value: Any, walk: Walk, place: Place) -> Any: ...


class AnyNode:
    """Free JSON."""

    def convert(self, value: Any, walk: Walk, place: Place) -> Any:
        return value


class RawNode:
    """JSON that is decoded later, by somebody who knows its type."""

    def convert(self, value: Any, walk: Walk, place: Place) -> Any:
        return msgspec.Raw(msgspec.json.encode(value))


class NullableNode:
    """Null or a value."""

    def __init__(self, inner: Node) -> None:
        self.inner = inner

    def convert(self, value: Any, walk: Walk, place: Place) -> Any:
        return None if value is None else self.inner.convert(value, walk, place)


class ScalarNode:
    """A boolean, integer, number or string with its bounds."""

    def __init__(self, kind: type, bounds: list[msgspec.Meta]) -> None:
        self.kind = kind
        self.bounds = bounds

    def convert(self, value: Any, walk: Walk, place: Place) -> Any:
        if type(value) is not self.kind:
            if self.kind is not float or type(value) is not int:
                raise Misfit(self._expected(value), place)
            number = self._float(value, place)
            value = value if walk.exact else number
        for bound in self.bounds:
            most = bound.le
            if walk.strict and most is None and bound.extra:
                most = bound.extra.get("le")
            if bound.ge is not None and value < bound.ge:
                raise Misfit(f"expected at least {bound.ge}", place)
            if most is not None and value > most:
                raise Misfit(f"expected at most {most}", place)
            if bound.min_length is not None and len(value) < bound.min_length:
                raise Misfit(f"expected at least {bound.min_length} characters", place)
        return value

    def _expected(self, value: Any) -> str:
        names = {bool: "boolean", int: "integer", float: "number", str: "string"}
        return f"expected {names[self.kind]}, got {kind_of(value)}"

    def _float(self, value: int, place: Place) -> float:
        try:
            return float(value)
        except OverflowError:
            raise Misfit("number out of range", place) from None


class EnumNode:
    """An open enum."""

    def __init__(self, enum: type[OpenEnum]) -> None:
        self.enum = enum

    def convert(self, value: Any, walk: Walk, place: Place) -> Any:
        if not isinstance(value, str):
            raise Misfit(f"expected string, got {kind_of(value)}", place)
        member = read_value(self.enum, value)
        if not (member.is_known or isinstance(member, OpenText)):
            reason = f"{self.enum.__name__} has no value {printable(value)!r}"
            walk.note("unknown_value", place, reason)
        return member


class LiteralNode:
    """One of some constants."""

    def __init__(self, values: tuple[Any, ...]) -> None:
        self.values = values

    def convert(self, value: Any, walk: Walk, place: Place) -> Any:
        for constant in self.values:
            if type(constant) is type(value) and constant == value:
                return value
        raise Misfit(f"expected {' or '.join(map(repr, self.values))}", place)


class ListNode:
    """An array; one bad element costs no other."""

    def __init__(self, item: Node) -> None:
        self.item = item

    def convert(self, value: Any, walk: Walk, place: Place) -> Any:
        kind: Any = value.__class__
        if kind is not list:
            raise Misfit(f"expected array, got {kind_of(value)}", place)
        depth = descend(walk, place)
        result: list[Any] = []
        for index, item in enumerate(value):
            at = (place, index)
            try:
                result.append(self.item.convert(item, walk, at))
            except Misfit as misfit:
                walk.depth = depth
                result.append(walk.contain(misfit, item, at))
        walk.depth -= 1
        return result


class MapNode:
    """An object with free names; one bad value costs no other."""

    def __init__(self, item: Node) -> None:
        self.item = item

    def convert(self, value: Any, walk: Walk, place: Place) -> Any:
        kind: Any = value.__class__
        if kind is not dict:
            raise Misfit(f"expected object, got {kind_of(value)}", place)
        depth = descend(walk, place)
        result: dict[str, Any] = {}
        for name, item in value.items():
            at = (place, name)
            try:
                result[name] = self.item.convert(item, walk, at)
            except Misfit as misfit:
                walk.depth = depth
                result[name] = walk.contain(misfit, item, at)
        walk.depth -= 1
        return result


class UnionNode:
    """A union; an open one contains whatever fits no member."""

    def __init__(
        self, choice: Choice, is_open: bool, plan: Callable[[Any], Node]
    ) -> None:
        self.choice = choice
        self.is_open = is_open
        self.plan = plan

    def convert(self, value: Any, walk: Walk, place: Place) -> Any:
        member = self.choice.select(value)
        if member is None and walk.by_name:
            member = self.choice.select(_by_wire_name(value))
        if member is None:
            return self._foreign(value, walk, place)
        if not self.is_open:
            return self.plan(member).convert(value, walk, place)
        outer, depth, mark = walk.in_variant, walk.depth, len(walk.findings)
        walk.in_variant = True
        try:
            return self.plan(member).convert(value, walk, place)
        except Misfit as misfit:
            walk.depth = depth
            del walk.findings[mark:]
            walk.note("malformed", misfit.place, misfit.reason)
            return Malformed(value, explain(misfit, place), self._tag(value))
        finally:
            walk.in_variant = outer

    def _tag(self, value: Any) -> str | None:
        kind: Any = value.__class__
        if kind is not dict or self.choice.tag_field is None:
            return None
        tag = value.get(self.choice.tag_field)
        return tag if isinstance(tag, str) else None

    def _foreign(self, value: Any, walk: Walk, place: Place) -> Any:
        kind: Any = value.__class__
        reason = f"expected {self.choice.expected()}, got {kind_of(value)}"
        if kind is dict and (self.choice.objects or self.choice.by_tag):
            tag = self._tag(value)
            if self.choice.objects and tag is None:
                tag = next(iter(value)) if len(value) == 1 else None
                reason = "no variant has this shape"
            elif tag is None:
                at = (place, self.choice.tag_field or "")
                return self._malformed(value, "expected a string as tag", walk, at)
            else:
                reason = f"no variant is named {printable(tag)!r}"
            if self.is_open:
                walk.note("unknown_variant", place, reason)
                return Unknown(tag, value)
        return self._malformed(value, reason, walk, place)

    def _malformed(self, value: Any, reason: str, walk: Walk, place: Place) -> Any:
        if not self.is_open:
            raise Misfit(reason, place)
        walk.note("malformed", place, reason)
        return Malformed(value, reason)


class Member:
    """A field of a record."""

    __slots__ = ("name", "node", "required", "wire")

    def __init__(self, name: str, wire: str, node: Node, required: bool) -> None:
        self.name = name
        self.wire = wire
        self.node = node
        self.required = required


class RecordNode:
    """A record. Members that the schema does not name are kept, and reported unless it
    allows them."""

    def __init__(self, cls: type[Struct], members: list[Member], tag_name: str) -> None:
        self.cls = cls
        self.by_wire = {member.wire: member for member in members}
        self.by_name = {member.name: member for member in members}
        self.members = members
        self.tag_name = tag_name
        self.tag_field = cls.__struct_config__.tag_field
        self.tag = cls.__struct_config__.tag
        self.free = bool(getattr(cls, "EXTRA_MEMBERS", False))
        self.closed = bool(getattr(cls, "STRICT_MEMBERS", False))
        stand_ins: dict[str, Any] = getattr(cls, "STAND_INS", {})
        self.stand_ins = stand_ins

    def convert(self, value: Any, walk: Walk, place: Place) -> Any:
        kind: Any = value.__class__
        if kind is not dict:
            raise Misfit(f"expected object, got {kind_of(value)}", place)
        depth = descend(walk, place)
        arguments: dict[str, Any] = {}
        extra: dict[str, Any] = {}
        for wire, item in value.items():
            member = self.by_wire.get(wire)
            if member is None and walk.by_name:
                member = self.by_name.get(wire)
            at = (place, wire)
            if member is not None:
                try:
                    arguments[member.name] = member.node.convert(item, walk, at)
                except Misfit as misfit:
                    walk.depth = depth
                    arguments[member.name] = walk.contain(misfit, item, at)
            elif self.tag_field is not None and self._is_tag(wire, walk):
                if item != self.tag:
                    raise Misfit(f"expected {self.tag!r}", at)
            else:
                extra[wire] = item
                self._foreign(wire, walk, at)
        for member in self.members:
            if member.name not in arguments:
                self._absent(member, arguments, walk, place)
        if len(extra) > MOST:
            raise Misfit(f"expected at most {MOST} unknown members", place)
        walk.depth -= 1
        try:
            return build(self.cls, arguments, extra)
        except ValueError as error:
            raise Misfit(printable(str(error)), place) from None

    def _is_tag(self, wire: str, walk: Walk) -> bool:
        return wire == self.tag_field or (walk.by_name and wire == self.tag_name)

    def _foreign(self, wire: str, walk: Walk, place: Place) -> None:
        if self.free:
            return
        reason = f"{self.cls.__name__} has no member {printable(wire)!r}"
        if not (walk.strict and self.closed):
            walk.note("unknown_member", place, reason)
        elif walk.in_variant:
            raise Misfit(reason, place)
        else:
            walk.note("malformed", place, reason)

    def _absent(
        self, member: Member, arguments: dict[str, Any], walk: Walk, place: Place
    ) -> None:
        at = (place, member.wire)
        if member.required and member.wire in self.stand_ins and not walk.strict:
            walk.note("absent_member", at, "an older runtime leaves it out")
            stand_in = deepcopy(self.stand_ins[member.wire])
            absent = UNSET if walk.exact else member.node.convert(stand_in, walk, at)
            arguments[member.name] = absent
        elif member.required:
            misfit = Misfit("required member is missing", at)
            if walk.in_variant:
                raise misfit
            walk.note("malformed", misfit.place, misfit.reason)
            arguments[member.name] = UNSET
        elif walk.exact:
            arguments[member.name] = UNSET


def _by_wire_name(value: Any) -> Any:
    kind: Any = value.__class__
    if kind is not dict:
        return value
    return {WIRE_NAMES.get(name, name): item for name, item in value.items()}


def descend(walk: Walk, place: Place) -> int:
    """Enter a container, unless it is too deep; the result is the depth inside."""
    if walk.depth >= MAX_DEPTH:
        raise Misfit(f"nested deeper than {MAX_DEPTH}", place)
    walk.depth += 1
    return walk.depth
