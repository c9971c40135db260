"""Programs written for the official package run here with another import: what they do with wrappers, results and configurations.

Each is what somebody does with a public name of `openai_codex` or `openai_codex.types`; both packages must give the same.
"""

from __future__ import annotations

import asyncio
import dataclasses
import importlib
import pickle
import pprint
import sys
from collections.abc import Callable
from typing import Any

import pytest
from fake_server import FakeServer
from sdks import Sdk, common_ground

Fake = Callable[..., FakeServer]

pytestmark = common_ground()


def public_types(sdk: Sdk) -> Any:
    return importlib.import_module(f"{sdk.name}.types")


def talks(server: Any) -> None:
    import fake_bodies

    server.handshake()
    account = {"type": "chatgpt", "email": "a@b.c", "planType": "plus"}
    server.rule("account/read", {"account": account, "requiresOpenaiAuth": True})
    server.rule("model/list", fake_bodies.models())
    server.rule("thread/list", {"data": [fake_bodies.thread("t-9")], "nextCursor": "c"})
    server.rule("thread/read", {"thread": fake_bodies.thread("thread-1")})
    turn = server.start_turn()
    words = [{"type": "text", "text": "Greet me", "text_elements": []}]
    turn.item({"type": "userMessage", "id": "msg-0", "content": words})
    turn.message("Hello")
    turn.usage(20)
    turn.complete()


def test_values_are_unwrapped(sdk: Sdk, fake: Fake) -> None:
    with sdk.connected(fake(talks)) as codex:
        result = codex.thread_start().run("Greet me")
        asked, answered = (item.root for item in result.items)
        assert [part.root.text for part in asked.content] == ["Greet me"]
        assert (answered.type, answered.text) == ("agentMessage", "Hello")
        assert codex.account().account.root.plan_type.value == "plus"
        (thread,) = codex.thread_list().data
        assert thread.status.root.type == "idle"
        assert thread.source.root.value == "vscode"


def test_the_kind_of_a_failure_is_unwrapped(sdk: Sdk) -> None:
    info = {"message": "no", "codexErrorInfo": "usageLimitExceeded"}
    error = public_types(sdk).TurnError.model_validate(info)
    kinds = sdk.model("CodexErrorInfoValue")
    assert error.codex_error_info.root is kinds.usage_limit_exceeded
    info["codexErrorInfo"] = {"httpConnectionFailed": {"httpStatusCode": 502}}
    error = public_types(sdk).TurnError.model_validate(info)
    assert error.codex_error_info.root.http_connection_failed.http_status_code == 502


def test_wrappers_are_validated_and_called(sdk: Sdk) -> None:
    types = public_types(sdk)
    item = {"type": "agentMessage", "id": "msg-1", "text": "Hello"}
    validated = types.ThreadItem.model_validate(item)
    assert types.ThreadItem(root=validated.root) == validated
    assert types.ThreadItem(validated.root).root.text == "Hello"
    text = '{"type": "agentMessage", "id": "msg-1", "text": "Hello"}'
    assert types.ThreadItem.model_validate_json(text) == validated
    assert types.Account.model_validate({"type": "apiKey"}).root.type == "apiKey"
    policy = types.SandboxPolicy.model_validate({"type": "readOnly"})
    assert policy.root.type == "readOnly"
    assert types.AskForApproval.model_validate("never").root.value == "never"
    assert types.ReasoningSummary.model_validate("concise").root.value == "concise"
    with pytest.raises(ValueError, match="text"):
        types.ThreadItem.model_validate({"type": "agentMessage", "id": "msg-1"})


def test_wrappers_are_matched(sdk: Sdk, fake: Fake) -> None:
    types, message = public_types(sdk), sdk.model("AgentMessageThreadItem")
    found = []
    with sdk.connected(fake(talks)) as codex:
        for item in codex.thread_start().run("Greet me").items:
            assert isinstance(item, types.ThreadItem)
            match item:
                case types.ThreadItem(root=message(text=text)):
                    found.append(text)
                case types.ThreadItem():
                    found.append("other")
    assert found == ["other", "Hello"]


def test_filters_are_wrapped(sdk: Sdk, fake: Fake) -> None:
    server = fake(talks)
    wrapper = public_types(sdk).ThreadListCwdFilter
    with sdk.connected(server) as codex:
        for cwd in (wrapper("/a"), wrapper(root="/a"), wrapper.model_validate("/a")):
            codex.thread_list(cwd=cwd)
        codex.thread_list(cwd=wrapper(["/a", "/b"]))
    sent = [it["params"]["cwd"] for it in server.received("thread/list")]
    assert sent == ["/a", "/a", "/a", ["/a", "/b"]]


