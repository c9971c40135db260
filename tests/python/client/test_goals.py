"""A goal is followed to its rest: no event is lost, none comes twice, and what the runtime said first does not come last."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from faces import Face, read
from fake_server import FakeServer
from scenarios import goals

from codex_app_server._client.errors import (
    CodexError,
    DeadlineExceededError,
    StreamLaggedError,
    TransportClosedError,
    TurnFailedError,
)

Fake = Callable[..., FakeServer]

pytestmark = pytest.mark.usefixtures("no_leftovers")

WHOLE = [
    "thread/goal/updated",
    "turn/started",
    "item/completed",
    "thread/goal/updated",
    "turn/completed",
]


def started(face: Face, server: FakeServer, **config: Any) -> tuple[Any, Any]:
    """A client and a goal that the runtime works on."""
    codex = face.open(server, request_timeout=20, **config)
    return codex, codex.thread_start().start_goal("Finish.")


def test_a_stream_that_is_left_goes_on_in_the_next(face: Face, fake: Fake) -> None:
    server = fake(goals.in_one_breath, status="complete", end="completed")
    codex, goal = started(face, server)
    with codex:
        codex.models()  # all has come by now
        heard = []
        while len(heard) < len(WHOLE):
            stream = goal.stream(timeout=20)
            heard.append(next(stream).method)
            stream.close()
        assert heard == WHOLE
        assert list(goal.stream()) == []
        result = goal.run()
    assert (result.status, result.final_response) == ("complete", "reached")


def test_who_leaves_a_stream_may_wait_for_the_end(face: Face, fake: Fake) -> None:
    server = fake(goals.in_one_breath, status="complete", end="completed")
    codex, goal = started(face, server)
    with codex:
        codex.models()
        stream = goal.stream()
        next(stream)
        stream.close()
        assert goal.run(timeout=20).final_response == "reached"
        assert len(goal.run(timeout=20).turns) == 1


def test_each_stream_hears_for_itself(face: Face, fake: Fake) -> None:
    server = fake(goals.dies_amid_a_turn)
    codex, goal = started(face, server)
    with codex:
        streams = [goal.stream() for _ in range(2)]
        works = [face.begin(lambda it=it: read(it)) for it in streams]
        running = face.begin(goal.run)
        server.release("go")
        for work in works:
            heard, error = work.result()
            assert isinstance(error, TransportClosedError)
            assert set(heard) <= {"turn/started"}
        assert "the last words" in str(running.error())
        with pytest.raises(TransportClosedError):
            goal.run()


def test_a_turn_that_fails_brings_the_goal_to_rest(face: Face, fake: Fake) -> None:
    server = fake(goals.in_one_breath, status="active", end="failed")
    codex, goal = started(face, server)
    with codex:
        heard, error = read(goal.stream(timeout=20))
        assert (heard, error) == (WHOLE, None)
        with pytest.raises(TurnFailedError, match="broke"):
            goal.run()


def test_what_was_told_of_a_pause_does_not_undo_the_resumption(
    face: Face, fake: Fake
) -> None:
    server = fake(goals.paused_and_resumed)
    codex, goal = started(face, server)
    with codex:
        goal.pause()
        goal.resume()
        with pytest.raises(DeadlineExceededError):
            goal.run(timeout=0.1)
        server.release("go")
        result = goal.run(timeout=20)
    assert (result.status, len(result.turns)) == ("complete", 1)


def test_a_goal_that_nobody_streams_may_be_waited_for(face: Face, fake: Fake) -> None:
    server = fake(goals.talks_while_nobody_reads, count=50)
    codex, goal = started(face, server, stream_limit=10)
    with codex:
        codex.models()
        assert goal.run(timeout=20).status == "complete"


def test_a_slow_stream_is_told(face: Face, fake: Fake) -> None:
    server = fake(goals.talks_while_nobody_reads, count=50)
    codex, goal = started(face, server, stream_limit=10)
    with codex:
        codex.models()
        heard, error = read(goal.stream(timeout=20))
        assert len(heard) == 10
        assert isinstance(error, StreamLaggedError)
        assert goal.run(timeout=20).status == "complete"


def test_a_goal_that_is_let_go(face: Face, fake: Fake) -> None:
    server = fake(goals.dies_amid_a_turn)
    codex, goal = started(face, server)
    with codex:
        stream = goal.stream(timeout=20)
        assert next(stream).method == "turn/started"
        goal.close()
        assert list(stream) == []
        assert list(goal.stream(timeout=20)) == []
        assert goal.run(timeout=20).status == "active"
        server.release("go")


def test_answers_that_do_not_fit(face: Face, fake: Fake) -> None:
    """They are errors of their calls alone."""
    with face.open(fake(goals.answers_that_do_not_fit)) as codex:
        thread = codex.thread_start()
        for _ in range(3):
            with pytest.raises(CodexError, match="no goal that can be read"):
                thread.start_goal("Finish.")
        assert thread.start_goal("Finish.").goal.status == "paused"
