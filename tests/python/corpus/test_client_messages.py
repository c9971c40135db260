"""What clients were recorded to say can be built from typed values, or is refused exactly where the schema refuses it.

The judge is an independent validator on the committed schema. A value that it refuses is refused here as well, or is
an open enum's or union's unknown member, which is sent and reported: the server decides.
"""

from __future__ import annotations

import json
from typing import Any

import pytest
from corpus.exceptions import NO_METHOD, REFUSED, UNFIT
from corpus.recording import Message, messages, raw_lines, sessions
from pinned import pointer_of, request_validator, validator


def canonical(value: object) -> str:
    return json.dumps(value, sort_keys=True)


def client_messages(session: str, kind: str) -> list[Message]:
    return [
        message
        for message in messages()
        if message.session == session
        and not message.from_server
        and message.kind == kind
    ]


@pytest.mark.parametrize("session", sessions())
def test_requests_are_built_or_refused_as_the_schema_says(
    session: str, tolerated: list[Any]
) -> None:
    from codex_app_server import wire
    from codex_app_server.wire import methods as table

    methods = {
        method.name: method
        for method in vars(table).values()
        if isinstance(method, wire.ClientMethod)
    }
    for message in client_messages(session, "request"):
        if message.place in NO_METHOD:
            continue
        assert message.method is not None
        method = methods[message.method]
        value = message.value
        id_ = value["id"]
        fits = request_validator(message.method).is_valid(value)
        assert fits == (message.place not in UNFIT), message.place
        tolerated.clear()
        try:
            params = value.get("params")
            if hasattr(method.params_type, "model_validate") and params is not None:
                params = method.params_type.model_validate(params)
            line = (
                wire.encode_request(id_, method, params)
                if "params" in value
                else wire.encode_request(id_, method)
            )
        except wire.WireError as error:
            assert not fits or message.place in REFUSED, (message.place, error)
            assert str(error)
            continue
        assert message.place not in REFUSED, message.place
        assert fits or tolerated, message.place
        assert not (fits and tolerated), (message.place, tolerated)
        sent = {
            name: value[name] for name in ("id", "method", "params") if name in value
        }
        assert canonical(json.loads(line)) == canonical(sent), message.place
        assert b"\n" not in line


@pytest.mark.parametrize("session", sessions())
def test_answers_are_built_or_refused_as_the_schema_says(
    session: str, tolerated: list[Any]
) -> None:
    from codex_app_server import wire
    from codex_app_server.wire import methods as table

    methods = {
        method.name: method
        for method in vars(table).values()
        if isinstance(method, wire.ServerMethod)
    }
    for message in client_messages(session, "response"):
        if message.method is None:
            assert message.place in NO_METHOD, message.place
            continue
        method = methods[message.method]
        result = message.value["result"]
        fits = validator(pointer_of(method.result_name)).is_valid(result)
        assert fits == (message.place not in UNFIT), message.place
        tolerated.clear()
        try:
            answer = method.result_type.model_validate(result)
            line = wire.encode_response(message.value["id"], answer)
        except wire.WireError:
            assert not fits, message.place
            continue
        assert fits or tolerated, message.place
        assert canonical(json.loads(line)) == canonical(message.value), message.place


def test_errors_and_notifications_are_built() -> None:
    from codex_app_server import wire
    from codex_app_server.wire import methods

    for session in sessions():
        for message in client_messages(session, "error"):
            error = message.value["error"]
            line = wire.encode_error(
                message.value["id"], error["code"], error["message"]
            )
            assert json.loads(line) == message.value
        for message in client_messages(session, "notification"):
            if message.place not in NO_METHOD:
                line = wire.encode_notification(methods.INITIALIZED)
                assert json.loads(line) == message.value, message.place


def test_what_is_no_message_is_named_so() -> None:
    from codex_app_server import wire

    lines = raw_lines()
    assert lines
    for line in lines:
        decoded = wire.decode(line)
        try:
            is_object = isinstance(json.loads(line), dict)
        except ValueError:
            is_object = False
        assert is_object or isinstance(decoded, wire.MalformedMessage), line
