"""Reads and writes single values: natively when they fit, else by the slow path.

Strict functions are for values that a user built: what does not fit raises `WireError`.
Tolerant ones are for values from the server: what does not fit is contained.
"""

from __future__ import annotations

from threading import RLock, get_ident
from typing import Any, TypeVar, cast

import msgspec
from msgspec import Struct

from .enums import PENDING
from .errors import Problem, WireError
from .extras import named_class
from .plain import wire_value
from .plan import plan
from .tolerance import ToleranceEvent, report
from .unions import Malformed, ShapedUnion, Unknown
from .walk import Finding, Misfit, Walk, pointer

T = TypeVar("T")

FAILURES = (msgspec.MsgspecError, ValueError, RecursionError)
"""What native decoding raises for a text that does not fit."""

_decoders: dict[Any, msgspec.json.Decoder[Any]] = {}
_prepared: set[ShapedUnion] = set()
_building = RLock()
"""msgspec must not look at one class in two threads for the first time."""


def decoder(annotation: Any) -> msgspec.json.Decoder[Any]:
    """The native decoder of a type."""
    found = _decoders.get(annotation)
    if found is not None:
        return found
    with _building:
        if annotation not in _decoders:
            made = msgspec.json.Decoder(annotation, dec_hook=dec_hook)
            _decoders[annotation] = made
        return _decoders[annotation]


def dec_hook(annotation: type, value: Any) -> Any:
    """Select the member of a shaped union and convert to it."""
    if not isinstance(annotation, ShapedUnion):
        raise NotImplementedError
    if annotation not in _prepared:
        _prepare(annotation)
    member = annotation.choice.select(value)
    if member is None:
        raise ValueError("no variant has this shape")
    return msgspec.convert(value, member, dec_hook=dec_hook)


def _prepare(union: ShapedUnion) -> None:
    """Let msgspec look at the members once, so that converting only reads."""
    with _building:
        for member in union.members:
            msgspec.json.Decoder(member, dec_hook=dec_hook)
        _prepared.add(union)


def enc_hook(value: object) -> Any:
    """Write back what was kept as it came."""
    if isinstance(value, Unknown | Malformed):
        return value.raw
    raise NotImplementedError(f"{type(value).__name__} is not JSON")


_encode = msgspec.json.Encoder(enc_hook=enc_hook).encode


def encode_json(value: object, subject: str) -> bytes:
    """The value as JSON on one line."""
    try:
        return _encode(value)
    except (NotImplementedError, TypeError, OverflowError, *FAILURES) as error:
        raise WireError(subject, [Problem("", str(error))]) from None


def read_json(annotation: type[T], data: str | bytes | bytearray, subject: str) -> T:
    """A value from JSON text that a user has, strictly."""
    try:
        value = decoder(annotation).decode(data)
    except FAILURES:
        pass
    else:
        if get_ident() not in PENDING:
            return cast(T, value)
    PENDING.discard(get_ident())
    try:
        plain = msgspec.json.decode(data)
    except FAILURES as error:
        raise WireError(subject, [Problem("", f"not JSON: {error}")]) from None
    return check(annotation, plain, subject)


def check(
    annotation: type[T],
    value: object,
    subject: str,
    exact: bool = False,
    known: bool = False,
) -> T:
    """A value that a user built, strictly; models in it are read again.

    With `known`, a value, variant or member that this SDK does not know does not fit.
    """
    walk = Walk(strict=True, by_name=True, exact=exact)
    try:
        result = plan(annotation).convert(wire_value(value), walk, None)
    except Misfit as misfit:
        problem = Problem(pointer(misfit.place), misfit.reason)
        raise WireError(subject, [*walk.problems(), problem]) from None
    if problems := walk.problems(known):
        raise WireError(subject, problems)
    report_findings(walk.findings, subject)
    return cast(T, result)


def misfits(model: Struct) -> list[Problem]:
    """What does not fit in a record that was read tolerantly."""
    cls = named_class(type(model))
    walk = Walk(strict=True)
    value = msgspec.json.decode(encode_json(model, cls.__name__))
    try:
        plan(cls).convert(value, walk, None)
    except Misfit as misfit:
        return [Problem(pointer(misfit.place), misfit.reason)]
    return walk.problems()


def read(
    annotation: type[T], data: bytes | msgspec.Raw, subject: str, exact: bool = False
) -> T:
    """A value that the server sent, tolerantly.

    `WireError` if it is not JSON, or not even of the kind that the type has.
    """
    try:
        value = None if exact else decoder(annotation).decode(data)
    except FAILURES:
        value = None
    me = get_ident()
    if value is not None and me not in PENDING:
        return cast(T, value)
    PENDING.discard(me)
    walk = Walk(exact=exact)
    try:
        result = plan(annotation).convert(msgspec.json.decode(data), walk, None)
    except Misfit as misfit:
        problem = Problem(pointer(misfit.place), misfit.reason)
        raise WireError(subject, [problem]) from None
    except FAILURES as error:
        raise WireError(subject, [Problem("", f"not JSON: {error}")]) from None
    report_findings(walk.findings, subject)
    return cast(T, result)


def report_findings(findings: list[Finding], subject: str) -> None:
    """Make what was tolerated observable."""
    for kind, place, reason in findings:
        report(ToleranceEvent(kind, pointer(place), subject, reason))
