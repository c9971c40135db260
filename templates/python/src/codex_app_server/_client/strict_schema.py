"""The subset of JSON Schema that models are held to while they write an answer.

In: a schema as msgspec or pydantic make it. Out: one that allows what the first allows
and says so within the subset: the root is an object, objects are closed, all members
are required. A member that was optional may be null instead; `without_fillers` takes
such nulls out of the answer again. What the subset cannot say raises `TypeError`, or
stands in a description where only a limit is lost.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import repeat

from msgspec.json import encode

from .._runtime.scalars import JsonObject, JsonValue

DEFINITIONS = "#/$defs/"

WRAPPED = "value"
"""The member that holds an answer that is not an object itself."""

KEPT = (
    "pattern",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "minItems",
    "maxItems",
)
SAID = ("minLength", "maxLength", "uniqueItems", "contentEncoding")
"""Limits that only a description can carry."""

FORMATS = (
    "date",
    "date-time",
    "duration",
    "email",
    "hostname",
    "ipv4",
    "ipv6",
    "time",
    "uuid",
)

TYPES: dict[type, str] = {
    str: "string",
    bool: "boolean",
    int: "integer",
    float: "number",
}


class StrictSchema:
    """A schema of a type, and the strict one that is made of it."""

    __slots__ = ("_definitions", "_root", "is_wrapped", "strict")

    strict: JsonObject
    """The strict schema."""
    is_wrapped: bool
    """Whether the answer is the member `value` of an object."""

    def __init__(self, schema: JsonObject) -> None:
        definitions = schema.get("$defs")
        self._definitions = definitions if isinstance(definitions, dict) else {}
        self._root = self._target({k: v for k, v in schema.items() if k != "$defs"})
        self.is_wrapped = "properties" not in self._root
        used: dict[str, JsonValue] = {}
        strict = self._strict(self._root, "", used)
        if self.is_wrapped:
            strict = _object({WRAPPED: strict})
        pending = list(used)
        while pending:
            name = pending.pop()
            before = set(used)
            place = f"$defs/{name}"
            used[name] = self._strict(self._definitions.get(name), place, used)
            pending += [other for other in used if other not in before]
        self.strict = {**strict, "$defs": used} if used else strict

    def without_fillers(self, value: JsonValue) -> JsonValue:
        """The answer without nulls in the place of members that were left out."""
        return self._prune(value, self._root)

    def _strict(
        self, node: JsonValue, place: str, used: dict[str, JsonValue]
    ) -> JsonObject:
        if not isinstance(node, dict):
            raise TypeError(_unsaid(place, "allows any value"))
        if (name := _reference(node)) is not None:
            used.setdefault(name, None)
            return _described({"$ref": DEFINITIONS + name}, node)
        if branches := _branches(node):
            places = (f"{place}/anyOf/{index}" for index in range(len(branches)))
            options = map(self._strict, branches, places, repeat(used))
            return _described({"anyOf": [*options]}, node)
        if (values := _values(node)) is not None:
            return _described({"type": _types_of(values), "enum": values}, node)
        types = _types(node)
        if not types:
            raise TypeError(_unsaid(place, "allows any value"))
        strict: JsonObject = {"type": node["type"]}
        if "object" in types:
            strict |= self._strict_object(node, place, used)
        if "array" in types:
            strict |= self._strict_array(node, place, used)
        strict |= {key: node[key] for key in KEPT if key in node and key not in strict}
        if node.get("format") in FORMATS:
            strict["format"] = node["format"]
        return _described(strict, node)

    def _strict_object(
        self, node: JsonObject, place: str, used: dict[str, JsonValue]
    ) -> JsonObject:
        properties = node.get("properties")
        if not isinstance(properties, dict):
            raise TypeError(_unsaid(place, "is an object with arbitrary keys"))
        members: dict[str, JsonValue] = {}
        for name, member in properties.items():
            strict = self._strict(member, f"{place}/properties/{name}", used)
            is_filled = self._may_be_filled(node, name, member)
            members[name] = _or_null(strict) if is_filled else strict
        return _object(members)

    def _strict_array(
        self, node: JsonObject, place: str, used: dict[str, JsonValue]
    ) -> JsonObject:
        first = node.get("prefixItems")
        if not isinstance(first, list):
            return {"items": self._strict(node.get("items"), f"{place}/items", used)}
        # Places of a tuple have no names in the subset: what is allowed anywhere is
        # allowed everywhere, and decoding tells the rest.
        options: list[JsonValue] = []
        for index, item in enumerate(first):
            strict = self._strict(item, f"{place}/prefixItems/{index}", used)
            if strict not in options:
                options.append(strict)
        items: JsonValue = options[0] if len(options) == 1 else {"anyOf": options}
        count = len(first)
        return {
            "items": items,
            "minItems": node.get("minItems", count),
            "maxItems": count,
        }

    def _may_be_filled(self, owner: JsonObject, name: str, member: JsonValue) -> bool:
        """Whether null stands for the absence of a member, which null is no value of."""
        required = owner.get("required")
        if isinstance(required, list) and name in required:
            return False
        # a tag tells variants apart and is never left out
        values = _values(self._target(member))
        is_tag = values is not None and len(values) == 1
        return not is_tag and not self._allows_null(member)

    def _allows_null(self, node: JsonValue) -> bool:
        target = self._target(node)
        if branches := _branches(target):
            return any(map(self._allows_null, branches))
        values = _values(target)
        return "null" in _types(target) if values is None else None in values

    def _target(self, node: JsonValue) -> JsonObject:
        """The schema itself, behind references."""
        while isinstance(node, dict) and (name := _reference(node)) is not None:
            node = self._definitions.get(name)
        return node if isinstance(node, dict) else {}

    def _prune(self, value: JsonValue, node: JsonValue) -> JsonValue:
        schema = self._branch_of(value, node)
        if isinstance(value, dict):
            properties = schema.get("properties")
            members = properties if isinstance(properties, dict) else {}
            return {
                name: self._prune(member, members.get(name))
                for name, member in value.items()
                if member is not None
                or name not in members
                or not self._may_be_filled(schema, name, members[name])
            }
        if isinstance(value, list):
            return list(map(self._prune, value, _item_schemas(schema, len(value))))
        return value

    def _branch_of(self, value: JsonValue, node: JsonValue) -> JsonObject:
        """The schema that a value was written by: the first that it has the shape of."""
        target = self._target(node)
        for branch in _branches(target):
            if self._fits(value, branch):
                return self._branch_of(value, branch)
        return target

    def _fits(self, value: JsonValue, node: JsonValue) -> bool:
        target = self._target(node)
        if branches := _branches(target):
            return any(self._fits(value, branch) for branch in branches)
        if isinstance(value, dict):
            members = target.get("properties")
            return isinstance(members, dict) and all(
                name in members and self._agrees(member, members[name])
                for name, member in value.items()
            )
        if isinstance(value, list):
            return all(map(self._fits, value, _item_schemas(target, len(value))))
        return True  # there is nothing to take out of it

    def _agrees(self, value: JsonValue, node: JsonValue) -> bool:
        values = _values(self._target(node))
        return values is None or value is None or value in values


def _object(members: dict[str, JsonValue]) -> JsonObject:
    return {
        "type": "object",
        "properties": members,
        "required": list(members),
        "additionalProperties": False,
    }


def _or_null(strict: JsonObject) -> JsonObject:
    return {"anyOf": [strict, {"type": "null"}]}


def _described(strict: JsonObject, node: JsonObject) -> JsonObject:
    """With the description of a schema, and what else only words can say."""
    text = node.get("description")
    lost = [key for key in SAID if key in node]
    if "format" in node and node["format"] not in FORMATS:
        lost.append("format")
    notes = [f"{key}: {encode(node[key]).decode()}" for key in lost]
    if isinstance(first := node.get("prefixItems"), list):
        notes.append("in this order: " + ", ".join(map(_label, first)))
    said = [text] if isinstance(text, str) else []
    if notes:
        said.append(f"({'; '.join(notes)})")
    if not said:
        return strict
    if "$ref" in strict:  # stands alone in the subset
        strict = {"anyOf": [strict]}
    return {**strict, "description": " ".join(said)}


def _label(node: JsonValue) -> str:
    if not isinstance(node, dict):
        return "any"
    return _reference(node) or " or ".join(_types(node)) or "one of several"


def _reference(node: JsonObject) -> str | None:
    target = node.get("$ref")
    return target.removeprefix(DEFINITIONS) if isinstance(target, str) else None


def _branches(node: JsonObject) -> list[JsonValue]:
    for key in ("anyOf", "oneOf"):
        branches = node.get(key)
        if isinstance(branches, list):
            return branches
    return []


def _values(node: JsonObject) -> list[JsonValue] | None:
    if "const" in node:
        return [node["const"]]
    values = node.get("enum")
    return values if isinstance(values, list) else None


def _types(node: JsonObject) -> list[str]:
    types = node.get("type")
    every = types if isinstance(types, list) else [types]
    return [it for it in every if isinstance(it, str)]


def _types_of(values: list[JsonValue]) -> JsonValue:
    types: list[JsonValue] = []
    for value in values:
        name = TYPES.get(type(value), "null")
        if name not in types:
            types.append(name)
    return types[0] if len(types) == 1 else types


def _item_schemas(node: JsonObject, count: int) -> Iterator[JsonValue]:
    first = node.get("prefixItems")
    named = first if isinstance(first, list) else []
    return (
        named[index] if index < len(named) else node.get("items")
        for index in range(count)
    )


def _unsaid(place: str, what: str) -> str:
    return (
        f"#/{place.lstrip('/')} of its schema {what}, which structured output does not "
        "support; declare the members, or pass a JSON Schema as a dict"
    )
