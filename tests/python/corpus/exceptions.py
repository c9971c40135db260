"""The lines of the recorded corpus that are not as the schema has them, each with the reason. Everything else must fit."""

from __future__ import annotations

UNPAIRED: dict[str, str] = {
    "02_protocol_errors.jsonl:86": "answers a request that was sent as raw text with a carriage return",
}
"""Answers whose request is not in the recording."""

UNSPECIFIED: dict[str, tuple[set[str], str]] = {}
"""What the server sent against its own schema: the kinds of tolerance, and why."""

NO_METHOD: dict[str, str] = {
    "02_protocol_errors.jsonl:3": "a method that does not exist",
    "02_protocol_errors.jsonl:18": "a method that does not exist",
    "02_protocol_errors.jsonl:58": "an id that is no id: 1.5",
    "02_protocol_errors.jsonl:59": "an id that is no id: null",
    "02_protocol_errors.jsonl:69": "a method that is a number",
    "02_protocol_errors.jsonl:70": "a notification that does not exist",
    "02_protocol_errors.jsonl:71": "a request sent as a notification",
    "02_protocol_errors.jsonl:72": "an answer to nothing",
}
"""What clients sent on purpose that no typed call can say."""

REFUSED: dict[str, str] = {
    "02_protocol_errors.jsonl:33": "a member that the schema does not name: only the server may add those",
}
"""What the schema allows and this package does not send."""
