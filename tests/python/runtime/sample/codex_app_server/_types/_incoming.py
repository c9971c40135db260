"""One envelope for every method that the server sends, and the unions of them."""

from __future__ import annotations

from typing import ClassVar, Literal, TypeAlias

from msgspec import UNSET, UnsetType, field

from .._runtime.messages import NotificationMessage, RequestMessage
from .._runtime.scalars import Int64
from .mcp import McpServerElicitationRequestParams
from .thread import (
    AgentMessageDeltaNotification,
    ErrorNotification,
    ItemStartedNotification,
    TurnCompletedNotification,
)


class ServerNotificationMessage(NotificationMessage):
    """What every message of `ServerNotification` may carry beside its method."""

    emitted_at_ms: Int64 | UnsetType = UNSET
    """Unix timestamp (in milliseconds) when the server emitted it."""


class ErrorServerNotification(ServerNotificationMessage, tag="error"):
    method: ClassVar[Literal["error"]] = "error"
    payload: ErrorNotification = field(name="params")


class ItemAgentMessageDeltaServerNotification(
    ServerNotificationMessage, tag="item/agentMessage/delta"
):
    method: ClassVar[Literal["item/agentMessage/delta"]] = "item/agentMessage/delta"
    payload: AgentMessageDeltaNotification = field(name="params")


class ItemStartedServerNotification(ServerNotificationMessage, tag="item/started"):
    method: ClassVar[Literal["item/started"]] = "item/started"
    payload: ItemStartedNotification = field(name="params")


class TurnCompletedServerNotification(ServerNotificationMessage, tag="turn/completed"):
    method: ClassVar[Literal["turn/completed"]] = "turn/completed"
    payload: TurnCompletedNotification = field(name="params")


ServerNotification: TypeAlias = (
    ErrorServerNotification
    | ItemAgentMessageDeltaServerNotification
    | ItemStartedServerNotification
    | TurnCompletedServerNotification
)


class McpServerElicitationRequestServerRequest(
    RequestMessage, tag="mcpServer/elicitation/request"
):
    method: ClassVar[Literal["mcpServer/elicitation/request"]] = (
        "mcpServer/elicitation/request"
    )
    params: McpServerElicitationRequestParams


ServerRequest: TypeAlias = McpServerElicitationRequestServerRequest

KnownMessage: TypeAlias = ServerNotification | ServerRequest
"""Any message of the server whose method this package knows."""
