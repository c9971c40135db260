"""What is tolerated is contained at the right place, kept, and reported with it."""

import copy
import json
import logging
import pickle
import threading
from typing import Any

import pytest
from samples import completed, delta, item, line, started, thread, turn

from codex_app_server import wire
from codex_app_server.types import (
    UNSET,
    AgentMessageThreadItem,
    CommandExecutionThreadItem,
    Malformed,
    MessagePhase,
    TurnStatus,
    Unknown,
)
from codex_app_server.wire import methods


def found(events: list[Any]) -> list[tuple[str, str]]:
    return [(event.kind, event.pointer) for event in events]


def test_unknown_value(events: list[Any]) -> None:
    message = wire.decode(line(started(item(phase="later"))))
    phase = message.payload.item.phase
    assert isinstance(phase, MessagePhase)
    assert phase == "later"
    assert not phase.is_known
    assert events == [
        wire.ToleranceEvent(
            "unknown_value",
            "/params/item/phase",
            "item/started",
            "MessagePhase has no value 'later'",
        )
    ]


def test_unknown_value_that_another_call_met_is_not_reported_here(
    events: list[Any],
) -> None:
    TurnStatus("made by hand")
    wire.decode(line(delta()))
    assert events == []


def test_unknown_variant_in_a_long_list(events: list[Any]) -> None:
    items = [item(id=str(index)) for index in range(41)]
    items[17] = {"type": "hologram", "depth": 3}
    message = wire.decode(line(completed(turn(items))))
    kept = message.payload.turn.items
    assert kept[17] == Unknown("hologram", {"type": "hologram", "depth": 3})
    assert sum(isinstance(value, AgentMessageThreadItem) for value in kept) == 40
    assert found(events) == [("unknown_variant", "/params/turn/items/17")]


def test_malformed_variant_among_good_siblings(events: list[Any]) -> None:
    items = [item(id=str(index)) for index in range(41)]
    items[17]["text"] = {"not": "text"}
    items[17]["phase"] = "unheard of"
    message = wire.decode(line(completed(turn(items))))
    kept = message.payload.turn.items
    assert kept[17] == Malformed(
        items[17], "/text: expected string, got object", "agentMessage"
    )
    assert [
        value.id for value in kept if isinstance(value, AgentMessageThreadItem)
    ] == [str(index) for index in range(41) if index != 17]
    assert found(events) == [("malformed", "/params/turn/items/17/text")]


def test_a_matched_variant_proves_its_body(events: list[Any]) -> None:
    # the bad element is itself of an open union, so the message around it stands
    value = {
        "type": "userMessage",
        "id": "1",
        "content": [{"type": "text", "text": 5}, {"type": "text", "text": "ok"}],
    }
    content = wire.decode(line(started(value))).payload.item.content
    assert isinstance(content[0], Malformed)
    assert content[1].text == "ok"
    # the bad element is of a plain type, so the variant around it does not stand
    value = {
        "type": "userMessage",
        "id": "1",
        "content": [
            {"type": "text", "text": "a", "text_elements": [{"byteRange": {"end": 1}}]}
        ],
    }
    content = wire.decode(line(started(value))).payload.item.content
    assert content[0] == Malformed(
        value["content"][0],
        "/text_elements/0/byteRange/start: required member is missing",
        "text",
    )
    assert found(events)[1] == (
        "malformed",
        "/params/item/content/0/text_elements/0/byteRange/start",
    )


def test_malformed_fields_of_a_record(events: list[Any]) -> None:
    value = started(item(), startedAtMs="soon", threadId=None)
    payload = wire.decode(line(value)).payload
    assert payload.started_at_ms == Malformed("soon", "expected integer, got string")
    assert payload.thread_id == Malformed(None, "expected string, got null")
    assert payload.turn_id == "u"
    assert payload.item.text == "hello"
    assert found(events) == [
        ("malformed", "/params/startedAtMs"),
        ("malformed", "/params/threadId"),
    ]
    assert json.loads(wire.encode(payload))["startedAtMs"] == "soon"


def test_missing_required_member(events: list[Any]) -> None:
    value = delta()
    del value["params"]["delta"]
    payload = wire.decode(line(value)).payload
    assert payload.delta is UNSET
    assert json.loads(wire.encode(payload)) == value["params"]
    assert found(events) == [("malformed", "/params/delta")]


