"""Every kind of incoming message, and that exact decoding loses nothing."""

import json
from typing import Any

import msgspec
import pytest
from samples import completed, delta, item, line, started, thread, turn

from codex_app_server import wire
from codex_app_server._types import _incoming
from codex_app_server.types import (
    UNSET,
    AgentMessageThreadItem,
    CommandExecutionThreadItem,
    HttpConnectionFailedCodexErrorInfo,
    McpElicitationLegacyTitledEnumSchema,
    McpElicitationStringSchema,
    McpElicitationTitledMultiSelectEnumSchema,
    McpElicitationTitledSingleSelectEnumSchema,
    McpElicitationUntitledSingleSelectEnumSchema,
    SubAgentSessionSource,
    TextResourceContent,
    ThreadSpawnSubAgentSource,
    Unknown,
)
from codex_app_server.wire import methods

ELICITATION = {
    "id": "r1",
    "method": "mcpServer/elicitation/request",
    "params": {
        "mode": "form",
        "message": "m",
        "serverName": "s",
        "threadId": "t",
        "_meta": {"a": [1]},
        "requestedSchema": {
            "type": "object",
            "$schema": "x",
            "properties": {
                "a": {"type": "string", "enum": ["x"]},
                "b": {"type": "string", "oneOf": [{"const": "c", "title": "t"}]},
                "c": {"type": "string", "enum": ["x"], "enumNames": ["X"]},
                "d": {"type": "array", "items": {"anyOf": []}, "maxItems": 3},
                "e": {"type": "string", "maxLength": 3},
                "f": {"type": "boolean"},
            },
        },
    },
}


def test_notification() -> None:
    message = wire.decode(line(delta()))
    assert isinstance(message, _incoming.ItemAgentMessageDeltaServerNotification)
    assert isinstance(message, wire.NotificationMessage)
    assert message.method == "item/agentMessage/delta"
    assert message.payload.delta == "x"
    assert message.emitted_at_ms is msgspec.UNSET
    assert wire.decode(line(delta() | {"emittedAtMs": 7})).emitted_at_ms == 7


def test_text_and_bytes_are_the_same() -> None:
    text = json.dumps(delta(delta="é"), ensure_ascii=False)
    assert wire.decode(text) == wire.decode(text.encode())


def test_server_request() -> None:
    message = wire.decode(line(ELICITATION))
    assert isinstance(message, _incoming.McpServerElicitationRequestServerRequest)
    assert isinstance(message, wire.RequestMessage)
    assert message.id == "r1"
    assert message.params.mode == "form"
    assert message.params.meta == {"a": [1]}
    schema = message.params.requested_schema
    assert schema.schema == "x"
    assert [type(value) for value in schema.properties.values()] == [
        McpElicitationUntitledSingleSelectEnumSchema,
        McpElicitationTitledSingleSelectEnumSchema,
        McpElicitationLegacyTitledEnumSchema,
        McpElicitationTitledMultiSelectEnumSchema,
        McpElicitationStringSchema,
        type(schema.properties["f"]),
    ]
    assert type(schema.properties["f"]).__name__ == "McpElicitationBooleanSchema"


def test_response_is_decoded_by_its_method() -> None:
    response = wire.decode(line({"id": 3, "result": {"thread": thread()}}))
    assert isinstance(response, wire.Response)
    assert response.id == 3
    result = wire.decode_result(methods.THREAD_READ, response)
    assert result == wire.decode_result(methods.THREAD_READ, response.result)
    assert result.thread.cwd == "/w"
    assert result.thread.history_mode == "legacy"
    assert result.thread.labels == {}


def test_null_is_a_result() -> None:
    response = wire.decode(b'{"id":"a","result":null}')
    assert isinstance(response, wire.Response)
    assert response.id == "a"
    with pytest.raises(wire.WireError, match="expected object, got null"):
        wire.decode_result(methods.THREAD_READ, response)


@pytest.mark.parametrize("id_", [None, "a", 3])
def test_error_response(id_: object) -> None:
    error = {"code": -32600, "message": "no", "data": None}
    message = wire.decode(line({"id": id_, "error": error}))
    assert isinstance(message, wire.ErrorResponse)
    assert message.id == id_
    assert (message.error.code, message.error.message) == (-32600, "no")
    assert message.error.data is None
    without = wire.decode(b'{"error":{"code":1,"message":"m"}}')
    assert isinstance(without, wire.ErrorResponse)
    assert without.id is None
    assert without.error.data is UNSET


