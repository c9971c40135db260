"""What both packages can do: where one fails the tests beside this one, it is not the harness that fails it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from fake_server import FakeServer
from model_replies import Gate, message, stream, usage
from model_server import ModelServer
from real import RealRuntime
from sdks import Sdk, common_ground

Fake = Callable[..., FakeServer]


def greets(server: Any) -> None:
    import fake_bodies

    server.handshake()
    server.rule("model/list", fake_bodies.models())
    turn = server.start_turn()
    turn.delta("Hel")
    turn.delta("lo")
    turn.message("Hello")
    turn.usage(20)
    turn.complete()


@common_ground()
def test_a_turn_of_the_fake_server(sdk: Sdk, fake: Fake) -> None:
    server = fake(greets)
    with sdk.connected(server) as codex:
        assert sdk.soon(codex.models).data[0].id == "gpt-5.5"
        turn = codex.thread_start().turn("Greet me")
        events = sdk.soon(lambda: list(turn.stream()))
        deltas = [it.payload.delta for it in events if it.method.endswith("/delta")]
        assert "".join(deltas) == "Hello"
        assert events[-1].method == "turn/completed"
    sent = server.wait_for("turn/start")["params"]["input"]
    assert [it["text"] for it in sent] == ["Greet me"]
    server.wait_for_end()


@common_ground()
def test_a_turn_of_the_fake_server_awaited(sdk: Sdk, fake: Fake) -> None:
    async def main() -> None:
        async with sdk.connected_async(fake(greets)) as codex:
            thread = await codex.thread_start()
            result = await sdk.soon_async(thread.run("Greet me"))
            assert result.final_response == "Hello"
            assert result.usage.total.total_tokens == 20

    asyncio.run(main())


@common_ground()
@pytest.mark.tools
def test_a_turn_of_the_real_runtime(
    sdk: Sdk, runtime: RealRuntime, model: ModelServer
) -> None:
    model.add(stream(message("Hello there", deltas=3), used=usage(10, 5)))
    with sdk.connected(runtime, cwd=str(runtime.workspace), env=runtime.env) as codex:
        result = sdk.soon(codex.thread_start().run, "Greet me")
    assert result.final_response == "Hello there"
    assert result.usage.total.total_tokens == 15
    assert model.single_request().last_user_text == "Greet me"


@common_ground()
@pytest.mark.tools
def test_an_interrupted_turn_of_the_real_runtime(
    sdk: Sdk, runtime: RealRuntime, model: ModelServer
) -> None:
    gate = Gate()
    model.add(stream(message("Without end", deltas=2, gate=gate)))
    with sdk.connected(runtime, env=runtime.env) as codex:
        turn = codex.thread_start().turn("Talk")
        gate.wait_until_reached()
        sdk.soon(turn.interrupt)
        assert sdk.soon(turn.run).status.value == "interrupted"
