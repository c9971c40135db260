"""Weakness 24: what goes wrong is not tried: an overloaded runtime, a reader that dies, a close while somebody waits.

An overload of the real runtime is tried here, and what it does to programs of either package; the others have tests of
their own, which must not go away unnoticed.
"""

from __future__ import annotations

import asyncio
import importlib
import os
import signal
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from leftovers import Snapshot
from real import RealRuntime
from sdks import Sdk, weakness

from codex_app_server import (
    AsyncCodex,
    CodexConfig,
    ServerBusyError,
    async_retry_on_overload,
    is_retryable_error,
)

ELSEWHERE = [
    ("default approvals", "test_w02_approvals", "test_nothing_is_accepted_unasked"),
    ("close with pending requests", "test_closing", "test_all_who_wait_are_told"),
    ("death of the reader", "test_deaths", "test_while_many_calls_wait"),
    ("a starving executor", "test_w05_asyncio", "test_calls_go_on_beside_many_streams"),
    (
        "an unknown value in an answer",
        "test_w07_open_world",
        "test_a_new_value_in_an_answer",
    ),
]
BURST = 250
"""Requests at once. The runtime holds 128; what comes beyond is refused, and from some 330 on left unanswered."""
PATIENCE = 60.0
"""Seconds in which a burst is answered; only what hangs takes so long."""
BURSTS = 30
"""How often that is tried before it is said that the runtime took everything."""


@pytest.mark.parametrize(
    ("module", "test"),
    [row[1:] for row in ELSEWHERE],
    ids=[row[0] for row in ELSEWHERE],
)
def test_it_is_tried(module: str, test: str) -> None:
    assert callable(getattr(importlib.import_module(module), test))


@pytest.mark.tools
@weakness(24, AssertionError)
def test_many_threads_at_once_are_all_answered(sdk: Sdk, runtime: RealRuntime) -> None:
    before = Snapshot.take().children
    with (
        sdk.connected(runtime, cwd=str(runtime.workspace), env=runtime.env) as codex,
        ThreadPoolExecutor(BURST) as pool,
    ):
        (pid,) = Snapshot.take().children - before
        for _ in range(5):
            os.kill(pid, signal.SIGSTOP)
            answers = [pool.submit(codex.models) for _ in range(BURST)]
            time.sleep(0.5)  # they are all there when the runtime looks
            os.kill(pid, signal.SIGCONT)
            refused = [it for it in answers if it.exception(PATIENCE) is not None]
            assert not refused, refused[0].exception()


async def burst(call: Callable[[], Awaitable[object]]) -> int:
    """So many calls at once; how many were refused."""

    async def one() -> int:
        try:
            await call()
        except ServerBusyError as error:
            assert error.code == -32001
            assert is_retryable_error(error)
            return 1
        return 0

    return sum(await asyncio.gather(*(one() for _ in range(BURST))))


def config(runtime: RealRuntime, **members: Any) -> CodexConfig:
    return CodexConfig(
        launch_args_override=runtime.argv,
        cwd=str(runtime.workspace),
        env=runtime.env,
        **members,
    )


@pytest.mark.tools
@pytest.mark.usefixtures("no_leftovers")
def test_a_real_overload_is_told_and_tried_again(runtime: RealRuntime) -> None:
    async def main() -> None:
        before = Snapshot.take().children
        settings = config(runtime, max_in_flight=BURST)
        async with AsyncCodex(settings) as codex:
            (pid,) = Snapshot.take().children - before

            async def refused(call: Callable[[], Awaitable[object]]) -> int:
                """They are all there when the runtime looks."""
                os.kill(pid, signal.SIGSTOP)
                loop = asyncio.get_running_loop()
                loop.call_later(0.3, os.kill, pid, signal.SIGCONT)
                return await burst(call)

            for _ in range(BURSTS):
                if await refused(codex.models):
                    break
            else:
                raise AssertionError("the runtime took everything")

            def patiently() -> Awaitable[object]:
                return async_retry_on_overload(codex.models, max_attempts=8)

            assert await refused(patiently) == 0

    asyncio.run(main())


@pytest.mark.tools
@pytest.mark.usefixtures("no_leftovers")
def test_the_usual_cap_keeps_a_real_runtime_from_it(runtime: RealRuntime) -> None:
    async def main() -> None:
        async with AsyncCodex(config(runtime)) as codex:
            for _ in range(3):
                assert await burst(codex.models) == 0

    asyncio.run(main())
