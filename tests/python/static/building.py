"""What a program that builds requests sees through a type checker: keywords that complete, and three states of absence.

Not run: checked by mypy and pyright in strict mode, as `reading` is.
"""

from typing_extensions import assert_type

from codex_app_server import wire
from codex_app_server.types import (
    UNSET,
    TextUserInput,
    ThreadListParams,
    ThreadReadParams,
    ThreadStartParams,
    TurnStartParams,
)
from codex_app_server.wire import methods


def requests() -> list[bytes]:
    start = TurnStartParams(thread_id="t", input=[TextUserInput(text="hello")])
    line = wire.encode_request(1, methods.TURN_START, start)
    assert_type(line, bytes)
    return [
        line,
        wire.encode_request(
            "two", methods.THREAD_READ, ThreadReadParams(thread_id="t")
        ),
        wire.encode_request(3, methods.THREAD_LIST, ThreadListParams(cursor=None)),
        wire.encode_request(4, methods.THREAD_LIST, ThreadListParams(cursor=UNSET)),
        wire.encode_request(5, "thread/levitate", {"height": [1, 2.5, None]}),
        wire.encode_notification(methods.INITIALIZED),
    ]


def mistakes() -> None:
    ThreadReadParams()  # type: ignore[call-arg]
    ThreadReadParams("t")  # type: ignore[call-arg]
    ThreadReadParams(thread_id=None)  # type: ignore[arg-type]
    ThreadReadParams(thread_id="t", threadId="t")  # type: ignore[call-arg]
    wire.encode_request(1, methods.THREAD_READ, ThreadStartParams())  # type: ignore[misc]
    wire.encode_request(1, methods.THREAD_READ)  # type: ignore[arg-type]


def familiar(params: ThreadReadParams) -> None:
    assert_type(ThreadReadParams.model_validate({"threadId": "t"}), ThreadReadParams)
    assert_type(ThreadReadParams.model_validate_json(b"{}"), ThreadReadParams)
    assert_type(params.model_copy(update={"thread_id": "u"}), ThreadReadParams)
    assert_type(params.model_dump_json(by_alias=True), str)
    assert_type(params.thread_id, str)
