"""Weakness 5: each stream that waits holds a thread of the pool, and with enough of them nothing else gets one."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from fake_server import FakeServer
from sdks import Sdk, weakness

Fake = Callable[..., FakeServer]

STREAMS = 40
"""More than the default pool of asyncio may have threads, which is 32."""


def many_idle_turns(server: Any) -> None:
    import itertools

    import fake_bodies

    numbers = itertools.count()
    server.handshake()
    server.rule("model/list", fake_bodies.models())
    server.rule(
        "thread/start", lambda _: fake_bodies.thread_opened(f"thread-{next(numbers)}")
    )
    server.rule(
        "turn/start",
        lambda it: {"turn": fake_bodies.turn(f"turn of {it['params']['threadId']}")},
    )


@weakness(5, AssertionError)
def test_calls_go_on_beside_many_streams(sdk: Sdk, fake: Fake) -> None:
    async def consume(turn: Any) -> None:
        async for _ in turn.stream():
            pass

    server = fake(many_idle_turns)

    async def main() -> None:
        async with sdk.connected_async(server) as codex:
            threads = [await codex.thread_start() for _ in range(STREAMS)]
            turns = [await thread.turn("wait") for thread in threads]
            streams = [asyncio.create_task(consume(turn)) for turn in turns]
            await asyncio.sleep(0.1)
            try:
                assert (await sdk.soon_async(codex.models())).data[0].id == "gpt-5.5"
            finally:
                # Closing would wait for a thread as well.
                server.kill()
                await asyncio.gather(*streams, return_exceptions=True)

    asyncio.run(main())
