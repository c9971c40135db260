"""Protocol models that more than one domain uses."""

from __future__ import annotations

from typing import ClassVar, Literal, TypeAlias

from msgspec import UNSET, UnsetType, field

from .._runtime.enums import OpenEnum
from .._runtime.model import Alternatives, OutboundModel, SharedModel
from .._runtime.scalars import Int32, Int64, JsonValue, NonEmptyStr, UInt, UInt16
from .._runtime.unions import Open, Shape, Shaped

AbsolutePathBuf: TypeAlias = str
"""A path that is absolute on the machine of the server."""

ReasoningEffort: TypeAlias = NonEmptyStr
"""A non-empty reasoning effort value advertised by the model."""

RequestId: TypeAlias = str | Int64


class ApprovalsReviewer(OpenEnum):
    """Configures who reviews approval requests."""

    user = "user"
    auto_review = "auto_review"


class AskForApprovalValue(OpenEnum):
    untrusted = "untrusted"
    on_request = "on-request"
    never = "never"


class GranularApproval(SharedModel):
    mcp_elicitations: bool = field(name="mcp_elicitations")
    rules: bool
    sandbox_approval: bool = field(name="sandbox_approval")
    request_permissions: bool | UnsetType = field(
        default=UNSET, name="request_permissions"
    )
    """Default: `False`."""
    skill_approval: bool | UnsetType = field(default=UNSET, name="skill_approval")
    """Default: `False`."""


class GranularAskForApproval(SharedModel):
    SHAPE: ClassVar[Shape] = Shape(required=("granular",), closed=True)

    granular: GranularApproval


AskForApproval: TypeAlias = Open[AskForApprovalValue | GranularAskForApproval]
"""When the server asks before it runs a command."""


class CodexErrorInfoValue(OpenEnum):
    context_window_exceeded = "contextWindowExceeded"
    usage_limit_exceeded = "usageLimitExceeded"
    other = "other"


class NonSteerableTurnKind(OpenEnum):
    review = "review"
    compact = "compact"


class HttpConnectionFailed(OutboundModel):
    http_status_code: UInt16 | None = None


class HttpConnectionFailedCodexErrorInfo(OutboundModel):
    SHAPE: ClassVar[Shape] = Shape(required=("httpConnectionFailed",), closed=True)

    http_connection_failed: HttpConnectionFailed


class ResponseStreamDisconnected(OutboundModel):
    http_status_code: UInt16 | None = None


class ResponseStreamDisconnectedCodexErrorInfo(OutboundModel):
    """The response SSE stream disconnected in the middle of a turn."""

    SHAPE: ClassVar[Shape] = Shape(
        required=("responseStreamDisconnected",), closed=True
    )

    response_stream_disconnected: ResponseStreamDisconnected


class ActiveTurnNotSteerable(OutboundModel):
    turn_kind: NonSteerableTurnKind


class ActiveTurnNotSteerableCodexErrorInfo(OutboundModel):
    """The current active turn cannot accept same-turn steering."""

    SHAPE: ClassVar[Shape] = Shape(required=("activeTurnNotSteerable",), closed=True)

    active_turn_not_steerable: ActiveTurnNotSteerable = field(
        name="activeTurnNotSteerable"
    )


CodexErrorInfo: TypeAlias = Shaped[
    CodexErrorInfoValue
    | HttpConnectionFailedCodexErrorInfo
    | ResponseStreamDisconnectedCodexErrorInfo
    | ActiveTurnNotSteerableCodexErrorInfo
]
"""An error code of codex.

When an upstream HTTP status is available, it is forwarded in `http_status_code` of the
variant.
"""


class ImageDetail(OpenEnum):
    auto = "auto"
    low = "low"
    high = "high"


class MessagePhase(OpenEnum):
    """Classifies assistant text as commentary, a partial answer, or a terminal answer.

    Providers do not emit this consistently, so callers must treat `None` as "phase
    unknown" and keep compatibility behavior for legacy models.
    """

    commentary = "commentary"
    """Mid-turn assistant text (for example preamble/progress narration).

    Additional tool calls or assistant output may follow before turn completion.
    """
    partial_answer = "partial_answer"
    """Stable answer text that may be followed by more assistant output or tools."""
    final_answer = "final_answer"
    """The assistant's declared terminal answer text for the current turn."""


class TurnItemsView(OpenEnum):
    not_loaded = "notLoaded"
    """`items` was not loaded for this turn. The field is intentionally empty."""
    summary = "summary"
    """`items` contains only a display summary for this turn."""
    full = "full"
    """`items` contains every ThreadItem available from persisted history."""


class TurnStatus(OpenEnum):
    completed = "completed"
    interrupted = "interrupted"
    failed = "failed"
    in_progress = "inProgress"


class ByteRange(SharedModel):
    end: UInt
    start: UInt


class TextElement(SharedModel):
    byte_range: ByteRange
    """Byte range in the parent `text` buffer that this element occupies."""
    placeholder: str | UnsetType | None = UNSET
    """Optional human-readable placeholder for the element, displayed in the UI."""


class TextUserInput(SharedModel, tag_field="type", tag="text"):
    type: ClassVar[Literal["text"]] = "text"
    text: str
    text_elements: list[TextElement] | UnsetType = field(
        default=UNSET, name="text_elements"
    )
    """UI-defined spans within `text` used to render or persist special elements.

    Default: `[]`.
    """