def test_missing_params(events: list[Any]) -> None:
    message = wire.decode(b'{"method":"item/started"}')
    assert message.payload is UNSET
    assert wire.encode(message) == b'{"method":"item/started"}'


def test_containment_in_arrays_and_maps(events: list[Any]) -> None:
    value = {
        "data": [thread(), 5, thread(labels={"a": "x", "b/c": 1}, turns=[turn([]), 1])]
    }
    data = wire.decode_result(methods.THREAD_LIST, line(value)).data
    assert data[0].id == "t"
    assert data[1] == Malformed(5, "expected object, got integer")
    assert data[2].labels == {
        "a": "x",
        "b/c": Malformed(1, "expected string, got integer"),
    }
    assert data[2].turns[0].id == "u"
    assert isinstance(data[2].turns[1], Malformed)
    assert [event.pointer for event in events] == [
        "/data/1",
        "/data/2/turns/1",
        "/data/2/labels/b~1c",
    ]
    assert {event.subject for event in events} == {"thread/list"}


def test_unknown_members_are_kept(events: list[Any]) -> None:
    value = started(item(**{"new/er": {"a": 1}}), soon=None) | {"jsonrpc": "2.0"}
    message = wire.decode(line(value))
    assert message.model_extra == {"jsonrpc": "2.0"}
    assert message.payload.model_extra == {"soon": None}
    kept = message.payload.item
    assert kept.model_extra == {"new/er": {"a": 1}}
    assert type(kept).__name__ == "AgentMessageThreadItem"
    assert isinstance(kept, AgentMessageThreadItem)
    assert repr(kept).endswith("model_extra={'new/er': {'a': 1}})")
    assert json.loads(wire.encode(message))["params"]["item"]["new/er"] == {"a": 1}
    assert found(events) == [
        ("unknown_member", "/params/item/new~1er"),
        ("unknown_member", "/params/soon"),
        ("unknown_member", "/jsonrpc"),
    ]
    for other in (
        copy.copy(kept),
        copy.deepcopy(kept),
        pickle.loads(pickle.dumps(kept)),
        kept.model_copy(),
    ):
        assert other == kept
        assert other.model_extra == kept.model_extra


def test_equality_does_not_depend_on_a_cache() -> None:
    long = "n" * 1000
    for name in ("short", long):
        one, two, three = (
            wire.decode(line(started(item(**{name: value})))).payload.item
            for value in (1, 1, 2)
        )
        assert one == two
        assert not one != two  # noqa: SIM202
        assert one != three
        assert not one == three  # noqa: SIM201
        assert one != wire.decode(line(started(item()))).payload.item
        assert wire.decode(line(started(item()))).payload.item != one
    assert type(one) is not type(two)


def test_allowed_members_are_kept_without_report(events: list[Any]) -> None:
    value = {"config": {"model": "m", "mine": [1], "analytics": {"deep": True}}}
    config = wire.decode_result(methods.CONFIG_READ, line(value)).config
    assert config.model_extra == {"mine": [1]}
    assert config.analytics.model_extra == {"deep": True}
    assert events == []
    more = wire.extend(config, {"other": "x"})
    assert more.model_extra == {"mine": [1], "other": "x"}
    assert config.model_extra == {"mine": [1]}
    with pytest.raises(wire.WireError, match="'model' is a named member"):
        wire.extend(config, {"model": "x"})
    with pytest.raises(wire.WireError, match="only the named members"):
        wire.extend(wire.decode(line(delta())).payload, {"x": 1})


def test_alternatives(events: list[Any]) -> None:
    value = {
        "type": "userMessage",
        "id": "1",
        "content": [
            {"type": "image", "url": "u"},
            {"type": "image", "fileId": "f"},
            {"type": "image"},
        ],
    }
    content = wire.decode(line(started(value))).payload.item.content
    assert (content[0].url, content[1].file_id) == ("u", "f")
    assert content[2] == Malformed(
        {"type": "image"}, "url or file_id is required", "image"
    )


def test_closed_shape_that_gained_a_member(events: list[Any]) -> None:
    info = {"httpConnectionFailed": {"httpStatusCode": 5}, "since": 1}
    value = completed(turn([], error={"message": "m", "codexErrorInfo": info}))
    kept = wire.decode(line(value)).payload.turn.error.codex_error_info
    assert kept.http_connection_failed.http_status_code == 5
    assert kept.model_extra == {"since": 1}
    pointer = "/params/turn/error/codexErrorInfo/since"
    assert found(events) == [("unknown_member", pointer)]


