"""Members that a schema does not name, kept as real fields of a subclass.

In: a record class and names from the wire. Out: an instance of a subclass that looks
like the class and writes the members back natively. Names from the wire never become
Python names. Common subclasses are cached within bounds; others live as long as their
instances.
"""

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from msgspec import UNSET, Struct, StructMeta, field

from .errors import Problem, WireError

CACHED = 512
CACHED_TEXT = 512
MOST = 1024
"""More extra members than this make the value malformed."""

S = TypeVar("S", bound=Struct)

make: Any = StructMeta.__call__
"""Calls a class without the detour that explains mistaken keywords."""

_cache: dict[tuple[type[Struct], tuple[str, ...]], type[Struct]] = {}


def extra_members(model: Struct) -> dict[str, Any]:
    """The extra members of a record, by wire name."""
    names = _extra_names(type(model))
    return {wire: getattr(model, name) for wire, name in names.items()}


def build(
    cls: type[S], arguments: Mapping[str, object], extra: Mapping[str, object]
) -> S:
    """Build a record with extra members; `arguments` are by Python name."""
    if extra:
        cls = _extended(cls, tuple(sorted(extra)))
    named = {f"extra_{place}_": extra[wire] for place, wire in enumerate(sorted(extra))}
    built: S = make(cls, **arguments, **named)
    return built


def attach(model: S, members: Mapping[str, object]) -> S:
    """A copy of a record with more extra members."""
    cls = named_class(type(model))
    config = cls.__struct_config__
    known = {*cls.__struct_encode_fields__, config.tag_field}
    problems = [
        Problem("", f"{name!r} is a named member") for name in members if name in known
    ]
    if problems:
        raise WireError(cls.__name__, problems)
    extra = {**extra_members(model), **members}
    return build(cls, {name: getattr(model, name) for name in _names(cls)}, extra)


def widened(cls: type[S], model: Struct, **more: object) -> S:
    """The same record as a class with more fields, with its extra members.

    One that is called on the wire what a field of that class is gives way to it.
    """
    arguments = {
        name: getattr(model, name) for name in _names(named_class(type(model)))
    }
    taken = cls.__struct_encode_fields__
    extra = {wire: it for wire, it in extra_members(model).items() if wire not in taken}
    return build(cls, {**arguments, **more}, extra)


def named_class(cls: type[S]) -> type[S]:
    """The emitted class that a subclass with extra members stands for."""
    while _extra_names(cls):
        cls = cls.__bases__[0]
    return cls


def is_extra(cls: type[Struct], name: str) -> bool:
    """Whether the field is an extra member."""
    return name in _extra_names(cls).values()


def _names(cls: type[Struct]) -> tuple[str, ...]:
    return cls.__struct_fields__


def _extra_names(cls: type[Struct]) -> Mapping[str, str]:
    names: Mapping[str, str] = cls.__dict__.get("_extra_names", {})
    return names


def _extended(cls: type[S], wires: tuple[str, ...]) -> type[S]:
    found = _cache.get((cls, wires))
    if found is not None and issubclass(found, cls):
        return found
    fields = {f"extra_{place}_": wire for place, wire in enumerate(wires)}
    namespace: dict[str, Any] = {
        "__module__": cls.__module__,
        "__qualname__": cls.__qualname__,
        "__doc__": cls.__doc__,
        "__annotations__": dict.fromkeys(fields, Any),
        "__reduce__": _reduce,
        "__repr__": _repr,
        "__eq__": _equal,
        "__ne__": _unequal,
        "__hash__": None,
        "_extra_names": {wire: name for name, wire in fields.items()},
        **{name: field(default=UNSET, name=wire) for name, wire in fields.items()},
    }
    config = cls.__struct_config__
    make = cast("Any", type(cls))
    wider: type[S] = make(
        cls.__name__, (cls,), namespace, tag_field=config.tag_field, tag=config.tag
    )
    if sum(map(len, wires)) <= CACHED_TEXT:
        if len(_cache) >= CACHED:
            _cache.clear()
        _cache[cls, wires] = wider
    return wider


def _equal(model: Struct, other: object) -> Any:
    if not isinstance(other, Struct):
        return NotImplemented
    cls = named_class(type(model))
    if named_class(type(other)) is not cls:
        return False
    if extra_members(model) != extra_members(other):
        return False
    return all(getattr(model, name) == getattr(other, name) for name in _names(cls))


def _unequal(model: Struct, other: object) -> Any:
    equal = _equal(model, other)
    return equal if equal is NotImplemented else not equal


def _repr(model: Struct) -> str:
    cls = named_class(type(model))
    members = [f"{name}={getattr(model, name)!r}" for name in _names(cls)]
    members.append(f"model_extra={extra_members(model)!r}")
    return f"{cls.__name__}({', '.join(members)})"


def _reduce(model: Struct) -> tuple[Any, ...]:
    cls = named_class(type(model))
    arguments = {name: getattr(model, name) for name in _names(cls)}
    return build, (cls, arguments, extra_members(model))
