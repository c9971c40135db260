"""A core without a connection, and the lines that a runtime would send it.

In: what a runtime says, as methods and bodies. Out: lines, and a core that records what it hands on.
"""

from __future__ import annotations

import json
import threading
from typing import Any

import fake_bodies as bodies

from codex_app_server._client.core import Core, Reply, Start, turn_of
from codex_app_server._client.mailbox import Mailbox
from codex_app_server._client.turn_log import TurnLog
from codex_app_server._runtime.decoding import decode
from codex_app_server.wire import methods

THREAD = "thread-1"
TURN = "turn-1"


def line(method: str, **params: Any) -> bytes:
    """A notification."""
    return json.dumps({"method": method, "params": params}).encode()


def result(number: Any, value: Any) -> bytes:
    """An answer."""
    return json.dumps({"id": number, "result": value}).encode()


def refusal(number: Any, code: int = -32600, message: str = "no") -> bytes:
    """An error as an answer."""
    error = {"code": code, "message": message}
    return json.dumps({"id": number, "error": error}).encode()


def started(turn: str = TURN, thread: str = THREAD) -> bytes:
    return line("turn/started", threadId=thread, turn=bodies.turn(turn))


def delta(text: str, turn: str = TURN, thread: str = THREAD) -> bytes:
    place = {"threadId": thread, "turnId": turn}
    return line("item/agentMessage/delta", **place, itemId="msg-1", delta=text)


def item(item: Any, turn: str = TURN, thread: str = THREAD) -> bytes:
    place = {"threadId": thread, "turnId": turn}
    return line("item/completed", **place, item=item, completedAtMs=1795252429641)


def completed(turn: str = TURN, thread: str = THREAD, **members: Any) -> bytes:
    members = {"status": "completed", **members}
    return line("turn/completed", threadId=thread, turn=bodies.turn(turn, **members))


def answered(number: int, turn: str = TURN) -> bytes:
    """The answer to `turn/start`."""
    return result(number, {"turn": bodies.turn(turn)})


def notification(text: bytes) -> Any:
    """A decoded notification."""
    return decode(text)


def said(events: list[Any]) -> list[str]:
    """How events read in an assertion: a delta by its text, others by their method."""
    return [
        event.payload.delta if event.method.endswith("/delta") else event.method
        for event in events
    ]


class Desk:
    """A core, and what it hands on."""

    def __init__(self) -> None:
        self.asked: list[Any] = []
        self.unread: list[Any] = []
        self.malformed: list[Any] = []
        self.core = Core(
            self.asked.append, self.unread.append, self.malformed.append, _as_it_is
        )

    def hears(self, *lines: bytes) -> None:
        """The runtime says this."""
        self.core.receive(list(lines))

    def asks(self, method: str = "model/list", params: Any = None) -> tuple[int, Reply]:
        """A request of the program: its number, and where its answer arrives."""
        reply = Reply(threading.Event())
        number, _ = self.core.request(method, params or {}, reply)
        return number, reply

    def starts(self, thread: str | None = THREAD, limit: int = 1000) -> Starting:
        """A turn that the program asks for."""
        return Starting(self, thread, limit)


class Starting:
    """A request that starts a turn, and the events that it collects."""

    def __init__(self, desk: Desk, thread: str | None, limit: int) -> None:
        self._desk = desk
        self.box: Mailbox[Any] = Mailbox(limit, threading.Event())
        self.start: Start = desk.core.start_turn(thread, self.box)
        self.number, self.reply = desk.asks("turn/start")
        self.reply.on_response = lambda response: desk.core.bind(
            self.start, thread or "", turn_of(methods.TURN_START, response)[2]
        )

    def answered(self, turn: str = TURN) -> Starting:
        """The runtime answers."""
        self._desk.hears(answered(self.number, turn))
        return self

    @property
    def log(self) -> TurnLog:
        assert self.start.log is not None, "there was no answer"
        return self.start.log

    def told(self) -> list[str]:
        """What its reader gets now."""
        return said(self.box.take())


def _as_it_is(text: str) -> str:
    return text
