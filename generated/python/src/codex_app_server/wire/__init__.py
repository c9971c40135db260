"""The wire layer: lines to typed messages and back, without any I/O.

`decode` turns a line of the server into a message and never raises for its content;
`encode_request` and its siblings turn typed params into a line and refuse what does not
fit. `wire.methods` has one constant for every method.
"""

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

__all__ = [
    "ClientMethod",
    "ClientNotificationMethod",
    "ErrorObject",
    "ErrorResponse",
    "Incoming",
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
    "on_tolerance",
    "tolerance_counts",
]
