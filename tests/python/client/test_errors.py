"""Every error says what, why and what to do; it copies, pickles, and shows nothing that a terminal would obey."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Sequence
from typing import Any

import pytest

from codex_app_server._client import errors
from codex_app_server._client.errors import (
    CodexBinNotExecutableError,
    CodexBinNotFoundError,
    CodexError,
    CodexRpcError,
    ConnectError,
    DeadlineExceededError,
    ExperimentalApiError,
    InternalRpcError,
    InvalidParamsError,
    InvalidRequestError,
    JsonRpcError,
    MethodNotFoundError,
    NotAnAppServerError,
    NotSignedInError,
    OutputError,
    ParseError,
    RetryLimitExceededError,
    RuntimeExitedError,
    RuntimePackageMissingError,
    RuntimeTooOldError,
    ServerBusyError,
    StartError,
    StartTimeoutError,
    StreamLaggedError,
    TransportClosedError,
    TurnFailedError,
    UnsupportedByRuntimeError,
    is_retryable_error,
    rpc_error,
)
from codex_app_server._client.run import TurnResult
from codex_app_server.types import (
    AgentMessageThreadItem,
    CodexErrorInfoValue,
    ThreadTokenUsage,
    TokenUsageBreakdown,
    TurnError,
    TurnStatus,
)


def turn(
    error: TurnError | None,
    items: Sequence[Any] = (),
    usage: ThreadTokenUsage | None = None,
) -> TurnResult:
    return TurnResult(
        id="u", status=TurnStatus.failed, error=error, items=list(items), usage=usage
    )


def failed(info: Any = None, details: str | None = None) -> TurnResult:
    return turn(
        TurnError(message="it broke", codex_error_info=info, additional_details=details)
    )


EVERY: list[CodexError] = [
    CodexError("plain"),
    TransportClosedError("stdout was closed", -9, "first\nlast"),
    JsonRpcError(7, "odd", {"a": [1]}),
    rpc_error(-32600, "no such thread"),
    DeadlineExceededError("thread/read", 2.5),
    ExperimentalApiError("thread/queue/add"),
    UnsupportedByRuntimeError("thread/delete", "0.150.0", "0.140.0"),
    TurnFailedError(failed("unauthorized")),
    StreamLaggedError(10),
    OutputError("{}", "a is missing"),
    StartError("plain"),
    RuntimePackageMissingError("the-runtime"),
    CodexBinNotFoundError("/none/codex"),
    CodexBinNotExecutableError("/some/codex"),
    RuntimeTooOldError("0.100.0", "0.133.0"),
    NotAnAppServerError("hello"),
    RuntimeExitedError(1, "panicked"),
    StartTimeoutError(30.0, "waiting"),
    NotSignedInError(),
    ConnectError("ws://localhost:1", "refused"),
]


def test_every_class_is_listed_here() -> None:
    classes = {
        value
        for name in errors.__all__
        if isinstance(value := getattr(errors, name), type)
    }
    seen = {base for error in EVERY for base in type(error).__mro__}
    by_code = {*CodexRpcError.__subclasses__(), RetryLimitExceededError}
    assert classes - seen - by_code == set()


@pytest.mark.parametrize("error", EVERY, ids=lambda error: type(error).__name__)
def test_copies_and_pickles(error: CodexError) -> None:
    for other in (
        pickle.loads(pickle.dumps(error)),
        copy.copy(error),
        copy.deepcopy(error),
    ):
        assert type(other) is type(error)
        assert str(other) == str(error)
        assert other.args == error.args
        assert vars(other) == vars(error)


@pytest.mark.parametrize("error", EVERY, ids=lambda error: type(error).__name__)
def test_representation_names_the_class_and_says_why(error: CodexError) -> None:
    assert repr(error) == f"{type(error).__name__}({str(error)!r})"


@pytest.mark.parametrize(
    ("error", "parts"),
    [
        (EVERY[1], ["stdout was closed", "SIGKILL", "last", "create a new client"]),
        (EVERY[4], ["thread/read", "2.5 s", "request_timeout"]),
        (EVERY[5], ["thread/queue/add", "experimental_api=True"]),
        (EVERY[6], ["thread/delete", "0.150.0", "0.140.0", "update"]),
        (UnsupportedByRuntimeError("a", "1", None), ["unknown version"]),
        (EVERY[8], ["10 events", "stream_limit"]),
        (EVERY[9], ["a is missing", "{}", ".text"]),
        (EVERY[11], ["not installed", "pip install the-runtime", "codex_bin"]),
        (
            RuntimePackageMissingError("the-runtime", "no binary"),
            ["damaged: no binary", "--force-reinstall the-runtime", "codex_bin"],
        ),
        (EVERY[12], ["/none/codex", "PATH"]),
        (EVERY[13], ["/some/codex", "chmod +x"]),
        (EVERY[14], ["0.100.0", "0.133.0", "update"]),
        (EVERY[15], ["hello", "codex_bin", "url"]),
        (NotAnAppServerError(""), ["nothing"]),
        (EVERY[16], ["exited with code 1", "panicked", "config.toml"]),
        (RuntimeExitedError(0), ["exited with code 0"]),
        (RuntimeExitedError(-250), ["signal 250"]),
        (RuntimeExitedError(None), ["the runtime ended"]),
        (EVERY[17], ["30 s", "start_timeout", "waiting"]),
        (EVERY[18], ["codex login", "require_sign_in"]),
        (EVERY[19], ["ws://localhost:1", "refused", "--listen"]),
    ],
)
def test_message_says_what_why_and_what_to_do(
    error: CodexError, parts: list[str]
) -> None:
    assert [part for part in parts if part not in str(error)] == []


def test_builtin_errors_that_callers_may_expect() -> None:
    assert isinstance(EVERY[4], TimeoutError)
    assert isinstance(EVERY[7], RuntimeError)
    assert isinstance(EVERY[11], FileNotFoundError)
    assert isinstance(EVERY[12], FileNotFoundError)
    assert isinstance(EVERY[13], PermissionError)
    assert isinstance(EVERY[17], TimeoutError)
    assert isinstance(EVERY[16], StartError)


def test_a_closed_transport_needs_no_reason() -> None:
    error = TransportClosedError()
    assert (error.exit_code, error.stderr_tail) == (None, "")
    assert "stderr" not in str(error)


HOSTILE = "\x1b[2J\x07\r\x9b31m\u202etxt"


@pytest.mark.parametrize(
    "error",
    [
        rpc_error(-32600, HOSTILE),
        TransportClosedError(HOSTILE, 1, HOSTILE),
        RuntimeExitedError(1, HOSTILE),
        StartTimeoutError(1, HOSTILE),
        NotAnAppServerError(HOSTILE),
        OutputError(HOSTILE, HOSTILE),
        TurnFailedError(turn(TurnError(message=HOSTILE, additional_details=HOSTILE))),
        ConnectError(HOSTILE, HOSTILE),
        RuntimeTooOldError(HOSTILE, "1"),
        UnsupportedByRuntimeError("a", "1", HOSTILE),
        RuntimePackageMissingError("name", HOSTILE),
    ],
    ids=lambda error: type(error).__name__,
)
def test_texts_from_outside_are_harmless_on_a_terminal(error: CodexError) -> None:
    for text in (str(error), repr(error)):
        assert all(c.isprintable() or c == "\n" for c in text)
    assert "\\u{1b}" in str(error)


def test_long_texts_are_cut_in_messages_and_whole_in_attributes() -> None:
    text = "x" * 100_000
    error = rpc_error(-32600, text, {"detail": text})
    assert len(str(error)) < 1200
    assert error.message == text
    output = OutputError(text, text)
    assert len(str(output)) < 2500
    assert output.text == text
    ended = RuntimeExitedError(3, text + "the last words")
    assert len(str(ended)) < 2500
    assert str(ended).endswith("the last words")


def test_lines_of_stderr_stay_lines() -> None:
    assert str(RuntimeExitedError(1, "a\nb\n")).endswith("End of stderr:\na\nb")


def test_data_of_the_server_is_not_in_the_message() -> None:
    error = rpc_error(-32602, "bad", {"api_key": "sk-do-not-show"})
    assert "sk-do" not in str(error) + repr(error)
    assert error.data == {"api_key": "sk-do-not-show"}


OVERLOAD = [
    "server_overloaded",
    "serverOverloaded",
    "SERVER_OVERLOADED",
    {"codexErrorInfo": "serverOverloaded"},
    {"codex_error_info": "server_overloaded"},
    {"errorInfo": {"kind": "ServerOverloaded"}},
    {"codexErrorInfo": {"serverOverloaded": {"httpStatusCode": 503}}},
    [{"deep": [{"deeper": "server_overloaded"}]}],
]
NO_OVERLOAD = [
    None,
    "",
    "overloaded",
    "the server_overloaded counter",
    {"codexErrorInfo": "badRequest"},
    {"serverOverloaded": False},
    [1, 2.5, True],
]


@pytest.mark.parametrize(
    ("code", "cls"),
    [
        (-32700, ParseError),
        (-32600, InvalidRequestError),
        (-32601, MethodNotFoundError),
        (-32602, InvalidParamsError),
        (-32603, InternalRpcError),
        (-32000, CodexRpcError),
        (-32099, CodexRpcError),
        (-32001, ServerBusyError),
        (-31999, JsonRpcError),
        (-32100, JsonRpcError),
        (0, JsonRpcError),
        (500, JsonRpcError),
    ],
)
def test_class_by_code(code: int, cls: type[JsonRpcError]) -> None:
    error = rpc_error(code, "why", None)
    assert type(error) is cls
    assert (error.code, error.message, error.data) == (code, "why", None)
    assert "why" in str(error)
    assert str(code) in str(error)
    assert is_retryable_error(error) is (code == -32001)


@pytest.mark.parametrize("data", OVERLOAD, ids=str)
def test_data_that_tells_of_overload(data: Any) -> None:
    assert type(rpc_error(-32050, "busy", data)) is ServerBusyError
    assert type(rpc_error(-32603, "busy", data)) is InternalRpcError
    for code in (-32050, -32603, -32600, 12):
        assert is_retryable_error(rpc_error(code, "busy", data))


@pytest.mark.parametrize("data", NO_OVERLOAD, ids=str)
def test_data_that_tells_of_something_else(data: Any) -> None:
    assert type(rpc_error(-32050, "busy", data)) is CodexRpcError
    for code in (-32050, -32603, 12):
        assert not is_retryable_error(rpc_error(code, "busy", data))


@pytest.mark.parametrize(
    "message", ["exceeded Retry Limit", "Too many failed attempts, giving up"]
)
@pytest.mark.parametrize("data", [None, "serverOverloaded"])
def test_the_server_gave_up(message: str, data: Any) -> None:
    for code in (-32000, -32001):
        error = rpc_error(code, message, data)
        assert type(error) is RetryLimitExceededError
        assert is_retryable_error(error)
    assert type(rpc_error(-32600, message, data)) is InvalidRequestError


def test_deep_data_is_no_recursion() -> None:
    data: Any = "serverOverloaded"
    for _ in range(50_000):
        data = [data]
    assert type(rpc_error(-32000, "busy", data)) is ServerBusyError
    while isinstance(data, list):  # or freeing it would recurse
        data = data.pop()


def test_a_missed_deadline_is_not_tried_again() -> None:
    assert not is_retryable_error(DeadlineExceededError("turn/start", 1))
    assert not is_retryable_error(TransportClosedError("eof"))
    assert not is_retryable_error(ValueError("serverOverloaded"))


@pytest.mark.parametrize(
    ("info", "is_retryable", "hint"),
    [
        (CodexErrorInfoValue.server_overloaded, True, "retry_on_overload"),
        (CodexErrorInfoValue.unauthorized, False, "login_api_key"),
        (CodexErrorInfoValue.context_window_exceeded, False, "compact()"),
        (CodexErrorInfoValue.other, False, None),
        (CodexErrorInfoValue("fromTheFuture"), False, None),
        (None, False, None),
    ],
)
def test_failed_turn(info: Any, is_retryable: bool, hint: str | None) -> None:
    error = TurnFailedError(failed(info, "more of it"))
    assert is_retryable_error(error) is is_retryable
    assert str(error).startswith("the turn failed: it broke (more of it)")
    assert (hint in str(error)) if hint else str(error).endswith("(more of it)")
    assert error.codex_error_info == info
    assert error.error is error.turn.error


def test_failed_turn_with_a_structured_kind() -> None:
    info = TurnError.model_validate(
        {
            "message": "x",
            "codexErrorInfo": {"httpConnectionFailed": {"httpStatusCode": 401}},
        }
    ).codex_error_info
    error = TurnFailedError(failed(info))
    assert error.codex_error_info is info
    assert not is_retryable_error(error)


def test_failed_turn_without_an_error() -> None:
    items = [AgentMessageThreadItem(id="i", text="so far")]
    used = TokenUsageBreakdown.model_validate(
        {
            "totalTokens": 2,
            "inputTokens": 1,
            "cachedInputTokens": 0,
            "outputTokens": 1,
            "reasoningOutputTokens": 0,
        }
    )
    usage = ThreadTokenUsage(total=used, last=used)
    result = turn(None, items=items, usage=usage)
    error = TurnFailedError(result)
    assert "no reason given" in str(error)
    assert (error.error, error.codex_error_info) == (None, None)
    assert (error.items, error.usage) == (items, usage)
    assert error.turn is result
