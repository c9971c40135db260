"""The asynchronous client starts one runtime, when it is first needed; a start that failed may be tried again."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from faces import config_for
from fake_server import FakeServer
from leftovers import run

from codex_app_server import AsyncCodex
from codex_app_server._client.errors import (
    CodexError,
    RuntimeExitedError,
    TransportClosedError,
)

Fake = Callable[..., FakeServer]

pytestmark = pytest.mark.usefixtures("no_leftovers")


def answers(server: Any) -> None:
    server.handshake()
    server.rule("model/list", {"data": [], "nextCursor": None})


def fails_once(server: Any, flag: str) -> None:
    from pathlib import Path

    if not Path(flag).exists():
        Path(flag).touch()
        server.die(3, "not yet")
    server.handshake()
    server.rule("model/list", {"data": [], "nextCursor": None})


def test_nothing_is_started_before_it_is_needed(fake: Fake) -> None:
    server = fake(answers)

    async def main() -> None:
        codex = AsyncCodex(config_for(server))
        repr(codex)
        with pytest.raises(CodexError, match="not started"):
            _ = codex.metadata
        codex.notifications()
        await codex.close()
        assert server.pids() == []

    run(main())


def test_many_need_it_at_once(fake: Fake) -> None:
    server = fake(answers)

    async def main() -> None:
        codex = AsyncCodex(config_for(server))

        async def listen() -> None:
            async with codex.notifications():
                pass

        users = [codex.models() for _ in range(20)]
        await asyncio.gather(*users, listen(), codex.__aenter__())
        assert codex.metadata.user_agent
        await codex.close()

    run(main())
    assert len(server.pids()) == 1
    assert len(server.received("initialize")) == 1


def test_a_start_that_failed_may_be_tried_again(fake: Fake, tmp_path: Path) -> None:
    server = fake(fails_once, flag=str(tmp_path / "flag"))

    async def main() -> None:
        codex = AsyncCodex(config_for(server))
        with pytest.raises(RuntimeExitedError, match="not yet"):
            await codex.models()
        with pytest.raises(CodexError, match="not started"):
            _ = codex.metadata
        await codex.models()
        await codex.close()

    run(main())
    assert len(server.pids()) == 2


def test_all_who_wait_for_a_start_that_fails_are_told(fake: Fake) -> None:
    def serve(server: Any) -> None:
        server.die(3, "never")

    server = fake(serve)

    async def main() -> None:
        codex = AsyncCodex(config_for(server))
        users = (codex.models() for _ in range(3))
        outcomes = await asyncio.gather(*users, return_exceptions=True)
        assert [type(it) for it in outcomes] == [RuntimeExitedError] * 3
        with pytest.raises(RuntimeExitedError):
            await codex.__aenter__()
        await codex.close()

    run(main())


def test_after_a_close_it_is_closed_until_it_is_entered_again(fake: Fake) -> None:
    server = fake(answers)

    async def main() -> None:
        codex = AsyncCodex(config_for(server))
        for count in (1, 2):
            async with codex:
                await codex.models()
            with pytest.raises(TransportClosedError, match="closed by this program"):
                await codex.models()
            assert len(server.pids()) == count

    run(main())
    server.wait_for_end()


def test_a_close_before_any_use_is_a_close(fake: Fake) -> None:
    server = fake(answers)

    async def main() -> None:
        codex = AsyncCodex(config_for(server))
        await codex.close()
        with pytest.raises(TransportClosedError, match="closed by this program"):
            await codex.models()
        async with codex:
            await codex.models()

    run(main())
    assert len(server.pids()) == 1


def test_a_close_during_the_start_ends_it(fake: Fake) -> None:
    """It does not wait until the start succeeds, or until its time is up."""

    def serve(server: Any) -> None:
        server.expect("initialize")
        server.expect("never/said")

    server = fake(serve)

    async def main() -> None:
        codex = AsyncCodex(config_for(server))
        users = [asyncio.create_task(codex.models()) for _ in range(3)]
        await asyncio.to_thread(server.wait_for, "initialize")
        await asyncio.gather(codex.close(), codex.close())
        for user in users:
            with pytest.raises(TransportClosedError, match="closed by this program"):
                await user

    run(asyncio.wait_for(main(), 15))
    assert len(server.pids()) == 1


def test_another_loop_is_told_that_it_is_another(fake: Fake) -> None:
    server = fake(answers)
    codex = AsyncCodex(config_for(server))

    async def elsewhere() -> None:
        uses = (codex.models, codex.__aenter__, codex.thread_start)
        for use in uses:
            with pytest.raises(RuntimeError, match="another event loop"):
                await use()
        with pytest.raises(RuntimeError, match="another event loop"):
            async with codex.notifications():
                pass

    async def main() -> None:
        async with codex:
            await asyncio.to_thread(asyncio.run, elsewhere())
            await codex.models()

    run(main())


FORGETFUL = """
import asyncio
from codex_app_server import AsyncCodex, CodexConfig

codex = AsyncCodex(CodexConfig(launch_args_override={argv!r}))
asyncio.run(codex.models())

async def elsewhere():
    try:
        await codex.models()
    except RuntimeError as error:
        print(error)
    await codex.close()
    async with codex:
        await codex.models()

asyncio.run(elsewhere())
"""


def test_a_loop_that_is_gone(fake: Fake, fresh: Callable[[str], str]) -> None:
    """A program that forgot to close is told so, and may still close."""
    server = fake(answers)
    assert "another event loop" in fresh(FORGETFUL.format(argv=server.argv))
    server.wait_for_end()
    assert len(server.pids()) == 2


UNFINISHED = """
import asyncio
from codex_app_server import AsyncCodex, CodexConfig

codex = AsyncCodex(CodexConfig(launch_args_override={argv!r}))
loop = asyncio.new_event_loop()

async def begin():
    await codex.models()
    waiting = asyncio.ensure_future(codex.thread_start())
    await asyncio.sleep(0.05)
    return waiting

waiting = loop.run_until_complete(begin())
loop.close()
asyncio.run(codex.close())
print("closed")
"""


def test_a_loop_that_is_gone_with_calls_that_wait(
    fake: Fake, fresh: Callable[[str], str]
) -> None:
    server = fake(answers)
    assert fresh(UNFINISHED.format(argv=server.argv)) == "closed\n"
    server.wait_for_end()
