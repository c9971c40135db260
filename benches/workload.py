"""The messages that decoding is measured on: notifications of 64 made-up turns, the same every time.

Out: three sets of lines. `mix` is all of it, `delta` the agent's text as it streams, `items` the messages that carry
thread items. Shape and sizes follow the workload that the peers' published figures were taken on. Run as a script it
prints the statistics; with a folder, it writes the lines there.
"""

from __future__ import annotations

import json
import random
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

TURNS = 64
DELTAS = 28
"""Text deltas of one agent message; a turn has two such messages."""
FULL_TURNS = 0.3
"""How often a turn that ends carries all of its items."""
EPOCH_MS = 1_763_715_000_000
DELTA, STARTED, COMPLETED = (
    "item/agentMessage/delta",
    "item/started",
    "item/completed",
)
TURN_COMPLETED, USAGE = "turn/completed", "thread/tokenUsage/updated"

# As prose about code has it: mostly plain words, now and then quotes, line feeds and letters beyond ASCII.
VOCABULARY = (
    "we read every record of the file and then hand those columns to `parse_entries()` so that one naïve caller "
    'sees "one value" per row – \n\n```rust\nlet n = rows.len();\n``` which keeps the old tests and the docs in step'
).split(" ")

JsonObject = dict[str, Any]


