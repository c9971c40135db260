"""What the real runtime asks of others offline: a tool of the client, a reviewer, an account."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from model_replies import (
    REVIEWER,
    Reply,
    answer,
    exec_command,
    function_call,
    review,
    stream,
)
from model_server import ModelRequest, ModelServer
from raw_client import RawClient
from real import RealRuntime, Settings

pytestmark = [pytest.mark.tools, pytest.mark.usefixtures("no_leftovers")]


def started(runtime: RealRuntime) -> RawClient:
    client = RawClient(runtime.argv, env=runtime.env, cwd=runtime.workspace)
    client.initialize()
    return client


def test_a_tool_of_the_client(runtime: RealRuntime, model: ModelServer) -> None:
    tool = {
        "type": "function",
        "name": "clock",
        "description": "Tells the time.",
        "inputSchema": {"type": "object", "properties": {"zone": {"type": "string"}}},
    }
    call = function_call("clock", {"zone": "UTC"}, call_id="c1")
    model.add(stream(call), answer("It is noon"))
    with started(runtime) as client:
        thread = client.start_thread(dynamicTools=[tool])
        turn = client.start_turn(thread, "What time is it?")
        asked = client.wait_for_method("item/tool/call")
        assert asked["params"]["arguments"] == {"zone": "UTC"}
        content = [{"type": "inputText", "text": "noon"}]
        client.answer(asked, {"success": True, "contentItems": content})
        client.completed(turn)
    assert "clock" in model.requests[0].tools
    assert "noon" in str(model.requests[1].output_of("c1"))


@pytest.mark.parametrize("outcome", ["allow", "deny"])
def test_a_reviewer(outcome: Any, runtime: RealRuntime, model: ModelServer) -> None:
    def judge(request: ModelRequest) -> Reply | None:
        return review(outcome) if request.model == REVIEWER else None

    model.respond(judge)
    command = "echo made > made.txt"
    model.add(stream(exec_command(command, escalated="to try")), answer("Done"))
    with started(runtime) as client:
        thread = client.start_thread(
            approvalsReviewer="auto_review", cwd=str(runtime.workspace)
        )
        client.completed(client.start_turn(thread, "Make it"))
        assert client.all_of("item/commandExecution/requestApproval") == []
    assert (runtime.workspace / "made.txt").exists() == (outcome == "allow")


def test_an_account(
    make_runtime: Callable[..., RealRuntime], model: ModelServer
) -> None:
    runtime = make_runtime(Settings(requires_openai_auth=True))
    model.answer("Hello")
    with started(runtime) as client:
        account = client.request("account/read")
        assert (account["account"], account["requiresOpenaiAuth"]) == (None, True)
        key = {"type": "apiKey", "apiKey": "sk-of-the-test"}
        client.request("account/login/start", key)
        client.completed(client.start_turn(client.start_thread(), "Hello"))
    assert model.single_request().headers["authorization"] == "Bearer sk-of-the-test"
