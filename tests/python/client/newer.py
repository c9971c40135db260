"""What came after a version of the runtime, as calls that use it: a method, members, values and variants.

In: a version that is recorded. Out: cases for it, each with the words that must refuse it. Nothing is imported or sent
before a case is called.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from codex_app_server import ExternalMessage, types
from codex_app_server._client import lives

TEXT = types.TextUserInput(text="hi")


class Newer(NamedTuple):
    """One thing that a runtime lacks."""

    what: str
    """How the refusal names it."""
    since: str
    """The first recorded runtime that has it."""
    call: Callable[[Any, Any], Any]
    """Uses it, given a client and a thread of either face."""


def a_turn_from_a_timer(codex: Any, thread: Any) -> Any:
    return codex.rpc.turn_start(thread_id=thread.id, input=[TEXT], turn_trigger="timer")


def a_voice(codex: Any, thread: Any) -> Any:
    return codex.rpc.thread_realtime_start(
        thread_id=thread.id, output_modality="audio", voice="selva"
    )


def a_call_that_exists(codex: Any, thread: Any) -> Any:
    transport = types.ExistingCallThreadRealtimeStartTransport(call_id="c")
    return codex.rpc.thread_realtime_start(
        thread_id=thread.id, output_modality="audio", transport=transport
    )


CASES = [
    Newer("memory/status", "0.160.0", lambda codex, _: codex.rpc.memory_status()),
    Newer(
        "turn/start: member `turnTrigger` (turn_trigger)",
        "0.154.0",
        a_turn_from_a_timer,
    ),
    Newer(
        "turn/start: member `toolOutput` (tool_output)",
        "0.154.0",
        lambda _, thread: thread.turn(ExternalMessage("mail", "You have mail.")),
    ),
    Newer(
        "turn/start: member `fileId` (input[1].file_id)",
        "0.160.0",
        lambda _, thread: thread.turn(
            [TEXT, types.ImageUserInput(url="data:,", file_id="f")]
        ),
    ),
    Newer("thread/realtime/start: value `selva` (voice)", "0.163.0", a_voice),
    Newer(
        "thread/realtime/start: variant `existingCall` (transport)",
        "0.154.0",
        a_call_that_exists,
    ),
    Newer(
        "thread/list: value `section_position` (sort_key)",
        "0.149.0",
        lambda codex, _: codex.thread_list(sort_key="section_position"),
    ),
    Newer(
        "turn/start: variant `audio` (input[0])",
        "0.149.0",
        lambda _, thread: thread.turn(types.AudioUserInput(url="data:,")),
    ),
]


def newer_than(version: str) -> Iterator[Newer]:
    """What a recorded version lacks."""
    recorded = lives.RECORDED
    return (it for it in CASES if recorded.index(it.since) > recorded.index(version))
