"""Weakness 12: a turn that nobody follows any more runs on."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from fake_server import FakeServer
from sdks import Sdk, weakness

Fake = Callable[..., FakeServer]


def goes_on(server: Any) -> None:
    server.handshake()
    turn = server.start_turn()
    turn.delta("I could go on")
    server.result(server.expect("turn/interrupt"), {})
    turn.complete("interrupted")


def was_interrupted(sdk: Sdk, server: FakeServer) -> None:
    asked = server.wait_for("turn/interrupt", timeout=sdk.patience)
    assert asked["params"] == {"threadId": "thread-1", "turnId": "turn-1"}


@weakness(12, AssertionError)
def test_a_closed_stream_ends_its_turn(sdk: Sdk, fake: Fake) -> None:
    server = fake(goes_on)
    with sdk.connected(server) as codex:
        stream = codex.thread_start().turn("talk").stream()
        sdk.soon(next, stream)
        stream.close()
        was_interrupted(sdk, server)


@weakness(12, AssertionError)
def test_a_cancelled_run_ends_its_turn(sdk: Sdk, fake: Fake) -> None:
    server = fake(goes_on)

    async def main() -> None:
        async with sdk.connected_async(server) as codex:
            thread = await codex.thread_start()
            running = asyncio.create_task(thread.run("talk"))
            await asyncio.to_thread(server.wait_for, "turn/start")
            await asyncio.sleep(0.05)
            running.cancel()
            await asyncio.wait([running])
            await asyncio.to_thread(was_interrupted, sdk, server)

    asyncio.run(main())
