"""Turns with messages, usage and failures of every kind."""

from __future__ import annotations

from typing import Any


def speaks(server: Any, messages: list[Any]) -> None:
    """A turn with messages, each a text and a phase."""
    server.handshake()
    turn = server.start_turn()
    for number, (text, phase) in enumerate(messages):
        turn.message(text, f"msg-{number}", phase)
    turn.complete()


def a_result_is_a_turn_with_its_items(server: Any) -> None:
    import fake_bodies as bodies

    server.handshake()
    turn = server.start_turn()
    command = bodies.command_execution("make", item_id="call-1")
    turn.say("item/started", item=command, startedAtMs=1)
    turn.message("first", "msg-1", "commentary")
    turn.item(bodies.command_execution("make", "completed", "call-1"))
    turn.message("last", "msg-2", "final_answer")
    turn.message("first", "msg-1", "commentary")
    turn.usage(10)
    turn.usage(30)
    late = bodies.agent_message("only here", "msg-3", "commentary")
    turn.complete(items=[bodies.agent_message("last", "msg-2"), late])


def who_joins_late_gets_the_whole_result(server: Any) -> None:
    server.handshake()
    turn = server.start_turn()
    turn.message("before", "msg-1", "commentary")
    turn.usage(10)
    again = server.expect("turn/start")
    server.result(again, {"turn": {"id": turn.id, "items": [], "status": "inProgress"}})
    turn.message("after", "msg-2")
    turn.complete()


def fails(server: Any, info: Any) -> None:
    server.handshake()
    turn = server.start_turn()
    turn.message("half an answer", "msg-1")
    turn.usage(20)
    turn.fail("the model is gone", info)


def an_interrupted_turn_is_returned(server: Any) -> None:
    server.handshake()
    turn = server.start_turn()
    turn.message("half", "msg-1")
    turn.complete("interrupted")


def a_status_of_the_future_is_returned(server: Any) -> None:
    server.handshake()
    server.start_turn().complete("postponed")
