"""Both faces of the client at a real runtime that runs already: a WebSocket over TCP and over a Unix socket."""

from __future__ import annotations

import base64
import threading
import time
from typing import Any

import pytest
from faces import Face
from model_replies import Gate, answer, message, stream
from model_server import ModelServer
from real import RealRuntime

from codex_app_server import CodexConfig
from codex_app_server._client.errors import (
    CodexError,
    ConnectError,
    TransportClosedError,
)

pytestmark = [pytest.mark.tools, pytest.mark.usefixtures("no_leftovers")]

KINDS = pytest.mark.parametrize("kind", ["ws", "unix"])
TOKEN = "let-me-in-with-a-token-that-is-long-enough"


@KINDS
def test_a_conversation(
    kind: str, face: Face, runtime: RealRuntime, model: ModelServer
) -> None:
    model.add(answer("From afar", deltas=3), answer("Still here"))
    with (
        runtime.listening(kind) as endpoint,
        face.open_with(CodexConfig(url=endpoint.url)) as codex,
    ):
        assert str(codex.metadata.version).startswith("0.")
        thread = codex.thread_start()
        turn = thread.turn("Hello")
        events = [event.method for event in turn.stream()]
        assert events[-1] == "turn/completed"
        assert events.count("item/agentMessage/delta") == 3
        assert thread.run("And now?").final_response == "Still here"


@KINDS
def test_many_clients_at_once(
    kind: str, face: Face, runtime: RealRuntime, model: ModelServer
) -> None:
    model.respond(lambda request: answer(request.last_user_text, deltas=50))
    with runtime.listening(kind) as endpoint:
        config = CodexConfig(url=endpoint.url)

        def talk(number: int) -> str:
            with face.open_with(config) as codex:
                heard = [
                    event.payload.delta
                    for event in codex.thread_start().turn(f"I am {number}").stream()
                    if event.method == "item/agentMessage/delta"
                ]
            return "".join(heard)

        talks = face.begin_each(4, talk)
        assert [it.result() for it in talks] == [f"I am {it}" for it in range(4)]


@KINDS
def test_messages_of_many_megabytes(
    kind: str, face: Face, runtime: RealRuntime
) -> None:
    content = base64.b64encode(bytes(range(256)) * (80 << 10)).decode()
    assert len(content) > 20 << 20  # more than the runtime takes in one frame
    path = str(runtime.workspace / "large")
    with (
        runtime.listening(kind) as endpoint,
        face.open_with(CodexConfig(url=endpoint.url)) as codex,
    ):
        codex.rpc.fs_write_file(path=path, data_base64=content)
        assert codex.rpc.fs_read_file(path=path).data_base64 == content
        with pytest.raises(CodexError, match="more than the 67108864 that"):
            codex.rpc.fs_write_file(path=path, data_base64=content * 3)
        assert codex.rpc.fs_read_file(path=path).data_base64 == content


def guarded(runtime: RealRuntime) -> Any:
    """A runtime that asks for the token."""
    file = runtime.home / "token"
    file.write_text(TOKEN, "utf-8")
    arguments = ("--ws-auth", "capability-token", "--ws-token-file", str(file))
    return runtime.listening("ws", *arguments)


def test_the_token(face: Face, runtime: RealRuntime) -> None:
    with (
        guarded(runtime) as endpoint,
        face.open_with(CodexConfig(url=endpoint.url, auth_token=TOKEN)) as codex,
    ):
        assert codex.rpc.thread_loaded_list().data == []


@pytest.mark.parametrize(
    ("token", "says"),
    [
        (None, r"it asks for a token \(HTTP 401\); set CodexConfig\.auth_token"),
        ("a-wrong-token", r"it refuses the token \(HTTP 401\); set CodexConfig\.auth"),
    ],
)
def test_without_the_token(
    token: str | None, says: str, face: Face, runtime: RealRuntime
) -> None:
    with guarded(runtime) as endpoint:
        config = CodexConfig(url=endpoint.url, auth_token=token)
        with pytest.raises(ConnectError, match=says) as caught:
            face.open_with(config)
    assert "a-wrong-token" not in str(caught.value)


@KINDS
def test_a_runtime_that_goes_away(
    kind: str, face: Face, runtime: RealRuntime, model: ModelServer
) -> None:
    gate = Gate()
    model.add(stream(message("Hello there", deltas=2, gate=gate)))
    with (
        runtime.listening(kind) as endpoint,
        face.open_with(CodexConfig(url=endpoint.url)) as codex,
    ):
        turn = face.begin(lambda: codex.thread_start().run("Hello"))
        gate.wait_until_reached()
        endpoint.process.kill()
        error = turn.error()
        gate.open()
        assert isinstance(error, TransportClosedError)
        assert "went away" in error.reason
        with pytest.raises(TransportClosedError):
            codex.models()


@KINDS
def test_signs_of_life(
    kind: str, face: Face, runtime: RealRuntime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("codex_app_server._client.async_websocket.PING_SECONDS", 0.1)
    with (
        runtime.listening(kind) as endpoint,
        face.open_with(CodexConfig(url=endpoint.url)) as codex,
    ):
        time.sleep(0.5)  # which a server that does not answer pings would not survive
        assert codex.rpc.thread_loaded_list().data == []


def test_no_proxy_on_the_way(
    face: Face, runtime: RealRuntime, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    with (
        runtime.listening() as endpoint,
        face.open_with(CodexConfig(url=endpoint.url)) as codex,
    ):
        assert codex.rpc.thread_loaded_list().data == []


def test_a_hook_may_close_the_client(face: Face, runtime: RealRuntime) -> None:
    clients: list[Any] = []
    closed = threading.Event()

    def close(_: Any) -> None:
        if face.name == "sync":
            clients[0].close()
        closed.set()

    with runtime.listening() as endpoint:
        codex = face.open_with(CodexConfig(url=endpoint.url, on_unread=close))
        clients.append(codex)
        face.begin(codex.thread_start)  # `thread/started` comes unread
        assert closed.wait(20)
        codex.close()
        with pytest.raises(TransportClosedError):
            codex.models()


def test_closed_by_many(face: Face, runtime: RealRuntime, model: ModelServer) -> None:
    gate = Gate()
    model.add(stream(message("Hello there", deltas=2, gate=gate)))
    with runtime.listening() as endpoint:
        codex = face.open_with(CodexConfig(url=endpoint.url))
        turn = face.begin(lambda: codex.thread_start().run("Hello"))
        gate.wait_until_reached()
        for work in face.begin_each(4, lambda _: codex.close()):
            work.result()
        assert "closed by this program" in str(turn.error())
        gate.open()
