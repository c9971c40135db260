"""An app-server without I/O that does what comes to it: late, twice, wrongly, never, or dies; one seed, one behaviour.

In: the lines of a client. Out: when it says what. It remembers what it was granted.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from random import Random
from typing import Any

import fake_bodies as bodies

Message = dict[str, Any]
Said = tuple[float, Message | bytes]
"""After how many seconds it says what; nothing at all is its end."""

DEATH = b""
STEP = 1e-6
APPROVAL = "item/commandExecution/requestApproval"
GARBAGE = (
    b"junk",
    b"[]",
    b"\xff\xfe",
    b"[" * 5000,
    b'{"id":99999,"result":{}}',
    b'{"id":"x","error":{}}',
    b'{"id":7,"method":"never/asked","params":{}}',
    b'{"id":[],"method":"item/tool/call","params":{}}',
    b'{"method":"serverRequest/resolved","params":{"threadId":"t","requestId":[]}}',
    b'{"method":"command/exec/outputDelta","params":{"processId":5,"stream":[]}}',
    b'{"method":"turn/started","params":{"threadId":"thread-1","turn":5}}',
    b'{"method":"item/completed","params":null}',
)
WRONG: tuple[Message, ...] = (
    {"error": {"code": -32600, "message": "no"}},
    {"error": {"code": -32001, "message": "Server overloaded; retry later."}},
    {"error": 5},
    {"result": None},
    {"result": {}},
    {"result": [], "error": {"code": 1, "message": "both"}},
)


class ChanceServer:
    """What a runtime would not do, a few times in each run."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)
        self._odd = self._random.choice((0.0, 0.03, 0.15))
        self._mortal = self._random.random() < 0.3
        self._running: dict[str, str] = {}
        self._turns = 0
        self._questions: dict[int, list[str]] = {}
        self.granted: list[list[str]] = []
        """What each answer that grants may have been about."""

    def hear(self, line: bytes) -> list[Said]:
        """What it says to that."""
        message = json.loads(line)
        if "method" not in message:
            self._take_answer(message)
            return []
        said = list(self._answer(message)) if "id" in message else []
        if self._happens():
            said.append((self._soon(), self._random.choice(GARBAGE)))
        if self._mortal and message["method"] != "initialize" and self._happens():
            said.append((self._soon(), DEATH))
        return said

    def _take_answer(self, message: Message) -> None:
        result = message.get("result")
        if isinstance(result, dict) and result.get("decision") == "accept":
            self.granted.append(self._questions.get(message["id"], []))

    def _answer(self, request: Message) -> Iterator[Said]:
        method, params, number = request["method"], request["params"], request["id"]
        at = self._soon()
        result, events = self._result(method, params)
        answers: list[Message] = [{"result": result}]
        if method != "initialize" and self._happens():
            answers = self._random.choice(
                (
                    [],
                    answers * 2,
                    [self._random.choice(WRONG)],
                    [self._random.choice(WRONG)],
                )
            )
        replies = [(at, {"id": number, **answer}) for answer in answers]
        first = 2 if self._happens() else 0
        early = [(at, event) for _, event in events[:first]]
        late = [(at + later, event) for later, event in events[first:]]
        for place, (seconds, said) in enumerate([*early, *replies, *late]):
            # what is said at the same time is said in this order
            yield seconds + place * STEP, said

    def _result(self, method: str, params: Message) -> tuple[Any, list[Said]]:
        thread = params.get("threadId", "thread-1")
        tell = partial(self._notification, thread)
        if method == "initialize":
            return bodies.initialized(), []
        if method == "thread/start":
            return bodies.thread_opened("thread-1"), []
        if method == "turn/start":
            turn, events = self._turn(thread)
            return {"turn": bodies.turn(turn)}, events
        if method == "turn/interrupt":
            self._running.pop(thread, None)
            over = bodies.turn(params["turnId"], "interrupted")
            return {}, [(self._soon(), tell("turn/completed", turn=over))]
        if method == "command/exec":
            output = (
                bodies.command_output(params["processId"], b"%d," % n) for n in range(3)
            )
            events = [(0.0, {"method": name, "params": body}) for name, body in output]
            return bodies.command_ended(), events
        if method == "thread/goal/set":
            goal = {"goal": bodies.goal(params["status"])}
            events = [(0.0, tell("thread/goal/updated", **goal))]
            if params["status"] == "active":
                complete = {"goal": bodies.goal("complete")}
                events += [
                    *self._turn(thread)[1],
                    (0.5, tell("thread/goal/updated", **complete)),
                ]
            return goal, events
        return {"data": [], "turnId": "turn-1"}, []

    def _turn(self, thread: str) -> tuple[str, list[Said]]:
        """The running turn, or one that starts."""
        if thread in self._running:
            return self._running[thread], []
        self._turns += 1
        turn = self._running[thread] = f"turn-{self._turns}"
        tell = partial(self._notification, thread)
        at, events = 0.0, [(0.0, tell("turn/started", turn=bodies.turn(turn)))]
        for number in range(self._random.randrange(12)):
            at += self._soon()
            place = {"turnId": turn, "itemId": "item"}
            delta = tell("item/agentMessage/delta", **place, delta=f"{turn} {number}")
            events.append((at, delta))
            if self._random.random() < 0.3:
                events += [
                    (at, it) for it in self._question(thread, turn, f"{turn}/{number}")
                ]
        if not self._happens():
            over = bodies.turn(turn, self._random.choice(("completed", "failed")))
            events.append((at, tell("turn/completed", turn=over)))
        return turn, events

    def _question(self, thread: str, turn: str, item: str) -> Iterator[Message]:
        number = len(self._questions) - (bool(self._questions) and self._happens())
        self._questions.setdefault(number, []).append(item)
        about = {"threadId": thread, "turnId": turn, "itemId": item, "startedAtMs": 1}
        yield {"id": number, "method": APPROVAL, "params": {**about, "command": "ls"}}
        if self._happens():
            yield self._notification(thread, "serverRequest/resolved", requestId=number)

    def over(self, message: Message) -> None:
        """It has said that a turn is over."""
        params = message["params"]
        if self._running.get(params["threadId"]) == params["turn"]["id"]:
            del self._running[params["threadId"]]

    def _notification(self, thread: str, method: str, **params: Any) -> Message:
        return {"method": method, "params": {"threadId": thread, **params}}

    def _happens(self) -> bool:
        return self._random.random() < self._odd

    def _soon(self) -> float:
        return self._random.choice((0.0, 0.0, 0.01, self._random.random()))
