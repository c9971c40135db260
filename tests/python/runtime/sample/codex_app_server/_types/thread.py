"""Protocol models of the methods `thread/*` and `turn/*`."""

from __future__ import annotations

from typing import TypeAlias

from msgspec import UNSET, UnsetType

from .._runtime.enums import OpenEnum
from .._runtime.model import InboundModel, OutboundModel
from .._runtime.scalars import Int64, JsonObject, JsonValue, UInt32, UInt64
from .shared import (
    AbsolutePathBuf,
    AskForApproval,
    ReasoningEffort,
    SessionSource,
    ThreadItem,
    Turn,
    TurnError,
    UserInput,
)


class ThreadHistoryMode(OpenEnum):
    legacy = "legacy"
    paginated = "paginated"


class Thread(OutboundModel):
    created_at: Int64
    """Unix timestamp (in seconds) when the thread was created."""
    cwd: AbsolutePathBuf
    """Working directory captured for the thread."""
    id: str
    """Identifier for this thread. Codex-generated thread IDs are UUIDv7."""
    source: SessionSource
    """Origin of the thread (CLI, VSCode, codex exec, codex app-server, etc.)"""
    turns: list[Turn]
    history_mode: ThreadHistoryMode = ThreadHistoryMode.legacy
    """Persisted thread history contract selected when this thread was created."""
    labels: dict[str, str] = {}
    name: str | None = None
    """Optional user-facing thread title."""
    reasoning_effort: ReasoningEffort | None = None


ThreadListCwdFilter: TypeAlias = str | list[str]


class ThreadListParams(InboundModel):
    cursor: str | UnsetType | None = UNSET
    """Opaque pagination cursor returned by a previous call."""
    cwd: ThreadListCwdFilter | UnsetType | None = UNSET
    """Optional cwd filter or filters."""
    limit: UInt32 | UnsetType | None = UNSET
    """Optional page size; defaults to a reasonable server-side value."""
    section_id: str | UnsetType | None = UNSET
    """Omit to include every section, set to `None` for unsectioned threads."""
    timeout_sec: UInt64 | UnsetType | None = UNSET
    use_state_db_only: bool | UnsetType = UNSET
    """If true, return from the state DB without scanning JSONL rollouts."""


class ThreadListResponse(OutboundModel):
    data: list[Thread]


class ThreadReadParams(InboundModel):
    thread_id: str
    include_turns: bool | UnsetType = UNSET
    """When true, include turns and their items from rollout history.

    Default: `False`.
    """


class ThreadReadResponse(OutboundModel):
    thread: Thread


class ThreadStartParams(InboundModel):
    approval_policy: AskForApproval | UnsetType | None = UNSET
    config: JsonObject | UnsetType | None = UNSET
    cwd: str | UnsetType | None = UNSET
    reasoning_effort: ReasoningEffort | UnsetType | None = UNSET


class ThreadStartResponse(OutboundModel):
    approval_policy: AskForApproval
    thread: Thread
    instruction_sources: list[str] = []
    """Environment-native paths to instruction source files currently loaded."""


class TurnStartParams(InboundModel):
    input: list[UserInput]
    thread_id: str
    output_schema: JsonValue | UnsetType = UNSET
    """Optional JSON Schema used to constrain the final assistant message."""
    temperature: float | UnsetType | None = UNSET


class TurnStartResponse(OutboundModel):
    turn: Turn


class AgentMessageDeltaNotification(OutboundModel):
    delta: str
    item_id: str
    thread_id: str
    turn_id: str


class ErrorNotification(OutboundModel):
    error: TurnError
    thread_id: str
    turn_id: str
    will_retry: bool


class ItemStartedNotification(OutboundModel):
    item: ThreadItem
    started_at_ms: Int64
    """Unix timestamp (in milliseconds) when this item lifecycle started."""
    thread_id: str
    turn_id: str


class TurnCompletedNotification(OutboundModel):
    thread_id: str
    turn: Turn