class ImageUserInput(Alternatives, SharedModel, tag_field="type", tag="image"):
    """Give `url` or `file_id`."""

    REQUIRES_ANY: ClassVar[tuple[tuple[str, ...], ...]] = (("url",), ("file_id",))

    type: ClassVar[Literal["image"]] = "image"
    detail: ImageDetail | UnsetType | None = UNSET
    file_id: str | UnsetType = UNSET
    url: str | UnsetType = UNSET


class SkillUserInput(SharedModel, tag_field="type", tag="skill"):
    type: ClassVar[Literal["skill"]] = "skill"
    name: str
    path: str


UserInput: TypeAlias = Open[TextUserInput | ImageUserInput | SkillUserInput]


class SessionSourceValue(OpenEnum):
    cli = "cli"
    vscode = "vscode"
    unknown = "unknown"


class SubAgentSourceValue(OpenEnum):
    review = "review"
    memory_consolidation = "memory_consolidation"


class ThreadSpawn(OutboundModel):
    depth: Int32
    parent_thread_id: str = field(name="parent_thread_id")
    agent_nickname: str | None = field(default=None, name="agent_nickname")


class ThreadSpawnSubAgentSource(OutboundModel):
    SHAPE: ClassVar[Shape] = Shape(required=("thread_spawn",), closed=True)

    thread_spawn: ThreadSpawn = field(name="thread_spawn")


class OtherSubAgentSource(OutboundModel):
    SHAPE: ClassVar[Shape] = Shape(required=("other",), closed=True)

    other: str


SubAgentSource: TypeAlias = Shaped[
    SubAgentSourceValue | ThreadSpawnSubAgentSource | OtherSubAgentSource
]


class CustomSessionSource(OutboundModel):
    SHAPE: ClassVar[Shape] = Shape(required=("custom",), closed=True)

    custom: str


class SubAgentSessionSource(OutboundModel):
    SHAPE: ClassVar[Shape] = Shape(required=("subAgent",), closed=True)

    sub_agent: SubAgentSource


SessionSource: TypeAlias = Shaped[
    SessionSourceValue | CustomSessionSource | SubAgentSessionSource
]


class TurnError(OutboundModel):
    message: str
    additional_details: str | None = None
    codex_error_info: CodexErrorInfo | None = None


class AgentMessageThreadItem(OutboundModel, tag_field="type", tag="agentMessage"):
    """Text that the assistant addressed to the user."""

    type: ClassVar[Literal["agentMessage"]] = "agentMessage"
    id: str
    text: str
    phase: MessagePhase | None = None


class CommandExecutionThreadItem(
    OutboundModel, tag_field="type", tag="commandExecution"
):
    type: ClassVar[Literal["commandExecution"]] = "commandExecution"
    command: str
    """The command to be executed."""
    id: str
    status: TurnStatus
    duration_ms: Int64 | None = None
    """The duration of the command execution in milliseconds."""
    exit_code: Int32 | None = None
    """The command's exit code."""


class FunctionCallOutputThreadItem(
    OutboundModel, tag_field="type", tag="functionCallOutput"
):
    type: ClassVar[Literal["functionCallOutput"]] = "functionCallOutput"
    id: str
    output: FunctionCallOutputBody


class McpToolCallThreadItem(OutboundModel, tag_field="type", tag="mcpToolCall"):
    type: ClassVar[Literal["mcpToolCall"]] = "mcpToolCall"
    arguments: JsonValue
    id: str
    tool: str


class UserMessageThreadItem(OutboundModel, tag_field="type", tag="userMessage"):
    type: ClassVar[Literal["userMessage"]] = "userMessage"
    content: list[UserInput]
    id: str
    client_id: str | None = None


class InputTextFunctionCallOutputContentItem(
    OutboundModel, tag_field="type", tag="input_text"
):
    type: ClassVar[Literal["input_text"]] = "input_text"
    text: str


class InputImageFunctionCallOutputContentItem(
    Alternatives, OutboundModel, tag_field="type", tag="input_image"
):
    """Has `image_url` or `file_id`."""

    REQUIRES_ANY: ClassVar[tuple[tuple[str, ...], ...]] = (("image_url",), ("file_id",))

    type: ClassVar[Literal["input_image"]] = "input_image"
    detail: ImageDetail | None = None
    file_id: str | UnsetType = field(default=UNSET, name="file_id")
    image_url: str | UnsetType = field(default=UNSET, name="image_url")


FunctionCallOutputContentItem: TypeAlias = Open[
    InputTextFunctionCallOutputContentItem | InputImageFunctionCallOutputContentItem
]

FunctionCallOutputBody: TypeAlias = Open[str | list[FunctionCallOutputContentItem]]

ThreadItem: TypeAlias = Open[
    UserMessageThreadItem
    | AgentMessageThreadItem
    | FunctionCallOutputThreadItem
    | CommandExecutionThreadItem
    | McpToolCallThreadItem
]
"""An element of a turn."""


class Turn(OutboundModel):
    id: str
    """Identifier for this turn. Codex-generated turn IDs are UUIDv7."""
    items: list[ThreadItem]
    """Thread items currently included in this turn payload."""
    status: TurnStatus
    error: TurnError | None = None
    """Error associated with a failed or interrupted turn."""
    items_view: TurnItemsView = TurnItemsView.full
    """Describes how much of `items` has been loaded for this turn."""
