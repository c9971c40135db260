"""Runtimes that ask, and tell in a message what they were answered."""

from __future__ import annotations

from typing import Any


def each(server: Any, questions: list[Any]) -> None:
    """One question after the other, each a method and its params."""
    import json

    server.handshake()
    turn = server.start_turn()
    answers = [server.ask(method, params) for method, params in questions]
    turn.message(json.dumps(answers))
    turn.complete()


def all_at_once(server: Any, questions: list[Any]) -> None:
    """All questions before any answer is read; the answers in the order in which they came."""
    import json

    server.handshake()
    turn = server.start_turn()
    for method, params in questions:
        server.request(method, params)
    answers = [server.expect_answer(number) for number in range(len(questions))]
    turn.message(json.dumps(answers))
    turn.complete()


def takes_back(server: Any, question: Any) -> None:
    """A question that is settled elsewhere before it was answered."""
    method, params = question
    server.handshake()
    turn = server.start_turn()
    number = server.request(method, params)
    server.wait_for_test("go")
    server.notify(
        "serverRequest/resolved", {"threadId": turn.thread_id, "requestId": number}
    )
    server.result(server.expect("model/list"), {"data": [], "nextCursor": None})
    turn.complete()


def ends_the_turn(server: Any, question: Any) -> None:
    """A turn that ends while its question stands."""
    method, params = question
    server.handshake()
    turn = server.start_turn()
    server.request(method, {**params, **turn.place})
    server.wait_for_test("go")
    turn.complete("interrupted")


def twice_under_one_id(server: Any, question: Any) -> None:
    """Two questions of the same id, of which the second stands to the end."""
    method, params = question
    server.handshake()
    for number in range(2):
        server.request(method, {**params, "itemId": str(number)}, "same")
    server.expect_answer("same")
    server.mark("one is answered")
    server.expect("never/said")


def settles_oddly(server: Any, question: Any) -> None:
    """Word that a question is settled, of which the id cannot be read."""
    method, params = question
    server.handshake()
    number = server.request(method, params)
    for odd in ([], {}, None, 1.5, True, "other", [number]):
        told = {"threadId": "thread-1", "requestId": odd}
        server.notify("serverRequest/resolved", told)
    server.mark(str(server.expect_answer(number)["result"]["decision"]))


def one_and_its_answer(server: Any, question: Any) -> None:
    """A question, and what is made of the answer."""
    import json

    method, params = question
    server.handshake()
    answer = server.ask(method, params)
    server.mark(json.dumps(answer.get("result", "an error")))


def and_goes_on(server: Any, question: Any) -> None:
    """A question, and calls that are answered whatever becomes of it."""
    method, params = question
    server.handshake()
    server.request(method, params)
    server.rule("model/list", {"data": [], "nextCursor": None})
