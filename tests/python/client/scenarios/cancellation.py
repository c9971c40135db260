"""What a runtime does while those who wait for it give up."""

from __future__ import annotations

from typing import Any


def obeys(server: Any) -> None:
    """A turn that runs until it is interrupted, beside calls that are answered."""
    server.handshake()
    server.rule("model/list", {"data": [], "nextCursor": None})
    turn = server.start_turn()
    server.result(server.expect("turn/interrupt"), {})
    turn.complete("interrupted")


def a_cancelled_reader_leaves_the_others(server: Any) -> None:
    server.handshake()
    turn = server.start_turn()
    again = server.expect("turn/start")
    body = {"id": turn.id, "items": [], "status": "inProgress"}
    server.result(again, {"turn": body})
    turn.delta("for both")
    server.wait_for_test("go")
    turn.delta("for one")
    turn.complete()


def a_start_that_is_cancelled_before_its_answer(server: Any) -> None:
    server.handshake()
    server.start_thread()
    request = server.expect("turn/start")
    server.wait_for_test("answer")
    body = {"id": "late", "items": [], "status": "inProgress"}
    server.result(request, {"turn": body})
    server.notify("turn/started", {"threadId": "thread-1", "turn": body})
    server.result(server.expect("turn/interrupt"), {})


def a_start_that_is_cancelled_just_when_its_answer_is_here(server: Any) -> None:
    import json

    server.handshake()
    server.start_thread()
    request = server.expect("turn/start")
    body = {"id": "turn-1", "items": [], "status": "inProgress"}
    place = {"threadId": "thread-1", "turn": body}
    lines = [
        {"id": request["id"], "result": {"turn": body}},
        {"method": "turn/started", "params": place},
        {"method": "account/updated", "params": {}},
    ]
    server.write("".join(json.dumps(it) + "\n" for it in lines).encode())
    server.result(server.expect("turn/interrupt"), {})


def cancelled_calls_give_their_places_back(server: Any) -> None:
    server.handshake()
    late = server.collect(2, "model/list")
    server.wait_for_test("answer")
    for request in late:
        server.result(request, {"data": [], "nextCursor": "late"})
    server.rule("model/list", {"data": [], "nextCursor": "in time"})


def a_listener_may_be_cancelled_and_go_on(server: Any) -> None:
    server.handshake()
    server.rule("model/list", {"data": []})
    server.wait_for_test("go")
    server.notify("account/updated", {"authMode": None})


def a_start_of_the_runtime_may_be_cancelled(server: Any) -> None:
    server.expect("initialize")
    server.expect("never/said")


def answers(server: Any) -> None:
    server.handshake()
    server.rule("model/list", {"data": []})


def a_close_that_is_cancelled_ends_the_runtime(server: Any) -> None:
    server.survive_terminate()
    server.handshake()
    server.hang()


def ctrl_c_in_a_run_stops_the_turn(server: Any, early: bool) -> None:
    server.handshake()
    server.start_thread()
    request = server.expect("turn/start")
    body = {"id": "turn-1", "items": [], "status": "inProgress"}
    if early:
        server.wait_for_test("answer")
    server.result(request, {"turn": body})
    server.notify("turn/started", {"threadId": "thread-1", "turn": body})
    server.mark("running")
    server.result(server.expect("turn/interrupt"), {})


def a_join_that_is_cancelled_before_its_answer(server: Any) -> None:
    """The turn runs, and the input of a caller who is gone is added to it."""
    server.handshake()
    turn = server.start_turn()
    again = server.expect("turn/start")
    server.wait_for_test("answer")
    body = {"id": turn.id, "items": [], "status": "inProgress"}
    server.result(again, {"turn": body})
    server.result(server.expect("model/list"), {"data": []})
    turn.complete()
