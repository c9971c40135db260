"""The guide for those who come from the official package tells the truth: what must be written anew, and what differs.

What runs as it is, is in `weaknesses/test_w00_moved_programs.py`, for both packages.
"""

from __future__ import annotations

import asyncio
import importlib
import inspect
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from fake_server import FakeServer

import codex_app_server
from codex_app_server import types, wire

Fake = Callable[..., FakeServer]

pytestmark = pytest.mark.tools

BOTH = ("codex_app_server", "openai_codex")


def rows(project: Path, heading: str) -> list[str]:
    """The lines of the first table below a heading of the guide, without its head."""
    guide = (project / "docs" / "migrating.md").read_text("utf-8")
    section = guide.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    return re.findall(r"^\|.*\|$", section, re.MULTILINE)[2:]


def official_types() -> Any:
    return importlib.import_module("openai_codex.types")


OLD = {
    "thread.cwd.root": lambda: "/work".root,  # type: ignore[attr-defined]
    'ReasoningSummary(root="auto")': lambda: types.ReasoningSummary(root="auto"),  # type: ignore[call-arg]
    'AgentMessageThreadItem(type="agentMessage", id=...)': lambda: (
        types.AgentMessageThreadItem(type="agentMessage", id="m", text="")  # type: ignore[call-arg]
    ),
    "ItemCompletedNotification(turnId=...)": lambda: types.ItemCompletedNotification(
        turnId="t"  # type: ignore[call-arg]
    ),
    'TurnResult("turn-1", status, ...)': lambda: codex_app_server.TurnResult("t"),  # type: ignore[misc]
    "TurnHandle(client, thread_id, turn_id)": lambda: (
        codex_app_server.TurnHandle(
            "client",  # type: ignore[arg-type]
            "thread",  # type: ignore[arg-type]
            "turn",  # type: ignore[arg-type]
        ).id
    ),
    "await codex.models()` after `await codex.close()": lambda: asyncio.run(reopened()),
    "dict(model)`, `model_fields`, `model_json_schema()` and the like": lambda: dict(
        types.TurnError(message="no")  # type: ignore[call-overload]
    ),
}
"""What the guide says cannot be written any more, by its words."""


async def reopened() -> None:
    codex = codex_app_server.AsyncCodex()
    await codex.close()
    await codex.models()


def test_the_guide_lists_what_must_be_written_anew(project: Path) -> None:
    listed = rows(project, "What must be written in another way")
    for row, old in zip(listed, OLD, strict=True):
        assert row.startswith(f"| `{old}")


@pytest.mark.parametrize("old", OLD)
def test_it_must(old: str) -> None:
    with pytest.raises((TypeError, AttributeError, codex_app_server.CodexError)):
        OLD[old]()


@pytest.mark.parametrize("package", BOTH)
def test_what_is_written_instead_runs_in_both(package: str) -> None:
    there = importlib.import_module(f"{package}.types")
    root = importlib.import_module(package)
    assert there.ReasoningSummary("auto").root.value == "auto"
    body = {
        "threadId": "thread-1",
        "turn": {"id": "t", "items": [], "status": "failed"},
    }
    completed = there.TurnCompletedNotification.model_validate(body)
    assert completed.thread_id == "thread-1"
    names = inspect.signature(importlib.import_module("openai_codex").TurnResult)
    members = {**dict.fromkeys(names.parameters), "final_response": "Hi"}
    assert root.TurnResult(**members).final_response == "Hi"


def test_models_are_looked_into_in_another_way() -> None:
    from pydantic import TypeAdapter

    fields = {field.name for field in msgspec.structs.fields(types.TurnError)}
    assert fields == {*official_types().TurnError.model_fields}
    schema = TypeAdapter(types.TurnError).json_schema()
    assert "message" in schema["properties"]


def test_names_are_where_the_guide_says() -> None:
    for module in ("api", "errors", "retry"):
        found = importlib.import_module(f"openai_codex.{module}")
        public = {*importlib.import_module("openai_codex").__all__}
        for name in public & vars(found).keys():
            assert hasattr(codex_app_server, name)
    models = importlib.import_module("openai_codex.models")
    names = [name for name in vars(models) if name.endswith("Notification")]
    assert len(names) > 20
    for name in names:
        home = wire if name == "UnknownNotification" else types
        assert hasattr(home, name), name
    generated = importlib.import_module("openai_codex.generated.v2_all")
    items = [name for name in vars(generated) if name.endswith("ThreadItem")]
    assert [name for name in items if not hasattr(types, name)] == []


