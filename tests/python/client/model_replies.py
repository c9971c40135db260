"""What the mock model can say: builders for replies of the Responses API, whole or in the many ways to go wrong.

In: texts, tool calls, codes. Out: a `Reply`, a status and the steps of its body: bytes to send, a `Gate` at which the
stream stands until the test opens it, a `Pause`. Everything is encoded when it is built, so sending costs next to nothing.

    stream(message("Thinking", phase="commentary"), message("42", deltas=2), used=usage(10, 5))
    stream(exec_command("make install", escalated="needs root"))
    failed("context_length_exceeded", "too long")
"""

from __future__ import annotations

import itertools
import json
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Phase = Literal["commentary", "final_answer"]

REVIEWER = "codex-auto-review"
"""The model that the runtime asks when an approval is reviewed automatically."""

_numbers = itertools.count(1)


@dataclass(frozen=True)
class Gate:
    """Holds a stream open: `reached` is set when the stream stands there, `open()` lets it go on."""

    reached: threading.Event = field(default_factory=threading.Event)
    opened: threading.Event = field(default_factory=threading.Event)

    def open(self) -> None:
        self.opened.set()

    def wait_until_reached(self, timeout: float = 20.0) -> None:
        """Wait until everything before the gate was sent; AssertionError after `timeout` seconds."""
        assert self.reached.wait(timeout), "the stream never came to the gate"


@dataclass(frozen=True)
class Pause:
    """Wait so many seconds before the next bytes."""

    seconds: float


Step = bytes | Gate | Pause


@dataclass(frozen=True)
class Reply:
    """One HTTP answer; the connection is closed when the steps are done."""

    steps: tuple[Step, ...]
    status: int = 200
    content_type: str = "text/event-stream"

    def slowly(self, seconds: float) -> Reply:
        """The same with a pause between events."""
        paused = [step for one in self.steps for step in (one, Pause(seconds))]
        return Reply(tuple(paused[:-1]), self.status, self.content_type)


def event(kind: str, **members: Any) -> bytes:
    """One server-sent event."""
    data = json.dumps({"type": kind, **members}, separators=(",", ":"))
    return f"event: {kind}\ndata: {data}\n\n".encode()


def usage(
    input_tokens: int = 1,
    output_tokens: int = 1,
    *,
    cached: int = 0,
    reasoning: int = 0,
) -> dict[str, Any]:
    """The bill of a response; the total is their sum."""
    return {
        "input_tokens": input_tokens,
        "input_tokens_details": {"cached_tokens": cached},
        "output_tokens": output_tokens,
        "output_tokens_details": {"reasoning_tokens": reasoning},
        "total_tokens": input_tokens + output_tokens,
    }


def message(
    text: str,
    *,
    deltas: int | Iterable[str] = 1,
    phase: Phase | None = None,
    gate: Gate | None = None,
) -> list[Step]:
    """An answer of the assistant.

    `deltas`: into how many pieces the text is cut, or the pieces; 0 gives the finished item alone.
    `gate`: the stream stands there after the first delta.
    """
    item = {"type": "message", "role": "assistant", "id": f"msg_{next(_numbers)}"}
    if phase:
        item["phase"] = phase
    steps: list[Step] = []
    pieces = cut_into(text, deltas) if isinstance(deltas, int) else list(deltas)
    if pieces:
        steps += [event("response.output_item.added", item=_said(item, ""))]
        steps += [event("response.output_text.delta", delta=piece) for piece in pieces]
    if gate:
        steps.insert(2, gate)
    return [*steps, event("response.output_item.done", item=_said(item, text))]


def _said(item: Mapping[str, Any], text: str) -> dict[str, Any]:
    return {**item, "content": [{"type": "output_text", "text": text}]}


