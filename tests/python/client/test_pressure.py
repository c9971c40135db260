"""Bursts, floods and stalls: what is sent is bounded, what comes is whole, and who is slow is alone in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from faces import Face, read
from fake_server import FakeServer
from scenarios import pressure

from codex_app_server._client.errors import DeadlineExceededError, StreamLaggedError
from codex_app_server.wire import methods

Fake = Callable[..., FakeServer]

pytestmark = pytest.mark.usefixtures("no_leftovers")


def page(codex: Any, cursor: str, timeout: float | None = 30) -> str:
    """Which page the answer is; the fake servers give back the cursor that they got."""
    found = codex._call(methods.MODEL_LIST, {"cursor": cursor}, timeout)
    return str(found.next_cursor)


@pytest.mark.slow
def test_a_burst_is_sent_no_faster_than_it_is_answered(face: Face, fake: Fake) -> None:
    """The server answers only when it has as many requests as it may get, or no more come."""

    server = fake(
        pressure.a_burst_is_sent_no_faster_than_it_is_answered, total=2000, most=20
    )
    with face.open(server, max_in_flight=20) as codex:

        def ask(worker: int) -> bool:
            pages = [f"{worker}/{number}" for number in range(40)]
            return [page(codex, it) for it in pages] == pages

        assert all(work.result(60) for work in face.begin_each(50, ask))
    assert server.record("mark") == []


def test_a_runtime_that_does_not_read(face: Face, fake: Fake) -> None:
    """Nobody waits longer than he may, and no line is torn when it reads again."""

    server = fake(pressure.a_runtime_that_does_not_read)
    with face.open(server, max_in_flight=100) as codex:

        def ask(worker: int) -> int:
            missed = 0
            for number in range(20):
                with pytest.raises(DeadlineExceededError):
                    page(codex, f"{worker}/{number}" + "x" * 200, 0.02)
                missed += 1
            return missed

        asking = face.begin_each(100, ask)
        assert sum(work.result(60) for work in asking) == 2000
        server.release("read")
        assert page(codex, "now") == "now"
    assert server.record("junk") == []
    cursors = [it["params"]["cursor"] for it in server.received("model/list")]
    assert len(cursors) == len(set(cursors))


def test_one_huge_request_that_is_not_read(face: Face, fake: Fake) -> None:
    server = fake(pressure.one_huge_request_that_is_not_read)
    with face.open(server) as codex:
        with pytest.raises(DeadlineExceededError):
            page(codex, "ü" * 8_000_000, 0.2)
        waiting = face.begin(lambda: page(codex, "behind it"))
        server.release("read")
        assert waiting.result() == "9"
    assert len(server.received("model/list")[0]["params"]["cursor"]) == 8_000_000


def test_a_slow_reader_is_told_and_nobody_else_is_held_up(
    face: Face, fake: Fake
) -> None:
    half, limit = 6000, 8000
    server = fake(pressure.a_slow_reader_is_told_and_nobody_else_is_held_up, half=half)
    with face.open(server, stream_limit=limit) as codex, codex.notifications() as idle:
        handle = codex.thread_start().turn("talk")
        quick = handle.stream()
        first = [next(quick).method]
        face.begin(codex.models)
        first += [next(quick).method for _ in range(half)]
        running = face.begin(handle.run)
        codex.models()
        rest = [event.method for event in quick]
        assert first == ["turn/started"] + ["item/agentMessage/delta"] * half
        assert rest[-1] == "turn/completed"
        assert len(rest) == half + 3
        assert running.result().final_response == "whole"
        assert running.result().usage.total.total_tokens == 20
        got, error = read(idle)
        assert isinstance(error, StreamLaggedError)
        assert len(got) == error.limit == limit
    assert server.received("turn/interrupt") == []


def test_a_stream_that_nobody_reads_ends_alone(face: Face, fake: Fake) -> None:
    with face.open(
        fake(pressure.a_stream_that_nobody_reads_ends_alone, count=5000),
        stream_limit=1000,
    ) as codex:
        thread = codex.thread_start()
        slow, patient = thread.turn("talk"), thread.turn("and talk")
        result = patient.run()
        assert result.final_response == "whole"
        stream = slow.stream()
        for _ in range(1000):
            next(stream)
        with pytest.raises(StreamLaggedError):
            next(stream)
        assert slow.run().items == result.items


def test_a_flood_before_the_answer_that_it_belongs_to(face: Face, fake: Fake) -> None:
    with face.open(
        fake(pressure.a_flood_before_the_answer_that_it_belongs_to, count=5000)
    ) as codex:
        events = list(codex.thread_start().turn("talk").stream())
        assert [it.payload.delta for it in events[1:-1]] == list(map(str, range(5000)))
