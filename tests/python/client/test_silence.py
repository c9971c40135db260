"""A runtime that falls silent is asked whether it is there; if it does not answer, everybody is told that it is gone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from faces import Face, read
from fake_server import FakeServer
from scenarios import silence

from codex_app_server._client.errors import (
    DeadlineExceededError,
    TransportClosedError,
)

Fake = Callable[..., FakeServer]

pytestmark = pytest.mark.usefixtures("no_leftovers")

PROBE = "thread/loaded/list"
PATIENCE = 0.2
"""The `request_timeout` of these clients, in seconds."""


def test_a_turn_that_says_nothing_for_long_is_waited_for(
    face: Face, fake: Fake
) -> None:
    """A refusal is as good a sign of life as an answer."""

    with face.open(
        fake(silence.a_turn_that_says_nothing_for_long_is_waited_for, probe=PROBE),
        request_timeout=1.0,
    ) as codex:
        assert codex.thread_start().run("think").final_response == "at last"


def test_a_slow_start_is_not_taken_for_silence(face: Face, fake: Fake) -> None:
    server = fake(silence.a_slow_start_is_not_taken_for_silence)
    with face.open(server, request_timeout=0.05):
        pass
    assert server.received(PROBE) == []


def test_a_turn_that_talks_is_not_disturbed(face: Face, fake: Fake) -> None:
    server = fake(silence.a_turn_that_talks_is_not_disturbed)
    with face.open(server, request_timeout=0.4) as codex:
        assert codex.thread_start().run("talk").status == "completed"
    assert server.received(PROBE) == []


def test_a_turn_that_talks_is_there_whatever_it_answers(face: Face, fake: Fake) -> None:
    """What it says reaches the reader who has asked for a sign of life as soon as all others."""
    server = fake(silence.a_turn_that_talks_and_answers_nothing, probe=PROBE)
    with face.open(server, request_timeout=0.4) as codex:
        heard, error = read(codex.thread_start().turn("talk").stream())
        assert error is None
        assert heard.count("item/agentMessage/delta") == 20
    assert len(server.received(PROBE)) == 1


def test_all_who_wait_are_told_that_it_is_gone(face: Face, fake: Fake) -> None:
    server = fake(silence.all_who_wait_are_told_that_it_is_gone)
    with face.open(server, request_timeout=PATIENCE) as codex:
        thread = codex.thread_start()
        handle = thread.turn("hang")
        with codex.notifications() as events:
            stream = handle.stream()
            waiting = [
                face.begin(lambda: list(stream)),
                face.begin(handle.run),
                face.begin(lambda: list(events)),
            ]
            for work in waiting:
                error = work.error()
                assert type(error) is TransportClosedError
                assert "silent for 0.4 seconds" in str(error)
                assert error.exit_code is None
                assert error.stderr_tail == "I am stuck"
        with pytest.raises(TransportClosedError, match="silent"):
            codex.models()
    assert len(server.received(PROBE)) <= 1


def test_a_listener_is_enough_to_notice_it(face: Face, fake: Fake) -> None:
    codex = face.open(
        fake(silence.a_listener_is_enough_to_notice_it), request_timeout=PATIENCE
    )
    gone = pytest.raises(TransportClosedError, match="silent")
    with codex, codex.notifications() as events, gone:
        next(events)


def test_a_wait_with_a_time_of_its_own_ends_in_time(face: Face, fake: Fake) -> None:
    server = fake(silence.a_wait_with_a_time_of_its_own_ends_in_time)
    with face.open(server, request_timeout=20) as codex:
        handle = codex.thread_start().turn("hang")
        stream = handle.stream(timeout=0.5, keep_running=True)
        assert next(stream).method == "turn/started"
        with pytest.raises(DeadlineExceededError):
            next(stream)
        with pytest.raises(DeadlineExceededError) as caught:
            handle.run(timeout=0.1)
        assert caught.value.seconds == 0.1
        with codex.notifications(timeout=0.1) as events:
            for _ in range(2):
                with pytest.raises(DeadlineExceededError):
                    next(events)
    assert server.received(PROBE) == []


def test_output_closed_and_alive(face: Face, fake: Fake) -> None:
    with face.open(fake(silence.output_closed_and_alive)) as codex:
        with pytest.raises(TransportClosedError, match="still running") as caught:
            codex.models()
        assert caught.value.exit_code is None
        assert caught.value.stderr_tail == "I go deaf"
        with pytest.raises(TransportClosedError, match="still running"):
            codex.models()


def test_input_closed_and_alive(face: Face, fake: Fake) -> None:
    with face.open(fake(silence.input_closed_and_alive)) as codex:
        handle = codex.thread_start().turn("go")
        stream = handle.stream()
        running = face.begin(handle.run)
        methods = [next(stream).method for _ in range(2)]
        assert methods[-1] == "item/agentMessage/delta"
        with pytest.raises(TransportClosedError, match="closed its input"):
            codex.models()
        with pytest.raises(TransportClosedError, match="closed its input"):
            next(stream)
        assert isinstance(running.error(), TransportClosedError)