def test_range_is_part_of_the_type(events: list[Any]) -> None:
    info = {"httpConnectionFailed": {"httpStatusCode": 70000}}
    value = completed(turn([], error={"message": "m", "codexErrorInfo": info}))
    kept = wire.decode(line(value)).payload.turn.error.codex_error_info
    assert isinstance(kept, Malformed)
    assert kept.error == "/httpConnectionFailed/httpStatusCode: expected at most 65535"


def test_counts_and_hooks() -> None:
    before = wire.tolerance_counts()
    first: list[Any] = []
    second: list[Any] = []
    remove_first = wire.on_tolerance(first.append)
    remove_second = wire.on_tolerance(second.append)
    wire.decode(line(started({"type": "new"})))
    remove_first()
    remove_first()
    wire.decode(line(started({"type": "new"})))
    remove_second()
    wire.decode(line(started({"type": "new"})))
    assert (len(first), len(second)) == (1, 2)
    after = wire.tolerance_counts()
    assert after["unknown_variant"] - before["unknown_variant"] == 3
    assert after["malformed"] == before["malformed"]


def test_a_raising_hook_disturbs_nobody(
    events: list[Any], caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_: object) -> None:
        raise RuntimeError("hook")

    remove = wire.on_tolerance(fail)
    later: list[Any] = []
    remove_later = wire.on_tolerance(later.append)
    try:
        message = wire.decode(line(started({"type": "new"})))
    finally:
        remove()
        remove_later()
    assert message.payload.item.tag == "new"
    assert len(events) == len(later) == 1
    assert "a tolerance hook failed" in caplog.text


def test_debug_log_is_printable(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, "codex_app_server"):
        wire.decode(line(started({"type": "\x1b[31mred\n", "\x1b]0;": 1})))
    assert "unknown_variant" in caplog.text
    assert "\x1b" not in caplog.text
    assert all("\n" not in record.getMessage() for record in caplog.records)


def test_events_are_bounded(events: list[Any]) -> None:
    wire.decode(line(started({"type": "x" * 10_000})))
    wire.decode(line(started(item(phase="y" * 10_000))))
    wire.decode(line(started(item(**{"z" * 10_000: 1}))))
    wire.decode(line({"method": "m" * 10_000}))
    assert len(events) == 4
    for event in events:
        assert len(event.pointer) <= 1000
        assert len(event.reason) + len(event.subject) < 600


def test_threads_report_their_own(events: list[Any]) -> None:
    errors: list[object] = []
    plain, odd = line(delta()), line(started(item(phase="later")))

    def work() -> None:
        for _ in range(200):
            for text in (plain, odd, plain):
                message = wire.decode(text)
                if text is odd and message.payload.item.phase != "later":
                    errors.append(message)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert errors == []
    assert len(events) == 8 * 200


def test_repr_is_short() -> None:
    value = Unknown("t" * 5000, {str(index): index for index in range(5000)})
    assert len(repr(value)) < 400
    assert len(repr(Malformed("x" * 5000, "e" * 100))) < 600
    assert repr(Unknown(None, 10**5000)) == "Unknown(tag=None, raw=<large integer>)"


def test_catch_alls_compare_copy_and_pickle() -> None:
    for value in (Unknown("a", {"b": [1]}), Malformed([1], "e", "t")):
        assert value == copy.deepcopy(value) == pickle.loads(pickle.dumps(value))
        assert value != type(value)("z", "other")
        with pytest.raises(TypeError):
            hash(value)


def test_native_and_slow_path_agree() -> None:
    value = completed(
        turn(
            [
                item(phase="commentary"),
                {
                    "type": "commandExecution",
                    "id": "1",
                    "command": "c",
                    "status": "failed",
                    "exitCode": -1,
                },
                {
                    "type": "functionCallOutput",
                    "id": "2",
                    "output": [{"type": "input_image", "file_id": "f"}],
                },
            ],
            error={"message": "m", "codexErrorInfo": "other"},
        )
    )
    from codex_app_server._runtime.decoding import walk_line

    native = wire.decode(line(value))
    assert native == walk_line(line(value), exact=False)
    assert isinstance(native.payload.turn.items[1], CommandExecutionThreadItem)
