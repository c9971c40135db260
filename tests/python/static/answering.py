"""What an application that answers the server sees through a type checker: an answer may be short, whole or awaited.

Not run: checked by mypy and pyright in strict mode, as `reading` is.
"""

from collections.abc import Awaitable

from typing_extensions import assert_type

from codex_app_server import (
    AttestationAnswer,
    CommandExecutionDecision,
    CurrentTimeAnswer,
    ElicitationDecision,
    FileChangeDecision,
    PermissionsDecision,
    RefusedError,
    ServerRequestHandler,
)
from codex_app_server.types import (
    AttestationGenerateParams,
    CommandExecutionApprovalDecisionValue,
    CommandExecutionRequestApprovalParams,
    CommandExecutionRequestApprovalResponse,
    CurrentTimeReadParams,
    DynamicToolCallParams,
    DynamicToolCallResponse,
    FileChangeRequestApprovalParams,
    FileChangeRequestApprovalResponse,
    GrantedPermissionProfile,
    McpServerElicitationRequestParams,
    PermissionsRequestApprovalParams,
    ToolRequestUserInputParams,
    ToolRequestUserInputResponse,
)


class Short(ServerRequestHandler):
    """Answers with the deciding member alone, under a name of its own for the request."""

    def command_execution_approval(
        self, asked: CommandExecutionRequestApprovalParams
    ) -> CommandExecutionDecision:
        assert_type(asked.command, str | None)
        return "accept" if asked.command == "ls" else "decline"

    def file_change_approval(
        self, request: FileChangeRequestApprovalParams
    ) -> FileChangeDecision:
        if request.grant_root is None:
            raise RefusedError("no root")
        return "acceptForSession"

    def elicitation(
        self, request: McpServerElicitationRequestParams
    ) -> ElicitationDecision:
        return "cancel"

    def permissions_approval(
        self, request: PermissionsRequestApprovalParams
    ) -> PermissionsDecision:
        return GrantedPermissionProfile()

    def attestation(self, request: AttestationGenerateParams) -> AttestationAnswer:
        return "token"

    def current_time(self, request: CurrentTimeReadParams) -> CurrentTimeAnswer:
        return 1


class Whole(ServerRequestHandler):
    """Answers with models, under narrower annotations than the base has."""

    def command_execution_approval(
        self, request: CommandExecutionRequestApprovalParams
    ) -> CommandExecutionRequestApprovalResponse:
        return CommandExecutionRequestApprovalResponse(
            decision=CommandExecutionApprovalDecisionValue.accept
        )

    def tool_call(self, request: DynamicToolCallParams) -> DynamicToolCallResponse:
        return DynamicToolCallResponse(success=True, content_items=[])


class Awaited(ServerRequestHandler):
    """Answers after waiting, and in one case as the base does."""

    async def command_execution_approval(
        self, request: CommandExecutionRequestApprovalParams
    ) -> CommandExecutionDecision:
        return "accept"

    async def file_change_approval(
        self, request: FileChangeRequestApprovalParams
    ) -> FileChangeRequestApprovalResponse:
        return FileChangeRequestApprovalResponse.model_validate({"decision": "decline"})

    async def tool_call(
        self, request: DynamicToolCallParams
    ) -> DynamicToolCallResponse:
        return DynamicToolCallResponse(success=False, content_items=[])

    def user_input(
        self, request: ToolRequestUserInputParams
    ) -> ToolRequestUserInputResponse | Awaitable[ToolRequestUserInputResponse]:
        return super().user_input(request)


class Mistaken(ServerRequestHandler):
    """Answers what there is not."""

    def command_execution_approval(
        self, request: CommandExecutionRequestApprovalParams
    ) -> CommandExecutionDecision:
        return "acept"  # type: ignore[return-value]

    def file_change_approval(  # type: ignore[override]
        self, request: CommandExecutionRequestApprovalParams
    ) -> FileChangeDecision:
        return "accept"
