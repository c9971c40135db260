"""Commands of a scripted runtime: in whatever order things come, all is told once, and what is given up is ended."""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import Callable
from typing import Any

import leftovers
import pytest
from faces import Face, Work, config_for
from fake_server import FakeServer

from codex_app_server import AsyncCodex, Codex
from codex_app_server._client.errors import (
    CodexError,
    DeadlineExceededError,
    InternalRpcError,
    StreamLaggedError,
    TransportClosedError,
)

Fake = Callable[..., FakeServer]

pytestmark = pytest.mark.usefixtures("no_leftovers")

ECHO = ["echo", "hello"]


def test_output_before_anything_else(face: Face, fake: Fake) -> None:
    """The output and the end come before the client has finished to start the command."""

    def serve(server: Any) -> None:
        import fake_bodies as bodies

        server.handshake()
        request = server.expect("command/exec")
        place = request["params"]["processId"]
        server.notify(*bodies.command_output(place, b"first"))
        server.notify(*bodies.command_output(place, b"last", "stderr"))
        server.result(request, bodies.command_ended(7))
        server.rule("thread/loaded/list", {"data": [], "nextCursor": None})

    with face.open(fake(serve)) as codex:
        command = codex.start_command(ECHO)
        pieces = [(piece.stream, piece.data) for piece in command.stream()]
        assert pieces == [("stdout", b"first"), ("stderr", b"last")]
        result = command.wait()
    assert result.exit_code == 7
    assert (result.stdout, result.stderr) == (b"first", b"last")


def test_output_after_the_end(face: Face, fake: Fake) -> None:
    """The runtime promises that there is none; it disturbs nobody."""
    unread: list[str] = []

    def serve(server: Any) -> None:
        import fake_bodies as bodies

        server.handshake()
        server.rule("thread/loaded/list", {"data": [], "nextCursor": None})
        server.rule("model/list", {"data": [], "nextCursor": None})
        request = server.expect("command/exec")
        place = request["params"]["processId"]
        server.notify(*bodies.command_output(place, b"in time"))
        server.result(request, bodies.command_ended())
        server.notify(*bodies.command_output(place, b"late"))

    server = fake(serve)
    with face.open(server, on_unread=lambda it: unread.append(it.method)) as codex:
        command = codex.start_command(ECHO)
        assert command.wait().stdout == b"in time"
        codex.models()
    assert unread == ["command/exec/outputDelta"]


def test_commands_are_kept_apart(face: Face, fake: Fake) -> None:
    def serve(server: Any) -> None:
        import fake_bodies as bodies

        server.handshake()
        server.rule("thread/loaded/list", {"data": [], "nextCursor": None})
        both = [server.expect("command/exec") for _ in range(2)]
        for number in range(3):
            for request in both:
                place = request["params"]["processId"]
                text = f"{request['params']['command'][0]}{number} ".encode()
                server.notify(*bodies.command_output(place, text))
        for request in reversed(both):
            server.result(request, bodies.command_ended())

    with face.open(fake(serve)) as codex:
        works = face.begin_each(2, lambda it: codex.run_command(["ab"[it]]))
        assert [work.result().stdout for work in works] == [b"a0 a1 a2 ", b"b0 b1 b2 "]


def test_death_in_the_middle(face: Face, fake: Fake) -> None:
    def serve(server: Any) -> None:
        import fake_bodies as bodies

        server.handshake()
        request = server.expect("command/exec")
        place = request["params"]["processId"]
        server.notify(*bodies.command_output(place, b"before"))
        taken = server.expect("thread/loaded/list")
        server.result(taken, {"data": [], "nextCursor": None})
        server.wait_for_test("die")
        server.die(3)

    server = fake(serve)
    with face.open(server) as codex, codex.start_command(ECHO) as command:
        pieces = command.stream()
        assert next(pieces).data == b"before"
        waiting = face.begin(command.wait)
        server.release("die")
        with pytest.raises(TransportClosedError):
            next(pieces)
        assert isinstance(waiting.error(), TransportClosedError)
        with pytest.raises(TransportClosedError):
            command.write(b"x")


