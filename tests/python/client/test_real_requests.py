"""What the real runtime asks of others offline: a tool of the client, a reviewer, an account, permissions, a form."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import mcp_desk
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


@pytest.mark.parametrize("is_granted", [True, False])
def test_permissions(
    is_granted: bool, make_runtime: Callable[..., RealRuntime], model: ModelServer
) -> None:
    runtime = make_runtime(Settings(features={"request_permissions_tool": True}))
    wanted = {"network": {"enabled": True}, "file_system": {"read": ["/etc"]}}
    call = {"reason": "to read", "permissions": wanted}
    model.add(stream(function_call("request_permissions", call, call_id="p1")))
    model.answer("Done")
    with started(runtime) as client:
        turn = client.start_turn(client.start_thread(), "Look it up")
        asked = client.wait_for_method("item/permissions/requestApproval")
        assert asked["params"]["reason"] == "to read"
        assert asked["params"]["permissions"]["network"] == {"enabled": True}
        granted = {"network": {"enabled": True}} if is_granted else {}
        client.answer(asked, {"permissions": granted, "scope": "turn"})
        client.completed(turn)
    told = json.loads(model.requests[1].output_of("p1"))
    given = {name: value for name, value in told["permissions"].items() if value}
    assert (given, told["scope"]) == (granted, "turn")


@pytest.mark.parametrize("action", ["accept", "decline", "cancel"])
def test_a_question_of_a_tool(
    action: str, make_runtime: Callable[..., RealRuntime]
) -> None:
    desk = [sys.executable, "-S", str(Path(mcp_desk.__file__))]
    words = json.dumps(desk[0]), json.dumps(desk[1:])
    table = "[mcp_servers.desk]\ncommand = {}\nargs = {}\n".format(*words)
    runtime = make_runtime(Settings(tables=table))
    with started(runtime) as client:
        place = {"threadId": client.start_thread(), "server": "desk", "tool": "book"}
        number = client.ask("mcpServer/tool/call", {**place, "arguments": {}})
        asked = client.wait_for_method("mcpServer/elicitation/request")
        assert asked["params"]["message"] == "Which seat?"
        content = {"seat": "aisle"} if action == "accept" else None
        client.answer(asked, {"action": action, "content": content})
        (told,) = client.result_of(number)["content"]
    assert json.loads(told["text"]).get("content") == content
    assert json.loads(told["text"])["action"] == action
