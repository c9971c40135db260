"""Answers come in any order, late, twice or never; each call gets its own, or says in time that there was none."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from faces import Face
from fake_server import FakeServer
from scenarios import replies

from codex_app_server._client.errors import (
    CodexError,
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
    with face.open(fake(replies.in_the_reverse_order)) as codex:
        calls = face.begin_each(50, lambda n: model_list(codex, f"page {n}"))
        assert [call.result() for call in calls] == [f"page {n}" for n in range(50)]


def test_errors_are_typed_and_whole(face: Face, fake: Fake) -> None:
    with face.open(fake(replies.errors_are_typed_and_whole)) as codex:
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
    with face.open(fake(replies.never), request_timeout=0.3) as codex:
        with pytest.raises(DeadlineExceededError) as caught:
            codex.models()
        assert isinstance(caught.value, TimeoutError)
        assert (caught.value.method, caught.value.seconds) == ("model/list", 0.3)
        codex.models()


def test_a_time_of_its_own(face: Face, fake: Fake) -> None:
    """It counts for one call, whether it is shorter or longer than that of the client."""

    with face.open(fake(replies.a_time_of_its_own), request_timeout=0.2) as codex:
        began = time.monotonic()
        with pytest.raises(DeadlineExceededError):
            model_list(codex, timeout=0.05)
        assert time.monotonic() - began >= 0.05
        assert model_list(codex, timeout=20) == "after a while"


def test_late(face: Face, fake: Fake) -> None:
    """The late answer is dropped, and nobody else gets it."""

    unread: list[Any] = []
    with face.open(fake(replies.late), on_unread=unread.append) as codex:
        with pytest.raises(DeadlineExceededError):
            model_list(codex, timeout=0.1)
        assert model_list(codex) == "in time"
        assert model_list(codex) == "next"
    assert unread == []


def test_twice(face: Face, fake: Fake) -> None:
    with face.open(fake(replies.twice)) as codex:
        for number in range(3):
            assert model_list(codex) == f"answer {number}"


def test_to_nobody(face: Face, fake: Fake) -> None:
    with face.open(fake(replies.to_nobody)) as codex:
        assert model_list(codex) == "right"


def test_the_places_of_calls_that_nobody_answered_are_free_again(
    face: Face, fake: Fake
) -> None:
    with face.open(
        fake(replies.the_places_of_calls_that_nobody_answered_are_free_again),
        max_in_flight=3,
    ) as codex:
        for _ in range(3):
            calls = face.begin_each(3, lambda _: model_list(codex, timeout=0.1))
            for call in calls:
                assert isinstance(call.error(), DeadlineExceededError)
        assert model_list(codex) == "answered"


def test_who_waits_for_a_place_waits_no_longer_than_he_may(
    face: Face, fake: Fake
) -> None:
    server = fake(replies.who_waits_for_a_place_waits_no_longer_than_he_may)
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
    with face.open(
        fake(replies.a_start_that_is_never_answered, begin=begin), request_timeout=0.3
    ) as codex:
        with pytest.raises(DeadlineExceededError) as caught:
            codex.thread_start().run("go")
        assert caught.value.method == begin


def test_a_turn_that_starts_late_is_stopped(face: Face, fake: Fake) -> None:
    """Nobody has a handle for it. It is stopped when it has begun: before, the runtime would refuse."""

    server = fake(replies.a_turn_that_starts_late_is_stopped)
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

    server = fake(replies.no_time_at_all)
    with face.open(server, request_timeout=None) as codex:
        call = face.begin(lambda: model_list(codex, timeout=None))
        server.wait_for("model/list")
        codex.close()
        assert isinstance(call.error(), TransportClosedError)


@pytest.mark.parametrize("said", [{}, {"goal": None}, {"goal": "soon"}])
def test_a_goal_that_is_unreadable(face: Face, fake: Fake, said: Any) -> None:
    def serve(server: Any, said: Any) -> None:
        server.handshake()
        server.start_thread()
        server.result(server.expect("thread/goal/set"), said)

    with face.open(fake(serve, said=said)) as codex:
        thread = codex.thread_start()
        with pytest.raises(CodexError, match="of the goal is unreadable"):
            thread.start_goal("Be done")
