"""Messages that the tests share, as plain JSON values."""

import json
from typing import Any


def line(value: Any) -> bytes:
    return json.dumps(value).encode()


def item(**members: Any) -> dict[str, Any]:
    return {"type": "agentMessage", "id": "i1", "text": "hello", **members}


def started(item_: Any, **members: Any) -> dict[str, Any]:
    params = {"item": item_, "startedAtMs": 1, "threadId": "t", "turnId": "u"}
    return {"method": "item/started", "params": {**params, **members}}


def turn(items: list[Any], **members: Any) -> dict[str, Any]:
    return {"id": "u", "items": items, "status": "completed", **members}


def completed(turn_: Any) -> dict[str, Any]:
    return {"method": "turn/completed", "params": {"threadId": "t", "turn": turn_}}


def thread(**members: Any) -> dict[str, Any]:
    return {
        "createdAt": 1,
        "cwd": "/w",
        "id": "t",
        "source": "cli",
        "turns": [],
        **members,
    }


def delta(**members: Any) -> dict[str, Any]:
    params = {"delta": "x", "itemId": "i", "threadId": "t", "turnId": "u"}
    return {"method": "item/agentMessage/delta", "params": {**params, **members}}
