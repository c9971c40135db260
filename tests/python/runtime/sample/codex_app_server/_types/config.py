"""Protocol models of the methods `config/*` and `hooks/*`."""

from __future__ import annotations

from typing import ClassVar, Literal, TypeAlias

from msgspec import field

from .._runtime.model import OutboundModel
from .._runtime.scalars import Int64, JsonObject, UInt64
from .._runtime.unions import Open
from .shared import AskForApproval

ForcedChatgptWorkspaceIds: TypeAlias = str | list[str]


class AnalyticsConfig(OutboundModel):
    EXTRA_MEMBERS: ClassVar[bool] = True

    enabled: bool | None = None


class Config(OutboundModel):
    EXTRA_MEMBERS: ClassVar[bool] = True

    analytics: AnalyticsConfig | None = None
    approval_policy: AskForApproval | None = field(default=None, name="approval_policy")
    desktop: JsonObject | None = None
    forced_chatgpt_workspace_id: ForcedChatgptWorkspaceIds | None = field(
        default=None, name="forced_chatgpt_workspace_id"
    )
    model: str | None = None


class ConfigReadResponse(OutboundModel):
    config: Config


class CommandHookMetadata(OutboundModel, tag_field="handlerType", tag="command"):
    handler_type: ClassVar[Literal["command"]] = "command"
    command: str
    enabled: bool
    timeout_sec: UInt64
    async_: bool = field(default=False, name="async")
    matcher: str | None = None


class PromptHookMetadata(OutboundModel, tag_field="handlerType", tag="prompt"):
    handler_type: ClassVar[Literal["prompt"]] = "prompt"
    enabled: bool
    timeout_sec: UInt64
    matcher: str | None = None


HookMetadata: TypeAlias = Open[CommandHookMetadata | PromptHookMetadata]


class RootFileSystemSpecialPath(OutboundModel, tag_field="kind", tag="root"):
    kind: ClassVar[Literal["root"]] = "root"


class UnknownFileSystemSpecialPath(OutboundModel, tag_field="kind", tag="unknown"):
    kind: ClassVar[Literal["unknown"]] = "unknown"
    path: str
    subpath: str | None = None


FileSystemSpecialPath: TypeAlias = Open[
    RootFileSystemSpecialPath | UnknownFileSystemSpecialPath
]


class DirectoryEntry(OutboundModel):
    """A recursive type."""

    name: str
    children: list[DirectoryEntry] = []
    modified_at: Int64 | None = field(default=None, name="modified-at")
    special: FileSystemSpecialPath | None = None


class HooksListResponse(OutboundModel):
    hooks: list[HookMetadata]
    root: DirectoryEntry | None = None
