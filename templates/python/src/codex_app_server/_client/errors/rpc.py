"""Errors that the server answers with, and what the client refuses in its place."""

from __future__ import annotations

from typing import Any, ClassVar

from ..._runtime.scalars import JsonValue
from .base import CodexError, shown
from .turn import TurnFailedError


class JsonRpcError(CodexError):
    """The server answered a request with an error."""

    HINT: ClassVar[str] = ""
    """What to do about it, if the class of error says so."""

    code: int
    """The error code of the protocol."""
    message: str
    """The complete message of the server."""
    data: Any
    """Further data from the server, as JSON; None if there is none."""

    def __init__(self, code: int, message: str, data: Any = None) -> None:
        super().__init__(f"{shown(message)} (JSON-RPC error {code}){self.HINT}")
        self.code = code
        self.message = message
        self.data = data


class CodexRpcError(JsonRpcError):
    """An error whose code the protocol defines."""


class ParseError(CodexRpcError):
    """The server could not read the request as JSON."""


class InvalidRequestError(CodexRpcError):
    """The server rejected the request as invalid, or as invalid in its current state."""


class MethodNotFoundError(CodexRpcError):
    """The server does not offer the method."""

    HINT: ClassVar[str] = "; a newer runtime may have it"


class InvalidParamsError(CodexRpcError):
    """The server rejected the parameters."""


class InternalRpcError(CodexRpcError):
    """The server failed to process the request."""


class ServerBusyError(CodexRpcError):
    """The server is overloaded and did not execute the request, which can be retried."""

    HINT: ClassVar[str] = "; try again later, as retry_on_overload does"


class RetryLimitExceededError(ServerBusyError):
    """The server itself retried, up to its limit."""


class ExperimentalApiError(CodexError):
    """An experimental feature was used without opting in. Nothing was sent."""

    what: str
    """The method, parameter or value that is experimental."""

    def __init__(self, what: str) -> None:
        super().__init__(
            f"{what} is experimental and this client did not opt in; create it with "
            "CodexConfig(experimental_api=True)"
        )
        self.what = what


class UnsupportedByRuntimeError(CodexError):
    """The connected runtime is too old for the request. Nothing was sent."""

    what: str
    """The method, parameter or value that the runtime does not have."""
    since: str
    """First recorded version of the runtime that has it."""
    connected: str | None
    """Version of the connected runtime; None if it did not say."""

    def __init__(self, what: str, since: str, connected: str | None) -> None:
        is_now = "of unknown version" if connected is None else shown(connected)
        super().__init__(
            f"{what} needs Codex {since} or newer, and the connected runtime is "
            f"{is_now}; update the runtime or omit it"
        )
        self.what = what
        self.since = since
        self.connected = connected


SERVER_ERRORS = range(-32099, -31999)
OVERLOADED = -32001

BY_CODE: dict[int, type[CodexRpcError]] = {
    -32700: ParseError,
    -32600: InvalidRequestError,
    -32601: MethodNotFoundError,
    -32602: InvalidParamsError,
    -32603: InternalRpcError,
}


def rpc_error(code: int, message: str, data: Any = None) -> JsonRpcError:
    """The error that stands for the server's, by its code, data and message."""
    cls: type[JsonRpcError] = BY_CODE.get(code, JsonRpcError)
    if code in SERVER_ERRORS:
        lowered = message.lower()
        if "retry limit" in lowered or "too many failed attempts" in lowered:
            cls = RetryLimitExceededError
        elif code == OVERLOADED or _tells_overload(data):
            cls = ServerBusyError
        else:
            cls = CodexRpcError
    return cls(code, message, data)


def is_retryable_error(exc: BaseException) -> bool:
    """Whether the server reported that it is overloaded, so that a retry is safe.

    False for timeouts, after which the request may have been executed.
    """
    if isinstance(exc, ServerBusyError):
        return True
    if isinstance(exc, JsonRpcError):
        return _tells_overload(exc.data)
    info = exc.codex_error_info if isinstance(exc, TurnFailedError) else None
    return isinstance(info, str) and _tells_overload(info)


def _tells_overload(data: JsonValue) -> bool:
    """Whether `serverOverloaded`, in any spelling, stands anywhere in a JSON value."""
    pending = [data]
    while pending:
        value = pending.pop()
        if isinstance(value, str):
            if value.replace("_", "").lower() == "serveroverloaded":
                return True
        elif isinstance(value, dict):
            pending.extend(value.values())
            # a variant with members of its own is the key of an object
            pending.extend(key for key, body in value.items() if isinstance(body, dict))
        elif isinstance(value, list):
            pending.extend(value)
    return False
