"""Whatever the order in which the answer and the events of a turn come, each handle gets its own, once and whole."""

from __future__ import annotations

import gc
import weakref
from itertools import permutations
from typing import Any

import pytest
from fake_bodies import agent_message
from offline import Desk, answered, completed, delta, item, line, refusal, result, said
from offline import started as begun

from codex_app_server._client.errors import CodexError, InvalidRequestError
from codex_app_server._client.turn_log import TurnLog

OTHER = {"turn": "turn-2", "thread": "thread-2"}


def test_the_answer_comes_first() -> None:
    desk = Desk()
    starting = desk.starts().answered()
    desk.hears(begun(), delta("a"), completed())
    assert starting.told() == ["turn/started", "a", "turn/completed"]
    assert (starting.log.thread_id, starting.log.turn_id) == ("thread-1", "turn-1")
    assert starting.log.over
    assert desk.unread == []


@pytest.mark.parametrize("at", range(5))
def test_the_answer_comes_at_any_time(at: int) -> None:
    desk = Desk()
    starting = desk.starts()
    lines = [begun(), delta("a"), item(agent_message("a")), completed()]
    lines.insert(at, answered(starting.number))
    desk.hears(*lines)
    assert starting.told() == ["turn/started", "a", "item/completed", "turn/completed"]
    with pytest.raises(EOFError):
        starting.box.take()
    assert starting.log.over
    assert len(starting.log.items) == 1
    assert desk.unread == []


def test_two_turns_interleaved_and_both_answers_late() -> None:
    desk = Desk()
    one, two = desk.starts(), desk.starts("thread-2")
    desk.hears(delta("1a"), delta("2a", **OTHER), delta("1b"), completed(**OTHER))
    desk.hears(answered(two.number, "turn-2"), delta("1c"), answered(one.number))
    desk.hears(completed())
    assert one.told() == ["1a", "1b", "1c", "turn/completed"]
    assert two.told() == ["2a", "turn/completed"]


def test_two_starts_in_one_thread_are_not_mixed_up() -> None:
    """One is refused, as it may be; its events never were its own."""
    desk = Desk()
    one, two = desk.starts(), desk.starts()
    desk.hears(delta("a"), refusal(one.number), delta("b"), answered(two.number))
    desk.hears(completed())
    assert two.told() == ["a", "b", "turn/completed"]
    assert one.box.take() == []
    with pytest.raises(InvalidRequestError):
        one.reply.take()


def test_to_join_is_to_hear_from_the_request_on() -> None:
    desk = Desk()
    first = desk.starts().answered()
    desk.hears(delta("a"))
    second = desk.starts()
    desk.hears(delta("b"))
    second.answered()
    third = desk.starts().answered()
    desk.hears(delta("c"), completed())
    assert first.log is second.log is third.log
    assert first.told() == ["a", "b", "c", "turn/completed"]
    assert second.told() == ["b", "c", "turn/completed"]
    assert third.told() == ["c", "turn/completed"]


def test_the_turn_that_is_joined_ends_before_the_answer() -> None:
    desk = Desk()
    first = desk.starts().answered()
    desk.hears(item(agent_message("a")))
    second = desk.starts()
    desk.hears(completed())
    second.answered()
    assert second.log is first.log
    assert second.told() == ["turn/completed"]
    assert len(second.log.items) == 1
    assert desk.core.active_turn("thread-1") is None


def test_a_start_that_failed_keeps_nothing() -> None:
    desk = Desk()
    starting = desk.starts()
    desk.hears(delta("a"), refusal(starting.number))
    desk.core.give_up(starting.start)
    desk.hears(delta("b"))
    assert said(desk.unread) == ["b"]
    assert starting.box.take() == []


def test_early_events_are_bounded_like_all_others() -> None:
    desk = Desk()
    starting = desk.starts(limit=3)
    desk.hears(*(delta(letter) for letter in "abcde"))
    starting.answered()
    assert starting.told() == ["a", "b", "c"]
    with pytest.raises(CodexError, match="3"):
        starting.box.take()