def test_a_refusal(face: Face, fake: Fake) -> None:
    def serve(server: Any) -> None:
        server.handshake()
        server.rule("thread/loaded/list", {"data": [], "nextCursor": None})
        server.error(server.expect("command/exec"), -32603, "failed to spawn")

    with face.open(fake(serve)) as codex:
        command = codex.start_command(ECHO)
        with pytest.raises(InternalRpcError, match="failed to spawn"):
            command.wait()
        with pytest.raises(InternalRpcError, match="failed to spawn"):
            list(command.stream())
        command.terminate()


@pytest.mark.parametrize("said", ["not base64!", 5, "YQ"])
def test_output_that_is_unreadable(face: Face, fake: Fake, said: Any) -> None:
    def serve(server: Any, said: Any) -> None:
        import fake_bodies as bodies

        server.handshake()
        server.rule("thread/loaded/list", {"data": [], "nextCursor": None})
        request = server.expect("command/exec")
        method, params = bodies.command_output(request["params"]["processId"], b"")
        server.notify(method, {**params, "deltaBase64": said})
        server.result(request, bodies.command_ended())

    server = fake(serve, said=said)
    with face.open(server) as codex, pytest.raises(CodexError, match="no base64"):
        codex.run_command(ECHO)


@pytest.mark.parametrize("stream", [5, None, [], {}])
def test_output_of_a_stream_that_is_unreadable(
    face: Face, fake: Fake, stream: Any
) -> None:
    """It is an error of the command, and of nothing beside it."""

    def serve(server: Any, stream: Any) -> None:
        import fake_bodies as bodies

        server.handshake()
        server.rule("thread/loaded/list", {"data": [], "nextCursor": None})
        request = server.expect("command/exec")
        method, params = bodies.command_output(request["params"]["processId"], b"x")
        server.notify(method, {**params, "stream": stream})
        server.result(request, bodies.command_ended())
        server.rule("model/list", {"data": [], "nextCursor": None})

    with face.open(fake(serve, stream=stream)) as codex:
        with pytest.raises(CodexError, match="of no stream"):
            codex.run_command(ECHO)
        codex.models()


def test_an_end_that_is_unreadable(face: Face, fake: Fake) -> None:
    def serve(server: Any) -> None:
        server.handshake()
        server.rule("thread/loaded/list", {"data": [], "nextCursor": None})
        server.result(server.expect("command/exec"), [])

    says = "the end of the command is unreadable"
    with face.open(fake(serve)) as codex, pytest.raises(CodexError, match=says):
        codex.run_command(ECHO)


def test_a_slow_reader(face: Face, fake: Fake) -> None:
    """A stream that lags gives up its place; the whole output is there all the same."""

    def serve(server: Any) -> None:
        import fake_bodies as bodies

        server.handshake()
        server.rule("thread/loaded/list", {"data": [], "nextCursor": None})
        request = server.expect("command/exec")
        place = request["params"]["processId"]
        for _ in range(20):
            server.notify(*bodies.command_output(place, b"x"))
        server.result(request, bodies.command_ended())

    with face.open(fake(serve), stream_limit=10) as codex:
        command = codex.start_command(ECHO)
        pieces = command.stream()
        result = command.wait()
        assert [next(pieces).data for _ in range(10)] == [b"x"] * 10
        with pytest.raises(StreamLaggedError):
            next(pieces)
    assert result.stdout == b"x" * 20


def test_a_command_is_no_request_in_flight(face: Face, fake: Fake) -> None:
    def serve(server: Any) -> None:
        import fake_bodies as bodies

        server.handshake()
        server.rule("model/list", {"data": [], "nextCursor": None})
        server.rule("thread/loaded/list", {"data": [], "nextCursor": None})
        requests = [server.expect("command/exec") for _ in range(3)]
        server.expect("thread/read")
        for request in requests:
            server.result(request, bodies.command_ended())

    with face.open(fake(serve), max_in_flight=1) as codex:
        running = [codex.start_command(ECHO) for _ in range(3)]
        codex.models()
        with pytest.raises(DeadlineExceededError):
            codex.rpc.thread_read(thread_id="a", timeout=0.1)
        assert [command.wait().exit_code for command in running] == [0, 0, 0]


