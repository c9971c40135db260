"""String enums that stay open: a value that this SDK does not know is kept as it came.

Unknown values are members in every respect but iteration: they have `name` and `value`,
equal their string, hash, copy and pickle. The same value gives the same object, as long
as not more than `INTERNED` of them are alive.
"""

from collections.abc import Callable
from enum import Enum
from threading import get_ident
from typing import TYPE_CHECKING, TypeVar

INTERNED = 4096
INTERNED_LENGTH = 256

E = TypeVar("E", bound="OpenEnum")

PENDING: set[int] = set()
"""Threads that met an unknown value which nobody has reported yet."""

WAKE: list[Callable[[], None]] = []
"""Called when a thread is added to `PENDING`."""

_interned: dict[tuple[type[Enum], str], Enum] = {}


class OpenEnum(str, Enum):
    """Unknown values are kept as members: see `is_known`."""

    if TYPE_CHECKING:  # a member that checkers narrowed to has a text for a value too

        @property
        def value(self) -> str: ...
    else:  # code for packages that wrap values looks and asks here

        @property
        def root(self) -> "OpenEnum":
            return self

        @classmethod
        def model_validate(cls, obj: object) -> "OpenEnum":
            return cls(obj)

    @classmethod
    def _missing_(cls: type[E], value: object) -> E | None:
        if not isinstance(value, str):
            return None
        PENDING.add(get_ident())
        for wake in WAKE:
            wake()
        return unknown_value(cls, value)

    @property
    def is_known(self) -> bool:
        """Whether this version of the package defines the value."""
        return type(self)._value2member_map_.get(self._value_) is self

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: object, handler: object) -> object:
        values = [member.value for member in cls]
        return {"title": cls.__name__, "type": "string", "examples": values}

    def __repr__(self) -> str:
        if self.is_known:
            return f"<{type(self).__name__}.{self._name_}: {self._value_!r}>"
        return f"<{type(self).__name__}: unknown {self._value_!r}>"

    def __str__(self) -> str:
        return str.__str__(self)

    def __format__(self, format_spec: str) -> str:
        return str.__format__(self, format_spec)


class OpenText(OpenEnum):
    """A text of which some values are well known; any other is as good, and not told of."""

    @classmethod
    def _missing_(cls: type[E], value: object) -> E | None:
        return unknown_value(cls, value) if isinstance(value, str) else None


def read_value(enum: type[E], value: str) -> E:
    """The member for `value`, known or not, without a note for the thread."""
    member = enum._value2member_map_.get(value)
    return member if isinstance(member, enum) else unknown_value(enum, value)


def unknown_value(enum: type[E], value: str) -> E:
    """The one object that stands for a value without a member."""
    key = (enum, value)
    found = _interned.get(key)
    if isinstance(found, enum):
        return found
    text = str(value)
    member = str.__new__(enum, text)
    member._name_ = text
    member._value_ = text
    if len(_interned) >= INTERNED or len(text) > INTERNED_LENGTH:
        return member
    kept = _interned.setdefault((enum, text), member)
    return kept if isinstance(kept, enum) else member
