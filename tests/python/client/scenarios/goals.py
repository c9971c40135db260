"""Runtimes that work on a goal."""

from __future__ import annotations

from typing import Any


def in_one_breath(server: Any, status: str, end: str) -> None:
    """A turn, the state of the goal and the end of the turn, all at once."""
    import json

    import fake_bodies as bodies

    server.handshake()
    server.rule("thread/start", bodies.thread_opened("thread-1"))
    request = server.expect("thread/goal/set")
    server.result(request, {"goal": bodies.goal("active")})
    place = {"threadId": "thread-1"}
    over = bodies.turn("turn-1", end, error=bodies.turn_error("broke"))
    message = bodies.agent_message("reached")
    said = [
        ("thread/goal/updated", {"goal": bodies.goal("active")}),
        ("turn/started", {"turn": bodies.turn("turn-1")}),
        ("item/completed", {"turnId": "turn-1", "item": message, "completedAtMs": 1}),
        ("thread/goal/updated", {"goal": bodies.goal(status)}),
        ("turn/completed", {"turn": over}),
    ]
    lines = [{"method": name, "params": {**place, **more}} for name, more in said]
    server.write("".join(json.dumps(it) + "\n" for it in lines).encode())
    server.rule("model/list", {"data": [], "nextCursor": None})


def paused_and_resumed(server: Any) -> None:
    """The runtime tells of each change right after its answer, and of the last one late."""
    import fake_bodies as bodies

    def change(status: str) -> None:
        goal = {"goal": bodies.goal(status)}
        server.result(server.expect("thread/goal/set"), goal)
        server.notify("thread/goal/updated", {"threadId": "thread-1", **goal})

    server.handshake()
    server.rule("thread/start", bodies.thread_opened("thread-1"))
    change("active")
    change("paused")
    goal = {"goal": bodies.goal("active")}
    server.result(server.expect("thread/goal/set"), goal)
    server.wait_for_test("go")
    place = {"threadId": "thread-1"}
    server.notify("thread/goal/updated", {**place, **goal})
    server.notify("turn/started", {**place, "turn": bodies.turn("turn-1")})
    complete = {"goal": bodies.goal("complete")}
    server.notify("thread/goal/updated", {**place, **complete})
    over = bodies.turn("turn-1", "completed")
    server.notify("turn/completed", {**place, "turn": over})


def dies_amid_a_turn(server: Any) -> None:
    import fake_bodies as bodies

    server.handshake()
    server.rule("thread/start", bodies.thread_opened("thread-1"))
    request = server.expect("thread/goal/set")
    server.result(request, {"goal": bodies.goal("active")})
    place = {"threadId": "thread-1"}
    server.notify("turn/started", {**place, "turn": bodies.turn("turn-1")})
    server.wait_for_test("go")
    server.die(3, "the last words")


def talks_while_nobody_reads(server: Any, count: int) -> None:
    import fake_bodies as bodies

    server.handshake()
    server.rule("thread/start", bodies.thread_opened("thread-1"))
    request = server.expect("thread/goal/set")
    server.result(request, {"goal": bodies.goal("active")})
    place = {"threadId": "thread-1"}
    server.notify("turn/started", {**place, "turn": bodies.turn("turn-1")})
    for _ in range(count):
        server.notify("never/heard/of", place)
    server.result(server.expect("model/list"), {"data": [], "nextCursor": None})
    complete = {"goal": bodies.goal("complete")}
    server.notify("thread/goal/updated", {**place, **complete})
    over = bodies.turn("turn-1", "completed")
    server.notify("turn/completed", {**place, "turn": over})


def answers_that_do_not_fit(server: Any) -> None:
    import fake_bodies as bodies

    server.handshake()
    server.rule("thread/start", bodies.thread_opened("thread-1"))
    for result in ({}, {"goal": 5}, {"goal": None}):
        server.result(server.expect("thread/goal/set"), result)
    server.result(server.expect("thread/goal/set"), {"goal": bodies.goal("paused")})
