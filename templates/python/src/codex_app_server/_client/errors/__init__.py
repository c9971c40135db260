"""What the client raises: one root, one class for each cause that callers tell apart.

In: what went wrong, in parts. Out: errors that say what happened, why, and what to do
next, with the parts as attributes. Every error copies and pickles. Texts from outside
are shown bounded and without control characters, and stay whole in the attributes.
"""

from .base import CodexError
from .connection import (
    CodexBinNotExecutableError,
    CodexBinNotFoundError,
    ConnectError,
    DeadlineExceededError,
    NotAnAppServerError,
    NotSignedInError,
    RuntimeExitedError,
    RuntimePackageMissingError,
    RuntimeTooOldError,
    StartError,
    StartTimeoutError,
    TransportClosedError,
)
from .rpc import (
    CodexRpcError,
    ExperimentalApiError,
    InternalRpcError,
    InvalidParamsError,
    InvalidRequestError,
    JsonRpcError,
    MethodNotFoundError,
    ParseError,
    RetryLimitExceededError,
    ServerBusyError,
    UnsupportedByRuntimeError,
    is_retryable_error,
    rpc_error,
)
from .turn import (
    OutputError,
    StreamLaggedError,
    TurnFailedError,
)

__all__ = [
    "CodexBinNotExecutableError",
    "CodexBinNotFoundError",
    "CodexError",
    "CodexRpcError",
    "ConnectError",
    "DeadlineExceededError",
    "ExperimentalApiError",
    "InternalRpcError",
    "InvalidParamsError",
    "InvalidRequestError",
    "JsonRpcError",
    "MethodNotFoundError",
    "NotAnAppServerError",
    "NotSignedInError",
    "OutputError",
    "ParseError",
    "RetryLimitExceededError",
    "RuntimeExitedError",
    "RuntimePackageMissingError",
    "RuntimeTooOldError",
    "ServerBusyError",
    "StartError",
    "StartTimeoutError",
    "StreamLaggedError",
    "TransportClosedError",
    "TurnFailedError",
    "UnsupportedByRuntimeError",
    "is_retryable_error",
    "rpc_error",
]
