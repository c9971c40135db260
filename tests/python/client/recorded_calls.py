"""The recorded session that called each method of the protocol with the least that it takes.

In: the committed archive of recordings. Out: each call with the ids and the folder of today, and what came of it in
words that are the same every time. Nothing of the package under test is used.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from corpus.recording import messages

SESSION = "90_all_methods.jsonl"
VARIES = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|/\S+|at line .*|https?://\S+")
"""What differs from one session to the next in the words of an error: ids and places."""


class Recording:
    """The recorded requests with their outcomes, and the ids that stand in them."""

    def __init__(self) -> None:
        requests: dict[Any, dict[str, Any]] = {}
        self.calls: list[tuple[str, dict[str, Any] | None, dict[str, Any]]] = []
        for message in messages():
            if message.session != SESSION:
                continue
            value = message.value
            if not message.from_server and "method" in value:
                requests[value.get("id")] = value
            elif (
                message.from_server
                and "method" not in value
                and value.get("id") in requests
            ):
                asked = requests.pop(value["id"])
                self.calls.append((asked["method"], asked.get("params"), value))
        self.seeds, self.calls = self.calls[:3], self.calls[3:]
        self.thread = self.seeds[1][2]["result"]["thread"]["id"]
        self.turn = self.seeds[2][2]["result"]["turn"]["id"]

    def given(self, place: str, thread: str, turn: str) -> Iterator[Any]:
        """Each call with today's ids and folder."""
        today = {self.thread: thread, self.turn: turn, "/tmp/ws/project": place}
        for method, params, outcome in self.calls:
            text = json.dumps(params)
            for recorded, now in today.items():
                text = text.replace(recorded, now)
            yield method, json.loads(text), outcome


def recorded_outcome(outcome: dict[str, Any]) -> str:
    """What came of a recorded call."""
    error = outcome.get("error")
    return "ok" if error is None else told(error["code"], error["message"])


def told(code: int, message: str) -> str:
    """An error in words that are the same every time."""
    return f"{code} {VARIES.sub('…', message)[:60]}"
