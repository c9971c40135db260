"""Answer requests from Codex: approvals, questions, and calls of your own tool.

A method that is not overridden, raises or returns None refuses the request.

Run: python examples/15_server_requests/async.py
"""

import asyncio
from datetime import date

from codex_app_server import (
    AsyncCodex,
    AsyncThread,
    CommandExecutionDecision,
    FileChangeDecision,
    ServerRequestHandler,
)
from codex_app_server.types import (
    ApprovalsReviewer,
    AskForApprovalValue,
    CommandExecutionRequestApprovalParams,
    DynamicToolCallParams,
    DynamicToolCallResponse,
    FileChangeRequestApprovalParams,
    FunctionDynamicToolSpec,
    InputTextDynamicToolCallOutputContentItem,
    ToolRequestUserInputAnswer,
    ToolRequestUserInputParams,
    ToolRequestUserInputResponse,
)

WEEKDAY = FunctionDynamicToolSpec(
    name="weekday",
    description="Which day of the week it is.",
    input_schema={"type": "object", "properties": {}},
)


async def ask(question: str) -> str:
    return await asyncio.to_thread(input, question)


class Desk(ServerRequestHandler):
    """Methods run in tasks of their own, so they may wait for a person."""

    async def command_execution_approval(
        self, request: CommandExecutionRequestApprovalParams, /
    ) -> CommandExecutionDecision:
        answer = await ask(f"Run {request.command}? ({request.reason}) [y/N] ")
        return "accept" if answer == "y" else "decline"

    async def file_change_approval(
        self, request: FileChangeRequestApprovalParams, /
    ) -> FileChangeDecision:
        return "accept" if await ask("Change files? [y/N] ") == "y" else "decline"

    async def user_input(
        self, request: ToolRequestUserInputParams, /
    ) -> ToolRequestUserInputResponse:
        answers: dict[str, ToolRequestUserInputAnswer] = {}
        for question in request.questions:
            options = "/".join(option.label for option in question.options or [])
            text = await ask(f"{question.question} [{options}] ")
            answers[question.id] = ToolRequestUserInputAnswer(answers=[text])
        return ToolRequestUserInputResponse(answers=answers)

    async def tool_call(
        self, request: DynamicToolCallParams, /
    ) -> DynamicToolCallResponse:
        text = InputTextDynamicToolCallOutputContentItem(text=f"{date.today():%A}")
        known = request.tool == WEEKDAY.name
        return DynamicToolCallResponse(success=known, content_items=[text])


async def main() -> None:
    async with AsyncCodex(handler=Desk()) as codex:
        # codex.rpc has the parameters that codex.thread_start() lacks.
        started = await codex.rpc.thread_start(
            approval_policy=AskForApprovalValue.on_request,
            approvals_reviewer=ApprovalsReviewer.user,
            config={"features.default_mode_request_user_input": True},
            dynamic_tools=[WEEKDAY],
        )
        thread = AsyncThread(codex, started.thread.id)
        result = await thread.run("Clean up, but not on a Friday.")
        print(result.final_response)


if __name__ == "__main__":
    asyncio.run(main())
