"""Protocol models of the methods `mcpServer/*`."""

from __future__ import annotations

from typing import ClassVar, Literal, TypeAlias

from msgspec import UNSET, UnsetType, field

from .._runtime.enums import OpenEnum
from .._runtime.model import InboundModel, OutboundModel
from .._runtime.scalars import JsonValue, UInt32, UInt64
from .._runtime.unions import ClosedShaped, Open, Shape, Shaped


class McpElicitationArrayType(OpenEnum):
    array = "array"


class McpElicitationBooleanType(OpenEnum):
    boolean = "boolean"


class McpElicitationObjectType(OpenEnum):
    object = "object"


class McpElicitationStringType(OpenEnum):
    string = "string"


class McpElicitationStringFormat(OpenEnum):
    email = "email"
    uri = "uri"


class McpElicitationConstOption(OutboundModel):
    const: str
    title: str


class McpElicitationTitledEnumItems(OutboundModel):
    any_of: list[McpElicitationConstOption]


class McpElicitationUntitledSingleSelectEnumSchema(OutboundModel):
    SHAPE: ClassVar[Shape] = Shape(
        required=("enum", "type"), literals={"type": ("string",)}, closed=True
    )

    enum: list[str]
    type: McpElicitationStringType
    default: str | None = None
    description: str | None = None
    title: str | None = None


class McpElicitationTitledSingleSelectEnumSchema(OutboundModel):
    SHAPE: ClassVar[Shape] = Shape(
        required=("oneOf", "type"), literals={"type": ("string",)}, closed=True
    )

    one_of: list[McpElicitationConstOption]
    type: McpElicitationStringType
    default: str | None = None
    description: str | None = None
    title: str | None = None


McpElicitationSingleSelectEnumSchema: TypeAlias = Shaped[
    McpElicitationUntitledSingleSelectEnumSchema
    | McpElicitationTitledSingleSelectEnumSchema
]


class McpElicitationTitledMultiSelectEnumSchema(OutboundModel):
    SHAPE: ClassVar[Shape] = Shape(
        required=("items", "type"), literals={"type": ("array",)}, closed=True
    )

    items: McpElicitationTitledEnumItems
    type: McpElicitationArrayType
    default: list[str] | None = None
    max_items: UInt64 | None = None
    min_items: UInt64 | None = None
    title: str | None = None


class McpElicitationLegacyTitledEnumSchema(OutboundModel):
    SHAPE: ClassVar[Shape] = Shape(
        required=("enum", "type"), literals={"type": ("string",)}, closed=True
    )

    enum: list[str]
    type: McpElicitationStringType
    default: str | None = None
    enum_names: list[str] | None = None
    title: str | None = None


McpElicitationEnumSchema: TypeAlias = Shaped[
    McpElicitationSingleSelectEnumSchema
    | McpElicitationTitledMultiSelectEnumSchema
    | McpElicitationLegacyTitledEnumSchema
]


class McpElicitationStringSchema(OutboundModel):
    SHAPE: ClassVar[Shape] = Shape(
        required=("type",), literals={"type": ("string",)}, closed=True
    )

    type: McpElicitationStringType
    default: str | None = None
    format: McpElicitationStringFormat | None = None
    max_length: UInt32 | None = None
    min_length: UInt32 | None = None
    title: str | None = None


class McpElicitationBooleanSchema(OutboundModel):
    SHAPE: ClassVar[Shape] = Shape(
        required=("type",), literals={"type": ("boolean",)}, closed=True
    )

    type: McpElicitationBooleanType
    default: bool | None = None
    title: str | None = None


McpElicitationPrimitiveSchema: TypeAlias = Shaped[
    McpElicitationEnumSchema | McpElicitationStringSchema | McpElicitationBooleanSchema
]


class McpElicitationSchema(OutboundModel):
    """Typed form schema for MCP `elicitation/create` requests."""

    properties: dict[str, McpElicitationPrimitiveSchema]
    type: McpElicitationObjectType
    required: list[str] | None = None
    schema: str | None = field(default=None, name="$schema")


