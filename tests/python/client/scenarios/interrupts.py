"""Runtimes that are asked to stop a turn, and obey, refuse, or say nothing."""

from __future__ import annotations

from typing import Any


def obeys(server: Any) -> None:
    server.handshake()
    turn = server.start_turn()
    server.result(server.expect("turn/interrupt"), {})
    turn.message("as far as it came")
    turn.complete("interrupted")
    server.error(server.expect("turn/interrupt"), message="no active turn to interrupt")


def two_handles_of_one_turn_ask(server: Any) -> None:
    server.handshake()
    turn = server.start_turn()
    again = server.expect("turn/start")
    server.result(again, {"turn": {"id": turn.id, "items": [], "status": "inProgress"}})
    server.result(server.expect("turn/interrupt"), {})
    turn.complete("interrupted")


def a_turn_that_is_over(server: Any) -> None:
    server.handshake()
    turn = server.start_turn()
    turn.complete()


def a_turn_that_ends_before_the_request_arrives(server: Any) -> None:
    server.handshake()
    turn = server.start_turn()
    request = server.expect("turn/interrupt")
    turn.complete()
    server.error(request, message="no active turn to interrupt")


def a_refusal_while_it_runs_is_told(server: Any) -> None:
    server.handshake()
    turn = server.start_turn()
    server.error(server.expect("turn/interrupt"), message="not now")
    server.result(server.expect("turn/interrupt"), {})
    turn.complete("interrupted")


def no_answer_and_no_end(server: Any) -> None:
    server.handshake()
    server.start_turn()
    server.rule("thread/loaded/list", {"data": []})
    server.expect("never/said")


def no_answer_but_an_end(server: Any) -> None:
    server.handshake()
    turn = server.start_turn()
    server.expect("turn/interrupt")
    turn.complete("interrupted")


def a_turn_that_has_not_begun(server: Any) -> None:
    server.handshake()
    server.start_thread()
    request = server.expect("turn/start")
    body = {"id": "turn-1", "items": [], "status": "inProgress"}
    server.result(request, {"turn": body})
    server.wait_for_test("begin")
    server.notify("turn/started", {"threadId": "thread-1", "turn": body})
    server.result(server.expect("turn/interrupt"), {})
    over = {**body, "status": "interrupted"}
    server.notify("turn/completed", {"threadId": "thread-1", "turn": over})


def when_all_places_are_taken(server: Any) -> None:
    server.handshake()
    turn = server.start_turn()
    server.expect("model/list")
    server.result(server.expect("turn/interrupt"), {})
    turn.complete("interrupted")