class Turn:
    """One turn of one thread, as the notifications that a client sees."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.clock = EPOCH_MS
        self.thread_id, self.turn_id = self.identifier(), self.identifier()

    def identifier(self) -> str:
        digits = f"{self.rng.getrandbits(128):032x}"
        return "-".join(
            (digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:])
        )

    def words(self, count: int) -> str:
        return " ".join(self.rng.choices(VOCABULARY, k=count))

    def tick(self) -> int:
        self.clock += self.rng.randint(1, 49)
        return self.clock

    def about(self, **params: Any) -> JsonObject:
        return {"threadId": self.thread_id, "turnId": self.turn_id, **params}

    def messages(self) -> Iterator[tuple[str, JsonObject]]:
        """Method and parameters, in the order of the wire."""
        finished: list[JsonObject] = []
        kinds = (
            user_message,
            reasoning,
            command,
            command,
            file_change,
            tool_call,
            web_search,
            agent_message,
            agent_message,
        )
        for kind in kinds:
            begun, done = kind(self)
            done["id"] = begun["id"]
            yield STARTED, self.about(item=begun, startedAtMs=self.tick())
            if kind is agent_message:
                for _ in range(DELTAS):
                    text = f" {self.words(self.rng.randint(1, 3))}"
                    yield DELTA, self.about(itemId=begun["id"], delta=text)
            yield COMPLETED, self.about(item=done, completedAtMs=self.tick())
            finished.append(done)
            if kind in (command, agent_message):
                yield USAGE, self.about(tokenUsage=token_usage(self.rng))
        full = self.rng.random() < FULL_TURNS
        yield (
            TURN_COMPLETED,
            {"threadId": self.thread_id, "turn": self.ended(finished if full else [])},
        )

    def ended(self, items: list[JsonObject]) -> JsonObject:
        return {
            "id": self.turn_id,
            "items": items,
            "itemsView": "full" if items else "notLoaded",
            "status": "completed",
            "error": None,
            "startedAt": EPOCH_MS // 1000,
            "completedAt": self.clock // 1000,
            "durationMs": self.clock - EPOCH_MS,
            "rootTurnId": self.turn_id,
        }


Pair = tuple[JsonObject, JsonObject]
"""An item as it starts and as it ends."""


def both(begun: JsonObject, **changes: Any) -> Pair:
    return begun, begun | changes


def user_message(turn: Turn) -> Pair:
    path = "/workspace/src/main.py"
    content = [
        {"type": "text", "text": turn.words(30), "text_elements": []},
        {"type": "mention", "name": "src/main.py", "path": path},
    ]
    return both(
        {
            "type": "userMessage",
            "id": turn.identifier(),
            "clientId": None,
            "content": content,
        }
    )


def reasoning(turn: Turn) -> Pair:
    name = "rs_" + turn.identifier().replace("-", "")
    return both(
        {"type": "reasoning", "id": name, "summary": [], "content": []},
        summary=[turn.words(25)],
    )


def agent_message(turn: Turn) -> Pair:
    name = "msg_" + turn.identifier().replace("-", "")
    empty = {"phase": None, "memoryCitation": None, "delivery": None, "questions": None}
    begun = {"type": "agentMessage", "id": name, "text": "", **empty}
    return both(begun, text=turn.words(120), phase="final_answer")


def command(turn: Turn) -> Pair:
    actions = [
        {"type": "search", "command": "rg -n todo src", "query": "todo", "path": "src"},
        {
            "type": "read",
            "command": "sed -n 1,40p a.rs",
            "name": "a.rs",
            "path": "/repo/a.rs",
        },
    ]
    begun = {
        "type": "commandExecution",
        "id": "call_" + turn.identifier()[:12],
        "command": "/bin/bash -lc 'rg -n \"todo\" src | head -40'",
        "cwd": "/repo",
        "processId": str(turn.rng.randrange(100_000)),
        "source": "agent",
        "status": "inProgress",
        "commandActions": actions,
        "aggregatedOutput": None,
        "exitCode": None,
        "durationMs": None,
        "pluginId": None,
        "scriptPath": None,
    }
    output = turn.words(150)
    return both(
        begun,
        status="completed",
        aggregatedOutput=output,
        exitCode=0,
        durationMs=turn.rng.randrange(5000),
    )


def file_change(turn: Turn) -> Pair:
    edit = f"@@ -3,4 +3,5 @@\n-{turn.words(12)}\n+{turn.words(14)}"
    changes = [
        {
            "path": "/repo/src/a.rs",
            "kind": {"type": "update", "move_path": None},
            "diff": edit,
        },
        {"path": "/repo/src/b.rs", "kind": {"type": "add"}, "diff": turn.words(40)},
    ]
    name = "call_" + turn.identifier()[:12]
    return both(
        {"type": "fileChange", "id": name, "status": "inProgress", "changes": changes},
        status="completed",
    )


def tool_call(turn: Turn) -> Pair:
    begun = {
        "type": "mcpToolCall",
        "id": "call_" + turn.identifier()[:12],
        "server": "tracker",
        "tool": "find_issues",
        "status": "inProgress",
        "arguments": {
            "query": "is:open label:defect",
            "page": 1,
            "opts": {"order": "changed"},
        },
        "appContext": None,
        "mcpAppUi": None,
        "mcpAppResourceUri": None,
        "pluginId": None,
        "readOnlyHint": True,
        "result": None,
        "error": None,
        "durationMs": None,
    }
    structured = {"total": 3, "items": [1, 2, 3]}
    result = {
        "content": [{"type": "text", "text": turn.words(40)}],
        "structuredContent": structured,
        "_meta": None,
    }
    return both(begun, status="completed", result=result, durationMs=412)


def web_search(turn: Turn) -> Pair:
    query = "tagged unions in structs"
    name = "ws_" + turn.identifier()[:12]
    begun = {
        "type": "webSearch",
        "id": name,
        "query": query,
        "action": None,
        "results": None,
    }
    return both(begun, action={"type": "search", "query": query, "queries": ["a", "b"]})


def token_usage(rng: random.Random) -> JsonObject:
    def tokens(scale: int) -> JsonObject:
        read, written = (
            rng.randrange(1000, 9000) * scale,
            rng.randrange(10, 900) * scale,
        )
        return {
            "totalTokens": read + written,
            "inputTokens": read,
            "cachedInputTokens": read // 2,
            "cacheWriteInputTokens": 0,
            "outputTokens": written,
            "reasoningOutputTokens": written // 3,
        }

    return {"total": tokens(10), "last": tokens(1), "modelContextWindow": 272_000}


SETS: dict[str, frozenset[str]] = {
    "mix": frozenset({STARTED, DELTA, COMPLETED, USAGE, TURN_COMPLETED}),
    "delta": frozenset({DELTA}),
    "items": frozenset({STARTED, COMPLETED, TURN_COMPLETED}),
}


def lines(*, emitted_at: bool = False) -> dict[str, list[str]]:
    """The sets, each as lines of compact JSON; with `emitted_at`, stamped as the runtime stamps them."""
    rng = random.Random(163)
    sets: dict[str, list[str]] = {name: [] for name in SETS}
    for _ in range(TURNS):
        turn = Turn(rng)
        for method, params in turn.messages():
            message: JsonObject = {"method": method, "params": params}
            if emitted_at:
                message["emittedAtMs"] = turn.clock
            text = json.dumps(message, ensure_ascii=False, separators=(",", ":"))
            for name, methods in SETS.items():
                if method in methods:
                    sets[name].append(text)
    return sets


if __name__ == "__main__":
    for name, found in lines().items():
        size = sum(len(line.encode()) for line in found)
        print(f"{name}: {len(found)} messages, {size / len(found):.0f} bytes each")
        if len(sys.argv) > 1:
            Path(sys.argv[1], f"{name}.ndjson").write_text(
                "\n".join(found) + "\n", "utf-8"
            )
    print(dict(Counter(json.loads(line)["method"] for line in lines()["mix"])))
