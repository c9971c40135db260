"""Scalar types of the protocol: integers with their range, free JSON, absence.

`UNSET` stands for an absent member, `None` for a JSON null.
"""

from typing import TYPE_CHECKING, Annotated, Any, TypeAlias

from msgspec import UNSET, Meta, UnsetType

__all__ = [
    "UNSET",
    "Int",
    "Int8",
    "Int16",
    "Int32",
    "Int64",
    "JsonObject",
    "JsonValue",
    "NonEmptyStr",
    "RequestId",
    "UInt",
    "UInt8",
    "UInt16",
    "UInt32",
    "UInt64",
    "UnsetType",
]

Int8: TypeAlias = Annotated[int, Meta(ge=-(2**7), le=2**7 - 1)]
Int16: TypeAlias = Annotated[int, Meta(ge=-(2**15), le=2**15 - 1)]
Int32: TypeAlias = Annotated[int, Meta(ge=-(2**31), le=2**31 - 1)]
Int64: TypeAlias = Annotated[int, Meta(ge=-(2**63), le=2**63 - 1)]
Int: TypeAlias = Int64
UInt8: TypeAlias = Annotated[int, Meta(ge=0, le=2**8 - 1)]
UInt16: TypeAlias = Annotated[int, Meta(ge=0, le=2**16 - 1)]
UInt32: TypeAlias = Annotated[int, Meta(ge=0, le=2**32 - 1)]
# msgspec holds no bound beyond int64; what is sent is checked against `extra`.
UInt64: TypeAlias = Annotated[int, Meta(ge=0, extra={"le": 2**64 - 1})]
UInt: TypeAlias = UInt64

NonEmptyStr: TypeAlias = Annotated[str, Meta(min_length=1)]

RequestId: TypeAlias = str | Int64
"""Identifies a request of either side. Never null, never a fraction."""

if TYPE_CHECKING:
    JsonValue: TypeAlias = (
        "bool | int | float | str | list[JsonValue] | dict[str, JsonValue] | None"
    )
    """Any JSON value, as Python's own types."""
else:
    JsonValue = Any

JsonObject: TypeAlias = dict[str, JsonValue]
"""A JSON object whose members are free."""
