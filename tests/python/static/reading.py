"""What a program that reads events sees through a type checker: exact types, and matches that are known to be complete.

Not run: checked by mypy and pyright in strict mode. A line that must be an error says so; an ignore that is not needed
is an error itself.
"""

from typing_extensions import assert_never, assert_type

from codex_app_server import wire
from codex_app_server.types import (
    AgentMessageDeltaNotification,
    AgentMessageThreadItem,
    CommandExecutionThreadItem,
    ItemCompletedNotification,
    Malformed,
    ThreadItem,
    ThreadReadResponse,
    Turn,
    TurnCompletedNotification,
    TurnStatus,
    Unknown,
)
from codex_app_server.wire import methods


def of_line(line: bytes) -> None:
    message = wire.decode(line)
    match message:
        case wire.MalformedMessage(raw=raw, error=error):
            assert_type(raw, bytes)
            assert_type(error, str)
        case (
            wire.UnknownNotification(method=method) | wire.UnknownRequest(method=method)
        ):
            assert_type(method, str)
        case wire.ErrorResponse(error=failed):
            assert_type(failed.code, int)
        case wire.Response():
            result = wire.decode_result(methods.THREAD_READ, message)
            assert_type(result, ThreadReadResponse)
        case wire.NotificationMessage():
            payload = message.payload
            match payload:
                case AgentMessageDeltaNotification(delta=text):
                    assert_type(text, str)
                case ItemCompletedNotification(
                    item=CommandExecutionThreadItem(command=command, exit_code=code)
                ):
                    assert_type(command, str)
                    assert_type(code, int | None)
                case TurnCompletedNotification(turn=turn):
                    assert_type(turn, Turn)
                case _:
                    pass
        case wire.RequestMessage():
            assert_type(message.id, str | int)
        case _:
            assert_never(message)


def of_item(item: ThreadItem) -> str:
    match item:
        case AgentMessageThreadItem(text=text):
            return text
        case Unknown(tag=tag, raw=raw):
            assert_type(tag, str | None)
            return f"{tag} {raw}"
        case Malformed(error=error):
            return error
        case _:
            return item.type


def forgetful(item: ThreadItem) -> str:
    match item:
        case AgentMessageThreadItem(text=text):
            return text
        case Unknown() | Malformed():
            return ""
        case _:
            assert_never(item)  # type: ignore[arg-type]


def of_status(status: TurnStatus) -> str:
    # an open enum may hold any text, also where all its members were compared
    assert_type(status.value, str)
    if status is TurnStatus.in_progress:
        return "running"
    assert_type(status.is_known, bool)
    assert_type(status.value, str)
    return status.value
