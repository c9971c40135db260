"""Places are given in the order of asking, once each, and none is lost to who gives up."""

from __future__ import annotations

import asyncio

import pytest
from leftovers import run

from codex_app_server._client.slots import Slots


def test_as_many_as_there_are() -> None:
    async def main() -> None:
        slots = Slots(2)
        assert await slots.take(None)
        assert await slots.take(0.0)
        assert not await slots.take(0.01)
        slots.give()
        assert await slots.take(0.0)

    run(main())


def test_in_the_order_of_asking() -> None:
    async def main() -> list[int]:
        slots, got = Slots(1), list[int]()
        await slots.take(None)

        async def ask(number: int) -> None:
            assert await slots.take(20)
            got.append(number)
            slots.give()

        tasks = [asyncio.create_task(ask(number)) for number in range(20)]
        await asyncio.sleep(0)
        slots.give()
        await asyncio.gather(*tasks)
        return got

    assert run(main()) == list(range(20))


@pytest.mark.parametrize("given", [False, True])
def test_who_is_cancelled_leaves_the_place_to_the_next(given: bool) -> None:
    """Also when it was given the place in that very moment."""

    async def main() -> None:
        slots = Slots(1)
        await slots.take(None)
        first, second = (asyncio.create_task(slots.take(20)) for _ in range(2))
        await asyncio.sleep(0)
        if given:
            slots.give()
        first.cancel()
        with pytest.raises(asyncio.CancelledError):
            await first
        if not given:
            slots.give()
        assert await second

    run(main())


def test_whose_time_is_up_is_passed_over() -> None:
    async def main() -> None:
        slots = Slots(1)
        await slots.take(None)
        late, waiting = (asyncio.create_task(slots.take(it)) for it in (0.01, 20))
        assert not await late
        slots.give()
        assert await waiting

    run(main())
