"""Hooks hear everything once and in order; what they do wrong disturbs nobody, and what they must not do is told."""

from __future__ import annotations

import asyncio
import gc
import logging
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from faces import Face, config_for
from fake_server import FakeServer
from leftovers import run
from scenarios import hooks

from codex_app_server import AsyncCodex, Codex, wire
from codex_app_server._client import core
from codex_app_server._client.errors import TransportClosedError

Fake = Callable[..., FakeServer]

pytestmark = pytest.mark.usefixtures("no_leftovers")


def test_what_nobody_reads(face: Face, fake: Fake) -> None:
    unread: list[Any] = []
    server = fake(hooks.says, count=50)
    with face.open(server, on_unread=unread.append) as codex:
        events = list(codex.thread_start().turn("go").stream())
        codex.models()
    assert len(events) == 52
    numbers = [it.payload["number"] for it in unread if it.method == "never/heard/of"]
    assert numbers == list(range(100))
    assert [it.method for it in unread][-1] == "item/agentMessage/delta"


def test_what_a_listener_reads_is_not_unread(face: Face, fake: Fake) -> None:
    unread: list[Any] = []
    server = fake(hooks.says, count=3)
    codex = face.open(server, on_unread=unread.append)
    with codex, codex.notifications("never/heard/of"):
        codex.thread_start().run("go")
        codex.models()
    methods = {it.method for it in unread[3:]}
    assert "never/heard/of" not in methods


def test_stderr_by_lines(face: Face, fake: Fake) -> None:
    lines: list[str] = []
    with face.open(fake(hooks.stderr_by_lines), on_stderr=lines.append) as codex:
        call = face.begin(codex.models)
        while "\\u{7}bell" not in lines:
            assert not call.is_done
    call.error()
    assert lines[:4] == ["before", "one", "two", "grün red"]
    assert len(lines[4]) == 2000
    assert lines[5:] == ["\\u{7}bell", "last"]


def test_a_hook_that_fails(
    face: Face, fake: Fake, caplog: pytest.LogCaptureFixture
) -> None:
    seen: list[Any] = []

    def fail(value: Any) -> None:
        seen.append(value)
        raise ZeroDivisionError("mine")

    caplog.set_level(logging.ERROR, "codex_app_server")
    with face.open(
        fake(hooks.a_hook_that_fails), on_stderr=fail, on_unread=fail
    ) as codex:
        codex.models()
        codex.models()
    assert [it for it in seen if isinstance(it, str)] == ["0", "1", "2"]
    assert len(seen) == 6
    assert len(caplog.records) == 6
    assert all("a hook failed" in it.message for it in caplog.records)


@pytest.mark.parametrize("hook", ["on_unread", "on_stderr"])
def test_a_hook_that_calls_the_client(fake: Fake, hook: str) -> None:
    """It would wait for an answer that only its own thread could receive, or hold up stderr."""
    errors: list[BaseException] = []
    called = threading.Event()

    def call(_: Any) -> None:
        for use in (codex.models, codex.thread_start, codex.rpc.model_list):
            with pytest.raises(RuntimeError) as caught:
                use()
            errors.append(caught.value)
        called.set()

    server = fake(hooks.noisy)
    with Codex(config_for(server, **{hook: call})) as codex:
        start = Face().begin(codex.thread_start)
        assert called.wait(20)
        assert len(errors) == 3
        assert all("hand the work to another thread" in str(it) for it in errors)
        codex.models()
    start.error()


def test_a_hook_that_hands_the_work_on(fake: Fake) -> None:
    done = threading.Event()

    def call(_: Any) -> None:
        Face().begin(lambda: (codex.models(), done.set()))

    with Codex(config_for(fake(hooks.noisy), on_unread=call)) as codex:
        start = Face().begin(codex.thread_start)
        assert done.wait(20)
    start.error()


def test_an_asynchronous_hook_hands_the_work_to_a_task(fake: Fake) -> None:
    async def main() -> None:
        tasks: list[asyncio.Task[Any]] = []
        called = asyncio.Event()

        def call(_: Any) -> None:
            tasks.append(asyncio.create_task(codex.models()))
            called.set()

        async with AsyncCodex(config_for(fake(hooks.noisy), on_unread=call)) as codex:
            start = asyncio.create_task(codex.thread_start())
            await called.wait()
            await tasks[0]
        with pytest.raises(TransportClosedError):
            await start

    run(main())


@pytest.mark.parametrize("hook", ["on_unread", "on_stderr"])
def test_a_hook_that_closes_the_client(fake: Fake, hook: str) -> None:
    server = fake(hooks.noisy)

    def close(_: Any) -> None:
        codex.close()

    codex = Codex(config_for(server, **{hook: close}))
    error = Face().begin(codex.thread_start).error()
    assert isinstance(error, TransportClosedError)
    codex.close()
    server.wait_for_end()


def test_an_asynchronous_hook_that_closes_the_client(fake: Fake) -> None:
    async def main() -> None:
        closing: list[asyncio.Task[None]] = []

        def close(_: Any) -> None:
            closing.append(asyncio.create_task(codex.close()))

        codex = AsyncCodex(config_for(fake(hooks.noisy), on_unread=close))
        with pytest.raises(TransportClosedError):
            await codex.thread_start()
        await closing[0]

    run(main())


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_hook_that_gives_up_the_thread(fake: Fake) -> None:
    """`sys.exit` in a thread ends the thread alone; who waits is told."""

    def leave(_: Any) -> None:
        raise SystemExit

    told = pytest.raises(TransportClosedError, match="failed to handle")
    with Codex(config_for(fake(hooks.noisy), on_unread=leave)) as codex, told:
        codex.thread_start()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_fault_of_the_client_itself(
    face: Face, fake: Fake, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It ends the connection, and leaves nobody waiting."""

    def break_down(_: Any) -> Any:
        raise ZeroDivisionError

    codex = face.open(fake(hooks.noisy))
    monkeypatch.setattr(core, "place_of", break_down)
    with codex, pytest.raises(TransportClosedError, match="failed to handle"):
        codex.thread_start()


@pytest.fixture
def no_collection() -> Iterator[None]:
    """Garbage is collected when the test says so."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("no_collection")
def test_a_stream_that_is_collected_anywhere(fake: Fake) -> None:
    """Also in the thread that reads, in the middle of its work."""

    server = fake(hooks.a_stream_that_is_collected_anywhere)
    collected = threading.Event()

    def collect(_: Any) -> None:
        gc.collect()
        collected.set()

    remove = wire.on_tolerance(collect)
    with Codex(config_for(server)) as codex:
        handle = codex.thread_start().turn("go")
        stream: Any = handle.stream()
        next(stream)
        cycle: list[Any] = [stream]
        cycle.append(cycle)
        del stream, cycle
        waiting = Face().begin(codex.models)
        assert collected.wait(20)
        remove()
        assert handle.run().status == "interrupted"
    waiting.error()
    assert len(server.received("turn/interrupt")) == 1
