"""A task that waits is woken by what happens or by the time, and what happened is never lost."""

from __future__ import annotations

import asyncio

import pytest
from leftovers import run

from codex_app_server._client.wakeup import Wakeup

pytestmark = pytest.mark.usefixtures("no_leftovers")


def test_it_happens_before_or_while_one_waits() -> None:
    async def main() -> None:
        wakeup = Wakeup()
        waiting = [asyncio.create_task(wakeup.wait(time)) for time in (None, 20)]
        await asyncio.sleep(0)
        assert not any(task.done() for task in waiting)
        wakeup.set()
        wakeup.set()
        assert await asyncio.gather(*waiting) == [True, True]
        assert wakeup.is_set()
        assert await wakeup.wait(0)
        wakeup.clear()
        assert not await wakeup.wait(0)

    run(main())


def test_the_time_is_up() -> None:
    async def main() -> None:
        wakeup = Wakeup()
        assert not await wakeup.wait(0.01)
        assert not wakeup.is_set()

    run(main())


def test_it_happens_just_when_the_time_is_up() -> None:
    """Between the alarm and the task that it wakes."""

    async def main() -> None:
        for _ in range(3):
            wakeup = Wakeup()
            waiting = asyncio.create_task(wakeup.wait(0))
            await asyncio.sleep(0)
            loop = asyncio.get_running_loop()
            loop.call_later(0, wakeup.set)
            await waiting
            assert wakeup.is_set()
            assert await wakeup.wait(0)

    run(main())


def test_who_is_cancelled_disturbs_nobody() -> None:
    async def main() -> None:
        wakeup = Wakeup()
        tasks = [asyncio.create_task(wakeup.wait(20)) for _ in range(3)]
        await asyncio.sleep(0)
        tasks[1].cancel()
        wakeup.set()
        outcomes = await asyncio.gather(*tasks, return_exceptions=True)
        assert outcomes[0] is outcomes[2] is True
        assert isinstance(outcomes[1], asyncio.CancelledError)
        assert wakeup._waiters == []

    run(main())
