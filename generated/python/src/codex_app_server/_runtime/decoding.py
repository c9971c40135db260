"""Lines from the server to typed messages. Nothing that a server sends raises.

The hot path is one native pass over the union of all envelopes. Only a line that does
not fit, or that holds an unknown enum value, is walked a second time.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from threading import get_ident
from typing import (
    TYPE_CHECKING,
    Any,
    NoReturn,
    TypeAlias,
    TypeVar,
    Union,
    cast,
    get_args,
)

import msgspec

from .codec import FAILURES, decoder, read, report_findings
from .enums import PENDING, WAKE
from .messages import (
    ErrorObject,
    ErrorResponse,
    MalformedMessage,
    RequestMessage,
    Response,
    UnknownNotification,
    UnknownRequest,
    is_request_id,
)
from .methods import ClientMethod
from .plan import plan
from .scalars import RequestId
from .tolerance import ToleranceEvent, printable, report
from .walk import Misfit, Walk

if TYPE_CHECKING:
    from .._types._incoming import KnownMessage

    Incoming: TypeAlias = (
        KnownMessage
        | Response
        | ErrorResponse
        | UnknownNotification
        | UnknownRequest
        | MalformedMessage
    )
else:
    Incoming = Any

R = TypeVar("R")

INTERNAL_ERROR = -32603

_unknown_met = False
"""Whether some thread may be in `PENDING`: the cheapest question for the hot path."""


def _note_unknown() -> None:
    global _unknown_met
    _unknown_met = True


WAKE.append(_note_unknown)


def decode(line: bytes | str, exact: bool = False) -> Incoming:
    """The message on one line. Never raises for what a server can send.

    Unknown values, variants and members are kept, a value that does not fit becomes
    `Malformed`, and each is reported to `on_tolerance`. With `exact`, members that are
    absent stay absent, so that `encode` gives back the very same JSON value.
    """
    if exact:
        return walk_line(line, exact=True)
    try:
        message: Incoming = _native(line)
    except FAILURES:
        return _recover(line)
    if _unknown_met:
        _settle(line)
    return message


def decode_lines(lines: Iterable[bytes]) -> list[Incoming]:
    """The messages on many lines, faster than `decode` for each of them."""
    batch = list(lines)
    try:
        messages: list[Incoming] = list(map(_native, batch))
    except FAILURES:
        return list(map(decode, batch))
    if get_ident() in PENDING:
        PENDING.discard(get_ident())
        return list(map(decode, batch))
    return messages


def decode_result(
    method: ClientMethod[Any, R],
    response: Response | msgspec.Raw | bytes,
    exact: bool = False,
) -> R:
    """The result of a request, typed by its method.

    What does not fit is contained as in `decode`. Raises `WireError` only when the
    result is not even an object.
    """
    raw = response.result if isinstance(response, Response) else response
    result: R = read(method.result_type, raw, method.name, exact)
    return result


def _bind(line: bytes | str) -> Any:
    """The native decoder, which the first line makes."""
    global _native
    known = _envelopes()
    # msgspec takes one struct a tag; what is a request and a notification is left to the
    # slow path, which looks for an id
    messages = tuple(
        cls
        for (method, is_request), cls in known.items()
        if (method, not is_request) not in known
    )
    _native = decoder(Union[messages]).decode if messages else _refuse  # noqa: UP007
    return _native(line)


def _refuse(line: bytes | str) -> Any:
    raise ValueError("the server sends no messages of its own")


_native: Any = _bind


@cache
def _envelopes() -> dict[tuple[str, bool], Any]:
    """Envelopes by method and whether it is a request."""
    from .._types._incoming import KnownMessage

    classes: tuple[Any, ...] = get_args(KnownMessage) or (KnownMessage,)
    return {
        (str(cls.__struct_config__.tag), issubclass(cls, RequestMessage)): cls
        for cls in classes
        if cls is not NoReturn
    }


class _Reply(msgspec.Struct, gc=False, forbid_unknown_fields=True):
    id: RequestId
    result: msgspec.Raw


_reply = msgspec.json.Decoder(_Reply).decode


def _recover(line: bytes | str) -> Incoming:
    """A line that is no known message that fits: most often a reply."""
    try:
        reply = _reply(line)
    except FAILURES:
        return walk_line(line, exact=False)
    return Response(id=reply.id, result=reply.result)


def _settle(line: bytes | str) -> None:
    """Report the unknown enum values of a line that fits, if this thread met any."""
    global _unknown_met
    if get_ident() in PENDING:
        walk_line(line, exact=False)
    if not PENDING:
        _unknown_met = False
        if PENDING:  # of a thread that came in between
            _unknown_met = True


def walk_line(line: bytes | str, *, exact: bool) -> Incoming:
    """The message on one line by the slow path."""
    PENDING.discard(get_ident())
    try:
        value = msgspec.json.decode(line)
        if type(value) is not dict:
            return _malformed(line, "expected an object")
        return _walk_object(cast("dict[str, Any]", value), line, exact)
    except (Misfit, *FAILURES) as error:
        return _malformed(line, str(error))


def _walk_object(value: dict[str, Any], line: bytes | str, exact: bool) -> Incoming:
    has_id = "id" in value
    if "method" not in value:
        return _walk_reply(value, line, exact)
    method = value["method"]
    if not isinstance(method, str):
        return _malformed(line, "expected a string as method")
    if has_id and not is_request_id(value["id"]):
        return _malformed(line, "expected an integer or a string as id")
    envelope = _envelopes().get((method, has_id))
    if envelope is None:
        reason = f"no method is named {printable(method)!r}"
        report(ToleranceEvent("unknown_method", "/method", printable(method), reason))
        envelope = UnknownRequest if has_id else UnknownNotification
    return _convert(envelope, value, printable(method), exact)


def _walk_reply(value: dict[str, Any], line: bytes | str, exact: bool) -> Incoming:
    id_ = value.get("id")
    if value.get("error") is not None and (id_ is None or is_request_id(id_)):
        return _walk_error(value, exact)
    if "result" in value and is_request_id(id_):
        return _convert(Response, value, "response", exact)
    return _malformed(line, "neither a method nor a reply")


def _walk_error(value: dict[str, Any], exact: bool) -> Incoming:
    walk = Walk()
    try:
        plan(ErrorObject).convert(value["error"], walk, None)
        fits = not walk.problems()
    except Misfit:
        fits = False
    if not fits:
        reason = "expected an object with code and message"
        report(ToleranceEvent("malformed", "/error", "error response", reason))
        # whoever waits for this id must get an error, though the code is not the
        # server's own
        error = {"code": INTERNAL_ERROR, "message": reason, "data": value["error"]}
        value = {**value, "error": error}
    return _convert(ErrorResponse, {"id": None, **value}, "error response", exact)


def _convert(cls: Any, value: dict[str, Any], subject: str, exact: bool) -> Incoming:
    walk = Walk(exact=exact)
    message: Incoming = plan(cls).convert(value, walk, None)
    report_findings(walk.findings, subject)
    return message


def _malformed(line: bytes | str, error: str) -> MalformedMessage:
    raw = (
        line.encode("utf-8", "surrogatepass") if isinstance(line, str) else bytes(line)
    )
    error = printable(error)
    report(ToleranceEvent("malformed", "", "message", error))
    return MalformedMessage(raw, error)
