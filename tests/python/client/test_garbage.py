"""Nothing that a runtime writes stops the client, hangs it, or costs what stands beside it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from faces import Face
from fake_server import FakeServer
from scenarios import garbage

from codex_app_server._client.errors import CodexError, JsonRpcError, TurnFailedError

Fake = Callable[..., FakeServer]

pytestmark = pytest.mark.usefixtures("no_leftovers")

MODELS = {"data": [], "nextCursor": None}


def test_lines_that_are_no_messages(face: Face, fake: Fake) -> None:
    with face.open(fake(garbage.lines_that_are_no_messages)) as codex:
        assert codex.models().next_cursor == "whole"


def test_lines_in_pieces(face: Face, fake: Fake) -> None:
    with face.open(fake(garbage.lines_in_pieces)) as codex:
        events = list(codex.thread_start().turn("go").stream())
        deltas = [it.payload.delta for it in events if it.method.endswith("/delta")]
        assert deltas == ["grün €😀", "zwei", "zwei"]


def test_lines_that_end_as_on_windows(face: Face, fake: Fake) -> None:
    with face.open(fake(garbage.lines_that_end_as_on_windows)) as codex:
        assert codex.models().data == []


def test_a_line_of_eight_megabytes(face: Face, fake: Fake) -> None:
    with face.open(fake(garbage.a_line_of_eight_megabytes)) as codex:
        result = codex.thread_start().run("talk")
        assert result.final_response == "ü" * 4_000_000


def test_unknown_methods(face: Face, fake: Fake) -> None:
    """An unknown notification is an event like others; an unknown request is answered, with an error."""

    server = fake(garbage.unknown_methods)
    with face.open(server) as codex:
        handle = codex.thread_start().turn("go")
        methods = [event.method for event in handle.stream()]
        assert methods.count("never/heard/of") == 1
        assert handle.run().final_response == "-32601"


def test_malformed_payloads_of_known_methods(face: Face, fake: Fake) -> None:
    """Each is contained; the turn that they are about is whole all the same."""

    with face.open(fake(garbage.malformed_payloads_of_known_methods)) as codex:
        result = codex.thread_start().run("go")
        assert result.final_response == "whole"
        assert result.usage.total.total_tokens == 20


ENDS: dict[str, Any] = {
    "no turn": {"threadId": "thread-1"},
    "turn null": {"threadId": "thread-1", "turn": None},
    "turn a number": {"threadId": "thread-1", "turn": 5},
    "turn without members": {"threadId": "thread-1", "turn": {}},
    "turn without an id": {"threadId": "thread-1", "turn": {"status": "completed"}},
    "id a number": {"threadId": "thread-1", "turn": {"id": 1, "status": "completed"}},
    "no status": {"threadId": "thread-1", "turn": {"id": "turn-1", "items": []}},
    "status a number": {"threadId": "thread-1", "turn": {"id": "turn-1", "status": 5}},
    "no thread": {"turn": {"id": "turn-1", "status": 5}},
    "nothing": {},
    "a list": [],
    "null": None,
}


@pytest.mark.parametrize("end", ENDS)
def test_an_end_that_cannot_be_read_ends_the_turn(
    face: Face, fake: Fake, end: str
) -> None:
    server = fake(garbage.an_end_that_cannot_be_read_ends_the_turn, params=ENDS[end])
    with face.open(server) as codex:
        handle = codex.thread_start().turn("go")
        running = face.begin(handle.run)
        error = running.error()
        assert type(error) is CodexError
        assert "turn-1" in str(error)
        handle.interrupt()
    assert server.received("turn/interrupt") == []


def test_an_end_of_which_parts_cannot_be_read(face: Face, fake: Fake) -> None:
    with face.open(fake(garbage.an_end_of_which_parts_cannot_be_read)) as codex:
        result = codex.thread_start().run("go")
        assert result.final_response == "said before"
        assert result.status == "completed"
        assert len(result.items) == 3


def test_a_failed_turn_whose_error_cannot_be_read(face: Face, fake: Fake) -> None:
    with face.open(fake(garbage.a_failed_turn_whose_error_cannot_be_read)) as codex:
        thread = codex.thread_start()
        for _ in range(4):
            with pytest.raises(TurnFailedError) as caught:
                thread.run("go")
            assert caught.value.turn.status == "failed"


def test_answers_that_do_not_fit(face: Face, fake: Fake) -> None:
    with face.open(fake(garbage.answers_that_do_not_fit)) as codex:
        for _ in range(4):
            with pytest.raises(CodexError, match="unreadable"):
                codex.models()
        codex.models()
        codex.models()
        for _ in range(6):
            with pytest.raises(JsonRpcError):
                codex.models()


def test_answers_to_a_start_that_do_not_fit(face: Face, fake: Fake) -> None:
    with face.open(fake(garbage.answers_to_a_start_that_do_not_fit)) as codex:
        thread = codex.thread_start()
        for _ in range(5):
            with pytest.raises(CodexError, match="turn/start"):
                thread.turn("go")
        assert thread.run("go").final_response == "well"


@pytest.mark.parametrize(
    "result", [None, 5, {}, {"thread": None}, {"thread": {"id": 5}}]
)
def test_a_thread_that_cannot_be_read(face: Face, fake: Fake, result: Any) -> None:
    codex = face.open(fake(garbage.a_thread_that_cannot_be_read, result=result))
    with codex, pytest.raises(CodexError, match="thread/start"):
        codex.thread_start()
