"""Nothing that a runtime writes stops the client, hangs it, or costs what stands beside it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from faces import Face
from fake_server import FakeServer

from codex_app_server._client.errors import CodexError, JsonRpcError, TurnFailedError

Fake = Callable[..., FakeServer]

pytestmark = pytest.mark.usefixtures("no_leftovers")

MODELS = {"data": [], "nextCursor": None}


def test_lines_that_are_no_messages(face: Face, fake: Fake) -> None:
    def serve(server: Any) -> None:
        server.handshake()
        request = server.expect("model/list")
        for junk in ("not json", "null", "[]", "5", '"text"', "{}", "", "   ", "\r"):
            server.line(junk)
        server.line(b"\xff\xfe\x00")
        server.line({"id": request["id"]})
        server.line('{"id":1.5,"result":{}}')
        server.line('{"id":null,"result":{}}')
        server.line('{"id":[],"result":{}}')
        server.line('{"method":5,"params":{}}')
        server.line('{"id":{},"method":"item/tool/call","params":{}}')
        server.line("[" * 20_000)
        server.line('{"method":"turn/started","method":"turn/completed","params":{}}')
        server.result(request, {"data": [], "nextCursor": "whole"})

    with face.open(fake(serve)) as codex:
        assert codex.models().next_cursor == "whole"


def test_lines_in_pieces(face: Face, fake: Fake) -> None:
    def serve(server: Any) -> None:
        server.handshake()
        turn = server.start_turn()
        server.write_in_pieces(turn.delta_line("grün €😀"), 1, 0.0005)
        server.write_in_pieces(turn.delta_line("zwei") * 2, 7, 0.0005)
        turn.complete()

    with face.open(fake(serve)) as codex:
        events = list(codex.thread_start().turn("go").stream())
        deltas = [it.payload.delta for it in events if it.method.endswith("/delta")]
        assert deltas == ["grün €😀", "zwei", "zwei"]


def test_lines_that_end_as_on_windows(face: Face, fake: Fake) -> None:
    def serve(server: Any) -> None:
        server.handshake()
        request = server.expect("model/list")
        server.write(b'\r\n{"id":%d,"result":{"data":[]}}\r\n' % request["id"])

    with face.open(fake(serve)) as codex:
        assert codex.models().data == []


def test_a_line_of_eight_megabytes(face: Face, fake: Fake) -> None:
    def serve(server: Any) -> None:
        server.handshake()
        turn = server.start_turn()
        turn.message("ü" * 4_000_000)
        turn.complete()

    with face.open(fake(serve)) as codex:
        result = codex.thread_start().run("talk")
        assert result.final_response == "ü" * 4_000_000


def test_unknown_methods(face: Face, fake: Fake) -> None:
    """An unknown notification is an event like others; an unknown request is answered, with an error."""

    def serve(server: Any) -> None:
        server.handshake()
        turn = server.start_turn()
        turn.say("never/heard/of", what="ever")
        server.notify("never/heard/of", {"threadId": "elsewhere"})
        answer = server.ask("never/asked", {})
        turn.message(str(answer["error"]["code"]))
        turn.complete()

    server = fake(serve)
    with face.open(server) as codex:
        handle = codex.thread_start().turn("go")
        methods = [event.method for event in handle.stream()]
        assert methods.count("never/heard/of") == 1
        assert handle.run().final_response == "-32601"


def test_malformed_payloads_of_known_methods(face: Face, fake: Fake) -> None:
    """Each is contained; the turn that they are about is whole all the same."""

    def serve(server: Any) -> None:
        server.handshake()
        turn = server.start_turn()
        for method in (
            "turn/started",
            "item/started",
            "item/completed",
            "item/agentMessage/delta",
            "thread/tokenUsage/updated",
            "thread/started",
            "account/login/completed",
            "serverRequest/resolved",
            "error",
        ):
            for params in (None, 5, [], "x", {}, turn.place, {**turn.place, "item": 5}):
                server.line({"method": method, "params": params})
            server.line({"method": method})
            server.line({"method": method, "params": {"threadId": 1, "turnId": []}})
            wrong = {"turn": 5, "item": [], "tokenUsage": "x", "error": 7, "delta": {}}
            server.line({"method": method, "params": {**turn.place, **wrong}})
        turn.message("whole")
        turn.usage(20)
        turn.complete()

    with face.open(fake(serve)) as codex:
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
    def serve(server: Any, params: Any) -> None:
        server.handshake()
        turn = server.start_turn()
        turn.message("said before")
        server.line({"method": "turn/completed", "params": params})

    server = fake(serve, params=ENDS[end])
    with face.open(server) as codex:
        handle = codex.thread_start().turn("go")
        running = face.begin(handle.run)
        error = running.error()
        assert type(error) is CodexError
        assert "turn-1" in str(error)
        handle.interrupt()
    assert server.received("turn/interrupt") == []


def test_an_end_of_which_parts_cannot_be_read(face: Face, fake: Fake) -> None:
    def serve(server: Any) -> None:
        server.handshake()
        turn = server.start_turn()
        turn.message("said before")
        parts = {
            "items": [5, {"type": "agentMessage"}],
            "startedAt": "noon",
            "error": 5,
        }
        turn.complete(**parts)

    with face.open(fake(serve)) as codex:
        result = codex.thread_start().run("go")
        assert result.final_response == "said before"
        assert result.status == "completed"
        assert len(result.items) == 3


def test_a_failed_turn_whose_error_cannot_be_read(face: Face, fake: Fake) -> None:
    def serve(server: Any) -> None:
        server.handshake()
        for number, error in enumerate((None, 5, {}, {"message": 5})):
            turn = server.start_turn(f"turn-{number}")
            turn.complete("failed", error=error)

    with face.open(fake(serve)) as codex:
        thread = codex.thread_start()
        for _ in range(4):
            with pytest.raises(TurnFailedError) as caught:
                thread.run("go")
            assert caught.value.turn.status == "failed"


def test_answers_that_do_not_fit(face: Face, fake: Fake) -> None:
    def serve(server: Any) -> None:
        server.handshake()
        for result in (None, 5, "x", [], {"data": 5}, {}):
            server.result(server.expect("model/list"), result)
        for error in (5, "x", [], {}, {"code": "x"}, {"code": 1, "message": None}):
            number = server.expect("model/list")["id"]
            server.line({"id": number, "error": error})

    with face.open(fake(serve)) as codex:
        for _ in range(4):
            with pytest.raises(CodexError, match="unreadable"):
                codex.models()
        codex.models()
        codex.models()
        for _ in range(6):
            with pytest.raises(JsonRpcError):
                codex.models()


def test_answers_to_a_start_that_do_not_fit(face: Face, fake: Fake) -> None:
    def serve(server: Any) -> None:
        server.handshake()
        server.start_thread()
        for result in (None, 5, {}, {"turn": None}, {"turn": {"id": 5}}):
            server.result(server.expect("turn/start"), result)
        turn = server.start_turn()
        turn.message("well")
        turn.complete()

    with face.open(fake(serve)) as codex:
        thread = codex.thread_start()
        for _ in range(5):
            with pytest.raises(CodexError, match="turn/start"):
                thread.turn("go")
        assert thread.run("go").final_response == "well"


@pytest.mark.parametrize(
    "result", [None, 5, {}, {"thread": None}, {"thread": {"id": 5}}]
)
def test_a_thread_that_cannot_be_read(face: Face, fake: Fake, result: Any) -> None:
    def serve(server: Any, result: Any) -> None:
        server.handshake()
        server.result(server.expect("thread/start"), result)

    codex = face.open(fake(serve, result=result))
    with codex, pytest.raises(CodexError, match="thread/start"):
        codex.thread_start()