def test_notifications_are_matched_and_made(sdk: Sdk, fake: Fake) -> None:
    types = public_types(sdk)
    seen = []
    with sdk.connected(fake(talks)) as codex:
        for event in codex.thread_start().turn("Greet me").stream():
            assert isinstance(event, types.Notification)
            match event:
                case types.Notification(
                    payload=types.TurnCompletedNotification(turn=turn)
                ):
                    seen.append(turn.status)
                case types.Notification(method, _):
                    seen.append(method)
    assert (seen[0], seen[-1]) == ("turn/started", types.TurnStatus.completed)
    turn = {"id": "turn-1", "items": [], "status": "completed"}
    body = {"threadId": "thread-1", "turn": turn}
    payload = types.TurnCompletedNotification.model_validate(body)
    made = types.Notification("turn/completed", payload)
    assert made == types.Notification(method="turn/completed", payload=payload)
    assert (made.method, made.payload) == ("turn/completed", payload)


def test_a_result_is_treated_as_a_dataclass(sdk: Sdk, fake: Fake) -> None:
    with sdk.connected(fake(talks)) as codex:
        result = codex.thread_start().run("Greet me")
    assert dataclasses.is_dataclass(result)
    members = dataclasses.asdict(result)
    assert (members["id"], members["final_response"]) == ("turn-1", "Hello")
    assert members["usage"].total.total_tokens == 20
    changed = dataclasses.replace(result, final_response="Bye")
    assert (changed.id, changed.final_response) == ("turn-1", "Bye")
    assert result.final_response == "Hello"
    assert pickle.loads(pickle.dumps(result)) == result
    assert "Hello" in pprint.pformat(result)


def test_a_result_is_made_for_a_test(sdk: Sdk) -> None:
    names = [field.name for field in dataclasses.fields(sdk.root.TurnResult)]
    members: dict[str, Any] = dict.fromkeys(names)
    status = public_types(sdk).TurnStatus.completed
    members.update(id="turn-1", status=status, items=[], final_response="Hello")
    result = sdk.root.TurnResult(**members)
    assert (result.id, result.status, result.usage) == ("turn-1", status, None)


def test_a_configuration_is_changed(sdk: Sdk, fake: Fake) -> None:
    server = fake(talks)
    config = sdk.config(server)
    config.env = {**(config.env or {}), "A": "b"}
    config.client_name = "mine"
    other = dataclasses.replace(config, client_name="yours")
    assert (config.client_name, other.client_name) == ("mine", "yours")
    assert dataclasses.asdict(other)["env"] == {"A": "b"}
    with pytest.raises(AttributeError):
        config.no_such_name = 1
    with sdk.root.Codex(config=config):
        pass
    told = server.wait_for("initialize")["params"]["clientInfo"]
    assert told["name"] == "mine"


def test_threads_of_one_id_are_equal(sdk: Sdk, fake: Fake) -> None:
    def serve(server: Any) -> None:
        import fake_bodies

        server.handshake()
        server.rule("thread/resume", fake_bodies.thread_opened("thread-1"))
        server.rule("thread/fork", fake_bodies.thread_opened("thread-2"))

    with sdk.connected(fake(serve)) as codex:
        thread = codex.thread_resume("thread-1")
        assert thread == codex.thread_resume("thread-1")
        assert thread != codex.thread_fork("thread-1")


def test_a_thread_is_bound_to_its_id(sdk: Sdk, fake: Fake) -> None:
    async def main() -> None:
        async with sdk.connected_async(fake(talks)) as codex:
            read = await sdk.root.AsyncThread(codex, "thread-1").read()
            assert read.thread.id == "thread-1"

    asyncio.run(main())


def test_models_are_dumped_in_part(sdk: Sdk) -> None:
    value = {"id": "turn-1", "items": [], "status": "completed", "durationMs": 3}
    turn = public_types(sdk).Turn.model_validate(value)
    assert turn.model_dump(include={"id", "duration_ms"}, by_alias=True) == {
        "id": "turn-1",
        "durationMs": 3,
    }
    rest = turn.model_dump(mode="json", exclude={"items", "items_view", "status"})
    assert {name for name, it in rest.items() if it is not None} == {
        "id",
        "duration_ms",
    }
    copied = turn.model_copy(update={"id": "turn-2"}, deep=True)
    copied.items.append("more")
    assert (turn.id, turn.items, copied.id) == ("turn-1", [], "turn-2")


def test_too_early_for_metadata(sdk: Sdk) -> None:
    with pytest.raises(RuntimeError):
        _ = sdk.root.AsyncCodex().metadata


def test_a_runtime_that_ends_at_once(sdk: Sdk) -> None:
    program = "import sys; sys.stdin.readline(); sys.exit(3)"
    command = (sys.executable, "-S", "-c", program)
    with pytest.raises(sdk.root.TransportClosedError):
        sdk.root.Codex(sdk.root.CodexConfig(launch_args_override=command))
