"""Bases of the emitted records, by direction, with the methods pydantic users know.

A record is a `msgspec.Struct` whose members are renamed by one table. Members that this
SDK does not know are kept in `model_extra` and written back.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from copy import deepcopy
from typing import TYPE_CHECKING, Any, ClassVar, Literal, TypeVar

import msgspec
from msgspec import UNSET, Struct, field

from .._names import WIRE_NAMES
from .codec import check, encode_json, read_json
from .errors import Problem, WireError
from .extras import attach, extra_members
from .keywords import ExplainingMeta
from .plain import Dump, dump, named_members
from .scalars import JsonObject, JsonValue

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
    from pydantic.json_schema import JsonSchemaValue
    from pydantic_core import CoreSchema
    from typing_extensions import Self, dataclass_transform
else:

    def dataclass_transform(**_: object) -> Any:
        return lambda cls: cls


M = TypeVar("M", bound="Model")


class ModelMeta(ExplainingMeta):
    """Makes every member keyword-only; msgspec does not inherit that option."""

    def __new__(
        mcls,
        name: str,
        bases: tuple[type, ...],
        namespace: dict[str, Any],
        **config: Any,
    ) -> Any:
        config.setdefault("kw_only", True)
        return super().__new__(mcls, name, bases, namespace, **config)


@dataclass_transform(kw_only_default=True, field_specifiers=(field,))
class Model(
    Struct,
    metaclass=ModelMeta,
    rename=WIRE_NAMES,
    gc=False,
    forbid_unknown_fields=True,
):
    """Base class of all models."""

    EXTRA_MEMBERS: ClassVar[bool] = False
    """Whether the schema itself allows members other than the named ones."""
    STRICT_MEMBERS: ClassVar[bool] = False
    """Whether a member that the schema does not name is an error."""
    STAND_INS: ClassVar[dict[str, JsonValue]] = {}
    """What stands for required members that older runtimes leave out, by wire name."""

    @classmethod
    def model_validate(cls, obj: object) -> Self:
        """Build a model from a mapping with wire names or Python names.

        Unknown enum values, variants and members are kept; anything else that does not
        match the schema raises `WireError`.
        """
        if isinstance(obj, cls):
            return obj
        return check(cls, obj, cls.__name__)

    @classmethod
    def model_validate_json(cls, json_data: str | bytes | bytearray) -> Self:
        """Build a model from JSON; see `model_validate`."""
        return read_json(cls, json_data, cls.__name__)

    def model_dump(
        self,
        *,
        mode: Literal["python", "json"] = "python",
        include: Collection[str] | None = None,
        exclude: Collection[str] = (),
        by_alias: bool = False,
        exclude_none: bool = False,
        exclude_unset: bool = True,
    ) -> dict[str, Any]:
        """Return the model as a dict of plain values.

        Args:
            mode: With `"json"`, all values are ones that JSON has.
            include: Python names of the members to return; those of nested models are
                all returned.
            exclude: Python names of members to omit, except in nested models.
            by_alias: Use wire names instead of Python names.
            exclude_none: Omit members that are None.
            exclude_unset: Omit members that are absent; otherwise they are None.
        """
        options = Dump(mode == "json", by_alias, exclude_none, exclude_unset)
        members: dict[str, Any] = dump(self, options)
        if include is None and not exclude:
            return members
        names, shown = (
            [name for name, _ in named_members(self, alias, with_unset=True)]
            for alias in (False, by_alias)
        )
        for name, key in zip(names, shown, strict=True):
            if name in exclude or (include is not None and name not in include):
                members.pop(key, None)
        return members

    def model_dump_json(
        self,
        *,
        indent: int | None = None,
        include: Collection[str] | None = None,
        exclude: Collection[str] = (),
        by_alias: bool = False,
        exclude_none: bool = False,
        exclude_unset: bool = True,
    ) -> str:
        """Return the model as JSON; see `model_dump`."""
        text = encode_json(
            self.model_dump(
                mode="json",
                include=include,
                exclude=exclude,
                by_alias=by_alias,
                exclude_none=exclude_none,
                exclude_unset=exclude_unset,
            ),
            type(self).__name__,
        )
        if indent is not None:
            text = msgspec.json.format(text, indent=indent)
        return text.decode()

    def model_copy(
        self, *, update: Mapping[str, Any] | None = None, deep: bool = False
    ) -> Self:
        """Return a copy with some members replaced, without validation.

        The other members are shared with the original unless `deep` is true.
        """
        return msgspec.structs.replace(deepcopy(self) if deep else self, **update or {})

    @property
    def model_extra(self) -> dict[str, JsonValue]:
        """Members that the schema does not name, by wire name."""
        return extra_members(self)

    if not TYPE_CHECKING:  # a record may have a member of this name

        @property
        def root(self) -> Self:
            """The record itself: code for packages that wrap variants looks here."""
            return self

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        from .pydantic import model_core_schema

        return model_core_schema(cls)

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        from .pydantic import model_json_schema

        return model_json_schema(cls, handler)


class OutboundModel(Model):
    """A record that only the server builds. An optional member that is absent is `None`
    or the schema's default."""


class SharedModel(Model):
    """A record that both sides build. Absent (`UNSET`), null (`None`) and a value are
    three states."""


class InboundModel(Model):
    """A record that only the client builds. Absent (`UNSET`), null (`None`) and a value
    are three states; a member that the schema does not name is refused."""

    STRICT_MEMBERS: ClassVar[bool] = True


class Alternatives:
    """A record of which at least one of several sets of members must be there."""

    __slots__ = ()

    REQUIRES_ANY: ClassVar[tuple[tuple[str, ...], ...]] = ()

    def __post_init__(self) -> None:
        for names in self.REQUIRES_ANY:
            if not any(getattr(self, name) in (UNSET, None) for name in names):
                return
        choice = " or ".join(" and ".join(names) for names in self.REQUIRES_ANY)
        raise ValueError(f"{choice} is required")


class Secretive:
    """A record with members that no representation shows."""

    __slots__ = ()

    SECRETS: ClassVar[tuple[str, ...]] = ()

    def __repr__(self) -> str:
        shown = (f"{name}={value!r}" for name, value in self.__rich_repr__())
        return f"{type(self).__name__}({', '.join(shown)})"

    def __rich_repr__(self) -> list[tuple[str, Any]]:
        return [
            (name, SECRET if name in self.SECRETS and value else value)
            for name in self.__struct_fields__
            for value in (getattr(self, name),)
        ]

    if TYPE_CHECKING:
        __struct_fields__: ClassVar[tuple[str, ...]]


class _Secret:
    def __repr__(self) -> str:
        return "<secret>"


SECRET = _Secret()


def extend(model: M, members: JsonObject) -> M:
    """Return a copy of a model with further members, by wire name.

    Raises `WireError` if the schema does not allow members other than the named ones.
    """
    if not model.EXTRA_MEMBERS:
        reason = "the schema allows only the named members"
        raise WireError(type(model).__name__, [Problem("", reason)])
    return attach(model, members)
