"""A turn is heard once by each of its readers, and is whole when it is over, whatever of it cannot be read."""

from __future__ import annotations

import gc
import threading
import weakref
from typing import Any

import fake_bodies as bodies
import pytest
from offline import THREAD, TURN, completed, delta, item, line, notification, said

from codex_app_server._client.errors import CodexError, TransportClosedError
from codex_app_server._client.mailbox import Mailbox
from codex_app_server._client.turn_log import TurnLog


def log_of(*lines: bytes) -> TurnLog:
    log = TurnLog(THREAD, TURN)
    for text in lines:
        log.add(notification(text))
    return log


def reader(log: TurnLog, limit: int = 100) -> Mailbox[Any]:
    box: Mailbox[Any] = Mailbox(limit, threading.Event())
    log.subscribe(box)
    return box


def usage(total: Any) -> bytes:
    value = bodies.token_usage(total) if isinstance(total, int) else total
    place = {"threadId": THREAD, "turnId": TURN}
    return line("thread/tokenUsage/updated", **place, tokenUsage=value)


def ids(log: TurnLog) -> list[Any]:
    return [getattr(found, "id", found) for found in log.items]


def test_each_reader_hears_from_its_own_start_on() -> None:
    log = log_of(delta("before"))
    first = reader(log)
    log.add(notification(delta("a")))
    second = reader(log)
    log.add(notification(delta("b")))
    assert said(first.take()) == ["a", "b"]
    log.add(notification(completed()))
    third = reader(log)
    assert said(first.take()) == ["turn/completed"]
    assert said(second.take()) == ["b", "turn/completed"]
    for box in (first, second, third):
        with pytest.raises(EOFError):
            box.take()


def test_whether_somebody_reads() -> None:
    log = log_of()
    assert not log.add(notification(delta("a")))
    box = reader(log)
    assert log.add(notification(delta("b")))
    box.clear()
    assert not log.add(notification(delta("c")))
    waiting = threading.Event()
    log.when_over(waiting)
    assert log.add(notification(delta("d")))
    log.forget(waiting)
    assert not log.add(notification(delta("e")))


def test_a_reader_that_lags_is_alone_in_it() -> None:
    log = log_of()
    slow, quick = reader(log, limit=2), reader(log)
    for letter in "abcd":
        log.add(notification(delta(letter)))
    log.add(notification(completed()))
    assert said(slow.take()) == ["a", "b"]
    assert said(quick.take()) == ["a", "b", "c", "d", "turn/completed"]


def test_readers_are_held_weakly() -> None:
    log = log_of()
    box = reader(log)
    event = notification(delta("a"))
    log.add(event)
    kept = weakref.ref(box)
    del box
    gc.collect()
    assert kept() is None
    assert not log.add(notification(delta("b")))
    assert log._readers._mailboxes == []


def test_signals_come_once_it_is_over() -> None:
    log = log_of(delta("a"))
    early, late, forgotten = threading.Event(), threading.Event(), threading.Event()
    log.when_over(early)
    log.when_over(forgotten)
    log.forget(forgotten)
    log.forget(forgotten)
    assert not early.is_set()
    log.add(notification(completed()))
    log.when_over(late)
    assert (early.is_set(), late.is_set(), forgotten.is_set()) == (True, True, False)
    assert log.over


def test_items_in_the_order_of_their_completion_and_each_once() -> None:
    first, second = bodies.agent_message("a", "1"), bodies.agent_message("b", "2")
    third = bodies.agent_message("only at the end", "3")
    log = log_of(
        item(first), item(second), item(first), completed(items=[second, third])
    )
    assert ids(log) == ["1", "2", "3"]
    assert log.completed is not None
    assert log.failure is None


def test_items_that_this_sdk_does_not_know_or_cannot_read() -> None:
    unknown = {"type": "newKind", "id": "1"}
    broken = {"type": "agentMessage", "id": "2"}
    nameless = {"type": "newKind"}
    log = log_of(
        item(unknown),
        item(broken),
        item(nameless),
        item(5),
        line("item/completed", threadId=THREAD, turnId=TURN),
        line("item/completed", threadId=THREAD, turnId=TURN, item=None),
        completed(items=[unknown, broken]),
    )
    raw = [getattr(found, "raw", found) for found in log.items]
    assert raw == [unknown, broken, nameless, 5, None]


@pytest.mark.parametrize("items", [5, None, "x", {}])
def test_items_at_the_end_that_are_none(items: Any) -> None:
    log = log_of(item(bodies.agent_message("a", "1")), completed(items=items))
    assert log.completed is not None
    assert ids(log) == ["1"]


def test_usage_is_the_last_that_can_be_read() -> None:
    assert log_of().usage is None
    log = log_of(usage(10), usage(20), usage("?"), usage(None))
    log.add(
        notification(line("thread/tokenUsage/updated", threadId=THREAD, turnId=TURN))
    )
    assert log.usage is not None
    assert log.usage.total.total_tokens == 20


@pytest.mark.parametrize(
    "params",
    [
        {},
        {"turn": None},
        {"turn": 5},
        {"turn": []},
        {"turn": {}},
        {"turn": {"id": TURN, "items": []}},
        {"turn": {"id": TURN, "items": [], "status": None}},
        {"turn": {"id": TURN, "items": [], "status": 5}},
        {"turn": {"items": [], "status": "completed"}},
        {"turn": {"id": 5, "items": [], "status": "completed"}},
    ],
)
def test_an_end_that_cannot_be_read_is_an_end(params: dict[str, Any]) -> None:
    log = log_of()
    box, waiting = reader(log), threading.Event()
    log.when_over(waiting)
    log.add(notification(line("turn/completed", threadId=THREAD, **params)))
    assert log.over
    assert waiting.is_set()
    assert log.failure is not None
    failure = log.failure()
    assert isinstance(failure, CodexError)
    assert TURN in str(failure)
    assert said(box.take()) == ["turn/completed"]
    with pytest.raises(CodexError, match="unreadable"):
        box.take()


def test_a_status_from_the_future_is_kept() -> None:
    log = log_of(completed(status="postponed"))
    assert log.completed is not None
    assert str(log.completed.status.value) == "postponed"


def test_the_connection_ends_first() -> None:
    log = log_of(delta("a"))
    box, waiting = reader(log), threading.Event()
    log.when_over(waiting)
    log.add(notification(delta("b")))
    log.fail(lambda: TransportClosedError("gone"))
    log.fail(lambda: TransportClosedError("again"))
    assert waiting.is_set()
    assert said(box.take()) == ["b"]
    with pytest.raises(TransportClosedError, match="gone"):
        box.take()
    with pytest.raises(TransportClosedError, match="gone"):
        reader(log).take()


def test_the_connection_ends_after_it() -> None:
    log = log_of(completed())
    log.fail(lambda: TransportClosedError("gone"))
    assert log.failure is None
    assert log.completed is not None
