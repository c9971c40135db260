"""A mailbox gives each message once, in order, and then says how it ended."""

from __future__ import annotations

import gc
import itertools
import sys
import threading
import weakref
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Any

import pytest

import codex_app_server._client.mailbox as mailbox_module
from codex_app_server._client.errors import StreamLaggedError
from codex_app_server._client.mailbox import Mailbox

COUNT = 20_000


def mailbox(limit: int = 100) -> Mailbox[int]:
    return Mailbox(limit, threading.Event())


def read(box: Mailbox[int]) -> Iterator[int]:
    """What a reader in a thread gets, to the end."""
    while True:
        try:
            messages = box.take()
        except EOFError:
            return
        yield from messages
        if not messages:
            assert isinstance(box.signal, threading.Event)
            assert box.signal.wait(20), "nobody set the signal"


def test_gives_what_came_in_its_order_and_then_waits() -> None:
    box = mailbox()
    assert box.take() == []
    assert not box.signal.is_set()
    for number in range(5):
        box.put(number)
    assert box.signal.is_set()
    assert box.take() == [0, 1, 2, 3, 4]
    assert box.take() == []
    assert not box.signal.is_set()


def test_the_end_comes_behind_what_came_before() -> None:
    box = mailbox()
    box.put(1)
    box.end()
    box.put(2)
    assert box.ended
    assert box.take() == [1]
    for _ in range(2):
        with pytest.raises(EOFError):
            box.take()


def test_the_first_end_counts_and_each_gets_an_error_of_its_own() -> None:
    box = mailbox()
    box.put(1)
    box.end(lambda: ValueError("first"))
    box.end(lambda: ValueError("second"))
    assert box.take() == [1]
    errors = []
    for _ in range(2):
        with pytest.raises(ValueError, match="first") as caught:
            box.take()
        errors.append(caught.value)
    assert errors[0] is not errors[1]


def test_a_reader_that_lags_gets_what_is_held_and_is_told() -> None:
    box = mailbox(limit=3)
    for number in range(5):
        box.put(number)
    assert box.take() == [0, 1, 2]
    with pytest.raises(StreamLaggedError) as lagged:
        box.take()
    assert lagged.value.limit == 3
    box.put(5)
    with pytest.raises(StreamLaggedError):
        box.take()


def test_the_limit_is_for_what_waits() -> None:
    box = mailbox(limit=3)
    for start in range(0, 30, 3):
        for number in range(start, start + 3):
            box.put(number)
        assert box.take() == [start, start + 1, start + 2]


class Message:
    """What can be watched."""


def test_what_was_taken_or_cleared_is_not_held() -> None:
    box: Mailbox[Message] = Mailbox(9, threading.Event())
    message = Message()
    kept = weakref.ref(message)
    box.put(message)
    assert box.take() == [message]
    del message
    gc.collect()
    assert kept() is None

    message = Message()
    kept = weakref.ref(message)
    box.put(message)
    del message
    box.clear()
    gc.collect()
    assert kept() is None
    with pytest.raises(EOFError):
        box.take()


@pytest.fixture
def hasty() -> Iterator[None]:
    """Let threads take turns as often as they can."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(interval)


@pytest.mark.usefixtures("hasty", "no_leftovers")
def test_a_writer_and_a_reader_in_two_threads() -> None:
    box = mailbox(limit=COUNT)

    def write() -> None:
        for number in range(COUNT):
            box.put(number)
        box.end()

    writer = threading.Thread(target=write)
    writer.start()
    assert list(read(box)) == list(range(COUNT))
    writer.join()


class Interruption:
    """Does something, as another thread might, before a certain line of `Mailbox.take` or what it calls."""

    def __init__(self, at: int, what: Callable[[], None]) -> None:
        self.left = at
        self._what = what

    def __enter__(self) -> Interruption:
        sys.settrace(self._trace)
        return self

    def __exit__(self, *_: object) -> None:
        sys.settrace(None)

    @property
    def has_happened(self) -> bool:
        return self.left < 0

    def _trace(self, frame: FrameType, event: str, _: object) -> Any:
        if frame.f_code.co_filename != mailbox_module.__file__:
            return None
        if event == "line":
            self.left -= 1
            if self.left == -1:
                self._what()
        return self._trace


def interruptions(
    what: Callable[[Mailbox[int]], None], held: int
) -> Iterator[list[int]]:
    """What the reader of a mailbox gets in all, for each place where it may be interrupted."""
    for at in itertools.count():
        box = mailbox()
        for number in range(held):
            box.put(number)
        with Interruption(at, lambda box=box: what(box)) as interruption:
            try:
                taken = box.take()
            except EOFError:
                taken = None
        if not interruption.has_happened:  # every place has been tried
            return
        yield [] if taken is None else taken + list(read(box))


def test_the_last_words_are_not_lost_wherever_the_reader_stands() -> None:
    def say_the_last(box: Mailbox[int]) -> None:
        box.put(7)
        box.end()

    outcomes = list(interruptions(say_the_last, held=0))
    assert len(outcomes) > 3
    assert all(outcome == [7] for outcome in outcomes), outcomes
    outcomes = list(interruptions(say_the_last, held=2))
    assert len(outcomes) > 3
    assert all(outcome == [0, 1, 7] for outcome in outcomes), outcomes


def test_it_may_be_cleared_wherever_the_reader_stands() -> None:
    outcomes = list(interruptions(lambda box: box.clear(), held=3))
    assert len(outcomes) > 3
    assert all(outcome == list(range(len(outcome))) for outcome in outcomes), outcomes
