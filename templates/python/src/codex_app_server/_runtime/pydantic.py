"""Lets models and unions be fields of a user's pydantic models.

Only pydantic calls into this module, so the package itself never imports pydantic.
"""

from __future__ import annotations

from contextvars import ContextVar
from types import UnionType
from typing import Any, Union, get_args, get_origin

import msgspec
from msgspec import UnsetType
from pydantic import GetJsonSchemaHandler, TypeAdapter
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from .codec import check
from .plain import Dump, dump

_open_classes: ContextVar[frozenset[Any]] = ContextVar("open", default=frozenset())
"""Models whose schema is being made, so that recursive types end."""


def model_core_schema(cls: Any) -> CoreSchema:
    """Validate by the model's own rules, dump by its own methods."""
    return core_schema.no_info_plain_validator_function(
        cls.model_validate,
        ref=f"{cls.__module__}.{cls.__qualname__}",
        serialization=_serialization(),
    )


def union_core_schema(
    union: Any, members: tuple[Any, ...], is_open: bool
) -> CoreSchema:
    """Select by tag or shape; keep what is unknown, refuse what is malformed."""

    def validate(value: object) -> object:
        return value if isinstance(value, union) else check(union, value, repr(union))

    def json_schema(_: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        schemas = [_nested(member, handler) for member in members]
        return {"anyOf": [*schemas, {}] if is_open else schemas}

    return core_schema.no_info_plain_validator_function(
        validate,
        serialization=_serialization(),
        metadata={"pydantic_js_functions": [json_schema]},
    )


def model_json_schema(cls: Any, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
    """The schema of the model under wire names, from its annotations."""
    outer = _open_classes.get()
    if cls in outer:
        return {}  # only its reference is used; the outer call gives the definition
    token = _open_classes.set(outer | {cls})
    try:
        return _object_schema(cls, handler)
    finally:
        _open_classes.reset(token)


def _object_schema(cls: Any, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
    properties: dict[str, Any] = {}
    required: list[str] = []
    config = cls.__struct_config__
    if config.tag_field is not None:
        properties[config.tag_field] = {"const": config.tag, "type": "string"}
        required.append(config.tag_field)
    for field in msgspec.structs.fields(cls):
        properties[field.encode_name] = _nested(_present(field.type), handler)
        if field.required:
            required.append(field.encode_name)
    schema: JsonSchemaValue = {
        "title": cls.__name__,
        "type": "object",
        "properties": properties,
    }
    if required:
        schema["required"] = required
    return schema


def _nested(annotation: Any, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
    inner = TypeAdapter(annotation).core_schema
    # a handler applies the hooks of what is inside a schema, not of the schema itself
    return handler(core_schema.definitions_schema(inner, []))


def _present(annotation: Any) -> Any:
    """The annotation without absence, which JSON does not show."""
    members = get_args(annotation)
    if UnsetType not in members or get_origin(annotation) not in (Union, UnionType):
        return annotation
    kept = tuple(member for member in members if member is not UnsetType)
    return Union[kept]  # noqa: UP007


def _serialization() -> Any:
    def serialize(value: Any, info: core_schema.SerializationInfo) -> Any:
        options = Dump(
            info.mode == "json",
            bool(info.by_alias),
            info.exclude_none,
            exclude_unset=True,
        )
        return dump(value, options)

    return core_schema.plain_serializer_function_ser_schema(
        serialize, info_arg=True, when_used="always"
    )
