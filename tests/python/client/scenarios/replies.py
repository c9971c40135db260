"""Runtimes that answer in another order, late, twice, or never."""

from __future__ import annotations

from typing import Any


def in_the_reverse_order(server: Any) -> None:
    server.handshake()
    for request in reversed(server.collect(50, "model/list")):
        cursor = request["params"]["cursor"]
        server.result(request, {"data": [], "nextCursor": cursor})


def errors_are_typed_and_whole(server: Any) -> None:
    server.handshake()
    server.error(server.expect("model/list"), -32602, "bad", {"why": ["x"]})
    server.overloaded(server.expect("model/list"))


def never(server: Any) -> None:
    server.handshake()
    server.expect("model/list")
    server.rule("model/list", {"data": []})


def a_time_of_its_own(server: Any) -> None:
    server.handshake()
    server.expect("model/list")
    request = server.expect("model/list")
    # asked in between whether it is still there
    server.result(server.expect("thread/loaded/list"), {"data": []})
    server.result(request, {"data": [], "nextCursor": "after a while"})


def late(server: Any) -> None:
    server.handshake()
    late = server.expect("model/list")
    request = server.expect("model/list")
    server.result(late, {"data": [], "nextCursor": "late"})
    server.result(request, {"data": [], "nextCursor": "in time"})
    server.result(late, {"data": [], "nextCursor": "later still"})
    server.rule("model/list", {"data": [], "nextCursor": "next"})


def twice(server: Any) -> None:
    server.handshake()
    for number in range(3):
        request = server.expect("model/list")
        for text in (f"answer {number}", "again", "and again"):
            server.result(request, {"data": [], "nextCursor": text})
        server.error(request)


def to_nobody(server: Any) -> None:
    server.handshake()
    request = server.expect("model/list")
    for number in ("0", str(request["id"]), -1, 10**6, 2**62, "x", ""):
        server.line({"id": number, "result": {"data": [], "nextCursor": "wrong"}})
    server.line({"id": None, "error": {"code": -32700, "message": "what?"}})
    server.result(request, {"data": [], "nextCursor": "right"})


def the_places_of_calls_that_nobody_answered_are_free_again(server: Any) -> None:
    server.handshake()
    server.collect(9, "model/list")
    server.rule("model/list", {"data": [], "nextCursor": "answered"})


def who_waits_for_a_place_waits_no_longer_than_he_may(server: Any) -> None:
    server.handshake()
    held = server.expect("model/list")
    server.wait_for_test("go")
    server.result(held, {"data": [], "nextCursor": "held"})
    server.rule("model/list", {"data": [], "nextCursor": "next"})


def a_start_that_is_never_answered(server: Any, begin: str) -> None:
    server.handshake()
    if begin == "turn/start":
        server.start_thread()
    server.expect(begin)
    server.expect("never/said")


def a_turn_that_starts_late_is_stopped(server: Any) -> None:
    server.handshake()
    server.start_thread()
    request = server.expect("turn/start")
    server.wait_for_test("answer")
    late = {"id": "late", "items": [], "status": "inProgress"}
    server.result(request, {"turn": late})
    server.notify("account/updated", {})
    server.result(server.expect("model/list"), {"data": []})
    thread_id = request["params"]["threadId"]
    server.notify("turn/started", {"threadId": thread_id, "turn": late})
    server.result(server.expect("turn/interrupt"), {})
    turn = server.start_turn("in time")
    turn.message("well")
    turn.complete()


def no_time_at_all(server: Any) -> None:
    server.handshake()
    server.expect("model/list")
    server.expect("never/said")
