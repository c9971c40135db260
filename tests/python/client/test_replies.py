"""Answers come in any order, late, twice or never; each call gets its own, or says in time that there was none."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from faces import Face
from fake_server import FakeServer

from codex_app_server._client.errors import (
    DeadlineExceededError,
    InvalidParamsError,
    ServerBusyError,
    TransportClosedError,
)
from codex_app_server.wire import methods

Fake = Callable[..., FakeServer]

pytestmark = pytest.mark.usefixtures("no_leftovers")


def model_list(codex: Any, cursor: str = "", timeout: float | None = 20) -> str:
    """Which cursor the answer holds; the fake servers give back the one that they got."""
    found = codex._call(methods.MODEL_LIST, {"cursor": cursor}, timeout)
    return str(found.next_cursor)


def test_in_the_reverse_order(face: Face, fake: Fake) -> None:
    def serve(server: Any) -> None:
        server.handshake()
        for request in reversed(server.collect(50, "model/list")):
            cursor = request["params"]["cursor"]
            server.result(request, {"data": [], "nextCursor": cursor})

    with face.open(fake(serve)) as codex:
        calls = face.begin_each(50, lambda n: model_list(codex, f"page {n}"))
        assert [call.result() for call in calls] == [f"page {n}" for n in range(50)]


def test_errors_are_typed_and_whole(face: Face, fake: Fake) -> None:
    def serve(server: Any) -> None:
        server.handshake()
        server.error(server.expect("model/list"), -32602, "bad", {"why": ["x"]})
        server.overloaded(server.expect("model/list"))

    with face.open(fake(serve)) as codex:
        with pytest.raises(InvalidParamsError) as caught:
            codex.models()
        error = caught.value
        assert (error.code, error.message, error.data) == (
            -32602,
            "bad",
            {"why": ["x"]},
        )
        with pytest.raises(ServerBusyError):
            codex.models()


def test_never(face: Face, fake: Fake) -> None:
    def serve(server: Any) -> None:
        server.handshake()
        server.expect("model/list")
        server.rule("model/list", {"data": []})

    with face.open(fake(serve), request_timeout=0.3) as codex:
        with pytest.raises(DeadlineExceededError) as caught:
            codex.models()
        assert isinstance(caught.value, TimeoutError)
        assert (caught.value.method, caught.value.seconds) == ("model/list", 0.3)
        codex.models()


def test_a_time_of_its_own(face: Face, fake: Fake) -> None:
    """It counts for one call, whether it is shorter or longer than that of the client."""

    def serve(server: Any) -> None:
        server.handshake()
        server.expect("model/list")
        request = server.expect("model/list")
        # asked in between whether it is still there
        server.result(server.expect("thread/loaded/list"), {"data": []})
        server.result(request, {"data": [], "nextCursor": "after a while"})

    with face.open(fake(serve), request_timeout=0.2) as codex:
        began = time.monotonic()
        with pytest.raises(DeadlineExceededError):
            model_list(codex, timeout=0.05)
        assert time.monotonic() - began >= 0.05
        assert model_list(codex, timeout=20) == "after a while"


def test_late(face: Face, fake: Fake) -> None:
    """The late answer is dropped, and nobody else gets it."""

    def serve(server: Any) -> None:
        server.handshake()
        late = server.expect("model/list")
        request = server.expect("model/list")
        server.result(late, {"data": [], "nextCursor": "late"})
        server.result(request, {"data": [], "nextCursor": "in time"})
        server.result(late, {"data": [], "nextCursor": "later still"})
        server.rule("model/list", {"data": [], "nextCursor": "next"})

    unread: list[Any] = []
    with face.open(fake(serve), on_unread=unread.append) as codex:
        with pytest.raises(DeadlineExceededError):
            model_list(codex, timeout=0.1)
        assert model_list(codex) == "in time"
        assert model_list(codex) == "next"
    assert unread == []


def test_twice(face: Face, fake: Fake) -> None:
    def serve(server: Any) -> None:
        server.handshake()
        for number in range(3):
            request = server.expect("model/list")
            for text in (f"answer {number}", "again", "and again"):
                server.result(request, {"data": [], "nextCursor": text})
            server.error(request)

    with face.open(fake(serve)) as codex:
        for number in range(3):
            assert model_list(codex) == f"answer {number}"


def test_to_nobody(face: Face, fake: Fake) -> None:
    def serve(server: Any) -> None:
        server.handshake()
        request = server.expect("model/list")
        for number in ("0", str(request["id"]), -1, 10**6, 2**62, "x", ""):
            server.line({"id": number, "result": {"data": [], "nextCursor": "wrong"}})
        server.line({"id": None, "error": {"code": -32700, "message": "what?"}})
        server.result(request, {"data": [], "nextCursor": "right"})

    with face.open(fake(serve)) as codex:
        assert model_list(codex) == "right"


def test_the_places_of_calls_that_nobody_answered_are_free_again(
    face: Face, fake: Fake
) -> None:
    def serve(server: Any) -> None:
        server.handshake()
        server.collect(9, "model/list")
        server.rule("model/list", {"data": [], "nextCursor": "answered"})

    with face.open(fake(serve), max_in_flight=3) as codex:
        for _ in range(3):
            calls = face.begin_each(3, lambda _: model_list(codex, timeout=0.1))
            for call in calls:
                assert isinstance(call.error(), DeadlineExceededError)
        assert model_list(codex) == "answered"


def test_who_waits_for_a_place_waits_no_longer_than_he_may(
    face: Face, fake: Fake
) -> None:
    def serve(server: Any) -> None:
        server.handshake()
        held = server.expect("model/list")
        server.wait_for_test("go")
        server.result(held, {"data": [], "nextCursor": "held"})
        server.rule("model/list", {"data": [], "nextCursor": "next"})

    server = fake(serve)
    with face.open(server, max_in_flight=1) as codex:
        first = face.begin(lambda: model_list(codex))
        server.wait_for("model/list")
        with pytest.raises(DeadlineExceededError):
            model_list(codex, timeout=0.1)
        server.release("go")
        assert first.result() == "held"
        assert model_list(codex) == "next"
    assert len(server.received("model/list")) == 2


@pytest.mark.parametrize("begin", ["turn/start", "thread/start"])
def test_a_start_that_is_never_answered(face: Face, fake: Fake, begin: str) -> None:
    def serve(server: Any, begin: str) -> None:
        server.handshake()
        if begin == "turn/start":
            server.start_thread()
        server.expect(begin)
        server.expect("never/said")

    with face.open(fake(serve, begin=begin), request_timeout=0.3) as codex:
        with pytest.raises(DeadlineExceededError) as caught:
            codex.thread_start().run("go")
        assert caught.value.method == begin


def test_a_turn_that_starts_late_is_stopped(face: Face, fake: Fake) -> None:
    """Nobody has a handle for it. It is stopped when it has begun: before, the runtime would refuse."""

    def serve(server: Any) -> None:
        server.handshake()
        server.start_thread()
        request = server.expect("turn/start")
        server.wait_for_test("answer")
        late = {"id": "late", "items": [], "status": "inProgress"}
        server.result(request, {"turn": late})
        server.notify("account/updated", {})
        server.result(server.expect("model/list"), {"data": []})
        thread_id = request["params"]["threadId"]
        server.notify("turn/started", {"threadId": thread_id, "turn": late})
        server.result(server.expect("turn/interrupt"), {})
        turn = server.start_turn("in time")
        turn.message("well")
        turn.complete()

    server = fake(serve)
    heard = threading.Event()
    hook = {"on_unread": lambda it: it.method == "account/updated" and heard.set()}
    with face.open(server, request_timeout=1.0, **hook) as codex:
        thread = codex.thread_start()
        with pytest.raises(DeadlineExceededError):
            thread.turn("go")
        server.release("answer")
        assert heard.wait(20)
        model_list(codex)
        stopped = server.wait_for("turn/interrupt")["params"]
        assert stopped == {"threadId": "thread-1", "turnId": "late"}
        assert thread.run("go").final_response == "well"
    methods = [it["method"] for it in server.received()]
    assert methods[3:] == ["turn/start", "model/list", "turn/interrupt", "turn/start"]


def test_no_time_at_all(face: Face, fake: Fake) -> None:
    """Without a time-out a call waits as long as the connection lasts."""

    def serve(server: Any) -> None:
        server.handshake()
        server.expect("model/list")
        server.expect("never/said")

    server = fake(serve)
    with face.open(server, request_timeout=None) as codex:
        call = face.begin(lambda: model_list(codex, timeout=None))
        server.wait_for("model/list")
        codex.close()
        assert isinstance(call.error(), TransportClosedError)
