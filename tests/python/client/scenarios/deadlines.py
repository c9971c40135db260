"""Runtimes that answer late, or only some of what they are asked."""

from __future__ import annotations

from typing import Any


def late(server: Any, probe: str, patient: list[str]) -> None:
    """Answers only the patient, when the others have given up and the test asks for models once more."""
    server.handshake()
    server.rule(probe, {"data": []})
    waiting = [server.expect(method) for method in patient]
    _, over = server.collect(2, "model/list")
    server.result(over, {"data": [], "nextCursor": None})
    for request in waiting:
        server.error(request, -32600, "at last")


def what_the_call_itself_says(server: Any, probe: str) -> None:
    server.handshake()
    server.rule(probe, {"data": []})
    request, over = server.collect(2, "model/list")
    for it in (request, over):
        server.result(it, {"data": [], "nextCursor": None})


def a_row_that_is_shorter(server: Any) -> None:
    server.handshake()
    server.start_turn()