@pytest.mark.parametrize("error", ["boom", {"code": "1"}, {"message": "m"}, [1], 5])
def test_malformed_error_still_ends_the_request(
    error: object, events: list[Any]
) -> None:
    message = wire.decode(line({"id": 4, "error": error}))
    assert isinstance(message, wire.ErrorResponse)
    assert message.id == 4
    assert message.error.code == -32603
    assert message.error.data == error
    assert [(event.kind, event.pointer) for event in events] == [
        ("malformed", "/error")
    ]


def test_unknown_methods(events: list[Any]) -> None:
    note = wire.decode(b'{"method":"new/thing","params":{"a":1},"emittedAtMs":5}')
    assert isinstance(note, wire.UnknownNotification)
    assert (note.method, note.payload) == ("new/thing", {"a": 1})
    assert note.model_extra == {"emittedAtMs": 5}
    ask = wire.decode(b'{"method":"new/ask","id":9,"params":[1]}')
    assert ask == wire.UnknownRequest(id=9, method="new/ask", params=[1])
    assert [event.kind for event in events] == ["unknown_method"] * 2


def test_presence_of_an_id_decides_the_direction() -> None:
    as_request = wire.decode(line(delta() | {"id": 1}))
    assert isinstance(as_request, wire.UnknownRequest)
    without = {name: value for name, value in ELICITATION.items() if name != "id"}
    assert isinstance(wire.decode(line(without)), wire.UnknownNotification)


def test_decode_lines_gives_what_decode_gives(events: list[Any]) -> None:
    good = [line(delta()), line(started(item()))]
    assert wire.decode_lines(iter(good)) == [wire.decode(text) for text in good]
    assert events == []
    mixed = [
        *good,
        b"garbage",
        line(started(item(phase="new"))),
        line({"id": 1, "result": {}}),
    ]
    messages = wire.decode_lines(mixed)
    assert [type(message).__name__ for message in messages] == [
        "ItemAgentMessageDeltaServerNotification",
        "ItemStartedServerNotification",
        "MalformedMessage",
        "ItemStartedServerNotification",
        "Response",
    ]
    assert [event.kind for event in events] == ["malformed", "unknown_value"]
    events.clear()
    wire.decode_lines([*good, line(started(item(phase="new")))])
    assert [event.pointer for event in events] == ["/params/item/phase"]


ROUND_TRIPS: list[Any] = [
    delta(),
    delta() | {"emittedAtMs": 5, "brandNew": [1, {"a": None}]},
    started(item()),
    started(item(phase=None)),
    started(item(phase="commentary", new={"deep": [None]})),
    started(item(phase="from the future")),
    started({"type": "futureItem", "x": [1, None, 1.5]}),
    started(item(text=5)),
    started({"id": "no tag"}),
    started({"type": "functionCallOutput", "id": "1", "output": "text"}),
    started(
        {
            "type": "functionCallOutput",
            "id": "1",
            "output": [{"type": "input_text", "text": "a"}, {"type": "new"}],
        }
    ),
    started({"type": "functionCallOutput", "id": "1", "output": {"odd": 1}}),
    started({"type": "mcpToolCall", "id": "1", "tool": "t", "arguments": None}),
    completed(turn([item(), {"type": "?"}], error={"message": "m"})),
    completed(turn([], error={"message": "m", "codexErrorInfo": {"future": {"a": 1}}})),
    completed(turn([], error={"message": "m", "codexErrorInfo": "futureCode"})),
    completed({"id": 5}),
    completed([]),
    ELICITATION,
    {"id": 1, "result": {"a": [1.5, None]}},
    {"id": 1, "result": None, "extra": True},
    {"id": None, "error": {"code": 1, "message": "m"}},
    {"id": 1, "error": {"code": 1, "message": "m", "data": None, "more": 2}},
    {"method": "x"},
    {"method": "x", "params": None},
    {"method": "x", "id": 1, "trace": {"traceparent": "a"}},
]


@pytest.mark.parametrize("value", ROUND_TRIPS, ids=repr)
def test_exact_decoding_round_trips(value: Any) -> None:
    message = wire.decode(line(value), exact=True)
    assert json.loads(wire.encode(message)) == value


def test_exact_results_round_trip() -> None:
    value = {
        "config": {
            "model": None,
            "approval_policy": {"granular": {"rules": True, "mcp_elicitations": True}},
            "my_own": {"a": [1]},
            "analytics": {"other": 1},
            "forced_chatgpt_workspace_id": ["a"],
        }
    }
    result = wire.decode_result(methods.CONFIG_READ, line(value), exact=True)
    assert json.loads(wire.encode(result)) == value


def test_not_exact_writes_defaults_that_the_server_left_out() -> None:
    message = wire.decode(line(started(item())))
    encoded = json.loads(wire.encode(message))
    assert encoded["params"]["item"]["phase"] is None


