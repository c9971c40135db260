"""Published runtimes that are older than the pin: all that they say is read, and what they lack is refused unsent.

A whole conversation through both faces; what is newer than the runtime, by method, member, value and variant; and every
method that the schema's history gives it, each of which the client lets through.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import real
from faces import Face
from model_replies import answer, exec_command, message, reasoning, stream, usage
from model_server import ModelServer
from netns import run_isolated_test
from newer import newer_than
from oddities import malformed
from real import RealRuntime

from codex_app_server import (
    CodexConfig,
    ExperimentalApiError,
    UnsupportedByRuntimeError,
    types,
)

pytestmark = [pytest.mark.tools, pytest.mark.usefixtures("no_leftovers")]

VERSIONS = ["0.144.4", "0.149.0"]
LEFT_OUT = {
    "0.144.4": {("absent_member", "projectId")},
    "0.149.0": set[tuple[str, str]](),
}
"""What may be missing in what each says: what is told of, and the member."""

Older = Callable[[str], RealRuntime]


def config(runtime: RealRuntime, **members: Any) -> CodexConfig:
    return CodexConfig(
        launch_args_override=runtime.argv,
        cwd=str(runtime.workspace),
        env=runtime.env,
        **members,
    )


@pytest.fixture(params=VERSIONS)
def version(request: pytest.FixtureRequest) -> str:
    found: str = request.param
    return found


def test_a_whole_conversation(
    version: str,
    face: Face,
    older_runtime: Older,
    model: ModelServer,
    tolerated: list[Any],
) -> None:
    runtime = older_runtime(version)
    model.add(
        stream(reasoning("Let me see."), exec_command("echo made"), used=usage(7, 3)),
        stream(
            message("Looking.", phase="commentary"),
            message("Hello there", deltas=3, phase="final_answer"),
            used=usage(10, 5, cached=2, reasoning=1),
        ),
    )
    model.respond(
        lambda _: answer("Done", deltas=2) if len(model.requests) > 2 else None
    )
    heard: list[Any] = []
    with face.open_with(config(runtime, on_unread=heard.append)) as codex:
        assert str(codex.metadata.version) == version
        thread = codex.thread_start(cwd=str(runtime.workspace))
        turn = thread.turn("Greet me")
        heard += turn.stream()
        first = turn.run()
        assert_whole(first)
        second = thread.run("Again")
        assert second.final_response == "Done"
        told = thread.read(include_turns=True).thread
        assert [it.id for it in told.turns] == [first.id, second.id]
        listed = codex.thread_list()
        assert thread.id in [it.id for it in listed.data]
        resumed = codex.thread_resume(thread.id, include_turns=True)
        fork = codex.thread_fork(thread.id)
        results = [
            *(first, second, told, listed, resumed.run("More"), fork.run("Elsewhere")),
            *(codex.models(), codex.account(), fork.read(include_turns=True)),
            *(fork.set_name("A fork"), codex.thread_archive(fork.id)),
        ]
        heard += codex_hooks(codex, runtime)
    methods = [event.method for event in heard if hasattr(event, "method")]
    assert {"thread/started", "item/agentMessage/delta", "turn/completed"} <= set(
        methods
    )
    assert list(malformed([*results, *heard])) == []
    left_out = {(it.kind, it.pointer.rpartition("/")[2]) for it in tolerated}
    assert left_out == LEFT_OUT[version]


def assert_whole(result: Any) -> None:
    assert result.status == types.TurnStatus.completed
    assert result.final_response == "Hello there"
    assert result.items_view == types.TurnItemsView.full
    kinds = [type(item) for item in result.items]
    assert kinds[0] is types.UserMessageThreadItem
    assert kinds.count(types.ReasoningThreadItem) == 1
    assert kinds.count(types.AgentMessageThreadItem) == 2
    # 0.144.4 may tell of a command's end after that of the turn
    assert set(kinds) - {types.CommandExecutionThreadItem} == {
        types.UserMessageThreadItem,
        types.ReasoningThreadItem,
        types.AgentMessageThreadItem,
    }
    assert result.usage.total.total_tokens == 25
    assert result.usage.last.cached_input_tokens == 2
    assert result.duration_ms is not None
    assert result.completed_at >= result.started_at


def codex_hooks(codex: Any, runtime: RealRuntime) -> list[Any]:
    """A hook of the user, which older runtimes told as one record for all kinds."""
    hook = {"hooks": [{"type": "command", "command": "true"}]}
    settings = json.dumps({"hooks": {"Stop": [hook]}})
    (runtime.codex_home / "hooks.json").write_text(settings)
    found = codex.rpc.hooks_list(cwds=[str(runtime.workspace)])
    (told,) = found.data[0].hooks
    assert type(told) is types.CommandHookMetadata
    assert told.command == "true"
    return [found]


def test_what_it_lacks_is_refused_and_it_works_on(
    version: str, face: Face, older_runtime: Older, model: ModelServer
) -> None:
    runtime = older_runtime(version)
    model.answer("Still here")
    with face.open_with(config(runtime)) as codex:
        thread = codex.thread_start(cwd=str(runtime.workspace))
        for case in newer_than(version):
            with pytest.raises(UnsupportedByRuntimeError) as caught:
                case.call(codex, thread)
            error = caught.value
            assert (error.what, error.since) == (case.what, case.since)
            assert error.connected == version
            assert f"{case.since} or newer" in str(error)
            assert version in str(error)
        assert thread.run("Hello").final_response == "Still here"
    assert len(model.requests) == 1


def test_without_the_opt_in(
    version: str, face: Face, older_runtime: Older, model: ModelServer
) -> None:
    runtime = older_runtime(version)
    model.answer("Still here")
    settings = config(runtime, experimental_api=False)
    with face.open_with(settings) as codex:
        thread = codex.thread_start(cwd=str(runtime.workspace))
        with pytest.raises(ExperimentalApiError, match="memory/reset is experimental"):
            codex.rpc.memory_reset()
        with pytest.raises(ExperimentalApiError, match=r"`permissions`"):
            codex.rpc.thread_start(permissions=":read-only")
        assert thread.run("Hello").final_response == "Still here"


SWEEP = Path(__file__).with_name("sweep_older.py")


@pytest.mark.slow
@pytest.mark.parametrize("way", ["blocking", "asynchronous"])
def test_what_it_knows_is_let_through(version: str, way: str) -> None:
    """Every method, where loopback is all there is: some of them call out."""
    real.older(version)
    done = run_isolated_test(f"{SWEEP}::test_{way}[{version}]")
    assert done.returncode == 0, done.stdout
    assert "1 passed" in done.stdout
