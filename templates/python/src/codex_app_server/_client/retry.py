"""Tries a call again while the server is overloaded, later each time.

In: a call without arguments. Out: its result, or its last error. Only errors that
`is_retryable_error` approves of are tried again; nothing else is delayed or caught.
"""

from __future__ import annotations

import random
import time
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from typing import TypeVar

from .errors import is_retryable_error

T = TypeVar("T")


def retry_on_overload(
    op: Callable[[], T],
    *,
    max_attempts: int = 3,
    initial_delay_s: float = 0.25,
    max_delay_s: float = 2.0,
    jitter_ratio: float = 0.2,
) -> T:
    """Call `op`, and retry while the server is overloaded.

    Only errors for which `is_retryable_error` is true are retried; all others, and the
    error of the last attempt, are raised.

    Args:
        op: A function without arguments, such as `lambda: thread.run("Say hello.")`.
        max_attempts: Maximum number of calls, including the first.
        initial_delay_s: Delay before the first retry, in seconds. It doubles with each
            further retry.
        max_delay_s: Upper limit of the delay, in seconds.
        jitter_ratio: Random variation of each delay, as a fraction of it.

    Raises:
        ValueError: `max_attempts` is less than 1.
    """
    for delay in _delays(max_attempts, initial_delay_s, max_delay_s, jitter_ratio):
        try:
            return _finished(op())
        except Exception as error:
            if not is_retryable_error(error):
                raise
        time.sleep(delay)
    return _finished(op())


async def async_retry_on_overload(
    op: Callable[[], Awaitable[T]],
    *,
    max_attempts: int = 3,
    initial_delay_s: float = 0.25,
    max_delay_s: float = 2.0,
    jitter_ratio: float = 0.2,
) -> T:
    """Await what `op` returns, and retry as `retry_on_overload` does."""
    import asyncio  # only asynchronous programs pay for it

    for delay in _delays(max_attempts, initial_delay_s, max_delay_s, jitter_ratio):
        try:
            return await op()
        except Exception as error:
            if not is_retryable_error(error):
                raise
        await asyncio.sleep(delay)
    return await op()


def _finished(result: T) -> T:
    if isinstance(result, Coroutine):
        result.close()
        raise TypeError("op returned a coroutine; use async_retry_on_overload")
    return result


def _delays(
    max_attempts: int, delay: float, max_delay: float, jitter_ratio: float
) -> Iterator[float]:
    """The seconds to wait after each attempt but the last."""
    if max_attempts < 1:
        raise ValueError(f"max_attempts must be 1 or more, not {max_attempts}")
    for _ in range(max_attempts - 1):
        jitter = delay * jitter_ratio
        yield max(0.0, min(max_delay, delay) + random.uniform(-jitter, jitter))
        delay = min(max_delay, delay * 2)
