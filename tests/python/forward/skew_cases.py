"""What a newer server may send to this package: kept as it came, still typed around it, and reported where it is.

Each case is legal under a later schema, or what any later schema could add. One oddity never costs its siblings, and
the message encodes back to the same JSON value.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, NamedTuple

THREAD = {
    "id": "01a1fd62-2684-74b1-b45d-68317fc7ec25",
    "sessionId": "01a1fd62-2684-74b1-b45d-68317fc7ec25",
    "forkedFromId": None,
    "preview": "",
    "ephemeral": False,
    "modelProvider": "openai",
    "createdAt": 1795252430,
    "updatedAt": 1795252430,
    "projectId": None,
    "status": {"type": "idle"},
    "path": None,
    "cwd": "/repo",
    "cliVersion": "0.163.0",
    "source": "appServer",
    "agentNickname": None,
    "agentRole": None,
    "gitInfo": None,
    "name": None,
    "turns": [],
}


def turn(*items: Any, **changes: Any) -> dict[str, Any]:
    return {
        "id": "turn-1",
        "items": list(items),
        "status": "completed",
        "error": None,
        **changes,
    }


def notification(method: str, **params: Any) -> bytes:
    return json.dumps({"method": method, "params": params}).encode()


def item(number: int) -> dict[str, Any]:
    return {"type": "agentMessage", "id": f"item-{number}", "text": "hello"}


class Case(NamedTuple):
    """A reply or a notification with one oddity."""

    method: str
    value: Any
    events: list[tuple[str, str]]
    """Kind and JSON pointer of each tolerance event."""
    check: Callable[[Any], None]
    """What the typed value must show."""
    is_result: bool = False


def unknown_account(result: Any) -> None:
    from codex_app_server import types

    assert type(result) is types.GetAccountResponse
    match result.account:
        case types.Unknown(tag="gcp", raw=raw):
            assert raw == {"type": "gcp", "project": "p"}
        case other:
            raise AssertionError(other)


def new_plan(result: Any) -> None:
    from codex_app_server import types

    assert type(result.account) is types.ChatgptAccount
    plan = result.account.plan_type
    assert isinstance(plan, types.PlanType)
    assert plan == "sci"
    assert not plan.is_known
    assert plan is types.PlanType("sci")


def new_error_text(message: Any) -> None:
    from codex_app_server import types

    info = message.payload.error.codex_error_info
    assert info == "modelNotFound"
    assert not info.is_known
    assert isinstance(info, types.CodexErrorInfoValue)


def new_error_object(message: Any) -> None:
    from codex_app_server import types

    info = message.payload.error.codex_error_info
    assert info == types.Unknown("quotaFrozen", {"quotaFrozen": {"untilMs": 5}})
    assert message.payload.error.message == "no"


def new_hook_event(message: Any) -> None:
    from codex_app_server import types

    name = message.payload.run.event_name
    assert isinstance(name, types.HookEventName)
    assert (name.value, name.is_known) == ("preModelRequest", False)


def image_without_result(message: Any) -> None:
    from codex_app_server import types

    assert type(message.payload) is types.ItemCompletedNotification
    image = message.payload.item
    assert isinstance(image, types.Malformed)
    assert image.tag == "imageGeneration"
    assert "result" in image.error


def forty_and_one(result: Any) -> None:
    from codex_app_server import types

    assert type(result) is types.ThreadReadResponse
    items = result.thread.turns[0].items
    assert len(items) == 41
    known = [one for one in items if type(one) is types.AgentMessageThreadItem]
    assert len(known) == 40
    assert items[17] == types.Unknown("hologram", {"type": "hologram", "id": "h"})


def unknown_method(message: Any) -> None:
    from codex_app_server import wire

    assert type(message) is wire.UnknownNotification
    assert message.method == "thread/levitated"
    assert message.payload == {"threadId": "a", "height": 3}


def unknown_item(message: Any) -> None:
    from codex_app_server import types

    assert message.method == "item/started"
    assert type(message.payload) is types.ItemStartedNotification
    assert isinstance(message.payload.item, types.Unknown)
    assert message.payload.thread_id == "t"


def unknown_status(message: Any) -> None:
    from codex_app_server import types

    assert type(message.payload) is types.TurnCompletedNotification
    status = message.payload.turn.status
    assert isinstance(status, types.TurnStatus)
    assert (status.value, status.is_known) == ("paused", False)


def unknown_members(message: Any) -> None:
    from codex_app_server import types

    payload = message.payload
    assert isinstance(payload, types.ItemStartedNotification)
    assert payload.model_extra == {"priority": 7}
    assert isinstance(payload.item, types.AgentMessageThreadItem)
    assert payload.item.model_extra == {"mood": {"class": None}}
    assert payload.item.text == "hello"
    match payload.item:
        case types.AgentMessageThreadItem(id="item-0"):
            pass
        case other:
            raise AssertionError(other)


def bad_bodies(message: Any) -> None:
    from codex_app_server import types

    items = message.payload.turn.items
    kinds = [type(one) for one in items]
    assert kinds == [types.AgentMessageThreadItem, types.Malformed, types.Unknown]
    assert items[1].tag == "agentMessage"


ACCOUNT = {"type": "chatgpt", "email": "a@b.c", "planType": "sci"}
HOOK_RUN = {
    "id": "hook-1",
    "eventName": "preModelRequest",
    "handlerType": "command",
    "executionMode": "sync",
    "scope": "turn",
    "sourcePath": "/repo/hooks.json",
    "displayOrder": 0,
    "status": "running",
    "startedAt": 1,
    "entries": [],
}
ITEMS_41 = [item(n) for n in range(17)] + [{"type": "hologram", "id": "h"}]
ITEMS_41 += [item(n) for n in range(18, 41)]

CASES = {
    "Account gcp in a reply": Case(
        "account/read",
        {"account": {"type": "gcp", "project": "p"}, "requiresOpenaiAuth": False},
        [("unknown_variant", "/account")],
        unknown_account,
        is_result=True,
    ),
    "PlanType": Case(
        "account/read",
        {"account": ACCOUNT, "requiresOpenaiAuth": True},
        [("unknown_value", "/account/planType")],
        new_plan,
        is_result=True,
    ),
    "CodexErrorInfo, a new text": Case(
        "error",
        {
            "error": {"message": "no", "codexErrorInfo": "modelNotFound"},
            "threadId": "t",
            "turnId": "u",
            "willRetry": False,
        },
        [("unknown_value", "/params/error/codexErrorInfo")],
        new_error_text,
    ),
    "CodexErrorInfo, a new object": Case(
        "error",
        {
            "error": {
                "message": "no",
                "codexErrorInfo": {"quotaFrozen": {"untilMs": 5}},
            },
            "threadId": "t",
            "turnId": "u",
            "willRetry": False,
        },
        [("unknown_variant", "/params/error/codexErrorInfo")],
        new_error_object,
    ),
    "HookEventName": Case(
        "hook/started",
        {"threadId": "t", "turnId": None, "run": HOOK_RUN},
        [("unknown_value", "/params/run/eventName")],
        new_hook_event,
    ),
    "imageGeneration without result": Case(
        "item/completed",
        {
            "item": {
                "type": "imageGeneration",
                "id": "i",
                "status": "completed",
                "fileId": "f",
            },
            "threadId": "t",
            "turnId": "u",
            "completedAtMs": 1,
        },
        [("malformed", "/params/item/result")],
        image_without_result,
    ),
    "forty known items and one unknown": Case(
        "thread/read",
        {"thread": {**THREAD, "turns": [turn(*ITEMS_41)]}},
        [("unknown_variant", "/thread/turns/0/items/17")],
        forty_and_one,
        is_result=True,
    ),
    "unknown method": Case(
        "thread/levitated",
        {"threadId": "a", "height": 3},
        [("unknown_method", "/method")],
        unknown_method,
    ),
    "known method, unknown item": Case(
        "item/started",
        {
            "item": {"type": "hologram", "id": "h"},
            "threadId": "t",
            "turnId": "u",
            "startedAtMs": 1,
        },
        [("unknown_variant", "/params/item")],
        unknown_item,
    ),
    "known method, unknown status": Case(
        "turn/completed",
        {"threadId": "t", "turn": turn(status="paused")},
        [("unknown_value", "/params/turn/status")],
        unknown_status,
    ),
    "unknown members": Case(
        "item/started",
        {
            "item": {**item(0), "mood": {"class": None}},
            "threadId": "t",
            "turnId": "u",
            "startedAtMs": 1,
            "priority": 7,
        },
        [
            ("unknown_member", "/params/item/mood"),
            ("unknown_member", "/params/priority"),
        ],
        unknown_members,
    ),
    "one bad and one new item among good ones": Case(
        "turn/completed",
        {
            "threadId": "t",
            "turn": turn(
                item(0),
                {"type": "agentMessage", "id": 5},
                {"type": "hologram", "id": "h"},
            ),
        },
        [
            ("malformed", "/params/turn/items/1/id"),
            ("unknown_variant", "/params/turn/items/2"),
        ],
        bad_bodies,
    ),
}
