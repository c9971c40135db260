"""The runtime ends, wherever it stands: everybody who waits gets the one clear error, and nothing is left."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable

import pytest
from faces import Face, read
from fake_server import FakeServer
from scenarios import deaths

from codex_app_server._client.errors import (
    RuntimeExitedError,
    TransportClosedError,
)

Fake = Callable[..., FakeServer]

pytestmark = pytest.mark.usefixtures("no_leftovers")


def assert_gone(error: BaseException, code: int = 3) -> None:
    """It is the one error of a runtime that ended so, and it says everything."""
    assert type(error) is TransportClosedError, repr(error)
    assert error.exit_code == code
    assert error.stderr_tail == "the last words"
    assert "the runtime exited" in str(error)
    assert str(error).endswith("the last words")
    assert ("SIGKILL" if code == -signal.SIGKILL else f"code {code}") in str(error)


def test_before_it_reads(face: Face, fake: Fake) -> None:
    with pytest.raises(RuntimeExitedError) as caught:
        face.open(fake(deaths.before_it_reads))
    assert caught.value.exit_code == 3
    assert caught.value.stderr_tail == "bad config\nthe last words"
    assert "code 3" in str(caught.value)


def test_instead_of_an_answer_to_initialize(face: Face, fake: Fake) -> None:
    with pytest.raises(RuntimeExitedError) as caught:
        face.open(fake(deaths.instead_of_an_answer_to_initialize))
    assert (caught.value.exit_code, caught.value.stderr_tail) == (0, "the last words")


def test_as_soon_as_it_has_introduced_itself(face: Face, fake: Fake) -> None:
    server = fake(deaths.as_soon_as_it_has_introduced_itself)
    with face.open(server) as codex:
        server.wait_for_end()
        for _ in range(2):  # the first may still be sent, the second cannot
            with pytest.raises(TransportClosedError) as caught:
                codex.models()
            assert_gone(caught.value)


def test_by_a_signal(face: Face, fake: Fake) -> None:
    with face.open(fake(deaths.by_a_signal)) as codex:
        with pytest.raises(TransportClosedError) as caught:
            codex.models()
        assert_gone(caught.value, -signal.SIGKILL)


def test_in_the_middle_of_an_answer(face: Face, fake: Fake) -> None:
    with face.open(fake(deaths.in_the_middle_of_an_answer)) as codex:
        with pytest.raises(TransportClosedError) as caught:
            codex.models()
        assert_gone(caught.value)


def test_what_was_answered_before_is_not_lost(face: Face, fake: Fake) -> None:
    with face.open(fake(deaths.what_was_answered_before_is_not_lost)) as codex:
        calls = face.begin_each(2, lambda _: codex.models().next_cursor)
        assert sorted(call.result() for call in calls) == ["one", "two"]


@pytest.mark.parametrize("count", [64, 100])
def test_while_many_calls_wait(face: Face, fake: Fake, count: int) -> None:
    server = fake(deaths.while_many_calls_wait)
    with face.open(server) as codex:
        calls = face.begin_each(count, lambda _: codex.models())
        errors = [call.error() for call in calls]
        for error in errors:
            assert_gone(error)
        assert len(set(map(id, errors))) == count


def test_in_the_middle_of_a_turn(face: Face, fake: Fake) -> None:
    """Who runs, streams, joins and listens is told, each behind what came before."""

    server = fake(deaths.in_the_middle_of_a_turn)
    with face.open(server) as codex, codex.notifications() as events:
        thread = codex.thread_start()
        listening = face.begin(lambda: read(events))
        first = thread.turn("start")
        second = thread.turn("join")
        streaming = face.begin(lambda: read(first.stream()))
        running = face.begin(second.run)
        server.release("go")
        for work in (listening, streaming):
            got, error = work.result()
            assert got[-1] == "item/agentMessage/delta"
            assert_gone(error)
        assert_gone(running.error())
        for late in (first.run, second.interrupt, codex.models):
            with pytest.raises(TransportClosedError) as caught:
                late()
            assert_gone(caught.value)


def test_while_it_is_asked_to_stop(face: Face, fake: Fake) -> None:
    with face.open(fake(deaths.while_it_is_asked_to_stop)) as codex:
        handle = codex.thread_start().turn("go")
        with pytest.raises(TransportClosedError) as caught:
            handle.interrupt()
        assert_gone(caught.value)
        with pytest.raises(TransportClosedError) as caught:
            handle.run()
        assert_gone(caught.value)


def test_while_the_client_closes(face: Face, fake: Fake) -> None:
    with face.open(fake(deaths.while_the_client_closes)) as codex:
        codex.models()
        codex.close()
        with pytest.raises(TransportClosedError, match="closed by this program"):
            codex.models()


def test_last_words_that_are_read_slowly(fake: Fake) -> None:
    def read_slowly(line: str) -> None:
        if line == "slowly":
            time.sleep(0.1)

    gone = pytest.raises(TransportClosedError)
    with (
        Face().open(
            fake(deaths.last_words_that_are_read_slowly), on_stderr=read_slowly
        ) as codex,
        gone as caught,
    ):
        codex.models()
    assert caught.value.stderr_tail == "slowly\nthe last words"


def test_nobody_waits(face: Face, fake: Fake) -> None:
    server = fake(deaths.nobody_waits)
    codex = face.open(server)
    server.wait_for_end()
    codex.close()


def test_the_end_of_stderr_is_bounded_and_shown_as_text(face: Face, fake: Fake) -> None:
    with face.open(
        fake(deaths.the_end_of_stderr_is_bounded_and_shown_as_text)
    ) as codex:
        with pytest.raises(TransportClosedError) as caught:
            codex.models()
        assert caught.value.stderr_tail.endswith("\nred �\nthe last words")
        assert len(caught.value.stderr_tail) <= 4000
        assert len(str(caught.value)) < 3000
