"""What an older server leaves out: required members of today that came later are filled in, and told of.

In: replies and requests without such members. Each decodes to typed values, also inside variants; only what a program
builds itself must be complete.
"""

from __future__ import annotations

import json
from typing import Any

import pytest
from skew_cases import THREAD, notification

OLD_THREAD = {name: value for name, value in THREAD.items() if name != "projectId"}


def test_a_thread_of_old(tolerated: list[Any]) -> None:
    from codex_app_server import types, wire

    message = wire.decode(notification("thread/started", thread=OLD_THREAD))
    assert isinstance(message, types.ThreadStartedServerNotification)
    assert message.payload.thread.project_id is None
    assert [(event.kind, event.pointer) for event in tolerated] == [
        ("absent_member", "/params/thread/projectId")
    ]


def test_exact_reading_leaves_it_out(tolerated: list[Any]) -> None:
    from codex_app_server import wire

    line = notification("thread/started", thread=OLD_THREAD)
    message = wire.decode(line, exact=True)
    assert json.loads(wire.encode(message)) == json.loads(line)
    assert [event.kind for event in tolerated] == ["absent_member"]


def test_a_question_of_old(tolerated: list[Any]) -> None:
    from codex_app_server import types, wire

    params = {"threadId": "t", "turnId": "u", "itemId": "i", "questions": []}
    line = {"id": 1, "method": "item/tool/requestUserInput", "params": params}
    message = wire.decode(json.dumps(line))
    assert isinstance(message, types.ItemToolRequestUserInputServerRequest)
    assert message.params.is_blocking is True
    assert [event.kind for event in tolerated] == ["absent_member"]


def test_stand_ins_are_not_shared() -> None:
    from codex_app_server import types, wire

    line = notification("externalAgentConfig/import/completed")
    first, second = wire.decode(line), wire.decode(line)
    assert isinstance(first, types.ExternalAgentConfigImportCompletedServerNotification)
    assert isinstance(
        second, types.ExternalAgentConfigImportCompletedServerNotification
    )
    assert first.payload.item_type_results == []
    assert first.payload.item_type_results is not second.payload.item_type_results


def test_what_a_program_builds_is_complete() -> None:
    from codex_app_server import types, wire

    with pytest.raises(wire.WireError, match="projectId"):
        types.Thread.model_validate(OLD_THREAD)
