"""A runtime that is newer than the package: what it says besides is kept, routed and written back, and costs nothing else.

In: a fake server whose every answer and notification of a conversation has members that no schema of today names, and
that tells and asks what nobody knows. Out: the conversation as always, from both faces, with all of that to be seen.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from faces import Face
from fake_server import FakeServer

from codex_app_server import TurnResult, types, wire
from codex_app_server._client import places

Fake = Callable[..., FakeServer]

pytestmark = pytest.mark.usefixtures("no_leftovers")


def newer(server: Any, turn: dict[str, Any]) -> None:
    import fake_bodies as bodies

    server.handshake(
        result={**bodies.initialized(), "sessionId": "s", "limits": {"turns": 3}}
    )
    started = server.expect("thread/start")
    answer = bodies.thread_opened("thread-1", mood="glad")
    answer["thread"]["colour"] = "blue"
    server.result(started, answer)
    running = server.start_turn()
    place = {"threadId": "thread-1", "turnId": "turn-1"}
    server.notify("turn/pondered", {**place, "text": "hm"})
    server.notify("thread/levitated", {"thread": {"id": "thread-1"}, "height": 3})
    server.notify("turn/diff/updated", {**place, "diff": "d", "by": ["a"]})
    asked = server.request("thread/consent", {**place, "to": "all"})
    server.expect_answer(asked)
    running.item({"type": "hologram", "id": "h", "depth": 3})
    running.message("Hello")
    running.complete(**turn)


TURN = {
    "colour": "blue",
    "usage": {"tokens": 5},
    "parsed": 7,
    "finalResponse": {"text": "Hello"},
}


def test_a_conversation(face: Face, fake: Fake, tolerated: list[Any]) -> None:
    server = fake(newer, turn=TURN)
    with face.open(server) as codex:
        extra = codex.metadata.model_extra
        assert extra == {"sessionId": "s", "limits": {"turns": 3}}
        assert codex.metadata.server_info.name == "fake"
        with codex.notifications(thread_id="thread-1") as heard:
            turn = codex.thread_start().turn("go")
            streamed = list(turn.stream())
            result = turn.run()
            methods = [next(heard).method for _ in range(7)]
    assert methods[:4] == [
        "turn/started",
        "turn/pondered",
        "thread/levitated",
        "turn/diff/updated",
    ]
    assert "turn/pondered" in [event.method for event in streamed]
    (diff,) = (it for it in streamed if it.method == "turn/diff/updated")
    assert isinstance(diff.payload, types.TurnDiffUpdatedNotification)
    assert diff.payload.model_extra == {"by": ["a"]}
    assert_whole(result)
    (refusal,) = server.answers()
    assert refusal["error"]["code"] == -32601
    assert {event.kind for event in tolerated} == {
        "unknown_member",
        "unknown_method",
        "unknown_variant",
    }


def assert_whole(result: TurnResult) -> None:
    assert isinstance(result, TurnResult)
    assert result.final_response == "Hello"
    assert [type(item).__name__ for item in result.items] == [
        "Unknown",
        "AgentMessageThreadItem",
    ]
    # what a member of the result itself is called stays with that
    assert (result.usage, result.parsed) == (None, None)
    assert result.model_extra == {
        "colour": "blue",
        "finalResponse": {"text": "Hello"},
    }
    assert json.loads(wire.encode(result))["colour"] == "blue"


def test_a_failure(face: Face, fake: Fake) -> None:
    from codex_app_server import TurnFailedError

    failed = {"status": "failed", "blame": ["model"]}
    server = fake(newer, turn=failed)
    with face.open(server) as codex, pytest.raises(TurnFailedError) as caught:
        codex.thread_start().run("go")
    assert caught.value.turn.model_extra == {"blame": ["model"]}


def test_places_keep_no_class_that_comes_and_goes() -> None:
    def told(member: str) -> None:
        params = {"threadId": "t", "turnId": "u", "diff": "d", member: 1}
        line = json.dumps({"method": "turn/diff/updated", "params": params}).encode()
        message: Any = wire.decode(line)
        assert message.payload.model_extra == {member: 1}
        assert places.place_of(message) == ("t", "u")

    told("first")
    known = len(places._finders)
    for number in range(50):
        told(f"member{number}")
    assert len(places._finders) == known
