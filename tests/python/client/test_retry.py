"""Only overload is tried again, as often and as late as asked for."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable
from typing import Any

import pytest

from codex_app_server._client.errors import (
    DeadlineExceededError,
    InvalidRequestError,
    ServerBusyError,
    rpc_error,
)
from codex_app_server._client.retry import async_retry_on_overload, retry_on_overload

BUSY = rpc_error(-32001, "Server overloaded; retry later.")


class Clock:
    """Notes the waits in place of waiting."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.waits: list[float] = []
        monkeypatch.setattr(time, "sleep", self.waits.append)

        async def sleep(delay: float) -> None:
            self.waits.append(delay)

        monkeypatch.setattr(asyncio, "sleep", sleep)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


def sync_retry(op: Callable[[], Any], **options: Any) -> Any:
    return retry_on_overload(op, **options)


def async_retry(op: Callable[[], Any], **options: Any) -> Any:
    async def call() -> Any:
        return op()

    return asyncio.run(async_retry_on_overload(call, **options))


both = pytest.mark.parametrize("retry", [sync_retry, async_retry])


class Op:
    """Raises the given errors, one a call, and then returns."""

    def __init__(self, *errors: BaseException) -> None:
        self.errors = list(errors)
        self.calls = 0

    def __call__(self) -> str:
        self.calls += 1
        if self.errors:
            raise self.errors.pop(0)
        return "done"


@both
def test_success_waits_for_nothing(retry: Any, clock: Clock) -> None:
    op = Op()
    assert retry(op) == "done"
    assert (op.calls, clock.waits) == (1, [])


@both
def test_overload_is_tried_again(retry: Any, clock: Clock) -> None:
    op = Op(BUSY, rpc_error(-32603, "x", {"codexErrorInfo": "serverOverloaded"}))
    assert retry(op) == "done"
    assert (op.calls, len(clock.waits)) == (3, 2)


@both
def test_the_last_error_is_raised_as_it_is(retry: Any, clock: Clock) -> None:
    last = rpc_error(-32001, "the third")
    op = Op(BUSY, BUSY, last, BUSY)
    with pytest.raises(ServerBusyError) as raised:
        retry(op)
    assert raised.value is last
    assert raised.value.__context__ is None
    assert (op.calls, len(clock.waits)) == (3, 2)


@both
@pytest.mark.parametrize(
    "error",
    [
        InvalidRequestError(-32600, "no"),
        DeadlineExceededError("turn/start", 1),
        ValueError("no"),
        KeyboardInterrupt(),
        SystemExit(),
        asyncio.CancelledError(),
    ],
    ids=lambda error: type(error).__name__,
)
def test_anything_else_is_raised_at_once(
    retry: Any, error: BaseException, clock: Clock
) -> None:
    op = Op(error)
    with pytest.raises(type(error)):
        retry(op)
    assert (op.calls, clock.waits) == (1, [])


@both
def test_waits_double_up_to_the_longest(retry: Any, clock: Clock) -> None:
    retry(Op(*[BUSY] * 6), max_attempts=7, jitter_ratio=0)
    assert clock.waits == [0.25, 0.5, 1.0, 2.0, 2.0, 2.0]


@both
def test_a_first_wait_beyond_the_longest(retry: Any, clock: Clock) -> None:
    retry(
        Op(BUSY, BUSY), initial_delay_s=9, max_delay_s=3, max_attempts=3, jitter_ratio=0
    )
    assert clock.waits == [3, 3]


@both
def test_waits_are_scattered(
    retry: Any, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[float, float]] = []

    def uniform(low: float, high: float) -> float:
        asked.append((low, high))
        return high

    monkeypatch.setattr(random, "uniform", uniform)
    retry(Op(BUSY, BUSY))
    assert asked == [(-0.05, 0.05), (-0.1, 0.1)]
    assert clock.waits == pytest.approx([0.3, 0.6])


@both
def test_no_wait_is_negative(
    retry: Any, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(random, "uniform", lambda low, high: low)
    retry(Op(BUSY), jitter_ratio=5)
    assert clock.waits == [0.0]


@both
@pytest.mark.parametrize("attempts", [0, -1])
def test_at_least_one_attempt(retry: Any, attempts: int) -> None:
    op = Op()
    with pytest.raises(ValueError, match="max_attempts"):
        retry(op, max_attempts=attempts)
    assert op.calls == 0


@both
def test_one_attempt_is_no_retry(retry: Any, clock: Clock) -> None:
    op = Op(BUSY)
    with pytest.raises(ServerBusyError):
        retry(op, max_attempts=1)
    assert (op.calls, clock.waits) == (1, [])


def test_an_asynchronous_call_is_refused_where_nobody_would_await_it() -> None:
    async def op() -> None:
        raise AssertionError("never awaited")

    with pytest.raises(TypeError, match="async_retry_on_overload"):
        retry_on_overload(op)


def test_cancellation_ends_the_wait() -> None:
    async def op() -> None:
        raise BUSY

    async def main() -> None:
        task = asyncio.ensure_future(
            async_retry_on_overload(op, initial_delay_s=3600, max_delay_s=3600)
        )
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asyncio.wait_for(task, 60)

    asyncio.run(main())


def test_any_awaitable_will_do() -> None:
    async def main() -> Any:
        future = asyncio.get_running_loop().create_future()
        future.set_result("done")
        return await async_retry_on_overload(lambda: future)

    assert asyncio.run(main()) == "done"
