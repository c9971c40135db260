"""To interrupt a turn is to ask once; a turn that is over is left alone, and nobody waits for an answer that never comes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from faces import Face
from fake_server import FakeServer
from scenarios import interrupts

from codex_app_server._client.errors import DeadlineExceededError, InvalidRequestError

Fake = Callable[..., FakeServer]

pytestmark = pytest.mark.usefixtures("no_leftovers")


def test_a_turn_that_runs(face: Face, fake: Fake) -> None:
    """It ends as interrupted, which is a result like another."""
    server = fake(interrupts.obeys)
    with face.open(server) as codex:
        handle = codex.thread_start().turn("go")
        handle.interrupt()
        result = handle.run()
        assert result.status == "interrupted"
        assert result.final_response == "as far as it came"
        handle.interrupt()
    (request,) = server.received("turn/interrupt")
    assert request["params"] == {"threadId": "thread-1", "turnId": "turn-1"}


def test_many_ask_at_once(face: Face, fake: Fake) -> None:
    server = fake(interrupts.obeys)
    with face.open(server) as codex:
        thread = codex.thread_start()
        handle = thread.turn("go")
        for work in face.begin_each(8, lambda _: handle.interrupt()):
            work.result()
        assert handle.run().status == "interrupted"
    assert len(server.received("turn/interrupt")) == 1


def test_two_handles_of_one_turn_ask(face: Face, fake: Fake) -> None:
    server = fake(interrupts.two_handles_of_one_turn_ask)
    with face.open(server) as codex:
        thread = codex.thread_start()
        first, second = thread.turn("go"), thread.turn("and more")
        first.interrupt()
        second.interrupt()
        assert second.run().status == "interrupted"
    assert len(server.received("turn/interrupt")) == 1


def test_a_turn_that_is_over(face: Face, fake: Fake) -> None:
    server = fake(interrupts.a_turn_that_is_over)
    with face.open(server) as codex:
        handle = codex.thread_start().turn("go")
        assert handle.run().status == "completed"
        handle.interrupt()
        with handle:
            pass
    assert server.received("turn/interrupt") == []


def test_a_turn_that_ends_before_the_request_arrives(face: Face, fake: Fake) -> None:
    """The runtime refuses, as it must, and the turn is over all the same."""

    with face.open(
        fake(interrupts.a_turn_that_ends_before_the_request_arrives)
    ) as codex:
        handle = codex.thread_start().turn("go")
        handle.interrupt()
        assert handle.run().status == "completed"


def test_a_refusal_while_it_runs_is_told(face: Face, fake: Fake) -> None:
    """After that it may be asked again."""

    with face.open(fake(interrupts.a_refusal_while_it_runs_is_told)) as codex:
        handle = codex.thread_start().turn("go")
        with pytest.raises(InvalidRequestError, match="not now"):
            handle.interrupt()
        handle.interrupt()
        assert handle.run().status == "interrupted"


def test_no_answer_and_no_end(face: Face, fake: Fake) -> None:
    server = fake(interrupts.no_answer_and_no_end)
    with face.open(server, request_timeout=1.0) as codex:
        handle = codex.thread_start().turn("go")
        both = face.begin_each(2, lambda _: handle.interrupt())
        for work in both:
            error = work.error()
            assert isinstance(error, DeadlineExceededError)
            assert error.method == "turn/interrupt"


def test_what_ends_a_block_is_not_hidden_by_what_goes_wrong_at_its_end(
    face: Face, fake: Fake
) -> None:
    """Not an error of the program, nor a cancellation, which would be lost."""
    server = fake(interrupts.no_answer_and_no_end)
    with face.open(server, request_timeout=0.3) as codex:
        handle = codex.thread_start().turn("go")
        with pytest.raises(ZeroDivisionError), handle:
            raise ZeroDivisionError
        with pytest.raises(DeadlineExceededError), handle:
            pass


def test_no_answer_but_an_end(face: Face, fake: Fake) -> None:
    """The recorded runtime does so when it is asked after an interrupted turn."""

    with face.open(fake(interrupts.no_answer_but_an_end), request_timeout=1.0) as codex:
        handle = codex.thread_start().turn("go")
        handle.interrupt()
        assert handle.run().status == "interrupted"


def test_a_turn_that_has_not_begun(face: Face, fake: Fake) -> None:
    """Until the runtime says that it has, it would refuse."""

    server = fake(interrupts.a_turn_that_has_not_begun)
    with face.open(server) as codex:
        handle = codex.thread_start().turn("go")
        work = face.begin(handle.interrupt)
        server.wait_for_mark("waits for begin")
        assert server.received("turn/interrupt") == []
        server.release("begin")
        work.result()
        assert handle.run().status == "interrupted"


def test_with_a_handle(face: Face, fake: Fake) -> None:
    server = fake(interrupts.obeys)
    with face.open(server) as codex:
        with codex.thread_start().turn("go") as handle:
            assert server.received("turn/interrupt") == []
        assert len(server.received("turn/interrupt")) == 1
        assert handle.run().status == "interrupted"


def test_with_a_handle_and_an_error(face: Face, fake: Fake) -> None:
    server = fake(interrupts.obeys)

    def fail(handle: Any) -> None:
        with handle:
            raise ZeroDivisionError

    with face.open(server) as codex:
        handle = codex.thread_start().turn("go")
        with pytest.raises(ZeroDivisionError):
            fail(handle)
        assert handle.run().status == "interrupted"
    assert len(server.received("turn/interrupt")) == 1


def test_when_all_places_are_taken(face: Face, fake: Fake) -> None:
    server = fake(interrupts.when_all_places_are_taken)
    with face.open(server, max_in_flight=1) as codex:
        handle = codex.thread_start().turn("go")
        waiting = face.begin(codex.models)
        server.wait_for("model/list")
        handle.interrupt()
        assert handle.run().status == "interrupted"
        codex.close()
        waiting.error()
