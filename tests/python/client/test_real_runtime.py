"""The real runtime offline, seen through a client that knows nothing but lines: what the other tests stand on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from model_replies import (
    Gate,
    Reply,
    add_file,
    answer,
    apply_patch,
    cut,
    exec_command,
    failed,
    garbage,
    http_error,
    incomplete,
    message,
    reasoning,
    stream,
    usage,
)
from model_server import ModelServer
from raw_client import RawClient
from real import RealRuntime, Settings

pytestmark = [pytest.mark.tools, pytest.mark.usefixtures("no_leftovers")]


def started(runtime: RealRuntime) -> RawClient:
    client = RawClient(runtime.argv, env=runtime.env, cwd=runtime.workspace)
    client.initialize()
    return client


def test_a_turn(runtime: RealRuntime, model: ModelServer) -> None:
    model.add(
        stream(
            reasoning("Let me see."),
            message("Looking.", phase="commentary"),
            message("Hello there", deltas=3, phase="final_answer"),
            used=usage(10, 5, cached=2, reasoning=1),
        )
    )
    with started(runtime) as client:
        thread = client.start_thread(cwd=str(runtime.workspace))
        turn = client.start_turn(thread, "Greet me")
        assert client.completed(turn)["status"] == "completed"
        (thought,) = client.items("reasoning")
        assert thought["summary"] == ["Let me see."]
        said = [(it["phase"], it["text"]) for it in client.items("agentMessage")]
        assert said == [("commentary", "Looking."), ("final_answer", "Hello there")]
        deltas = [it["delta"] for it in client.all_of("item/agentMessage/delta")]
        assert len(deltas) == 4
        assert "".join(deltas) == "Looking.Hello there"
        (bill,) = client.all_of("thread/tokenUsage/updated")
        assert bill["tokenUsage"]["total"] == {
            "totalTokens": 15,
            "inputTokens": 10,
            "cachedInputTokens": 2,
            "cacheWriteInputTokens": 0,
            "outputTokens": 5,
            "reasoningOutputTokens": 1,
        }
        assert client.close() == 0
    request = model.single_request()
    assert request.last_user_text == "Greet me"
    assert (request.method, request.path) == ("POST", "/v1/responses")
    assert request.model == "gpt-5.5"
    assert request.headers["accept"] == "text/event-stream"
    assert {"exec_command", "apply_patch"} <= request.tools
    assert model.others == []


@pytest.mark.parametrize("decision", ["accept", "decline"])
def test_a_command_that_needs_approval(
    decision: str, runtime: RealRuntime, model: ModelServer
) -> None:
    call = exec_command("echo made > made.txt", escalated="to try", call_id="c1")
    model.add(stream(call), answer("Done"))
    with started(runtime) as client:
        thread = client.start_thread(
            cwd=str(runtime.workspace), approvalsReviewer="user"
        )
        turn = client.start_turn(thread, "Make it")
        asked = client.wait_for_method("item/commandExecution/requestApproval")
        assert asked["params"]["reason"] == "to try"
        client.answer(asked, {"decision": decision})
        assert client.completed(turn)["status"] == "completed"
        (command,) = client.items("commandExecution")
    accepted = decision == "accept"
    assert command["status"] == ("completed" if accepted else "declined")
    assert (runtime.workspace / "made.txt").exists() == accepted
    outcome = model.requests[1].output_of("c1")
    assert ("exited with code 0" in outcome) == accepted


def test_a_file_change_that_needs_approval(
    make_runtime: Callable[..., RealRuntime], model: ModelServer
) -> None:
    runtime = make_runtime(Settings(sandbox_mode="read-only"))
    model.add(stream(apply_patch(add_file("new.txt", "one\ntwo"))), answer("Done"))
    with started(runtime) as client:
        thread = client.start_thread(
            cwd=str(runtime.workspace), approvalsReviewer="user"
        )
        turn = client.start_turn(thread, "Write it")
        asked = client.wait_for_method("item/fileChange/requestApproval")
        assert not (runtime.workspace / "new.txt").exists()
        client.answer(asked, {"decision": "accept"})
        client.completed(turn)
        (change,) = client.items("fileChange")
    assert change["status"] == "completed"
    assert (runtime.workspace / "new.txt").read_text("utf-8") == "one\ntwo\n"


def test_an_interrupted_turn(runtime: RealRuntime, model: ModelServer) -> None:
    gate = Gate()
    model.add(stream(message("never said to the end", deltas=3, gate=gate)))
    with started(runtime) as client:
        thread = client.start_thread()
        turn = client.start_turn(thread, "Talk")
        gate.wait_until_reached()
        client.wait_for_method("item/agentMessage/delta")
        client.request("turn/interrupt", {"threadId": thread, "turnId": turn})
        assert client.completed(turn)["status"] == "interrupted"


def test_a_steered_turn(runtime: RealRuntime, model: ModelServer) -> None:
    gate = Gate()
    model.add(stream(message("First", gate=gate)), answer("Second"))
    with started(runtime) as client:
        thread = client.start_thread()
        turn = client.start_turn(thread, "Talk")
        gate.wait_until_reached()
        more = {"input": [{"type": "text", "text": "Shorter"}]}
        place = {"threadId": thread, "expectedTurnId": turn}
        assert client.request("turn/steer", place | more)["turnId"] == turn
        gate.open()
        client.completed(turn)
    assert model.requests[1].last_user_text == "Shorter"


FAILURES: dict[str, tuple[Reply, Any]] = {
    "400": (http_error(400), "other"),
    "401": (http_error(401), {"httpConnectionFailed": {"httpStatusCode": 401}}),
    "404": (http_error(404), {"httpConnectionFailed": {"httpStatusCode": 404}}),
    "429": (
        http_error(429),
        {"responseTooManyFailedAttempts": {"httpStatusCode": 429}},
    ),
    "limit": (http_error(429, kind="usage_limit_reached"), "usageLimitExceeded"),
    "500": (http_error(500), "internalServerError"),
    "503": (http_error(503, kind="server_is_overloaded"), "serverOverloaded"),
    "failed": (failed("server_error"), "other"),
    "window": (failed("context_length_exceeded"), "contextWindowExceeded"),
    "incomplete": (incomplete("max_output_tokens"), "other"),
    "cut": (cut(message("half")), "other"),
    "garbage": (garbage(), "other"),
}


def test_a_turn_that_fails(runtime: RealRuntime, model: ModelServer) -> None:
    model.add(*(reply for reply, _ in FAILURES.values()))
    with started(runtime) as client:
        for name, (_, info) in FAILURES.items():
            turn = client.start_turn(client.start_thread(), "Fail")
            end = client.completed(turn)
            assert (name, end["status"]) == (name, "failed")
            assert (name, end["error"]["codexErrorInfo"]) == (name, info)
    assert len(model.requests) == len(FAILURES)


def test_a_request_that_nobody_scripted(
    runtime: RealRuntime, model: ModelServer
) -> None:
    with started(runtime) as client:
        turn = client.start_turn(client.start_thread(), "Anything")
        assert client.completed(turn)["status"] == "failed"
    assert model.unscripted == model.requests


def test_the_environment_is_no_part_of_it(
    monkeypatch: pytest.MonkeyPatch, make_runtime: Callable[..., RealRuntime]
) -> None:
    import os

    monkeypatch.setenv("OPENAI_API_KEY", "sk-inherited")
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.invalid")
    runtime = make_runtime()
    left = {name for name in os.environ if not name.startswith("PYTEST_")}
    assert {"OPENAI_API_KEY", "HTTPS_PROXY"} & left == set()
    assert os.environ["CODEX_HOME"] == str(runtime.codex_home)


@pytest.mark.slow
@pytest.mark.parametrize("version", ["0.144.4", "0.149.0"])
def test_an_older_runtime(
    version: str, older_runtime: Callable[[str], RealRuntime], model: ModelServer
) -> None:
    runtime = older_runtime(version)
    model.answer("Still here")
    with RawClient(runtime.argv, env=runtime.env) as client:
        assert f"/{version} " in client.initialize()["userAgent"]
        turn = client.start_turn(client.start_thread(), "Hello")
        assert client.completed(turn)["status"] == "completed"
        assert [it["text"] for it in client.items("agentMessage")] == ["Still here"]
