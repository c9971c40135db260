"""An MCP server with one tool that asks the person: JSON lines over standard input and output, standard library only.

In: calls of the tool `book`. Out: for each an elicitation, a form with a seat and a meal, and what was answered as the
tool's text.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import Any

FORM = {
    "type": "object",
    "properties": {
        "seat": {"type": "string", "title": "Seat", "enum": ["aisle", "window"]},
        "meals": {"type": "integer", "minimum": 0, "maximum": 2},
    },
    "required": ["seat"],
}


def messages() -> Iterator[dict[str, Any]]:
    for line in sys.stdin:
        yield json.loads(line)


def say(**message: Any) -> None:
    print(json.dumps({"jsonrpc": "2.0", **message}), flush=True)


def ask(number: str) -> dict[str, Any]:
    """What the person answers."""
    params = {"message": "Which seat?", "requestedSchema": FORM}
    say(id=number, method="elicitation/create", params=params)
    for message in messages():
        if message.get("id") == number and "method" not in message:
            return message
    sys.exit(0)


def main() -> None:
    tool = {
        "name": "book",
        "description": "Books a seat.",
        "inputSchema": {"type": "object", "properties": {}},
    }
    for message in messages():
        match message.get("method"):
            case "initialize":
                result = {
                    "protocolVersion": message["params"]["protocolVersion"],
                    "capabilities": {"tools": {}},
                    "serverInfo": {"name": "desk", "version": "1"},
                }
            case "tools/list":
                result = {"tools": [tool]}
            case "tools/call":
                answer = ask(f"ask-{message['id']}")
                text = json.dumps(answer.get("result", answer.get("error")))
                result = {"content": [{"type": "text", "text": text}]}
            case _:
                result = {}
        if "id" in message:
            say(id=message["id"], result=result)


if __name__ == "__main__":
    main()