def test_a_review_in_a_thread_that_the_runtime_chooses() -> None:
    desk = Desk()
    starting = desk.starts(thread=None)
    desk.hears(delta("elsewhere"), delta("a", **OTHER))
    starting.answered("turn-2")
    desk.hears(completed(**OTHER))
    assert starting.told() == ["a", "turn/completed"]
    assert starting.log.thread_id == "thread-2"


def test_late_events_of_a_turn_that_is_over_are_shown_as_unread() -> None:
    desk = Desk()
    starting = desk.starts().answered()
    desk.hears(completed(), item(agent_message("too late")), delta("late"))
    assert starting.told() == ["turn/completed"]
    assert said(desk.unread) == ["item/completed", "late"]
    assert starting.log.items == []
    assert desk.core.active_turn("thread-1") is None


def test_the_answer_names_no_turn() -> None:
    bodies: list[Any] = [
        None,
        5,
        [],
        {},
        {"turn": None},
        {"turn": {}},
        {"turn": {"id": 5}},
    ]
    for body in bodies:
        desk = Desk()
        starting = desk.starts()
        desk.hears(result(starting.number, body))
        with pytest.raises(CodexError, match="turn/start"):
            starting.reply.take()


def unnamed(**params: Any) -> bytes:
    return line("turn/completed", **params)


def test_an_end_that_does_not_say_of_which_turn() -> None:
    desk = Desk()
    one, two = desk.starts().answered(), desk.starts("thread-2").answered("turn-2")
    desk.hears(unnamed(threadId="thread-1", turn=5))
    assert (one.log.over, two.log.over) == (True, False)
    assert one.told() == ["turn/completed"]
    with pytest.raises(CodexError, match="unreadable"):
        one.box.take()
    desk.hears(delta("goes on", **OTHER))
    assert two.told() == ["goes on"]
    desk.hears(unnamed())
    assert two.log.over


def test_an_end_that_does_not_say_of_which_turn_before_the_answer() -> None:
    desk = Desk()
    starting = desk.starts()
    desk.hears(begun(), unnamed(threadId="thread-1"))
    starting.answered()
    assert starting.log.over


def logs() -> int:
    gc.collect()
    return sum(isinstance(it, TurnLog) for it in gc.get_objects())


def test_a_dropped_handle_keeps_nothing_alive() -> None:
    before = logs()
    desk = Desk()
    starting = desk.starts().answered()
    desk.hears(delta("a"), item(agent_message("kept until the end")))
    box = weakref.ref(starting.box)
    del starting
    assert logs() == before + 1
    assert box() is None
    desk.hears(delta("b"))
    assert said(desk.unread) == ["b"]
    desk.hears(completed())
    assert logs() == before


def test_a_start_that_was_given_up_keeps_nothing_alive() -> None:
    before = logs()
    desk = Desk()
    starting = desk.starts()
    desk.hears(delta("a"), completed())
    assert logs() == before + 1
    desk.core.give_up(starting.start)
    del starting
    desk.core.fail(lambda: CodexError("gone"))
    assert logs() == before


def test_every_order_of_two_answers_and_their_events() -> None:
    """Two turns of two threads; the lines of each keep their own order, the answers come anywhere."""
    for places in permutations(range(7), 2):
        desk = Desk()
        one, two = desk.starts(), desk.starts("thread-2")
        lines = [delta("1"), delta("2", **OTHER), completed(), delta("22", **OTHER)]
        lines.append(completed(**OTHER))
        answers = {
            places[0]: answered(one.number),
            places[1]: answered(two.number, "turn-2"),
        }
        for at in sorted(answers):
            lines.insert(at, answers[at])
        desk.hears(*lines)
        assert one.told() == ["1", "turn/completed"], places
        assert two.told() == ["2", "22", "turn/completed"], places
        assert desk.unread == [], places
