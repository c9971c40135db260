"""Open and shaped unions, and the two classes that keep what fits no member.

`Open[A | B]` is a union that msgspec decodes natively. `Shaped[A | B]` has objects that
only their members tell apart, so a hook selects one. Both are for type checkers the
union of their members, `Unknown` and `Malformed`, and answer `isinstance` accordingly.
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

from .scalars import JsonValue
from .selection import Choice, Shape, runtime_class
from .tolerance import printable

__all__ = ["ClosedShaped", "Malformed", "Open", "Shape", "Shaped", "Unknown"]


@final
class Unknown:
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
class Malformed:
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


class OpenUnion:
    """What `Open[...]` is at run time: to msgspec the union of its members."""

    __slots__ = ("__args__", "choice", "classes")
    __origin__ = Union

    def __init__(self, members: tuple[Any, ...]) -> None:
        self.__args__ = members
        self.choice = Choice(members)
        self.classes = (*map(runtime_class, members), Unknown, Malformed)

    def __instancecheck__(self, value: object) -> bool:
        return isinstance(value, self.classes)

    # `|` itself joins only classes
    def __or__(self, other: Any) -> Any:
        return Union[self, other]  # noqa: UP007

    def __ror__(self, other: Any) -> Any:
        return Union[other, self]  # noqa: UP007

    def __call__(self) -> None:
        # typing of Python 3.10 accepts only what can be called as a member of a union
        raise TypeError("a union cannot be instantiated")

    def __repr__(self) -> str:
        return f"Open[{_names(self.__args__)}]"

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
        from .pydantic import union_core_schema

        return union_core_schema(self, self.__args__, is_open=True)


class ShapedUnion(type):
    """What `Shaped[...]` is at run time: a class that msgspec hands to a hook."""

    choice: Choice
    classes: tuple[type, ...]
    is_open: bool
    members: tuple[Any, ...]

    def __new__(mcls, members: tuple[Any, ...], is_open: bool) -> "ShapedUnion":
        union = super().__new__(mcls, "Shaped", (), {})
        union.members = members
        union.is_open = is_open
        union.choice = Choice(union.members)
        catch_all = (Unknown, Malformed) if is_open else ()
        union.classes = (*map(runtime_class, members), *catch_all)
        return union

    def __init__(cls, members: tuple[Any, ...], is_open: bool) -> None:
        super().__init__("Shaped", (), {})

    def __instancecheck__(cls, value: object) -> bool:
        return isinstance(value, cls.classes)

    def __repr__(cls) -> str:
        return f"{'Shaped' if cls.is_open else 'ClosedShaped'}[{_names(cls.members)}]"

    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> Any:
        from .pydantic import union_core_schema

        return union_core_schema(cls, cls.members, is_open=cls.is_open)


def _names(members: tuple[Any, ...]) -> str:
    return " | ".join(getattr(member, "__name__", repr(member)) for member in members)


def _members(item: Any) -> tuple[Any, ...]:
    """The members of a union, with those of the unions inside it in their places."""
    if isinstance(item, ShapedUnion):
        return item.members
    if isinstance(item, OpenUnion):
        return item.__args__
    if isinstance(item, UnionType) or getattr(item, "__origin__", None) is Union:
        return tuple(inner for member in get_args(item) for inner in _members(member))
    return (item,)


if TYPE_CHECKING:
    T = TypeVar("T")
    Open: TypeAlias = T | Unknown | Malformed
    Shaped: TypeAlias = T | Unknown | Malformed
    ClosedShaped: TypeAlias = Annotated[T, "told apart by shape"]
else:

    class Open:
        """A union of variants, known and unknown, that msgspec decodes natively."""

        def __class_getitem__(cls, item: Any) -> OpenUnion:
            return OpenUnion(_members(item))

    class Shaped:
        """A union whose objects are told apart by shape, known and unknown."""

        def __class_getitem__(cls, item: Any) -> ShapedUnion:
            return ShapedUnion(_members(item), is_open=True)

    class ClosedShaped:
        """A union whose objects are told apart by shape and which only we build."""

        def __class_getitem__(cls, item: Any) -> ShapedUnion:
            return ShapedUnion(_members(item), is_open=False)