class FormMcpServerElicitationRequestParams(
    OutboundModel, tag_field="mode", tag="form"
):
    mode: ClassVar[Literal["form"]] = "form"
    message: str
    requested_schema: McpElicitationSchema
    server_name: str
    thread_id: str
    meta: JsonValue = field(default=None, name="_meta")
    turn_id: str | None = None
    """Active Codex turn when this elicitation was observed, if known."""


class OpenaiFormMcpServerElicitationRequestParams(
    OutboundModel, tag_field="mode", tag="openai/form"
):
    mode: ClassVar[Literal["openai/form"]] = "openai/form"
    message: str
    requested_schema: JsonValue
    server_name: str
    thread_id: str
    meta: JsonValue = field(default=None, name="_meta")
    turn_id: str | None = None
    """Active Codex turn when this elicitation was observed, if known."""


McpServerElicitationRequestParams: TypeAlias = Open[
    FormMcpServerElicitationRequestParams | OpenaiFormMcpServerElicitationRequestParams
]


class McpServerElicitationAction(OpenEnum):
    accept = "accept"
    decline = "decline"
    cancel = "cancel"


class McpServerElicitationRequestResponse(InboundModel):
    action: McpServerElicitationAction
    content: JsonValue | UnsetType = UNSET
    meta: JsonValue | UnsetType = field(default=UNSET, name="_meta")


class CommandExecParams(InboundModel):
    command: list[str]
    output_bytes_cap: UInt64 | UnsetType | None = UNSET


class CommandExecResponse(OutboundModel):
    exit_code: int


class TextResourceContent(OutboundModel):
    SHAPE: ClassVar[Shape] = Shape(required=("text", "uri"))

    text: str
    uri: str
    """The URI of this resource."""
    meta: JsonValue = field(default=None, name="_meta")
    mime_type: str | None = None


class BlobResourceContent(OutboundModel):
    SHAPE: ClassVar[Shape] = Shape(required=("blob", "uri"))

    blob: str
    uri: str
    """The URI of this resource."""
    meta: JsonValue = field(default=None, name="_meta")
    mime_type: str | None = None


ResourceContent: TypeAlias = Shaped[TextResourceContent | BlobResourceContent]
"""Contents returned when reading a resource from an MCP server."""


class McpResourceReadResponse(OutboundModel):
    contents: list[ResourceContent]


class OauthMcpLoginMethod(InboundModel, tag_field="type", tag="oauth"):
    type: ClassVar[Literal["oauth"]] = "oauth"
    scopes: list[str] | UnsetType | None = UNSET


class TokenMcpLoginMethod(InboundModel, tag_field="type", tag="token"):
    type: ClassVar[Literal["token"]] = "token"
    token: str


McpLoginMethod: TypeAlias = OauthMcpLoginMethod | TokenMcpLoginMethod
"""How to log in. Only the client builds it, so it is closed."""


class McpLoginParams(InboundModel):
    method: McpLoginMethod


class ReviewDecisionValue(OpenEnum):
    approved = "approved"
    """User approved the command."""
    denied = "denied"
    """User denied the command, and the agent should continue the session."""


class ApprovedExecpolicyAmendment(InboundModel):
    proposed: list[str]


class ApprovedExecpolicyAmendmentReviewDecision(InboundModel):
    """User approved the command and the proposed execpolicy amendment."""

    SHAPE: ClassVar[Shape] = Shape(
        required=("approved_execpolicy_amendment",), closed=True
    )

    approved_execpolicy_amendment: ApprovedExecpolicyAmendment = field(
        name="approved_execpolicy_amendment"
    )


class TimedOut(InboundModel):
    after_seconds: UInt32 = field(name="after_seconds")


class TimedOutReviewDecision(InboundModel):
    SHAPE: ClassVar[Shape] = Shape(required=("timed_out",), closed=True)

    timed_out: TimedOut = field(name="timed_out")


ReviewDecision: TypeAlias = ClosedShaped[
    ReviewDecisionValue
    | ApprovedExecpolicyAmendmentReviewDecision
    | TimedOutReviewDecision
]
"""The answer to an approval request. Only the client builds it, so it is closed."""


class ExecCommandApprovalResponse(InboundModel):
    decision: ReviewDecision