@pytest.mark.parametrize(
    ("of", "expected"),
    [
        (lambda t: str(t.TurnStatus.completed), ("completed", "TurnStatus.completed")),
        (lambda t: t.TurnStatus.completed == "completed", (True, False)),
        (lambda t: bool(policy(t).network_access), (False, False)),
        (lambda t: policy(t).network_access is None, (False, False)),
    ],
)
def test_values_that_differ(of: Callable[[Any], Any], expected: Any) -> None:
    assert (of(types), of(official_types())) == expected


def policy(there: Any) -> Any:
    return there.SandboxPolicy.model_validate({"type": "workspaceWrite"}).root


def test_what_is_unknown_or_of_another_type() -> None:
    assert not types.Personality("nonsense").is_known
    with pytest.raises(ValueError, match="nonsense"):
        official_types().Personality("nonsense")
    value = {"id": "t", "items": [], "status": "completed", "startedAt": "3"}
    assert official_types().Turn.model_validate(value).started_at == 3
    with pytest.raises(wire.WireError):
        types.Turn.model_validate(value)


def test_what_errors_say() -> None:
    errors = [importlib.import_module(it).JsonRpcError(-32600, "no") for it in BOTH]
    assert [str(error) for error in errors] == [
        "no (JSON-RPC error -32600)",
        "JSON-RPC error -32600: no",
    ]
    assert {(error.code, error.message, error.data) for error in errors} == {
        (-32600, "no", None)
    }


def speaks(server: Any) -> None:
    server.handshake()
    turn = server.start_turn()
    turn.message("Here it is: {}")
    turn.complete()


@pytest.mark.parametrize("package", BOTH)
@pytest.mark.filterwarnings("ignore")
def test_an_answer_that_is_no_json_is_returned(package: str, fake: Fake) -> None:
    root = importlib.import_module(package)
    config = root.CodexConfig(launch_args_override=fake(speaks).argv)
    with root.Codex(config) as codex:
        thread = codex.thread_start()
        result = thread.run("Talk", output_schema={"type": "object"})
        version = codex.metadata.serverInfo.version
    assert result.final_response == "Here it is: {}"
    assert getattr(result, "parsed", None) is None
    assert version.partition(" ")[0] == "0.163.0"


def test_the_defaults_that_differ() -> None:
    ours, theirs = (importlib.import_module(it).CodexConfig() for it in BOTH)
    shared = inspect.signature(type(theirs)).parameters
    differing = {it for it in shared if getattr(ours, it) != getattr(theirs, it)}
    assert differing <= {"client_name", "client_title", "client_version"}
    assert (ours.client_name, theirs.client_name) == (
        "codex_app_server_python",
        "codex_python_sdk",
    )


def test_what_is_left_out_of_a_dump() -> None:
    value = {"id": "t", "items": [], "status": "completed", "itemsView": "full"}
    for there in (types, official_types()):
        turn = there.Turn.model_validate(value)
        assert turn.model_dump(exclude_none=True, by_alias=True, mode="json") == value
    assert "error" in types.Turn.model_validate(value).model_dump(exclude_unset=True)
    assert set(policy(types).model_dump()) == {"type"}


def test_a_thread_without_an_approval_mode(fake: Fake) -> None:
    server = fake(speaks)
    config = codex_app_server.CodexConfig(launch_args_override=server.argv)
    with codex_app_server.Codex(config) as codex:
        codex.thread_start(approval_mode=None).run("Talk")  # type: ignore[arg-type]
    assert server.wait_for("thread/start")["params"] == {}


def test_what_nobody_knows_is_dumped_like_the_rest() -> None:
    items = [{"type": "telepathy", "thought": "hm"}, {"type": "agentMessage", "id": 3}]
    turn = {"id": "turn-1", "items": items, "status": "completed"}
    params = {"threadId": "thread-1", "turn": turn}
    message = {"method": "turn/completed", "params": params}
    event = wire.decode(msgspec.json.encode(message))
    assert isinstance(event, types.TurnCompletedServerNotification)
    found = event.payload.turn.items
    assert [type(it.root).__name__ for it in found] == ["Unknown", "Malformed"]
    assert [it.model_dump(mode="json", by_alias=True) for it in found] == items
    assert [msgspec.json.decode(it.model_dump_json()) for it in found] == items
