# pyright: strict, reportUnnecessaryTypeIgnoreComment=true
"""Static types of the public surface; checked by mypy and pyright, never by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import codex_app_server
from codex_app_server import types, wire
from codex_app_server.types import (
    UNSET,
    AgentMessageThreadItem,
    AskForApprovalValue,
    CodexErrorInfo,
    CodexErrorInfoValue,
    CommandExecutionThreadItem,
    FunctionCallOutputThreadItem,
    GranularAskForApproval,
    ImageUserInput,
    JsonValue,
    Malformed,
    McpToolCallThreadItem,
    TextUserInput,
    ThreadItem,
    ThreadListParams,
    ThreadStartParams,
    TurnStartParams,
    TurnStatus,
    Unknown,
    UnsetType,
    UserMessageThreadItem,
)
from codex_app_server.wire import methods

if TYPE_CHECKING:
    from typing_extensions import assert_never, assert_type
else:

    def assert_type(value, _):
        return value

    def assert_never(value):
        raise AssertionError(value)


def describe(item: ThreadItem) -> str:
    match item:
        case AgentMessageThreadItem(text=text):
            assert_type(text, str)
            return text
        case CommandExecutionThreadItem(command=command, exit_code=code):
            assert_type(code, int | None)
            return f"{command} -> {code}"
        case UserMessageThreadItem() | FunctionCallOutputThreadItem():
            return item.id
        case McpToolCallThreadItem(arguments=arguments):
            assert_type(arguments, JsonValue)
            return item.tool
        case Unknown(tag=tag):
            assert_type(tag, str | None)
            return tag or ""
        case Malformed(error=error):
            return error
        case _:
            assert_never(item)


def code(info: CodexErrorInfo) -> str:
    if isinstance(info, CodexErrorInfoValue):
        assert_type(info.is_known, bool)
        return info.value
    if isinstance(info, Unknown | Malformed):
        return "?"
    return type(info).__name__


def follow(line: bytes) -> str:
    message = wire.decode(line)
    match message:
        case wire.Response():
            result = wire.decode_result(methods.THREAD_READ, message)
            assert_type(result, types.ThreadReadResponse)
            return result.thread.id
        case wire.ErrorResponse(error=error):
            return error.message
        case wire.UnknownNotification() | wire.UnknownRequest():
            return message.method
        case wire.MalformedMessage(error=error_text):
            return error_text
        case wire.RequestMessage():
            return message.method
        case _:
            assert_type(message.emitted_at_ms, int | types.UnsetType)
            if message.method == "item/started":
                return describe(message.payload.item)
            return message.method


def ask() -> list[bytes]:
    params = TurnStartParams(
        thread_id="t",
        input=[TextUserInput(text="a"), ImageUserInput(url="u")],
        output_schema={"type": "object", "properties": {"a": [1, None]}},
    )
    policy = ThreadStartParams(approval_policy=AskForApprovalValue.on_request)
    assert_type(
        policy.approval_policy,
        AskForApprovalValue
        | GranularAskForApproval
        | Unknown
        | Malformed
        | None
        | UnsetType,
    )
    cursor = ThreadListParams(cursor=None).cursor
    assert_type(cursor, str | None | UnsetType)
    assert cursor is not UNSET
    return [
        wire.encode_request(1, methods.TURN_START, params),
        wire.encode_request("a", methods.THREAD_START, policy),
        wire.encode_request(2, methods.ACCOUNT_LOGOUT),
        wire.encode_request(3, methods.THREAD_LIST),
        wire.encode_request(3, methods.THREAD_LIST, ThreadListParams(limit=1)),
        wire.encode_request(4, "future/method", {"a": 1}),
        wire.encode_notification(methods.INITIALIZED),
    ]


def wrong() -> None:
    # each line must be an error; an ignore that is not needed is one too
    wire.encode_request(1, methods.TURN_START, ThreadListParams())  # type: ignore
    wire.encode_request(1, methods.TURN_START)  # type: ignore
    TextUserInput("text")  # type: ignore
    TextUserInput(text=5)  # type: ignore
    types.NoSuchType  # type: ignore  # noqa: B018
    codex_app_server.NoSuchType  # type: ignore  # noqa: B018
    methods.THREAD_READ.name = "x"  # type: ignore


assert_type(TurnStatus.completed.is_known, bool)
assert len(ask()) == 7
assert follow(b'{"id":1,"error":{"code":1,"message":"m"}}') == "m"
