"""Open and shaped unions, and the two classes that keep what fits no member.

`Open[A | B]` is a union that msgspec decodes natively. `Shaped[A | B]` has objects that
only their members tell apart, so a hook selects one. Both are for type checkers the
union of their members, `Unknown` and `Malformed`, and answer `isinstance` accordingly.
`Closed` and `ClosedShaped` have their members alone.
"""

from types import UnionType
from typing import (
    TYPE_CHECKING,
    Annotated,
    Any,
    TypeAlias,
    TypeVar,
    Union,
    final,
    get_args,
)

import msgspec

from .scalars import JsonValue
from .selection import Choice, Shape, runtime_class
from .tolerance import printable

__all__ = ["ClosedShaped", "Malformed", "Open", "Shape", "Shaped", "Unknown"]


class Kept:
    """A value that is kept as it came, in the form that models are asked for."""

    __slots__ = ()

    raw: JsonValue

    def model_dump(self, **options: object) -> JsonValue:
        """The value as it came, whatever is asked of models beside it."""
        return self.raw

    def model_dump_json(self, **options: object) -> str:
        """The value as JSON text, whatever is asked of models beside it."""
        return msgspec.json.encode(self.raw).decode()

    if not TYPE_CHECKING:

        @property
        def root(self) -> Any:
            """The value itself, as `Model.root` is."""
            return self


@final
class Unknown(Kept):
    """A variant of a union that this version of the package does not know."""

    __slots__ = ("raw", "tag")
    __match_args__ = ("tag", "raw")

    tag: str | None
    """The tag, or the name of the single member of an object without a tag."""
    raw: JsonValue
    """The value as received; it is written back unchanged."""

    def __init__(self, tag: str | None, raw: JsonValue) -> None:
        self.tag = tag
        self.raw = raw

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Unknown):
            return NotImplemented
        return self.tag == other.tag and self.raw == other.raw

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"Unknown(tag={_short(self.tag)}, raw={_short(self.raw)})"


@final
class Malformed(Kept):
    """A value that does not match its schema."""

    __slots__ = ("error", "raw", "tag")
    __match_args__ = ("raw", "error", "tag")

    raw: JsonValue
    """The value as received; it is written back unchanged."""
    error: str
    """A JSON pointer inside the value, and what does not match there."""
    tag: str | None
    """The tag, if it is known and only the rest of the variant does not match."""

    def __init__(self, raw: JsonValue, error: str, tag: str | None = None) -> None:
        self.raw = raw
        self.error = error
        self.tag = tag

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Malformed):
            return NotImplemented
        return (self.raw, self.error, self.tag) == (other.raw, other.error, other.tag)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return (
            f"Malformed(raw={_short(self.raw)}, error={self.error!r},"
            f" tag={_short(self.tag)})"
        )


def _short(value: JsonValue) -> str:
    if isinstance(value, str):
        return repr(printable(value))
    if isinstance(value, dict):
        return f"<object of {len(value)}>"
    if isinstance(value, list):
        return f"<array of {len(value)}>"
    return printable(repr(value)) if not isinstance(value, int) else _short_int(value)


def _short_int(value: int) -> str:
    return str(value) if value.bit_length() <= 128 else "<large integer>"


class NamedUnion(type):
    """A union under its name: its values are those of its members.

    To `isinstance`, `match` and `|` it is a class. It validates like the wrapper that
    pydantic would have made of it.
    """

    choice: Choice
    classes: tuple[type, ...]
    is_open: bool
    members: tuple[Any, ...]

    def __new__(
        mcls, name: str, members: tuple[Any, ...], is_open: bool
    ) -> "NamedUnion":
        union = super().__new__(mcls, name, (), {})
        union.members = members
        union.is_open = is_open
        union.choice = Choice(members)
        catch_all = (Unknown, Malformed) if is_open else ()
        union.classes = (*map(runtime_class, members), *catch_all)
        return union

    def __init__(cls, name: str, members: tuple[Any, ...], is_open: bool) -> None:
        super().__init__(name, (), {})

    def model_validate(cls, obj: object) -> Any:
        """The value of the union that a mapping or text is; see `Model.model_validate`."""
        from .codec import check

        union: Any = cls
        return obj if isinstance(obj, cls) else check(union, obj, repr(cls))

    def model_validate_json(cls, json_data: str | bytes | bytearray) -> Any:
        """The value of the union that a JSON text is; see `model_validate`."""
        from .codec import read_json

        union: Any = cls
        return read_json(union, json_data, repr(cls))

    def __instancecheck__(cls, value: object) -> bool:
        return isinstance(value, cls.classes)

    def __repr__(cls) -> str:
        return f"{cls.__name__}[{_names(cls.members)}]"

    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> Any:
        from .pydantic import union_core_schema

        return union_core_schema(cls, cls.members, is_open=cls.is_open)


class ValueUnion(NamedUnion):
    """A union that is called with a value, or with `root=`, and gives it, checked."""

    def __call__(cls, root: object) -> Any:
        return cls.model_validate(root)


class NativeUnion(ValueUnion):
    """A union whose members msgspec tells apart: to it, a `typing.Union`."""

    __origin__ = Union

    @property
    def __args__(cls) -> tuple[Any, ...]:
        return cls.members


class ShapedUnion(ValueUnion):
    """A union that msgspec hands to a hook."""


def _names(members: tuple[Any, ...]) -> str:
    return " | ".join(getattr(member, "__name__", repr(member)) for member in members)


def members_of(item: Any) -> tuple[Any, ...]:
    """The members of a union, with those of the unions inside it in their places."""
    if isinstance(item, NamedUnion):
        return item.members
    if isinstance(item, UnionType) or getattr(item, "__origin__", None) is Union:
        return tuple(inner for member in get_args(item) for inner in members_of(member))
    return (item,)


if TYPE_CHECKING:
    T = TypeVar("T")
    Open: TypeAlias = T | Unknown | Malformed
    Closed: TypeAlias = Annotated[T, "told apart by tag or kind"]
    Shaped: TypeAlias = T | Unknown | Malformed
    ClosedShaped: TypeAlias = Annotated[T, "told apart by shape"]
else:

    class Open:
        """A union of variants, known and unknown, that msgspec decodes natively."""

        def __class_getitem__(cls, item: Any) -> NativeUnion:
            return NativeUnion("Open", members_of(item), is_open=True)

    class Closed:
        """A union that msgspec tells apart and which only we build."""

        def __class_getitem__(cls, item: Any) -> NativeUnion:
            return NativeUnion("Closed", members_of(item), is_open=False)

    class Shaped:
        """A union whose objects are told apart by shape, known and unknown."""

        def __class_getitem__(cls, item: Any) -> ShapedUnion:
            return ShapedUnion("Shaped", members_of(item), is_open=True)

    class ClosedShaped:
        """A union whose objects are told apart by shape and which only we build."""

        def __class_getitem__(cls, item: Any) -> ShapedUnion:
            return ShapedUnion("ClosedShaped", members_of(item), is_open=False)
