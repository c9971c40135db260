"""Every request has at most one outcome, every notification reaches each of its readers once, and nothing is kept in vain."""

from __future__ import annotations

import gc
import json
import threading
import weakref
from typing import Any

import pytest
from offline import Desk, completed, delta, line, refusal, result, said

from codex_app_server._client.errors import (
    CodexError,
    InvalidRequestError,
    TransportClosedError,
)
from codex_app_server._client.listeners import Subscription, matching
from codex_app_server._client.mailbox import Mailbox
from codex_app_server._runtime.errors import WireError


def gone() -> TransportClosedError:
    return TransportClosedError("gone")


def value_of(reply: Any) -> bytes:
    return bytes(reply.take().result)


def listen(desk: Desk, *methods: str, thread: str | None = None) -> Subscription:
    box: Mailbox[Any] = Mailbox(100, threading.Event())
    subscription = Subscription(box, matching(methods, thread))
    desk.core.subscribe(subscription)
    return subscription


# Requests and their outcomes.


def test_answers_in_any_order() -> None:
    desk = Desk()
    asked = [desk.asks() for _ in range(5)]
    assert len({number for number, _ in asked}) == 5
    assert not any(reply.is_here for _, reply in asked)
    desk.hears(*(result(number, {"is": number}) for number, _ in reversed(asked)))
    for number, reply in asked:
        assert reply.signal.is_set()
        assert value_of(reply) == b'{"is": %d}' % number


def test_a_request_is_one_line() -> None:
    desk = Desk()
    reply = desk.asks()[1]
    number, text = desk.core.request("model/list", {"cursor": "a\nb"}, reply)
    assert b"\n" not in text
    assert (
        text == b'{"id":%d,"method":"model/list","params":{"cursor":"a\\nb"}}' % number
    )


def test_params_that_cannot_be_written_leave_nothing_behind() -> None:
    desk = Desk()
    with pytest.raises(WireError):
        desk.asks(params={"cursor": object()})
    number, reply = desk.asks()
    desk.hears(result(number, {}))
    assert value_of(reply) == b"{}"


def test_only_the_first_of_several_answers_counts() -> None:
    desk = Desk()
    number, reply = desk.asks()
    other = desk.asks()[1]
    desk.hears(result(number, 1), result(number, 2), refusal(number))
    assert value_of(reply) == b"1"
    assert not other.is_here
    desk.hears(refusal(number))
    assert value_of(reply) == b"1"


@pytest.mark.parametrize("number", [99, -1, "0", "zero", 2**63 - 1])
def test_answers_to_nobody(number: Any) -> None:
    desk = Desk()
    _, reply = desk.asks()
    desk.hears(result(number, 1), refusal(number))
    assert not reply.is_here
    assert (desk.asked, desk.unread, desk.malformed) == ([], [], [])


def test_an_error_without_an_id_is_for_nobody() -> None:
    desk = Desk()
    _, reply = desk.asks()
    desk.hears(refusal(None))
    assert not reply.is_here


def test_each_who_asks_gets_an_error_of_his_own() -> None:
    desk = Desk()
    number, reply = desk.asks()
    desk.hears(refusal(number, -32600, "not now"))
    errors = []
    for _ in range(2):
        with pytest.raises(InvalidRequestError, match="not now") as caught:
            reply.take()
        errors.append(caught.value)
    assert errors[0] is not errors[1]


@pytest.mark.parametrize("error", [None, 5, "x", {}, {"code": "x", "message": 5}])
def test_an_error_that_is_malformed_is_an_answer_all_the_same(error: Any) -> None:
    desk = Desk()
    number, reply = desk.asks()
    desk.hears(
        b'{"id":%d,"error":%s,"result":null}' % (number, json.dumps(error).encode())
    )
    assert reply.is_here
    if error is not None:
        with pytest.raises(CodexError):
            reply.take()


def test_what_is_abandoned_is_answered_to_nobody_or_to_who_comes_late() -> None:
    desk = Desk()
    number, reply = desk.asks()
    desk.core.abandon(number)
    desk.core.abandon(number)
    desk.hears(result(number, 1))
    assert not reply.is_here

    number, reply = desk.asks()
    late = desk.asks()[1]
    desk.core.abandon(number, late)
    desk.hears(result(number, 2))
    assert not reply.is_here
    assert value_of(late) == b"2"

    number, reply = desk.asks()
    desk.hears(result(number, 3))
    late = desk.asks()[1]
    desk.core.abandon(number, late)
    assert value_of(reply) == b"3"
    assert not late.is_here


