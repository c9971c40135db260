"""Whatever stands on a line, decoding ends with a message, in bounded memory."""

import gc
import json
import random
import sys
import tracemalloc
from typing import Any

import pytest
from samples import completed, delta, item, line, started, thread, turn

from codex_app_server import wire
from codex_app_server._runtime import enums, extras
from codex_app_server.types import Malformed
from codex_app_server.wire import methods

GARBAGE: list[Any] = [
    b"",
    b" ",
    b"null",
    b"[]",
    b"{}",
    b"5",
    b'"text"',
    b"true",
    b"NaN",
    b"{",
    b'{"method"',
    b'{"method":5}',
    b'{"method":null,"params":{}}',
    b'{"method":["item/started"]}',
    b'{"id":1}',
    b'{"id":1.5,"result":{}}',
    b'{"id":true,"result":{}}',
    b'{"id":null,"result":{}}',
    b'{"id":9223372036854775808,"result":{}}',
    b'{"id":[],"method":"mcpServer/elicitation/request","params":{}}',
    b'{"id":{},"error":{"code":1,"message":"m"}}',
    b"\xff\xfe\x00",
    b'{"method":"\xff"}',
    b"\xef\xbb\xbf{}",
    b'{"method":"x"}{"method":"y"}',
    b'{"method":"x","params":NaN}',
    b'{"method":"x","params":1e999}',
    b'{"method":"x","params":' + b"1" * 5000 + b"}",
    b'{"method":"x","params":"\\ud800"}',
    b'{"method":"x","params":"\\ud800 lone"}',
    b'{"method":"\\udc00\\ud800 swapped"}',
    b"[" * 100_000,
    b'{"a":' * 100_000,
    b'{"method":"x","params":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    b'{"method":"item/started","params":{"item":' + b'{"a":' * 100_000,
    "text \ud800 surrogate",
    '{"method":"\ud800"}',
]


@pytest.mark.parametrize("text", GARBAGE, ids=lambda text: repr(text[:40]))
def test_garbage_is_a_malformed_message(text: Any, events: list[Any]) -> None:
    for exact in (False, True):
        message = wire.decode(text, exact=exact)
        assert isinstance(message, wire.MalformedMessage)
        assert message.error
        assert len(message.error) <= 200
        if isinstance(text, bytes):
            assert message.raw == text
        assert len(repr(message)) < 400
    assert [event.kind for event in events] == ["malformed"] * 2
    if isinstance(text, bytes):
        (again,) = wire.decode_lines([text])
        assert again == wire.decode(text)


def test_wrong_arguments_still_raise() -> None:
    for wrong in (None, 5, ["x"]):
        with pytest.raises(TypeError):
            wire.decode(wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize("tag", [None, 5, True, ["agentMessage"], {"a": 1}, 1.5])
def test_tag_of_the_wrong_type(tag: Any) -> None:
    value = item(type=tag)
    kept = wire.decode(line(started(value))).payload.item
    assert kept == Malformed(value, "expected a string as tag")


@pytest.mark.parametrize("value", [None, [], 5, "text", True, 1.5])
def test_a_variant_that_is_no_object(value: Any) -> None:
    kept = wire.decode(line(started(value))).payload.item
    assert isinstance(kept, Malformed)
    assert kept.raw == value


def test_empty_tag_and_method() -> None:
    kept = wire.decode(line(started({"type": ""}))).payload.item
    assert kept.tag == ""
    assert wire.decode(b'{"method":""}').method == ""


def test_duplicate_members() -> None:
    text = b'{"method":"item/started","method":"error","params":{}}'
    assert wire.decode(text).method == "error"
    text = line(delta()).replace(b'"delta": "x"', b'"delta": "x", "delta": "y"')
    assert wire.decode(text).payload.delta == "y"
    assert wire.decode(text, exact=True).payload.delta == "y"


NAMES = [
    "__class__",
    "__init__",
    "__dict__",
    "__slots__",
    "__reduce__",
    "__struct_fields__",
    "model_dump",
    "model_extra",
    "EXTRA_MEMBERS",
    "_extra_names",
    "extra_0_",
    "item_id",
    "self",
    "cls",
    "class",
    "",
    " ",
    "a.b",
    "é",
    "🎉",
    "x" * 10_000,
    "~/",
]


@pytest.mark.parametrize("name", NAMES, ids=lambda name: repr(name[:20]))
def test_names_of_unknown_members(name: str) -> None:
    value = started(item(**{name: {"deep": 1}})) | {name: 2}
    message = wire.decode(line(value), exact=True)
    kept = message.payload.item
    assert kept.model_extra == {name: {"deep": 1}}
    assert kept.text == "hello"
    assert kept.model_dump()[name] == {"deep": 1}
    assert message.model_extra == {name: 2}
    assert json.loads(wire.encode(message)) == value


@pytest.mark.parametrize("name", ["a\nb", "\x00", "\x1b[31m", 'a"b', "a\\b"])
def test_names_that_no_record_can_write_back(name: str, events: list[Any]) -> None:
    value = started(item(**{name: 1}))
    kept = wire.decode(line(value), exact=True)
    assert kept.payload.item.raw == value["params"]["item"]
    assert json.loads(wire.encode(kept)) == value
    assert "\x1b" not in repr(kept)
    assert [event.kind for event in events] == ["malformed"]
    assert events[0].reason.isprintable()
    assert isinstance(wire.decode(line(delta() | {name: 1})), wire.MalformedMessage)


def test_all_names_at_once() -> None:
    value = started(item(**dict.fromkeys(NAMES, 1)))
    kept = wire.decode(line(value), exact=True)
    assert json.loads(wire.encode(kept)) == value


def test_more_members_than_anybody_needs() -> None:
    many = {f"n{index}": index for index in range(extras.MOST + 1)}
    kept = wire.decode(line(started(item(**many)))).payload.item
    assert isinstance(kept, Malformed)
    assert kept.raw["n7"] == 7
    del many["n0"]
    assert wire.decode(line(started(item(**many)))).payload.item.model_extra == many


def test_large_text() -> None:
    large = "x" * 5_000_000
    assert wire.decode(line(delta(delta=large))).payload.delta == large
    assert wire.decode(line(started(item(phase=large)))).payload.item.phase == large
    assert wire.decode(line(started({"type": large}))).payload.item.tag == large
    message = wire.decode(line(started(item(**{large: large}))))
    assert message.payload.item.model_extra == {large: large}
    assert wire.decode(line({"method": large})).method == large


def test_wide_messages() -> None:
    items = [{"type": f"t{index}"} for index in range(20_000)]
    kept = wire.decode(line(completed(turn(items)))).payload.turn.items
    assert len(kept) == 20_000


def test_deep_typed_values() -> None:
    root: dict[str, Any] = {"name": "0"}
    inner = root
    for depth in range(1, 80):
        inner["children"] = [{"name": str(depth)}]
        inner = inner["children"][0]
    result = wire.decode_result(
        methods.HOOKS_LIST, line({"hooks": [{"handlerType": "new"}], "root": root})
    )
    assert json.loads(wire.encode(result.root.children[0]))["name"] == "1"
    depth = 0
    value = result.root
    while not isinstance(value.children, Malformed):
        value = value.children[0]
        depth += 1
    assert depth > 50
    assert value.children.error == "nested deeper than 128"
    assert value.children.raw[0]["name"] == str(depth + 1)


def test_a_caller_that_is_already_deep() -> None:
    text = line(started(item(new=1)))

    def dive(left: int) -> Any:
        return dive(left - 1) if left else wire.decode(text)

    for left in range(0, sys.getrecursionlimit(), 7):
        try:
            message = dive(left)
        except RecursionError:
            break  # the caller itself was too deep
        assert isinstance(message, wire.MalformedMessage | wire.NotificationMessage)


def test_ever_changing_names_and_values_take_bounded_memory() -> None:
    def burst(start: int, count: int) -> None:
        for index in range(start, start + count):
            wire.decode(line(started(item(**{f"n{index}": 1, f"m{index}": 1}))))
            wire.decode(line(started(item(phase=f"p{index}"))))
            wire.decode(line(started({"type": f"t{index}"})))
            wire.decode(line({"method": f"m{index}"}))

    tracemalloc.start()
    burst(0, 6000)
    gc.collect()
    before, _ = tracemalloc.get_traced_memory()
    burst(10_000, 6000)
    gc.collect()
    after, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert after - before < 300_000
    assert len(extras._cache) <= extras.CACHED
    assert len(enums._interned) <= enums.INTERNED


def test_mutated_messages_never_raise() -> None:
    """Values of every kind at every place of real messages."""
    chance = random.Random(20)
    odd: list[Any] = [None, True, 0, -1, 2**64, 1.5, "", "x", [], {}, [[]], {"type": 1}]
    seeds = [
        started(item(phase="commentary")),
        completed(turn([item()], error={"message": "m", "codexErrorInfo": "other"})),
        {"id": 1, "error": {"code": 1, "message": "m"}},
        {"id": 1, "result": {"thread": thread()}},
    ]
    for _ in range(4000):
        value = json.loads(json.dumps(chance.choice(seeds)))
        place: Any = value
        while True:
            keys = list(place) if isinstance(place, dict) else list(range(len(place)))
            if not keys:
                break
            key = chance.choice(keys)
            if isinstance(place[key], dict | list) and chance.random() < 0.7:
                place = place[key]
                continue
            if isinstance(place, dict) and chance.random() < 0.3:
                del place[key]
            else:
                place[key] = chance.choice(odd)
            break
        message = wire.decode(line(value), exact=True)
        if not isinstance(message, wire.MalformedMessage | wire.ErrorResponse):
            assert json.loads(wire.encode(message)) == value


def test_mutated_bytes_never_raise() -> None:
    chance = random.Random(7)
    seed = line(completed(turn([item(phase="commentary")])))
    for _ in range(4000):
        text = bytearray(seed)
        for _ in range(chance.randrange(1, 4)):
            text[chance.randrange(len(text))] = chance.randrange(256)
        wire.decode(bytes(text))
        wire.decode_lines([bytes(text)])
