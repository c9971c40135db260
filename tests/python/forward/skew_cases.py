"""What a newer server may send to this package: kept as it came, still typed around it, and reported where it is.

In: `tests/fixtures/newer.json`, messages that are legal under a later schema, or that hold what any later schema could
add; the tests of the crate read it as well. Out: each with what its typed value must show. One oddity never costs its
siblings, and the message encodes back to the same JSON value.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, NamedTuple

from pinned import ROOT

RECORDED: dict[str, dict[str, Any]] = json.loads(
    (ROOT / "tests" / "fixtures" / "newer.json").read_text("utf-8")
)
THREAD: dict[str, Any] = {
    **RECORDED["forty known items and one unknown"]["value"]["thread"],
    "turns": [],
}


def notification(method: str, **params: Any) -> bytes:
    return json.dumps({"method": method, "params": params}).encode()


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


CHECKS: dict[str, Callable[[Any], None]] = {
    "Account gcp in a reply": unknown_account,
    "PlanType": new_plan,
    "CodexErrorInfo, a new text": new_error_text,
    "CodexErrorInfo, a new object": new_error_object,
    "HookEventName": new_hook_event,
    "imageGeneration without result": image_without_result,
    "forty known items and one unknown": forty_and_one,
    "unknown method": unknown_method,
    "known method, unknown item": unknown_item,
    "known method, unknown status": unknown_status,
    "unknown members": unknown_members,
    "one bad and one new item among good ones": bad_bodies,
}
CASES = {
    name: Case(
        row["method"],
        row["value"],
        [(kind, pointer) for kind, pointer in row["events"]],
        CHECKS[name],
        row["is_result"],
    )
    for name, row in RECORDED.items()
}
