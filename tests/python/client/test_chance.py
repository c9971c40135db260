"""Whatever a runtime does and whenever a program gives up: each call ends, nothing comes twice, nothing is granted that nobody granted, nothing is left.

Time is the loop's own and jumps to whatever happens next, so that a seed is a behaviour; a loop with nothing to come
while somebody waits is a wake-up that was lost.
"""

from __future__ import annotations

import asyncio
import json
import selectors
from collections.abc import Callable
from random import Random
from typing import Any

import pytest
from chance_server import DEATH, ChanceServer
from leftovers import no_tasks

from codex_app_server import AsyncCodex, CodexConfig, ServerRequestHandler
from codex_app_server._client import async_exchange, deadline, lazy_session
from codex_app_server._client.errors import CodexError
from codex_app_server._client.transport import End

SEEDS = range(60)


class Jumps(selectors.DefaultSelector):
    """Waits for nothing."""

    now = 0.0

    def select(self, timeout: float | None = None) -> Any:
        assert timeout is not None, "everybody waits, and nothing will come"
        self.now += max(0.0, timeout)
        return super().select(0)


class Loop(asyncio.SelectorEventLoop):
    """Its time goes as far as the next thing that is to happen."""

    def __init__(self) -> None:
        self._jumps = Jumps()
        super().__init__(self._jumps)

    def time(self) -> float:
        return self._jumps.now


class Line:
    """The connection to such a server."""

    def __init__(self, server: ChanceServer) -> None:
        self._server = server
        self._is_open = True

    async def open(self, on_lines: Any, on_end: Any) -> None:
        self._on_lines, self._on_end = on_lines, on_end

    def send(self, line: bytes) -> None:
        for seconds, said in self._server.hear(line):
            asyncio.get_running_loop().call_later(seconds, self._say, said)

    def _say(self, said: Any) -> None:
        if not self._is_open:
            return
        if said == DEATH:
            self._is_open = False
            self._on_end(End("it died", 3))
            return
        if isinstance(said, dict):
            if said.get("method") == "turn/completed":
                self._server.over(said)
            said = json.dumps(said).encode()
        self._on_lines([said])

    async def close(self) -> None:
        self._is_open = False

    def tail(self) -> str:
        return ""


class Decides(ServerRequestHandler):
    """Grants now and then, and remembers what."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self.granted: set[str] = set()

    async def command_execution_approval(self, request: Any) -> Any:
        what = self._random.randrange(6)
        if what == 0:
            raise LookupError
        if what == 1:
            return None
        try:
            await asyncio.sleep(self._random.random())
        except asyncio.CancelledError:
            return "accept"  # which it may no more
        if what == 2:
            return "decline"
        self.granted.add(request.item_id)
        return "accept"


async def follow(handle: Any, random: Random) -> None:
    """Read a turn, perhaps not to its end."""
    numbers: list[int] = []
    async for event in handle.stream(timeout=5):
        if event.method == "item/agentMessage/delta":
            turn, number = event.payload.delta.split()
            assert turn == handle.id
            numbers.append(int(number))
        if random.random() < 0.05:
            break
    assert (
        numbers == list(range(numbers[0], numbers[0] + len(numbers)))
        if numbers
        else True
    )


async def command(codex: Any) -> None:
    """Run a command, and read what it writes."""
    async with await codex.start_command(["x"]) as running:
        pieces = [piece.data async for piece in running.stream(timeout=5)]
    assert b"".join(pieces) in (b"", b"0,", b"0,1,", b"0,1,2,")


async def goal(thread: Any, random: Random) -> None:
    """Follow a goal, perhaps not to its end, and wait for that."""
    handle = await thread.start_goal("Finish.")
    async for _ in handle.stream(timeout=5):
        if random.random() < 0.3:
            break
    if random.random() < 0.5:
        await handle.pause()
        await handle.resume()
    await handle.run(timeout=5)


async def works(codex: Any, random: Random) -> None:
    """Do this and that; what goes wrong is an error with a name."""
    handles: list[Any] = []
    thread: Any = None
    for _ in range(12):
        what = random.randrange(7)
        try:
            thread = thread or await codex.thread_start()
            if what == 0:
                await codex.models()
            elif what == 1:
                await command(codex)
            elif what == 2:
                await goal(thread, random)
            elif what == 3 and random.random() < 0.1:
                await codex.close()
            elif what == 4 and handles:
                await handles.pop().interrupt()
            elif what == 5 and handles:
                await follow(handles.pop(), random)
            else:
                handles.append(await thread.turn("go"))
        except CodexError:
            pass


async def gives_up(work: asyncio.Task[Any], seconds: float) -> None:
    """Cancel it after a while; no call takes the cancellation for its own."""
    await asyncio.sleep(seconds)
    if work.cancel():
        await asyncio.wait([work])
        assert work.cancelled(), "the cancellation was lost"


async def play(seed: int, codex: Any) -> None:
    random = Random(f"program {seed}")
    tasks = [asyncio.create_task(works(codex, random)) for _ in range(4)]
    tasks += [
        asyncio.create_task(gives_up(it, random.random() * 9)) for it in tasks[:2]
    ]
    for outcome in await asyncio.gather(*tasks, return_exceptions=True):
        if not isinstance(outcome, asyncio.CancelledError | None):
            raise outcome
    await codex.close()
    await no_tasks()


@pytest.mark.parametrize("seed", SEEDS)
def test_a_run(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    server, loop = ChanceServer(seed), Loop()
    handler = Decides(Random(f"handler {seed}"))

    async def connected(*_: Any) -> Line:
        return Line(server)

    clock: Callable[[], float] = loop.time
    monkeypatch.setattr(lazy_session, "_transport", connected)
    monkeypatch.setattr(deadline, "monotonic", clock)
    monkeypatch.setattr(async_exchange, "monotonic", clock)
    config = CodexConfig(
        launch_args_override=("nothing",),
        request_timeout=3,
        max_in_flight=1 + seed % 3,
        stream_limit=(5, 1000)[seed % 2],
    )
    codex = AsyncCodex(config, handler=handler)
    wrong: list[Any] = []
    loop.set_exception_handler(lambda _, context: wrong.append(context))
    try:
        loop.run_until_complete(play(seed, codex))
    finally:
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.close()
    assert wrong == []
    for may_be in server.granted:
        assert handler.granted.intersection(may_be), may_be
    session: Any = codex._session._session
    assert session._slots._free == config.max_in_flight
    assert not session._connection.core._replies
