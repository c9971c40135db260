"""Each handle sees the events of its turn once, from its own start on; a turn that nobody follows any more is stopped."""

from __future__ import annotations

import gc
from collections.abc import Callable
from typing import Any

import pytest
from faces import Face, read
from fake_server import FakeServer
from scenarios import streams

Fake = Callable[..., FakeServer]

pytestmark = pytest.mark.usefixtures("no_leftovers")


def words(events: Any, count: int) -> list[str]:
    """The next so many words of a stream."""
    found: list[str] = []
    while len(found) < count:
        event = next(events)
        if event.method == "item/agentMessage/delta":
            found.append(event.payload.delta)
    return found


def test_events_that_come_before_the_answer(face: Face, fake: Fake) -> None:
    with face.open(fake(streams.events_that_come_before_the_answer)) as codex:
        thread = codex.thread_start()
        assert thread.run("go").id == "turn-0"
        events = list(thread.turn("go").stream())
        assert [it.method for it in events] == ["turn/started", "turn/completed"]
        assert {it.payload.turn.id for it in events} == {"turn-1"}


def test_who_joins_hears_what_comes_from_then_on(face: Face, fake: Fake) -> None:
    server = fake(streams.talks)
    with face.open(server) as codex:
        thread = codex.thread_start()
        first = thread.turn("start")
        codex.models()
        second = thread.turn("join")
        assert second.id == first.id == "turn-1"
        one, two = first.stream(), second.stream()
        codex.models()
        assert words(one, 2) == ["0", "1"]
        assert words(two, 1) == ["1"]
        first.steer("finish")
        assert [it.method for it in one] == ["turn/completed"]
        assert [it.method for it in two] == ["turn/completed"]
        assert first.run().id == second.run().id
    assert server.received("turn/interrupt") == []


def test_to_close_one_stream_leaves_the_others(face: Face, fake: Fake) -> None:
    server = fake(streams.talks)
    with face.open(server) as codex:
        thread = codex.thread_start()
        first, second = thread.turn("start"), thread.turn("join")
        one, two = first.stream(), second.stream()
        codex.models()
        assert words(one, 1) == words(two, 1) == ["0"]
        one.close()
        codex.models()
        assert words(two, 1) == ["1"]
        first.steer("finish")
        assert [it.method for it in two] == ["turn/completed"]
        assert list(one) == []
    assert server.received("turn/interrupt") == []


def test_to_close_the_last_stream_stops_the_turn(face: Face, fake: Fake) -> None:
    server = fake(streams.talks)
    with face.open(server) as codex:
        handle = codex.thread_start().turn("start")
        stream = handle.stream()
        codex.models()
        assert words(stream, 1) == ["0"]
        stream.close()
        stream.close()
        assert handle.run().status == "interrupted"
    (request,) = server.received("turn/interrupt")
    assert request["params"] == {"threadId": "thread-1", "turnId": "turn-1"}


def test_to_leave_the_loop_stops_the_turn(face: Face, fake: Fake) -> None:
    server = fake(streams.talks)
    with face.open(server) as codex:
        handle = codex.thread_start().turn("start")
        for event in handle.stream():
            assert event.method == "turn/started"
            break
        gc.collect()
        assert handle.run().status == "interrupted"
    assert len(server.received("turn/interrupt")) == 1


def test_to_keep_it_running(face: Face, fake: Fake) -> None:
    """What it says from then on is read by nobody, and kept for nobody."""
    server = fake(streams.talks)
    unread: list[Any] = []
    with face.open(server, on_unread=unread.append) as codex:
        handle = codex.thread_start().turn("start")
        stream = handle.stream(keep_running=True)
        codex.models()
        assert words(stream, 1) == ["0"]
        stream.close()
        codex.models()
        handle.steer("finish")
        assert handle.run().status == "completed"
    assert server.received("turn/interrupt") == []
    assert [it.payload.delta for it in unread if it.method.endswith("/delta")] == ["1"]


def test_who_waits_for_the_result_keeps_the_turn(face: Face, fake: Fake) -> None:
    server = fake(streams.talks)
    with face.open(server) as codex:
        thread = codex.thread_start()
        handle, joined = thread.turn("start"), thread.turn("join")
        stream = handle.stream()
        running = face.begin(joined.run)
        codex.models()
        assert words(stream, 1) == ["0"]
        stream.close()
        joined.steer("finish")
        assert running.result().status == "completed"
    assert server.received("turn/interrupt") == []


def test_to_close_a_stream_to_its_end_stops_nothing(face: Face, fake: Fake) -> None:
    server = fake(streams.talks)
    with face.open(server) as codex:
        handle = codex.thread_start().turn("start")
        stream = handle.stream()
        handle.steer("finish")
        got, error = read(stream)
        assert (got, error) == (["turn/started", "turn/completed"], None)
        stream.close()
    assert server.received("turn/interrupt") == []


def test_a_handle_is_streamed_once(face: Face, fake: Fake) -> None:
    with face.open(fake(streams.talks)) as codex:
        handle = codex.thread_start().turn("start")
        stream = handle.stream()
        with pytest.raises(RuntimeError, match="already"):
            handle.stream()
        handle.steer("finish")
        assert read(stream)[0] == ["turn/started", "turn/completed"]


def test_a_stream_after_a_run_has_nothing_more_to_tell(face: Face, fake: Fake) -> None:
    with face.open(fake(streams.talks)) as codex:
        handle = codex.thread_start().turn("start")
        handle.steer("finish")
        assert handle.run().status == "completed"
        assert list(handle.stream()) == []
        assert handle.run().status == "completed"


def test_two_turns_of_two_threads_at_once(face: Face, fake: Fake) -> None:
    with face.open(fake(streams.two_turns_of_two_threads_at_once)) as codex:
        handles = [codex.thread_start().turn("go") for _ in range(2)]
        works = [face.begin(lambda it=it: list(it.stream())) for it in handles]
        for handle, work in zip(handles, works, strict=True):
            events = work.result()
            deltas = [it.payload.delta for it in events if it.method.endswith("delta")]
            assert deltas == [f"{handle.id} {number}" for number in range(100)]
            assert handle.run().final_response == handle.id


def test_who_listens_to_one_thread_hears_that_one(face: Face, fake: Fake) -> None:
    with face.open(fake(streams.who_listens_to_one_thread_hears_that_one)) as codex:
        some = codex.notifications(
            "turn/completed", "turn/started", thread_id="thread-2"
        )
        with some, codex.notifications() as everything:
            for _ in range(2):
                codex.thread_start().run("go")
            heard = [next(some) for _ in range(2)]
            assert [it.method for it in heard] == ["turn/started", "turn/completed"]
            assert {it.payload.thread_id for it in heard} == {"thread-2"}
            methods = [next(everything).method for _ in range(8)]
            assert methods[:2] == ["thread/started", "turn/started"]
            some.close()
            assert list(some) == []
