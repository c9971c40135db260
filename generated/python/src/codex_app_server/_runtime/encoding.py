"""Typed messages to lines for the server. What does not fit is never sent.

In: a method and a model, or plain JSON. Out: one line without its newline. Ranges,
formats and required members are checked; `WireError` says which member is wrong.
"""

from __future__ import annotations

from typing import Any, TypeVar, overload

import msgspec
from msgspec import UNSET, UnsetType

from .codec import check, encode_json
from .decoding import Incoming
from .errors import Problem, WireError
from .extras import named_class
from .messages import ErrorObject, MalformedMessage, is_request_id
from .methods import ClientMethod, ClientNotificationMethod
from .model import Model
from .plain import wire_value
from .scalars import JsonValue, RequestId
from .walk import Misfit, pointer

P = TypeVar("P")


@overload
def encode_request(id: RequestId, method: ClientMethod[None, Any]) -> bytes: ...
@overload
def encode_request(id: RequestId, method: ClientMethod[P, Any], params: P) -> bytes: ...
@overload
def encode_request(id: RequestId, method: str, params: JsonValue = ...) -> bytes: ...
def encode_request(id: RequestId, method: Any, params: Any = UNSET) -> bytes:
    """A request. A method that is given by name takes any JSON as params."""
    name, members = _call(method, params)
    return encode_json({"id": _checked(id, name), "method": name, **members}, name)


@overload
def encode_notification(method: ClientNotificationMethod[None]) -> bytes: ...
@overload
def encode_notification(method: ClientNotificationMethod[P], params: P) -> bytes: ...
@overload
def encode_notification(method: str, params: JsonValue = ...) -> bytes: ...
def encode_notification(method: Any, params: Any = UNSET) -> bytes:
    """A notification. A method that is given by name takes any JSON as params."""
    name, members = _call(method, params)
    return encode_json({"method": name, **members}, name)


def encode_response(id: RequestId, result: Model | JsonValue) -> bytes:
    """The answer to a request of the server."""
    if isinstance(result, Model):
        cls = named_class(type(result))
        value: Any = check(cls, result, cls.__name__, exact=True)
        subject = cls.__name__
    else:
        subject = "result"
        value = _free(result, subject)
    return encode_json({"id": _checked(id, subject), "result": value}, subject)


def encode_error(
    id: RequestId, code: int, message: str, data: JsonValue | UnsetType = UNSET
) -> bytes:
    """The refusal of a request of the server."""
    error = check(
        ErrorObject,
        {
            "code": code,
            "message": message,
            **({} if data is UNSET else {"data": data}),
        },
        "error",
    )
    return encode_json({"id": _checked(id, "error"), "error": error}, "error")


def encode(message: Incoming | Model | MalformedMessage) -> bytes:
    """Any decoded message, or any model, as it would stand on a line.

    It is written as it is, what is malformed too.
    """
    if isinstance(message, MalformedMessage):
        return message.raw
    text = encode_json(message, type(message).__name__)
    return msgspec.json.format(text, indent=-1) if b"\n" in text else text


def _call(method: Any, params: Any) -> tuple[str, dict[str, Any]]:
    if isinstance(method, str):
        value = _free({} if params is UNSET else {"params": params}, method)
        return method, value
    name: str = method.name
    if params is UNSET or params is None:
        if method.params_name is None or getattr(method, "optional_params", False):
            return name, {}
        raise WireError(name, [Problem("", "params are required")])
    if method.params_name is None:
        raise WireError(name, [Problem("", "the method takes no params")])
    return name, {"params": check(method.params_type, params, name, exact=True)}


def _free(value: Any, subject: str) -> Any:
    try:
        return wire_value(value)
    except Misfit as misfit:
        problem = Problem(pointer(misfit.place), misfit.reason)
        raise WireError(subject, [problem]) from None


def _checked(id_: RequestId, subject: str) -> RequestId:
    if not is_request_id(id_):
        raise WireError(subject, [Problem("/id", "expected an int64 or a string")])
    return id_