def test_an_answer_that_cannot_be_used_is_the_error_of_who_asked() -> None:
    desk = Desk()
    number, reply = desk.asks()

    def refuse(_: Any) -> None:
        raise CodexError("unusable")

    reply.on_response = refuse
    desk.hears(result(number, {}), delta("a"))
    with pytest.raises(CodexError, match="unusable"):
        reply.take()
    assert said(desk.unread) == ["a"]


def test_requests_of_the_runtime_are_handed_on() -> None:
    desk = Desk()
    own, reply = desk.asks()
    desk.hears(
        b'{"id":%d,"method":"never/heard/of","params":{}}' % own,
        b'{"id":"x","method":"item/tool/call","params":null}',
    )
    assert [asked.id for asked in desk.asked] == [own, "x"]
    assert not reply.is_here


def test_lines_that_are_no_messages() -> None:
    desk = Desk()
    number, reply = desk.asks()
    junk = [b"junk", b"null", b"[]", b"5", b"{}", b'{"id":0}', b"\xff", b"[" * 100_000]
    desk.hears(*junk)
    for text in junk:
        desk.hears(text)
    assert len(desk.malformed) == 2 * len(junk)
    assert not reply.is_here
    desk.hears(b"junk", result(number, 1), b"junk")
    assert value_of(reply) == b"1"


# The end of the connection.


def test_the_end_is_told_to_all_who_wait_and_nothing_is_heard_after_it() -> None:
    desk = Desk()
    number, reply = desk.asks()
    starting, running = desk.starts(), desk.starts("thread-2").answered("turn-2")
    heard = listen(desk)
    desk.core.fail(gone)
    desk.core.fail(lambda: TransportClosedError("again"))
    desk.hears(result(number, 1), delta("late"), completed("turn-2", "thread-2"))
    desk.hears(b'{"id":1,"method":"item/tool/call","params":{}}')
    for outcome in (
        reply.take,
        starting.reply.take,
        running.box.take,
        heard.mailbox.take,
    ):
        with pytest.raises(TransportClosedError, match="gone"):
            outcome()
    assert running.log.over
    assert (desk.unread, desk.asked) == ([], [])


def test_after_the_end_nothing_begins() -> None:
    desk = Desk()
    running = desk.starts().answered()
    desk.core.fail(gone)
    for begin in (desk.asks, desk.starts, lambda: listen(desk)):
        with pytest.raises(TransportClosedError, match="gone"):
            begin()
    desk.core.abandon(running.number)
    assert desk.core.active_turn("thread-1") is None


# Subscriptions.


def test_subscriptions_choose() -> None:
    desk = Desk()
    everything, some = listen(desk), listen(desk, "turn/completed", thread="thread-2")
    desk.hears(
        delta("a"), completed(), completed("turn-2", "thread-2"), line("new/one")
    )
    assert said(everything.mailbox.take()) == [
        "a",
        "turn/completed",
        "turn/completed",
        "new/one",
    ]
    (only,) = some.mailbox.take()
    assert only.payload.turn.id == "turn-2"
    assert desk.unread == []


def test_a_subscription_takes_nothing_from_the_readers_of_a_turn() -> None:
    desk = Desk()
    running, heard = desk.starts().answered(), listen(desk)
    desk.hears(delta("a"))
    assert running.told() == said(heard.mailbox.take()) == ["a"]


def test_a_closed_subscription_hears_no_more() -> None:
    desk = Desk()
    closed, open_ = listen(desk), listen(desk)
    desk.hears(delta("a"))
    desk.core.unsubscribe(closed)
    desk.core.unsubscribe(closed)
    desk.hears(delta("b"))
    with pytest.raises(EOFError):
        closed.mailbox.take()
    assert said(open_.mailbox.take()) == ["a", "b"]


def test_a_dropped_subscription_keeps_nothing() -> None:
    desk = Desk()
    heard = listen(desk)
    desk.hears(delta("a"))
    kept = weakref.ref(heard.mailbox)
    del heard
    gc.collect()
    assert kept() is None
    desk.hears(delta("b"))
    assert said(desk.unread) == ["b"]


def test_what_nobody_reads_is_shown_once() -> None:
    desk = Desk()
    desk.hears(delta("a"), line("account/updated"), line("new/one"))
    assert said(desk.unread) == ["a", "account/updated", "new/one"]
