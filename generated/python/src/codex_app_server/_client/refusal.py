"""How requests of the server are answered and refused, as values.

The emitted table has one `ServerRequestPlan` for each request that the protocol has.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from .errors import CodexError

if TYPE_CHECKING:
    from .._runtime.scalars import JsonObject


class RefusedError(CodexError):
    """Raised by a handler to refuse a request in the way that its method defines.

    The message is logged and not sent to the server.
    """


class ErrorReply(NamedTuple):
    """An error that refuses a request."""

    code: int
    """A code of JSON-RPC."""
    message: str
    """What the server is told."""


class ServerRequestPlan(NamedTuple):
    """How one request of the server is answered."""

    handler: str
    """The handler's method."""
    result_name: str
    """Name in `types` of the whole answer."""
    refusal: JsonObject | ErrorReply
    """What is sent where there is no answer that fits; it grants nothing."""
    shorthand: str | None = None
    """Wire name of the one member that may be answered alone."""
