"""What a newer server may send to this package: kept as it came, still typed around it, and reported where it is.

In: the cases of `skew_cases`, and lines that no server should send. Each message encodes back to the same JSON value.
"""

from __future__ import annotations

import json
from typing import Any

import pytest
from skew_cases import CASES, notification


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("exact", [False, True], ids=["hot path", "exact"])
def test_is_kept_and_reported(name: str, exact: bool, tolerated: list[Any]) -> None:
    from codex_app_server import wire
    from codex_app_server.wire import methods

    case = CASES[name]
    if case.is_result:
        table = {getattr(m, "name", ""): m for m in vars(methods).values()}
        text = json.dumps(case.value).encode()
        value = wire.decode_result(table[case.method], text, exact=exact)
        original: Any = case.value
    else:
        line = notification(case.method, **case.value)
        value = wire.decode(line, exact=exact)
        original = json.loads(line)
    events = [(event.kind, event.pointer) for event in tolerated]
    assert sorted(events) == sorted(case.events)
    assert all(event.subject == case.method for event in tolerated)
    assert all(event.reason for event in tolerated)
    case.check(value)
    if exact:
        assert json.loads(wire.encode(value)) == original


def test_an_unknown_request_still_waits_for_an_answer(tolerated: list[Any]) -> None:
    from codex_app_server import wire

    line = b'{"id":7,"method":"item/levitate/requestApproval","params":{"x":[1]}}'
    request = wire.decode(line)
    assert request == wire.UnknownRequest(
        id=7, method="item/levitate/requestApproval", params={"x": [1]}
    )
    assert [event.kind for event in tolerated] == ["unknown_method"]
    assert json.loads(wire.encode(request)) == json.loads(line)


def test_events_are_counted(tolerated: list[Any]) -> None:
    from codex_app_server import wire

    before = wire.tolerance_counts()
    wire.decode(notification("thread/levitated"))
    after = wire.tolerance_counts()
    assert after["unknown_method"] == before["unknown_method"] + 1
    assert len(tolerated) == 1


HOSTILE: list[bytes | str] = [
    b"",
    b" ",
    b"null",
    b"[]",
    b"7",
    b'"text"',
    b"{",
    b"{}",
    b"\xff\xfe{}",
    b'{"method":"error","params":"\xc3("}',
    "\ufeff{}",
    "\ud800",
    b"[" * 100_000,
    b'{"a":' * 100_000,
    b'{"method":"item/started","params":' + b"[" * 5000 + b"]" * 5000 + b"}",
    b'{"method":"error","params":{"error":{"message":"m","codexErrorInfo":'
    + b'{"a":' * 900
    + b"1"
    + b"}" * 900
    + b"}}}",
    b'{"method":"error","params":NaN}',
    b'{"method":"turn/completed","params":null}',
    b'{"method":"turn/completed","params":{}}',
    b'{"method":"turn/completed"}',
    b'{"method":7,"params":{}}',
    b'{"method":"error","method":"turn/completed","params":{}}',
    b'{"id":1e400,"result":{}}',
    b'{"id":' + b"9" * 5000 + b',"result":{}}',
    b'{"id":null,"result":{}}',
    b'{"id":1,"result":{},"error":{}}',
    b'{"id":1,"error":"text"}',
    b'{"id":1,"method":"currentTime/read"}',
    b'{"method":"thread/tokenUsage/updated","params":{"threadId":"t","turnId":"u","tokenUsage":'
    + b"9" * 5000
    + b"}}",
]


@pytest.mark.parametrize("line", HOSTILE, ids=lambda line: repr(line[:40]))
@pytest.mark.parametrize("exact", [False, True], ids=["hot path", "exact"])
def test_nothing_that_a_server_sends_raises(line: bytes | str, exact: bool) -> None:
    from codex_app_server import wire

    message = wire.decode(line, exact=exact)
    assert len(repr(message)) < 100_000
    assert isinstance(wire.encode(message), bytes)