def cut_into(text: str, count: int) -> list[str]:
    """The text in so many pieces of about one length."""
    marks = [len(text) * at // count for at in range(count + 1)] if count else []
    return [text[start:end] for start, end in itertools.pairwise(marks)]


def reasoning(summary: str) -> list[Step]:
    """A thought whose summary is streamed."""
    item = {"type": "reasoning", "id": f"rs_{next(_numbers)}"}
    part = {"type": "summary_text", "text": summary}
    kind = "response.reasoning_summary_text.delta"
    return [
        event("response.output_item.added", item={**item, "summary": []}),
        event(kind, item_id=item["id"], summary_index=0, delta=summary),
        event("response.output_item.done", item={**item, "summary": [part]}),
    ]


def function_call(
    name: str,
    arguments: Mapping[str, Any],
    *,
    call_id: str | None = None,
    namespace: str | None = None,
) -> list[Step]:
    """A tool call; `namespace` is `mcp__SERVER` for the tools of an MCP server."""
    item = {
        "type": "function_call",
        "call_id": call_id or f"call_{next(_numbers)}",
        "name": name,
        "arguments": json.dumps(arguments),
    }
    if namespace:
        item["namespace"] = namespace
    return [event("response.output_item.done", item=item)]


def exec_command(
    command: str, *, escalated: str | None = None, call_id: str | None = None
) -> list[Step]:
    """A command; with a justification in `escalated` it asks to leave the sandbox, and so for approval."""
    arguments = {"cmd": command}
    if escalated is not None:
        arguments["sandbox_permissions"] = "require_escalated"
        arguments["justification"] = escalated
    return function_call("exec_command", arguments, call_id=call_id)


def custom_tool_call(name: str, text: str, *, call_id: str | None = None) -> list[Step]:
    """A call whose input is free text."""
    item = {
        "type": "custom_tool_call",
        "call_id": call_id or f"call_{next(_numbers)}",
        "name": name,
        "input": text,
    }
    return [event("response.output_item.done", item=item)]


def apply_patch(patch: str, *, call_id: str | None = None) -> list[Step]:
    """A file change: `patch` between `*** Begin Patch` and `*** End Patch`."""
    return custom_tool_call("apply_patch", patch, call_id=call_id)


def add_file(path: str, text: str) -> str:
    """The patch that writes a new file."""
    added = "".join(f"+{line}\n" for line in text.splitlines())
    return f"*** Begin Patch\n*** Add File: {path}\n{added}*** End Patch\n"


def stream(
    *parts: Iterable[Step],
    used: Mapping[str, Any] | None = None,
    response_id: str | None = None,
) -> Reply:
    """A complete response of those parts, in order."""
    name = response_id or f"resp_{next(_numbers)}"
    ending = {"id": name, "usage": dict(used or usage())}
    end = event("response.completed", response=ending)
    return Reply((_created(name), *itertools.chain.from_iterable(parts), end))


def answer(text: str, *, deltas: int = 1) -> Reply:
    """The plainest response: one message."""
    return stream(message(text, deltas=deltas))


def flood(count: int, piece: str = "x") -> Reply:
    """One message in `count` equal deltas, encoded once and sent as fast as the other side reads."""
    start, added, delta, done = message(piece * count, deltas=[piece]), 0, 1, 2
    whole = stream([start[added]], [start[delta]], [start[done]])
    created, opening, one, closing, end = whole.steps
    assert isinstance(one, bytes)
    return Reply((created, opening, one * count, closing, end))


def failed(code: str, text: str = "the model failed", *parts: Iterable[Step]) -> Reply:
    """A response that ends with `response.failed`; `code` as `server_error` or `context_length_exceeded`."""
    name = f"resp_{next(_numbers)}"
    fault = {"id": name, "error": {"code": code, "message": text}}
    end = event("response.failed", response=fault)
    return Reply((_created(name), *itertools.chain.from_iterable(parts), end))


def incomplete(reason: str, *parts: Iterable[Step]) -> Reply:
    """A response that ends with `response.incomplete`; `reason` as `max_output_tokens`."""
    name = f"resp_{next(_numbers)}"
    fault = {"id": name, "incomplete_details": {"reason": reason}}
    end = event("response.incomplete", response=fault)
    return Reply((_created(name), *itertools.chain.from_iterable(parts), end))


def cut(*parts: Iterable[Step]) -> Reply:
    """A response whose stream ends without an end."""
    return Reply((_created("resp_cut"), *itertools.chain.from_iterable(parts)))


def garbage() -> Reply:
    """A stream that is none."""
    return Reply((b"event: \x00\xff\ndata: {not json\n\n" * 3,))


def http_error(
    status: int, text: str = "the model said no", *, kind: str | None = None
) -> Reply:
    """An HTTP error; `kind` as `usage_limit_reached` (429) or `server_is_overloaded` (503)."""
    error = {"message": text, "type": kind, "code": kind}
    body = json.dumps({"error": error}).encode()
    return Reply((body,), status, "application/json")


def review(outcome: Literal["allow", "deny"], rationale: str = "tested") -> Reply:
    """The verdict of the automatic reviewer, who is asked as model `REVIEWER`."""
    verdict = {
        "risk_level": "low" if outcome == "allow" else "high",
        "user_authorization": "high" if outcome == "allow" else "low",
        "outcome": outcome,
        "rationale": rationale,
    }
    return answer(json.dumps(verdict))


def _created(name: str) -> bytes:
    return event("response.created", response={"id": name})
