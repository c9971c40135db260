"""Where a notification belongs: as the recorded traffic and the schema have it, and as far as a broken one still tells."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import pytest
from corpus.recording import messages
from pinned import definitions

from codex_app_server._client.places import NOWHERE, Place, place_of
from codex_app_server._runtime.decoding import decode
from codex_app_server._runtime.methods import ServerNotificationMethod
from codex_app_server.wire import UnknownNotification, methods

NOTIFICATIONS = {
    value.name: value
    for value in vars(methods).values()
    if isinstance(value, ServerNotificationMethod)
}


def read(method: str, params: Any) -> Any:
    return decode(json.dumps({"method": method, "params": params}).encode())


def told(params: Any) -> Place:
    """The place that the plain members of a recorded message tell."""
    members = params if isinstance(params, dict) else {}
    thread, turn = members.get("thread") or {}, members.get("turn") or {}
    return Place(
        members.get("threadId") or thread.get("id"),
        members.get("turnId") or turn.get("id"),
    )


def test_recorded_notifications() -> None:
    seen = 0
    for message in messages():
        if message.from_server and message.kind == "notification":
            place = place_of(decode(message.text))  # type: ignore[arg-type]
            assert place == told(message.value.get("params")), message.place
            seen += place != NOWHERE
    assert seen > 1000


def properties(reference: str) -> dict[str, Any]:
    """The members of a definition of the schema."""
    node: Any = definitions()
    for step in reference.removeprefix("#/definitions/").split("/"):
        node = node[step]
    found: dict[str, Any] = node.get("properties", {})
    return found


@pytest.mark.parametrize(
    "variant",
    definitions()["ServerNotification"]["oneOf"],
    ids=lambda variant: variant["properties"]["method"]["enum"][0],
)
def test_every_notification_of_the_schema(variant: dict[str, Any]) -> None:
    (name,) = variant["properties"]["method"]["enum"]
    members = properties(variant["properties"]["params"]["$ref"])
    has_thread = "threadId" in members or "thread" in members
    has_turn = "turnId" in members or "turn" in members
    cls = NOTIFICATIONS[name].params_type
    stand_ins: dict[str, Any] = {
        "thread_id": "a thread",
        "turn_id": "a turn",
        "thread": SimpleNamespace(id="a thread"),
        "turn": SimpleNamespace(id="a turn"),
    }
    payload = cls(**{field: stand_ins.get(field) for field in cls.__struct_fields__})
    place = place_of(SimpleNamespace(method=name, payload=payload))  # type: ignore[arg-type]
    assert place == Place(
        "a thread" if has_thread else None, "a turn" if has_turn else None
    )


@pytest.mark.parametrize(
    ("params", "place"),
    [
        ({"threadId": "t", "turnId": "u"}, Place("t", "u")),
        ({"thread": {"id": "t"}, "turn": {"id": "u"}}, Place("t", "u")),
        ({"threadId": "t", "thread": {"id": "other"}}, Place("t", None)),
        ({"turn": {"id": "u"}}, Place(None, "u")),
        ({"threadId": 4, "turnId": None, "turn": "u"}, NOWHERE),
        ({"thread": {}, "turn": []}, NOWHERE),
        ({}, NOWHERE),
        ([], NOWHERE),
        (None, NOWHERE),
        ("t", NOWHERE),
    ],
)
def test_unknown_methods(params: Any, place: Place) -> None:
    notification = read("never/heard/of", params)
    assert isinstance(notification, UnknownNotification)
    assert place_of(notification) == place


TURN = {"id": "u", "items": [], "status": "completed"}


@pytest.mark.parametrize(
    ("params", "place"),
    [
        ({"threadId": "t", "turn": {**TURN, "items": 5}}, Place("t", "u")),
        ({"threadId": "t", "turn": {"id": "u"}}, Place("t", "u")),
        ({"threadId": "t", "turn": {**TURN, "id": 4}}, Place("t", None)),
        ({"threadId": "t", "turn": {"items": []}}, Place("t", None)),
        ({"threadId": "t", "turn": 5}, Place("t", None)),
        ({"threadId": "t", "turn": None}, Place("t", None)),
        ({"threadId": "t"}, Place("t", None)),
        ({"threadId": None, "turn": TURN}, Place(None, "u")),
        ({"threadId": {}, "turn": TURN}, Place(None, "u")),
        ({"turn": TURN}, Place(None, "u")),
        ({}, NOWHERE),
        ([], NOWHERE),
        (None, NOWHERE),
    ],
)
@pytest.mark.parametrize("method", ["turn/started", "turn/completed"])
def test_malformed_turns(method: str, params: Any, place: Place) -> None:
    assert place_of(read(method, params)) == place


@pytest.mark.parametrize(
    ("params", "place"),
    [
        ({"threadId": "t", "turnId": "u"}, Place("t", "u")),
        ({"threadId": "t", "turnId": "u", "item": 5}, Place("t", "u")),
        ({"threadId": "t", "turnId": 5}, Place("t", None)),
        ({"threadId": "t"}, Place("t", None)),
        ({"turnId": "u"}, Place(None, "u")),
        ({"threadId": [], "turnId": "u"}, Place(None, "u")),
        ("u", NOWHERE),
    ],
)
@pytest.mark.parametrize("method", ["item/completed", "item/agentMessage/delta"])
def test_malformed_events(method: str, params: Any, place: Place) -> None:
    assert place_of(read(method, params)) == place


@pytest.mark.parametrize(
    ("params", "place"),
    [
        ({"thread": {"id": "t"}}, Place("t", None)),
        ({"thread": {"id": 5}}, NOWHERE),
        ({"thread": 5}, NOWHERE),
        ({}, NOWHERE),
        (7, NOWHERE),
    ],
)
def test_malformed_threads(params: Any, place: Place) -> None:
    assert place_of(read("thread/started", params)) == place
