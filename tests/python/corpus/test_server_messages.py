"""Everything the real server was recorded to say decodes to its type and encodes back to the same JSON value.

Nothing is tolerated on the way, apart from the lines that `exceptions` lists with their reasons.
"""

from __future__ import annotations

import json
from typing import Any

import pytest
from corpus.exceptions import UNFIT, UNPAIRED, UNSPECIFIED
from corpus.recording import Message, messages, sessions


def canonical(value: object) -> str:
    """Equal texts for equal JSON values; 1 and 1.0 and true differ."""
    return json.dumps(value, sort_keys=True)


def keeps(encoded: Any, original: Any) -> bool:
    """Whether every member of the original is there; absent ones may have become null or their default."""
    if isinstance(original, dict):
        return isinstance(encoded, dict) and all(
            name in encoded and keeps(encoded[name], item)
            for name, item in original.items()
        )
    if isinstance(original, list):
        return (
            isinstance(encoded, list)
            and len(encoded) == len(original)
            and all(map(keeps, encoded, original))
        )
    # a number field may hold an integer
    return bool(encoded == original)


def server_messages(session: str) -> list[Message]:
    return [
        message
        for message in messages()
        if message.session == session and message.from_server
    ]


@pytest.mark.parametrize("session", sessions())
@pytest.mark.parametrize("exact", [True, False], ids=["exact", "hot path"])
def test_decodes_to_its_type_and_back(
    session: str, exact: bool, tolerated: list[Any]
) -> None:
    from codex_app_server import wire

    for message in server_messages(session):
        tolerated.clear()
        decoded, value = typed(message, exact)
        encoded = json.loads(wire.encode(decoded))
        if exact:
            assert canonical(encoded) == canonical(value), message.place
        else:
            assert keeps(encoded, value), message.place
        expected = UNSPECIFIED.get(message.place, (set(), ""))[0]
        assert {event.kind for event in tolerated} == expected, (
            message.place,
            tolerated,
        )


def typed(message: Message, exact: bool) -> tuple[Any, Any]:
    """What the message carries as its type, and the JSON value that it should encode to."""
    from codex_app_server import wire

    decoded = wire.decode(message.text, exact=exact)
    if message.kind == "notification":
        assert isinstance(decoded, wire.NotificationMessage), message.place
        assert decoded.method == message.method
        return decoded, message.value
    if message.kind == "request":
        assert isinstance(decoded, wire.RequestMessage), message.place
        assert (decoded.method, decoded.id) == (message.method, message.value["id"])
        return decoded, message.value
    if message.kind == "error":
        assert isinstance(decoded, wire.ErrorResponse), message.place
        error = message.value["error"]
        assert (decoded.error.code, decoded.error.message) == (
            error["code"],
            error["message"],
        )
        return decoded, message.value
    assert isinstance(decoded, wire.Response), message.place
    assert decoded.id == message.value["id"]
    if message.place in UNPAIRED:
        return decoded, message.value
    assert message.method is not None, message.place
    result = wire.decode_result(client_methods()[message.method], decoded, exact=exact)
    return result, message.value["result"]


def client_methods() -> dict[str, Any]:
    """Every request that a client can send, by its name on the wire."""
    from codex_app_server import wire
    from codex_app_server.wire import methods

    return {
        method.name: method
        for method in vars(methods).values()
        if isinstance(method, wire.ClientMethod)
    }


@pytest.mark.parametrize("session", sessions())
def test_a_batch_decodes_as_its_lines_do(session: str) -> None:
    from codex_app_server import wire

    lines = [message.text for message in server_messages(session)]
    assert wire.decode_lines(lines) == list(map(wire.decode, lines))


def test_text_and_bytes_decode_alike() -> None:
    from codex_app_server import wire

    for message in messages():
        if message.from_server and message.kind == "notification":
            text = message.text.decode()
            assert wire.decode(text) == wire.decode(message.text), message.place


def test_every_exception_is_still_one() -> None:
    places = {message.place for message in messages()}
    assert set(UNSPECIFIED) | set(UNPAIRED) | UNFIT <= places


def test_every_session_says_something() -> None:
    assert len(sessions()) >= 26
    assert len(messages()) >= 3464
