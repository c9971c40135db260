"""The wire layer: lines to typed messages and back, without any I/O.

`decode` turns a line of the server into a message and never raises for its content;
`encode_request` and its siblings turn typed params into a line and refuse what does not
fit. `wire.methods` has one constant for every method. Names are imported on first use.
"""

from typing import TYPE_CHECKING

from .._runtime.lazy import lazy_exports

if TYPE_CHECKING:
    from msgspec import Raw

    from .._runtime.decoding import Incoming, decode, decode_lines, decode_result
    from .._runtime.encoding import (
        encode,
        encode_error,
        encode_notification,
        encode_request,
        encode_response,
    )
    from .._runtime.errors import Problem, WireError
    from .._runtime.messages import (
        ErrorObject,
        ErrorResponse,
        MalformedMessage,
        NotificationMessage,
        RequestMessage,
        Response,
        UnknownNotification,
        UnknownRequest,
    )
    from .._runtime.methods import (
        ClientMethod,
        ClientNotificationMethod,
        ServerMethod,
        ServerNotificationMethod,
    )
    from .._runtime.model import extend
    from .._runtime.scalars import RequestId
    from .._runtime.tolerance import (
        ToleranceEvent,
        ToleranceKind,
        on_tolerance,
        tolerance_counts,
    )
    from .._runtime.unions import Malformed, Unknown
    from .._types._incoming import KnownMessage
    from . import methods
else:
    __getattr__, __dir__ = lazy_exports(
        globals(),
        {
            "ClientMethod": "._runtime.methods",
            "ClientNotificationMethod": "._runtime.methods",
            "ErrorObject": "._runtime.messages",
            "ErrorResponse": "._runtime.messages",
            "Incoming": "._runtime.decoding",
            "KnownMessage": "._types._incoming",
            "Malformed": "._runtime.unions",
            "MalformedMessage": "._runtime.messages",
            "NotificationMessage": "._runtime.messages",
            "Problem": "._runtime.errors",
            "Raw": "._runtime.messages",
            "RequestId": "._runtime.scalars",
            "RequestMessage": "._runtime.messages",
            "Response": "._runtime.messages",
            "ServerMethod": "._runtime.methods",
            "ServerNotificationMethod": "._runtime.methods",
            "ToleranceEvent": "._runtime.tolerance",
            "ToleranceKind": "._runtime.tolerance",
            "Unknown": "._runtime.unions",
            "UnknownNotification": "._runtime.messages",
            "UnknownRequest": "._runtime.messages",
            "WireError": "._runtime.errors",
            "decode": "._runtime.decoding",
            "decode_lines": "._runtime.decoding",
            "decode_result": "._runtime.decoding",
            "encode": "._runtime.encoding",
            "encode_error": "._runtime.encoding",
            "encode_notification": "._runtime.encoding",
            "encode_request": "._runtime.encoding",
            "encode_response": "._runtime.encoding",
            "extend": "._runtime.model",
            "on_tolerance": "._runtime.tolerance",
            "tolerance_counts": "._runtime.tolerance",
        },
        submodules=("methods",),
    )

__all__ = [
    "ClientMethod",
    "ClientNotificationMethod",
    "ErrorObject",
    "ErrorResponse",
    "Incoming",
    "KnownMessage",
    "Malformed",
    "MalformedMessage",
    "NotificationMessage",
    "Problem",
    "Raw",
    "RequestId",
    "RequestMessage",
    "Response",
    "ServerMethod",
    "ServerNotificationMethod",
    "ToleranceEvent",
    "ToleranceKind",
    "Unknown",
    "UnknownNotification",
    "UnknownRequest",
    "WireError",
    "decode",
    "decode_lines",
    "decode_result",
    "encode",
    "encode_error",
    "encode_notification",
    "encode_request",
    "encode_response",
    "extend",
    "methods",
    "on_tolerance",
    "tolerance_counts",
]
