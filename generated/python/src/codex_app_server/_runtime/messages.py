"""What the server can say, as the client sees it: envelopes and their catch-alls."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, ClassVar, TypeAlias, TypeVar, final

from msgspec import UNSET, Raw, UnsetType, field

from .model import OutboundModel
from .scalars import Int64, JsonValue, RequestId
from .unions import NamedUnion, members_of


class NotificationMessage(OutboundModel, tag_field="method"):
    """A notification whose method this SDK knows. Its `payload` is the record."""


class RequestMessage(OutboundModel, tag_field="method"):
    """A request of the server whose method this SDK knows. It waits for an answer."""

    id: RequestId


class UnknownNotification(OutboundModel):
    """A notification whose method this version of the package does not know.

    Members beside the params are in `model_extra`.
    """

    EXTRA_MEMBERS: ClassVar[bool] = True

    method: str
    payload: JsonValue = field(default=None, name="params")


class NotificationUnion(NamedUnion):
    """Every notification. Called with a method and a payload, it makes one, unchecked."""

    __match_args__ = ("method", "payload")

    def __call__(cls, method: str, payload: Any) -> Any:
        known = cls.choice.by_tag.get(method)
        if known is None:
            return UnknownNotification(method=method, payload=payload)
        return known(payload=payload)


if TYPE_CHECKING:
    T = TypeVar("T")
    AnyNotification: TypeAlias = Annotated[T, "told apart by method"]
else:

    class AnyNotification:
        """A union of notifications, known and unknown."""

        def __class_getitem__(cls, item: Any) -> NotificationUnion:
            return NotificationUnion("AnyNotification", members_of(item), is_open=False)


class UnknownRequest(OutboundModel):
    """A request whose method this version of the package does not know.

    The server expects an answer to it, too.
    """

    id: RequestId
    method: str
    params: JsonValue = None


class Response(OutboundModel):
    """The result of a request, not decoded yet: see `decode_result`."""

    id: RequestId
    result: Raw


class ErrorObject(OutboundModel):
    """Why a request failed."""

    code: Int64
    message: str
    data: JsonValue | UnsetType = UNSET


class ErrorResponse(OutboundModel):
    """The error of a request; its id is None if the server could not read the request."""

    id: RequestId | None
    error: ErrorObject


INT64 = range(-(2**63), 2**63)


def is_request_id(value: object) -> bool:
    """Whether the value can identify a request."""
    return type(value) is str or (type(value) is int and value in INT64)


@final
class MalformedMessage:
    """A line that is not a valid message."""

    __slots__ = ("error", "raw")
    __match_args__ = ("raw", "error")

    raw: bytes
    """The line as received."""
    error: str
    """What is wrong with it."""

    def __init__(self, raw: bytes, error: str) -> None:
        self.raw = raw
        self.error = error

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, MalformedMessage):
            return NotImplemented
        return (self.raw, self.error) == (other.raw, other.error)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"MalformedMessage(raw=<{len(self.raw)} bytes>, error={self.error!r})"
