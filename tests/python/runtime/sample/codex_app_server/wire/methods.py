"""One constant for every method of the protocol."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._runtime.methods import (
    ClientMethod,
    ClientNotificationMethod,
    ServerMethod,
    ServerNotificationMethod,
)

if TYPE_CHECKING:
    from .. import types

ACCOUNT_LOGOUT: ClientMethod[None, types.TurnStartResponse] = ClientMethod(
    "account/logout", None, "TurnStartResponse"
)
COMMAND_EXEC: ClientMethod[types.CommandExecParams, types.CommandExecResponse] = (
    ClientMethod("command/exec", "CommandExecParams", "CommandExecResponse")
)
CONFIG_READ: ClientMethod[None, types.ConfigReadResponse] = ClientMethod(
    "config/read", None, "ConfigReadResponse"
)
HOOKS_LIST: ClientMethod[None, types.HooksListResponse] = ClientMethod(
    "hooks/list", None, "HooksListResponse"
)
MCP_LOGIN: ClientMethod[types.McpLoginParams, types.CommandExecResponse] = ClientMethod(
    "mcp/login", "McpLoginParams", "CommandExecResponse"
)
MCP_SERVER_RESOURCE_READ: ClientMethod[None, types.McpResourceReadResponse] = (
    ClientMethod("mcpServer/resource/read", None, "McpResourceReadResponse")
)
THREAD_LIST: ClientMethod[types.ThreadListParams | None, types.ThreadListResponse] = (
    ClientMethod(
        "thread/list", "ThreadListParams", "ThreadListResponse", optional_params=True
    )
)
THREAD_READ: ClientMethod[types.ThreadReadParams, types.ThreadReadResponse] = (
    ClientMethod("thread/read", "ThreadReadParams", "ThreadReadResponse")
)
THREAD_START: ClientMethod[types.ThreadStartParams, types.ThreadStartResponse] = (
    ClientMethod("thread/start", "ThreadStartParams", "ThreadStartResponse")
)
TURN_START: ClientMethod[types.TurnStartParams, types.TurnStartResponse] = ClientMethod(
    "turn/start", "TurnStartParams", "TurnStartResponse"
)

INITIALIZED: ClientNotificationMethod[None] = ClientNotificationMethod(
    "initialized", None
)

MCP_SERVER_ELICITATION_REQUEST: ServerMethod[
    types.McpServerElicitationRequestParams, types.McpServerElicitationRequestResponse
] = ServerMethod(
    "mcpServer/elicitation/request",
    "McpServerElicitationRequestParams",
    "McpServerElicitationRequestResponse",
)

ERROR: ServerNotificationMethod[types.ErrorNotification] = ServerNotificationMethod(
    "error", "ErrorNotification"
)
ITEM_STARTED: ServerNotificationMethod[types.ItemStartedNotification] = (
    ServerNotificationMethod("item/started", "ItemStartedNotification")
)
