"""Who breaks off a wait loses nothing for others, leaves nothing behind, and stops the turn that nobody else follows."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from faces import Work, config_for, standing
from fake_server import FakeServer
from leftovers import run
from scenarios import cancellation

from codex_app_server import AsyncCodex, Codex
from codex_app_server._client.errors import TransportClosedError
from codex_app_server._client.exchange import Exchange

Fake = Callable[..., FakeServer]

pytestmark = pytest.mark.usefixtures("no_leftovers")


async def came(server: FakeServer, method: str, count: int = 1) -> None:
    """Wait for a message without holding up the loop."""
    await asyncio.to_thread(server.wait_for, method, count)


async def cancelled(task: asyncio.Task[Any]) -> None:
    """Cancel a task, and see that it was."""
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


def test_a_cancelled_reader_stops_the_turn(fake: Fake) -> None:
    server = fake(cancellation.obeys)

    async def main() -> None:
        async with AsyncCodex(config_for(server)) as codex:
            handle = await (await codex.thread_start()).turn("go")
            heard = asyncio.Event()

            async def follow() -> None:
                async for _ in handle.stream():
                    heard.set()

            task = asyncio.create_task(follow())
            await heard.wait()
            await cancelled(task)
            assert (await handle.run()).status == "interrupted"

    run(main())
    assert len(server.received("turn/interrupt")) == 1


def test_a_cancelled_reader_leaves_the_others(fake: Fake) -> None:
    server = fake(cancellation.a_cancelled_reader_leaves_the_others)

    async def main() -> list[str]:
        async with AsyncCodex(config_for(server)) as codex:
            thread = await codex.thread_start()
            first, second = await thread.turn("go"), await thread.turn("join")
            heard: list[str] = []  # by the second, which may hear of the start too
            follower = asyncio.Event()

            async def follow(handle: Any, heard: list[str]) -> None:
                async for event in handle.stream():
                    heard.append(event.method)
                    if event.method == "item/agentMessage/delta":
                        follower.set()

            gone = asyncio.create_task(follow(first, []))
            stays = asyncio.create_task(follow(second, heard))
            await follower.wait()
            await cancelled(gone)
            server.release("go")
            await stays
            return heard

    heard = [it for it in run(main()) if it != "turn/started"]
    assert heard == ["item/agentMessage/delta"] * 2 + ["turn/completed"]
    assert server.received("turn/interrupt") == []


def test_a_cancelled_run_stops_the_turn(fake: Fake) -> None:
    server = fake(cancellation.obeys)

    async def main() -> None:
        async with AsyncCodex(config_for(server)) as codex:
            thread = await codex.thread_start()
            events = codex.notifications("turn/started", "turn/completed")
            async with events:
                task = asyncio.create_task(thread.run("go"))
                await anext(events)
                await cancelled(task)
                assert (await anext(events)).method == "turn/completed"

    run(main())
    assert len(server.received("turn/interrupt")) == 1


def test_a_cancelled_wait_may_leave_the_turn_running(fake: Fake) -> None:
    """The program still has the handle, so it may wait again, or interrupt."""
    server = fake(cancellation.obeys)

    async def main() -> None:
        async with AsyncCodex(config_for(server)) as codex:
            handle = await (await codex.thread_start()).turn("go")
            task = asyncio.create_task(handle.run(keep_running=True))
            await codex.models()
            await cancelled(task)
            await codex.models()
            assert server.received("turn/interrupt") == []
            await handle.interrupt()
            assert (await handle.run()).status == "interrupted"

    run(main())


def test_a_start_that_is_cancelled_before_its_answer(fake: Fake) -> None:
    server = fake(cancellation.a_start_that_is_cancelled_before_its_answer)

    async def main() -> None:
        async with AsyncCodex(config_for(server)) as codex:
            thread = await codex.thread_start()
            task = asyncio.create_task(thread.turn("go"))
            await came(server, "turn/start")
            await cancelled(task)
            server.release("answer")
            await came(server, "turn/interrupt")

    run(main())
    (request,) = server.received("turn/interrupt")
    assert request["params"] == {"threadId": "thread-1", "turnId": "late"}


def test_a_join_that_is_cancelled_leaves_who_follows_the_turn(fake: Fake) -> None:
    server = fake(cancellation.a_join_that_is_cancelled_before_its_answer)

    async def main() -> None:
        async with AsyncCodex(config_for(server)) as codex:
            thread = await codex.thread_start()
            running = asyncio.create_task(thread.run("go"))
            await came(server, "turn/start")
            joining = asyncio.create_task(thread.turn("and more"))
            await came(server, "turn/start", 2)
            await cancelled(joining)
            server.release("answer")
            await codex.models()
            assert (await running).status == "completed"

    run(main())
    assert server.received("turn/interrupt") == []


def test_a_start_that_is_cancelled_just_when_its_answer_is_here(fake: Fake) -> None:
    server = fake(cancellation.a_start_that_is_cancelled_just_when_its_answer_is_here)
    tasks: list[asyncio.Task[Any]] = []

    def cancel(notification: Any) -> None:
        if notification.method == "account/updated":
            tasks[0].cancel()

    async def main() -> None:
        async with AsyncCodex(config_for(server, on_unread=cancel)) as codex:
            thread = await codex.thread_start()
            tasks.append(asyncio.create_task(thread.turn("go")))
            with pytest.raises(asyncio.CancelledError):
                await tasks[0]
            await came(server, "turn/interrupt")

    run(main())
    assert len(server.received("turn/interrupt")) == 1


def test_cancelled_calls_give_their_places_back(fake: Fake) -> None:
    """Those that were sent and those that were not; late answers are for nobody."""

    server = fake(cancellation.cancelled_calls_give_their_places_back)

    async def main() -> None:
        async with AsyncCodex(config_for(server, max_in_flight=2)) as codex:
            tasks = [asyncio.create_task(codex.models()) for _ in range(6)]
            await came(server, "model/list", 2)
            for task in reversed(tasks):
                await cancelled(task)
            server.release("answer")
            found = await asyncio.gather(*(codex.models() for _ in range(4)))
            assert [it.next_cursor for it in found] == ["in time"] * 4

    run(main())
    assert len(server.received("model/list")) == 6


@pytest.mark.parametrize("steps", range(6))
def test_a_call_that_is_cancelled_just_when_it_gets_a_place(
    fake: Fake, steps: int
) -> None:
    """It is cancelled all the same, and the place is there for the next."""
    server = fake(cancellation.answers)

    async def main() -> None:
        async with AsyncCodex(config_for(server, max_in_flight=1)) as codex:
            first, second = (asyncio.create_task(codex.models()) for _ in range(2))
            await first
            for _ in range(steps):
                await asyncio.sleep(0)
            if not second.done():
                await cancelled(second)
            await codex.models()

    run(main())


def test_a_listener_may_be_cancelled_and_go_on(fake: Fake) -> None:
    server = fake(cancellation.a_listener_may_be_cancelled_and_go_on)

    async def main() -> None:
        async with AsyncCodex(config_for(server)) as codex:
            events = await codex.notifications().__aenter__()
            with pytest.raises(asyncio.TimeoutError):
                await asyncio.wait_for(anext(events), 0.05)
            server.release("go")
            assert (await anext(events)).method == "account/updated"

    run(main())


def test_a_start_of_the_runtime_may_be_cancelled(fake: Fake) -> None:
    """Who else waits for it starts it anew; a process that was given up is gone."""

    stuck, well = (
        fake(cancellation.a_start_of_the_runtime_may_be_cancelled),
        fake(cancellation.answers),
    )

    async def alone() -> None:
        codex = AsyncCodex(config_for(stuck))
        task = asyncio.create_task(codex.models())
        await came(stuck, "initialize")
        await cancelled(task)
        stuck.wait_for_end()

    async def with_others() -> None:
        codex = AsyncCodex(config_for(well))
        tasks = [asyncio.create_task(codex.models()) for _ in range(3)]
        await asyncio.sleep(0)
        await cancelled(tasks[0])
        await asyncio.gather(*tasks[1:])
        await codex.close()

    run(alone())
    run(with_others())
    well.wait_for_end()


def test_a_close_that_is_cancelled_ends_the_runtime(fake: Fake) -> None:
    server = fake(cancellation.a_close_that_is_cancelled_ends_the_runtime)

    async def main() -> None:
        codex = AsyncCodex(config_for(server))
        await codex.__aenter__()
        task = asyncio.create_task(codex.close())
        await asyncio.sleep(0.05)
        await cancelled(task)
        with pytest.raises(TransportClosedError):
            await codex.models()
        await asyncio.to_thread(server.wait_for_end)
        await codex.close()

    run(main())


@pytest.mark.parametrize("early", [True, False])
def test_ctrl_c_in_a_run_stops_the_turn(fake: Fake, early: bool) -> None:
    """Pressed before the answer to `turn/start` and after it."""

    server = fake(cancellation.ctrl_c_in_a_run_stops_the_turn, early=early)
    main = threading.get_ident()

    def press() -> None:
        server.wait_for_mark("waits for answer" if early else "running")
        where = "start_turn" if early else "wait_for_end"
        while where not in standing(main):
            time.sleep(0.001)
        os.kill(os.getpid(), signal.SIGINT)

    with Codex(config_for(server)) as codex:
        thread = codex.thread_start()
        pressing = Work(press)
        with pytest.raises(KeyboardInterrupt):
            thread.run("go")
        pressing.result()
        server.release("answer")
        server.wait_for("turn/interrupt")
    assert len(server.received("turn/interrupt")) == 1


def test_ctrl_c_may_leave_the_turn_running(fake: Fake) -> None:
    server = fake(cancellation.obeys)
    main = threading.get_ident()

    def press() -> None:
        while "wait_for_end" not in standing(main):
            time.sleep(0.001)
        os.kill(os.getpid(), signal.SIGINT)

    with Codex(config_for(server)) as codex:
        handle = codex.thread_start().turn("go")
        Work(press)
        with pytest.raises(KeyboardInterrupt):
            handle.run(keep_running=True)
        codex.models()
        assert server.received("turn/interrupt") == []
        handle.interrupt()
        assert handle.run().status == "interrupted"


def test_ctrl_c_just_when_the_answer_is_here(
    fake: Fake, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = fake(cancellation.obeys)
    wait = Exchange._wait

    def wait_and_break_off(*given: Any) -> bool:
        assert wait(*given)
        raise KeyboardInterrupt

    with Codex(config_for(server)) as codex:
        thread = codex.thread_start()
        monkeypatch.setattr(Exchange, "_wait", wait_and_break_off)
        with pytest.raises(KeyboardInterrupt):
            thread.run("go")
        server.wait_for("turn/interrupt")
    assert len(server.received("turn/interrupt")) == 1