def test_an_overload_while_it_starts(face: Face, fake: Fake) -> None:
    """What asks whether the command was taken may fail; the command goes on."""

    def serve(server: Any) -> None:
        import fake_bodies as bodies

        server.handshake()
        request = server.expect("command/exec")
        server.overloaded(server.expect("thread/loaded/list"))
        server.result(request, bodies.command_ended(4))

    with face.open(fake(serve)) as codex:
        assert codex.run_command(ECHO).exit_code == 4


def test_what_is_sent(face: Face, fake: Fake) -> None:
    def serve(server: Any) -> None:
        import fake_bodies as bodies

        server.handshake()
        server.rule("thread/loaded/list", {"data": [], "nextCursor": None})
        server.rule("command/exec/write", {})
        server.rule("command/exec", bodies.command_ended())

    server = fake(serve)
    with face.open(server) as codex:
        codex.run_command(ECHO)
        codex.run_command(ECHO, stdin=b"in", timeout=1.2345, output_limit=None)
        codex.start_command(ECHO, tty=True, size=(3, 4), env={"A": "b", "C": None})
        server.wait_for("command/exec", 3)
    sent = [it["params"] for it in server.received("command/exec")]
    names = [it.pop("processId") for it in sent]
    assert len(set(names)) == 3
    common = {"command": ECHO, "streamStdoutStderr": True}
    limits = {"disableTimeout": True, "outputBytesCap": 1 << 20}
    assert sent == [
        {**common, **limits},
        {**common, "streamStdin": True, "timeoutMs": 1235, "disableOutputCap": True},
        {
            **common,
            **limits,
            "tty": True,
            "size": {"rows": 3, "cols": 4},
            "env": {"A": "b", "C": None},
        },
    ]
    assert [it["params"] for it in server.received("command/exec/write")] == [
        {"processId": names[1], "deltaBase64": "aW4="},
        {"processId": names[1], "closeStdin": True},
    ]


# What is given up.


def run_until_terminated(server: Any, answers: bool) -> None:
    server.handshake()
    if answers:
        server.rule("thread/loaded/list", {"data": [], "nextCursor": None})
    request = server.expect("command/exec")
    server.mark("runs")
    ended = server.expect("command/exec/terminate")
    assert ended["params"]["processId"] == request["params"]["processId"]
    server.result(ended, {})
    server.result(request, {"exitCode": 137, "stdout": "", "stderr": ""})


@pytest.mark.parametrize("answers", [True, False], ids=["waiting", "starting"])
def test_a_cancelled_task(fake: Fake, answers: bool) -> None:
    server = fake(run_until_terminated, answers=answers)

    async def main() -> None:
        async with AsyncCodex(config_for(server)) as codex:
            task = asyncio.create_task(codex.run_command(ECHO))
            await asyncio.to_thread(server.wait_for_mark, "runs")
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            await asyncio.to_thread(server.wait_for, "command/exec/terminate")

    leftovers.run(main())


@pytest.mark.parametrize("answers", [True, False], ids=["waiting", "starting"])
def test_an_interrupted_program(fake: Fake, answers: bool) -> None:
    server = fake(run_until_terminated, answers=answers)
    main_thread = threading.main_thread().ident
    assert main_thread is not None
    with Codex(config_for(server)) as codex:

        def interrupt() -> None:
            server.wait_for_mark("runs")
            signal.pthread_kill(main_thread, signal.SIGINT)

        work = Work(interrupt)
        with pytest.raises(KeyboardInterrupt):
            codex.run_command(ECHO)
        work.result()
        server.wait_for("command/exec/terminate")
