"""Runtimes that say much, or read little."""

from __future__ import annotations

from typing import Any


def a_burst_is_sent_no_faster_than_it_is_answered(
    server: Any, total: int, most: int
) -> None:
    server.handshake()
    answered = 0
    while answered < total:
        waiting = []
        try:
            while len(waiting) <= most:
                full = len(waiting) == most
                waiting.append(server.receive(timeout=0.01 if full else 0.05))
        except TimeoutError:
            pass
        if len(waiting) > most:
            server.mark("too many")
        for request in reversed(waiting):
            cursor = request["params"]["cursor"]
            server.result(request, {"data": [], "nextCursor": cursor})
        answered += len(waiting)


def a_runtime_that_does_not_read(server: Any) -> None:
    server.handshake()
    server.wait_for_test("read")
    server.rule(
        "model/list",
        lambda it: {"data": [], "nextCursor": it["params"]["cursor"]},
    )
    server.expect("never/said")


def one_huge_request_that_is_not_read(server: Any) -> None:
    server.handshake()
    server.wait_for_test("read")
    for _ in range(2):
        request = server.expect("model/list")
        length = str(len(request["params"]["cursor"]))
        server.result(request, {"data": [], "nextCursor": length})


def a_slow_reader_is_told_and_nobody_else_is_held_up(server: Any, half: int) -> None:
    server.handshake()
    turn = server.start_turn()
    server.expect("model/list")
    server.write(turn.delta_line("x") * half)
    request = server.expect("model/list")
    server.write(turn.delta_line("x") * half)
    turn.message("whole")
    turn.usage(20)
    turn.complete()
    server.result(request, {"data": []})


def a_stream_that_nobody_reads_ends_alone(server: Any, count: int) -> None:
    server.handshake()
    turn = server.start_turn()
    again = server.expect("turn/start")
    server.result(again, {"turn": {"id": turn.id, "items": [], "status": "inProgress"}})
    server.write(turn.delta_line("x") * count)
    turn.message("whole")
    turn.complete()


def a_flood_before_the_answer_that_it_belongs_to(server: Any, count: int) -> None:
    server.handshake()
    server.start_thread()
    request = server.expect("turn/start")
    body = {"id": "turn-1", "items": [], "status": "inProgress"}
    place = {"threadId": "thread-1", "turnId": "turn-1"}
    server.notify("turn/started", {"threadId": "thread-1", "turn": body})
    for number in range(count):
        delta = {**place, "itemId": "m", "delta": str(number)}
        server.notify("item/agentMessage/delta", delta)
    done = {**body, "status": "completed"}
    server.notify("turn/completed", {"threadId": "thread-1", "turn": done})
    server.result(request, {"turn": body})
