"""One envelope for every method that the server sends, and the unions of them."""

from __future__ import annotations

from typing import ClassVar, Literal, TypeAlias

from msgspec import field

from .._runtime.messages import NotificationMessage, RequestMessage
from .mcp import McpServerElicitationRequestParams
from .thread import (
    AgentMessageDeltaNotification,
    ErrorNotification,
    ItemStartedNotification,
    TurnCompletedNotification,
)


class ErrorServerNotification(NotificationMessage, tag="error"):
    method: ClassVar[Literal["error"]] = "error"
    payload: ErrorNotification = field(name="params")


class ItemAgentMessageDeltaServerNotification(
    NotificationMessage, tag="item/agentMessage/delta"
):
    method: ClassVar[Literal["item/agentMessage/delta"]] = "item/agentMessage/delta"
    payload: AgentMessageDeltaNotification = field(name="params")


class ItemStartedServerNotification(NotificationMessage, tag="item/started"):
    method: ClassVar[Literal["item/started"]] = "item/started"
    payload: ItemStartedNotification = field(name="params")


class TurnCompletedServerNotification(NotificationMessage, tag="turn/completed"):
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