def test_externally_tagged_and_nested_shapes() -> None:
    source = {"subAgent": {"thread_spawn": {"depth": 1, "parent_thread_id": "p"}}}
    value = {"thread": thread(source=source)}
    result = wire.decode_result(methods.THREAD_READ, line(value))
    assert isinstance(result.thread.source, SubAgentSessionSource)
    inner = result.thread.source.sub_agent
    assert isinstance(inner, ThreadSpawnSubAgentSource)
    assert inner.thread_spawn.parent_thread_id == "p"
    error = {"message": "m", "codexErrorInfo": {"httpConnectionFailed": {}}}
    message = wire.decode(line(completed(turn([], error=error))))
    info = message.payload.turn.error.codex_error_info
    assert isinstance(info, HttpConnectionFailedCodexErrorInfo)


def test_untagged_by_required_keys() -> None:
    contents = [{"text": "t", "uri": "u"}, {"blob": "b", "uri": "u"}, {"uri": "u"}]
    result = wire.decode_result(
        methods.MCP_SERVER_RESOURCE_READ, line({"contents": contents})
    )
    first, second, third = result.contents
    assert isinstance(first, TextResourceContent)
    assert second.blob == "b"
    assert third == Unknown("uri", {"uri": "u"})


def test_tag_beside_shared_members_and_keyword_field() -> None:
    hooks = [
        {
            "handlerType": "command",
            "command": "c",
            "enabled": True,
            "timeoutSec": 2**64 - 1,
            "async": True,
        },
        {"handlerType": "prompt", "enabled": True, "timeoutSec": 1},
    ]
    tree = {
        "name": "a",
        "children": [{"name": "b", "children": [{"name": "c", "modified-at": 4}]}],
        "special": {"kind": "unknown", "path": "p"},
    }
    result = wire.decode_result(
        methods.HOOKS_LIST, line({"hooks": hooks, "root": tree})
    )
    first, second = result.hooks
    assert (first.async_, first.handler_type, first.timeout_sec) == (
        True,
        "command",
        2**64 - 1,
    )
    assert second.handler_type == "prompt"
    assert result.root.children[0].children[0].modified_at == 4
    assert result.root.special.kind == "unknown"


def test_isinstance_and_match() -> None:
    from codex_app_server.types import CodexErrorInfo, ThreadItem

    value = completed(
        turn(
            [
                item(),
                {"type": "commandExecution", "id": "c", "command": "ls", "status": "x"},
                {"type": "future"},
                item(id=1),
            ]
        )
    )
    items = wire.decode(line(value)).payload.turn.items
    assert all(isinstance(value, ThreadItem) for value in items)
    assert not isinstance("text", ThreadItem)
    assert isinstance(Unknown("a", {}), CodexErrorInfo)
    assert not isinstance(items[0], CodexErrorInfo)
    seen = []
    for value in items:
        match value:
            case AgentMessageThreadItem(text=text):
                seen.append(text)
            case CommandExecutionThreadItem(command=command, type="commandExecution"):
                seen.append(command)
            case Unknown(tag):
                seen.append(tag)
            case wire.Malformed(raw, error, tag):
                seen.append((raw["text"], error, tag))
    expected = ("hello", "/id: expected string, got integer", "agentMessage")
    assert seen == ["hello", "ls", "future", expected]


def test_what_fits_never_takes_the_slow_path(monkeypatch: pytest.MonkeyPatch) -> None:
    from codex_app_server._runtime import codec, decoding

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("slow path")

    monkeypatch.setattr(decoding, "walk_line", refuse)
    monkeypatch.setattr(codec, "Walk", refuse)
    image = {"type": "input_image", "image_url": "u"}
    output = {"type": "functionCallOutput", "id": "1", "output": [image]}
    info = {"activeTurnNotSteerable": {"turnKind": "review"}}
    error = {"message": "m", "codexErrorInfo": info}
    for value in (
        delta() | {"emittedAtMs": 1},
        started(item(phase="final_answer")),
        completed(turn([item(), output], error=error)),
        ELICITATION,
        {"id": 1, "result": {}},
    ):
        wire.decode(line(value))
        wire.decode_lines([line(value)])
    value = {"thread": thread(source={"custom": "c"}, turns=[turn([item()])])}
    wire.decode_result(methods.THREAD_READ, line(value))


def test_result_keeps_its_bytes() -> None:
    message = wire.decode(b'{"id":1,"result":{"a":  1}}')
    assert isinstance(message.result, msgspec.Raw)
    assert bytes(message.result) == b'{"a":  1}'
