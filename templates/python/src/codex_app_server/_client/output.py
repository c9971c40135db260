"""Structured output: the form that an answer is asked for, and the value that it is.

In: a JSON Schema, or a type that one can be made of; then the text of an answer. Out:
the schema that is sent with the turn; then a value of the type, or `OutputError`.
pydantic is imported only for types that are made with it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import UnionType
from typing import Any, TypeAlias, cast, get_args

import msgspec

from .._runtime.scalars import JsonObject, JsonValue
from .errors import OutputError
from .errors.base import shown
from .strict_schema import WRAPPED, StrictSchema

ACCEPTED = (
    "output_schema must be a JSON Schema as a dict, or a dataclass, TypedDict, "
    "NamedTuple, msgspec.Struct or pydantic model, or a type composed of these and "
    "built-in types"
)


class OutputForm:
    """How an answer shall look, and how it is read."""

    __slots__ = ("_convert", "_strict", "schema")

    schema: JsonObject
    """What is sent as `outputSchema`."""

    def __init__(
        self,
        schema: JsonObject,
        strict: StrictSchema | None,
        convert: Callable[[Any], Any],
    ) -> None:
        self.schema = schema
        self._strict = strict
        self._convert = convert

    @classmethod
    def of(cls, spec: OutputSchema | OutputForm) -> OutputForm:
        """The form that a schema or a type asks for.

        A dict is sent as it is, and its answer is read as plain JSON. Of a type the
        strict schema is sent, and its answer is read as a value of the type.
        """
        if isinstance(spec, OutputForm):
            return spec
        if isinstance(spec, Mapping):
            return cls(_checked(spec), None, _as_it_is)
        try:
            schema, convert = _pydantic(spec) if _uses_pydantic(spec) else _native(spec)
            strict = StrictSchema(schema)
        except Exception as error:
            given = shown(repr(spec), 200)
            raise TypeError(f"cannot use {given}: {error}; {ACCEPTED}") from error
        return cls(strict.strict, strict, convert)

    @property
    def is_typed(self) -> bool:
        """Whether a type was given, and not a schema."""
        return self._strict is not None

    def parse(self, text: str) -> Any:
        """The value that an answer stands for; `OutputError` if it stands for none."""
        try:
            value: JsonValue = msgspec.json.decode(text)
            if self._strict is not None:
                value = self._strict.without_fillers(self._unwrapped(value))
            return self._convert(value)
        except (msgspec.MsgspecError, ValueError, RecursionError) as error:
            raise OutputError(text, _reason(error)) from error

    def _unwrapped(self, value: JsonValue) -> JsonValue:
        if self._strict is None or not self._strict.is_wrapped:
            return value
        if not isinstance(value, dict) or list(value) != [WRAPPED]:
            raise ValueError(f"expected an object with the single member {WRAPPED!r}")
        return value[WRAPPED]


OutputSchema: TypeAlias = Mapping[str, object] | type[Any] | UnionType
"""A JSON Schema, or a type from which one is made: a dataclass, `TypedDict`,
`NamedTuple`, `msgspec.Struct` or pydantic model, or one composed of these."""


def _checked(schema: Mapping[str, object]) -> JsonObject:
    try:
        plain: JsonObject = msgspec.json.decode(msgspec.json.encode(schema))
    except (msgspec.MsgspecError, TypeError, ValueError, RecursionError) as error:
        raise TypeError(f"this dict is not JSON: {error}; {ACCEPTED}") from error
    if plain != dict(schema):
        raise TypeError(f"this dict contains values that are not JSON; {ACCEPTED}")
    return cast("JsonObject", schema) if isinstance(schema, dict) else plain


def _native(spec: Any) -> tuple[JsonObject, Callable[[Any], Any]]:
    schema: JsonObject = msgspec.json.schema(spec)
    return schema, lambda value: msgspec.convert(value, spec)


def _pydantic(spec: Any) -> tuple[JsonObject, Callable[[Any], Any]]:
    from pydantic import TypeAdapter

    adapter = TypeAdapter[Any](spec)
    # from text again, because pydantic reads JSON and Python values by different rules
    return adapter.json_schema(), lambda value: adapter.validate_json(
        msgspec.json.encode(value)
    )


def _uses_pydantic(spec: Any) -> bool:
    return hasattr(spec, "__pydantic_validator__") or any(
        map(_uses_pydantic, get_args(spec))
    )


def _as_it_is(value: Any) -> Any:
    return value


def _reason(error: Exception) -> str:
    list_problems = getattr(error, "errors", None)
    if list_problems is None:
        return str(error) or type(error).__name__
    # pydantic's own text repeats the values and links to its documentation
    problems = list_problems(include_url=False, include_context=False)
    return "; ".join(
        f"{'.'.join(map(str, problem['loc'])) or 'the answer'}: {problem['msg']}"
        for problem in problems
    )
