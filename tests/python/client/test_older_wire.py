"""Published runtimes, read with the package of today: nothing that they send is malformed, and they take its answers.

Older ones leave out what came to be required since; it is filled in and told. The pinned runtime leaves out nothing.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from model_replies import answer, exec_command, stream
from model_server import ModelServer
from raw_client import RawClient, RpcFailure
from real import RealRuntime

from codex_app_server import CommandExecutionDecision, ServerRequestHandler, wire
from codex_app_server._client.dispatch import answer_line, dispatch
from codex_app_server.types import (
    CommandExecutionRequestApprovalParams,
    ThreadStartResponse,
)
from codex_app_server.wire import methods

QUESTIONS = (
    methods.ACCOUNT_READ,
    methods.CONFIG_READ,
    methods.HOOKS_LIST,
    methods.MODEL_LIST,
    methods.PERMISSION_PROFILE_LIST,
    methods.SKILLS_LIST,
    methods.THREAD_LIST,
    methods.THREAD_LOADED_LIST,
)
"""Requests without required members, of which every runtime answers something."""


class Accepting(ServerRequestHandler):
    """Accepts the commands that it is asked about."""

    def command_execution_approval(
        self, request: CommandExecutionRequestApprovalParams
    ) -> CommandExecutionDecision:
        assert request.command is not None
        return "accept"


def converse(
    runtime: RealRuntime, handler: ServerRequestHandler, model: ModelServer
) -> tuple[list[Any], str]:
    """A turn with a command, and some questions: every typed message, and how the command ended."""
    call = exec_command("echo made > made.txt", escalated="to try", call_id="c1")
    model.add(stream(call), answer("Done"))
    typed: list[Any] = []
    with RawClient(runtime.argv, env=runtime.env) as client:
        client.initialize()
        asked = {"cwd": str(runtime.workspace), "approvalsReviewer": "user"}
        started = client.request("thread/start", asked)
        typed.append(result(methods.THREAD_START, started))
        thread = started["thread"]["id"]
        turn = client.start_turn(thread, "Make it")
        request: Any = wire.decode(
            json.dumps(client.wait_for_method("item/commandExecution/requestApproval"))
        )
        line = answer_line(request, dispatch(handler, request))
        assert (line.refusal is None) == isinstance(handler, Accepting)
        client.send_bytes(line.line + b"\n")
        assert client.completed(turn)["status"] == "completed"
        typed += [answered(client, method) for method in QUESTIONS]
        read = client.request("thread/read", {"threadId": thread, "includeTurns": True})
        typed.append(result(methods.THREAD_READ, read))
        (command,) = client.items("commandExecution")
        messages = [it for it in client.messages if "method" in it]
    typed += [wire.decode(json.dumps(message)) for message in messages]
    return typed, command["status"]


def answered(client: RawClient, method: Any) -> Any:
    """The result of a request, or the refusal of a runtime that does not have it yet."""
    try:
        return result(method, client.request(method.name))
    except RpcFailure as failure:
        assert "unknown variant" in str(failure), failure
        return failure


def result(method: Any, value: Any) -> Any:
    return wire.decode_result(method, json.dumps(value).encode())


@pytest.mark.slow
@pytest.mark.parametrize("version", ["0.144.4", "0.149.0"])
@pytest.mark.parametrize("handler", [Accepting, ServerRequestHandler])
def test_older_ones(
    version: str,
    handler: type[ServerRequestHandler],
    older_runtime: Callable[[str], RealRuntime],
    model: ModelServer,
    tolerated: list[Any],
) -> None:
    typed, status = converse(older_runtime(version), handler(), model)
    assert status == ("completed" if handler is Accepting else "declined")
    assert isinstance(typed[0], ThreadStartResponse)
    assert typed[0].thread.project_id is None
    kinds = {event.kind for event in tolerated}
    assert "malformed" not in kinds, [it for it in tolerated if it.kind == "malformed"]
    absent = {event.pointer.rpartition("/")[2] for event in tolerated}
    assert ("projectId" in absent) == (version == "0.144.4")


def test_the_pinned_one(
    runtime: RealRuntime, model: ModelServer, tolerated: list[Any]
) -> None:
    _, status = converse(runtime, Accepting(), model)
    assert status == "completed"
    kinds = {event.kind for event in tolerated}
    assert not kinds & {"malformed", "absent_member", "unknown_variant"}, tolerated
