"""Waiting for a signal in an event loop, for so long and no longer.

In: an event and a time. Out: whether the event came. Costs one timer, and no task.
"""

from __future__ import annotations

import asyncio


async def set_within(
    seconds: float | None, signal: asyncio.Event, loop: asyncio.AbstractEventLoop
) -> bool:
    """Whether a signal that nobody else waits for is set in time."""
    if signal.is_set():
        return True
    if seconds is None:
        return await signal.wait()
    late = False

    def wake() -> None:
        nonlocal late
        late = True
        signal.set()

    timer = loop.call_later(seconds, wake)
    try:
        await signal.wait()
    finally:
        timer.cancel()
    if late:
        signal.clear()
    return not late
