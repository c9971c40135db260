"""How a program ends that has a client: at once, in silence, and with no runtime left, whether or not it closed it.

Each case is a program of its own, in Python's development mode where it is told to be free of warnings.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fake_server import FakeServer

Fake = Callable[..., FakeServer]

SOURCE = Path(__file__).resolve().parents[3] / "generated" / "python" / "src"
HEAD = """
import asyncio, atexit, gc, json, logging, os, signal, sys, threading
logging.getLogger("asyncio").setLevel(logging.ERROR)  # a slow machine makes slow callbacks
from codex_app_server import AsyncCodex, Codex, CodexConfig
config = CodexConfig(launch_args_override=tuple(json.loads(sys.argv[1])))
"""
LONGEST = 60.0


def quiet(server: Any) -> None:
    server.handshake()
    server.rule("model/list", {"data": [], "nextCursor": None})


def busy(server: Any) -> None:
    server.handshake()
    server.rule("model/list", {"data": [], "nextCursor": None})
    turn = server.start_turn()
    turn.delta("x")


def ran(
    server: FakeServer, program: str, *options: str
) -> subprocess.CompletedProcess[str]:
    """The program, run to its end; no runtime is left then."""
    environment = {**os.environ, "PYTHONPATH": str(SOURCE)}
    done = subprocess.run(
        [
            *(sys.executable, *options, "-c", HEAD + textwrap.dedent(program)),
            json.dumps(server.argv),
        ],
        capture_output=True,
        text=True,
        env=environment,
        timeout=LONGEST,
        check=False,
    )
    server.wait_for_end()
    return done


FORGETFUL = {
    "blocking": """
        codex = Codex(config)
        codex.models()
        print("done")
    """,
    "blocking, amid a turn": """
        codex = Codex(config)
        stream = codex.thread_start().turn("go").stream()
        next(stream)
        print("done")
    """,
    "blocking, in a thread that waits": """
        codex = Codex(config)
        turn = codex.thread_start().turn("go")
        threading.Thread(target=turn.run, daemon=True).start()
        print("done")
    """,
    "blocking, in a function": """
        def main():
            codex = Codex(config)
            codex.models()
        main()
        gc.collect()
        print("done")
    """,
    "asynchronous": """
        async def main():
            codex = AsyncCodex(config)
            await codex.models()
        asyncio.run(main())
        print("done")
    """,
    "asynchronous, kept": """
        async def main():
            global codex
            codex = AsyncCodex(config)
            await codex.models()
        asyncio.run(main())
        print("done")
    """,
    "asynchronous, amid a turn": """
        async def main():
            codex = AsyncCodex(config)
            stream = (await (await codex.thread_start()).turn("go")).stream()
            await anext(stream)
        asyncio.run(main())
        print("done")
    """,
}


@pytest.mark.parametrize("program", FORGETFUL.values(), ids=FORGETFUL.keys())
def test_a_program_that_forgets_to_close(program: str, fake: Fake) -> None:
    server = fake(busy if "turn" in program else quiet)
    done = ran(server, program)
    assert (done.returncode, done.stdout, done.stderr) == (0, "done\n", "")


TIDY = {
    "blocking": """
        with Codex(config) as codex:
            codex.models()
            handle = codex.thread_start().turn("go")
            next(handle.stream(keep_running=True))
            with codex.notifications() as events:
                pass
    """,
    "blocking, closed at exit": """
        codex = Codex(config)
        codex.models()
        atexit.register(codex.close)
    """,
    "blocking, closed in a thread": """
        codex = Codex(config)
        codex.models()
        threading.Thread(target=codex.close).start()
    """,
    "asynchronous": """
        async def main():
            async with AsyncCodex(config) as codex:
                await codex.models()
                handle = await (await codex.thread_start()).turn("go")
                stream = handle.stream(keep_running=True)
                await anext(stream)
                await stream.aclose()
                async with codex.notifications() as events:
                    pass
        asyncio.run(main())
    """,
    "asynchronous, cancelled amid a turn": """
        async def main():
            async with AsyncCodex(config) as codex:
                turn = await (await codex.thread_start()).turn("go")
                running = asyncio.create_task(turn.run())
                await asyncio.sleep(0)
                running.cancel()
                await asyncio.wait([running])
        asyncio.run(main())
    """,
    "asynchronous, a stream that is dropped": """
        async def main():
            async with AsyncCodex(config) as codex:
                stream = (await (await codex.thread_start()).turn("go")).stream()
                async for _ in stream:
                    break
        asyncio.run(main())
    """,
    "asynchronous, twice": """
        async def main():
            async with AsyncCodex(config) as codex:
                await codex.models()
        for _ in range(2):
            asyncio.run(main())
    """,
}


@pytest.mark.parametrize("program", TIDY.values(), ids=TIDY.keys())
def test_a_program_that_closes_has_nothing_to_be_warned_of(
    program: str, fake: Fake
) -> None:
    server = fake(busy if "turn" in program else quiet)
    done = ran(server, program, "-X", "dev", "-W", "error")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


EXITS = {
    "sys.exit": ("sys.exit(3)", 3),
    "an error": ("raise ZeroDivisionError", 1),
    "Ctrl-C": ("signal.raise_signal(signal.SIGINT)", 130),
}


@pytest.mark.parametrize(("end", "code"), EXITS.values(), ids=EXITS.keys())
@pytest.mark.parametrize("face", ["blocking", "asynchronous"])
def test_a_program_that_ends_in_the_middle(
    face: str, end: str, code: int, fake: Fake
) -> None:
    programs = {
        "blocking": f"""
            try:
                with Codex(config) as codex:
                    next(codex.thread_start().turn("go").stream())
                    {end}
            except KeyboardInterrupt:
                sys.exit(130)
        """,
        "asynchronous": f"""
            async def main():
                async with AsyncCodex(config) as codex:
                    stream = (await (await codex.thread_start()).turn("go")).stream()
                    await anext(stream)
                    {end}
                    await anext(stream)
            try:
                asyncio.run(main())
            except KeyboardInterrupt:
                sys.exit(130)
        """,
    }
    done = ran(fake(busy), programs[face], "-X", "dev")
    assert done.returncode == code, done.stderr
    assert "Warning" not in done.stderr
    assert "destroyed" not in done.stderr
    assert ("ZeroDivisionError" in done.stderr) == (code == 1)


FORKS = {
    "that leaves the block": """
        with Codex(config) as codex:
            codex.models()
            child = os.fork()
            if child == 0:
                sys.exit(7)
            assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7
            codex.models()
            print("works on")
    """,
    "that closes": """
        with Codex(config) as codex:
            child = os.fork()
            if child == 0:
                codex.close()
                os._exit(0)
            assert os.waitpid(child, 0)[1] == 0
            codex.models()
            print("works on")
    """,
    "that calls": """
        with Codex(config) as codex:
            child = os.fork()
            if child == 0:
                for call in (codex.models, lambda: codex.rpc.model_list(timeout=None)):
                    try:
                        call()
                    except RuntimeError as error:
                        assert "the parent process" in str(error), error
                    else:
                        os._exit(1)
                os._exit(0)
            assert os.waitpid(child, 0)[1] == 0
            codex.models()
            print("works on")
    """,
    "that waits for what was started before": """
        with Codex(config) as codex:
            turn = codex.thread_start().turn("go")
            child = os.fork()
            if child == 0:
                for wait in (turn.run, turn.interrupt, lambda: list(turn.stream())):
                    try:
                        wait()
                    except RuntimeError as error:
                        assert "the parent process" in str(error), error
                    else:
                        os._exit(1)
                os._exit(0)
            assert os.waitpid(child, 0)[1] == 0
            codex.models()
            print("works on")
    """,
    "while other threads call": """
        with Codex(config) as codex:
            over = threading.Event()
            def call():
                while not over.is_set():
                    codex.models()
            threads = [threading.Thread(target=call) for _ in range(4)]
            for thread in threads:
                thread.start()
            for _ in range(20):
                child = os.fork()
                if child == 0:
                    codex.close()
                    os._exit(0)
                assert os.waitpid(child, 0)[1] == 0
            over.set()
            for thread in threads:
                thread.join()
            print("works on")
    """,
    "of an asynchronous client, that leaves the block": """
        async def main():
            async with AsyncCodex(config) as codex:
                await codex.models()
                child = os.fork()
                if child == 0:
                    try:
                        await codex.close()
                    except RuntimeError:
                        os._exit(0)
                    os._exit(0)
                assert os.waitpid(child, 0)[1] == 0
                await codex.models()
                print("works on")
        asyncio.run(main())
    """,
}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
@pytest.mark.parametrize("program", FORKS.values(), ids=FORKS.keys())
def test_a_forked_child(program: str, fake: Fake) -> None:
    """It has the memory of the client and none of its threads; it can neither use it nor end it."""
    server = fake(busy if "turn" in program else quiet)
    done = ran(server, program)
    assert (done.returncode, done.stdout) == (0, "works on\n"), done.stderr
