"""Turns that talk to several readers."""

from __future__ import annotations

from typing import Any


def talks(server: Any) -> None:
    """A turn that says a word each time that `model/list` is called, and stops when it is asked to."""
    server.handshake()
    turn = server.start_turn()
    body = {"turn": {"id": turn.id, "items": [], "status": "inProgress"}}
    number = 0
    while True:
        request = server.receive()
        if request["method"] == "model/list":
            turn.delta(str(number))
            number += 1
            server.result(request, {"data": []})
        elif request["method"] == "turn/start":
            server.result(request, body)
        elif request["method"] == "turn/interrupt":
            server.result(request, {})
            turn.complete("interrupted")
        elif request["method"] == "turn/steer":
            turn.complete()
            server.result(request, {"turnId": turn.id})


def events_that_come_before_the_answer(server: Any) -> None:
    server.handshake()
    server.start_thread()
    for number in range(2):
        request = server.expect("turn/start")
        body = {"id": f"turn-{number}", "items": [], "status": "inProgress"}
        place = {"threadId": "thread-1"}
        server.notify("turn/started", {**place, "turn": body})
        other = {**body, "id": "another"}
        server.notify("turn/started", {"threadId": "elsewhere", "turn": other})
        done = {**body, "status": "completed"}
        server.notify("turn/completed", {**place, "turn": done})
        server.result(request, {"turn": body})


def two_turns_of_two_threads_at_once(server: Any) -> None:
    server.handshake()
    turns = []
    for number in (1, 2):
        server.start_thread(f"thread-{number}")
        turns.append(server.start_turn(f"turn-{number}"))
    for number in range(100):
        for turn in turns:
            turn.delta(f"{turn.id} {number}")
    for turn in reversed(turns):
        turn.message(turn.id)
        turn.complete()


def who_listens_to_one_thread_hears_that_one(server: Any) -> None:
    server.handshake()
    for number in (1, 2):
        server.start_thread(f"thread-{number}")
        turn = server.start_turn(f"turn-{number}")
        turn.delta(turn.id)
        turn.complete()
