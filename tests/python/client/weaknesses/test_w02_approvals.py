"""Weakness 2: what nobody was asked about is accepted, and what is not understood is answered with nonsense."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pinned
import pytest
from fake_server import FakeServer
from model_replies import answer, exec_command, stream
from model_server import ModelServer
from raw_client import RawClient
from real import RealRuntime
from sdks import Sdk, weakness

Fake = Callable[..., FakeServer]

ACCEPTANCE = {"accept", "acceptForSession", "approved", "approved_for_session"}


def asks(server: Any, method: str, params: Any) -> None:
    import fake_bodies

    server.handshake()
    turn = server.start_turn()
    if params is None:
        params = {
            "item/commandExecution/requestApproval": fake_bodies.command_approval,
            "item/fileChange/requestApproval": fake_bodies.file_change_approval,
        }[method]("thread-1", "turn-1")
    turn.ask(method, params)
    turn.complete()


@weakness(2, AssertionError)
@pytest.mark.parametrize(
    "method",
    ["item/commandExecution/requestApproval", "item/fileChange/requestApproval"],
)
def test_nothing_is_accepted_unasked(method: str, sdk: Sdk, fake: Fake) -> None:
    server = fake(asks, method=method, params=None)
    with sdk.connected(server) as codex:
        sdk.soon(codex.thread_start().run, "go on")
    (answered,) = server.answers()
    decision = answered.get("result", {}).get("decision")
    assert decision not in ACCEPTANCE


QUESTIONS: dict[str, tuple[str, dict[str, Any]]] = {
    "item/permissions/requestApproval": (
        "PermissionsRequestApprovalResponse",
        {"permissions": {}, "cwd": "/", "startedAtMs": 1, "itemId": "i"},
    ),
    "item/tool/requestUserInput": (
        "ToolRequestUserInputResponse",
        {"questions": [], "itemId": "i"},
    ),
    "mcpServer/elicitation/request": (
        "McpServerElicitationRequestResponse",
        {
            "serverName": "s",
            "mode": "form",
            "message": "m",
            "requestedSchema": {"type": "object", "properties": {}},
        },
    ),
    "item/tool/call": (
        "DynamicToolCallResponse",
        {"tool": "clock", "callId": "c", "arguments": {}},
    ),
    "account/chatgptAuthTokens/refresh": (
        "ChatgptAuthTokensRefreshResponse",
        {"reason": "unauthorized"},
    ),
}


@weakness(2, AssertionError)
@pytest.mark.tools
@pytest.mark.parametrize("method", QUESTIONS)
def test_an_answer_is_valid_or_an_error(method: str, sdk: Sdk, fake: Fake) -> None:
    response, params = QUESTIONS[method]
    server = fake(asks, method=method, params=params)
    with sdk.connected(server) as codex:
        sdk.soon(codex.thread_start().run, "go on")
    (answered,) = server.answers()
    judge = pinned.validator(pinned.pointer_of(response))
    assert "error" in answered or judge.is_valid(answered["result"])


@weakness(2, AssertionError)
@pytest.mark.tools
def test_a_command_does_not_run_unasked(
    sdk: Sdk, runtime: RealRuntime, model: ModelServer
) -> None:
    call = exec_command("echo made > made.txt", escalated="to try")
    model.add(answer("Hello"), stream(call), answer("Done"))
    with RawClient(runtime.argv, env=runtime.env, cwd=runtime.workspace) as client:
        client.initialize()
        thread = client.start_thread(
            approvalsReviewer="user", cwd=str(runtime.workspace)
        )
        client.completed(client.start_turn(thread, "Hello"))
    with sdk.connected(runtime, env=runtime.env) as codex:
        sdk.soon(codex.thread_resume(thread).run, "Make it")
    assert not (runtime.workspace / "made.txt").exists()
