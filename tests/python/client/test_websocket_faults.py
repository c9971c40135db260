"""What can go wrong on the way to an app-server at a WebSocket, and on the connection: each has one clear end."""

from __future__ import annotations

import base64
import logging
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from faces import Face
from peers import Peer, certificate, plain, until_closed, websocket

from codex_app_server import Codex, CodexConfig
from codex_app_server._client.errors import (
    ConnectError,
    DeadlineExceededError,
    NotAnAppServerError,
    StartTimeoutError,
    TransportClosedError,
)

pytestmark = [pytest.mark.tools, pytest.mark.usefixtures("no_leftovers")]

TOKEN = "a-token-that-nobody-may-read"


def refusal(face: Face, url: str, **members: Any) -> str:
    """What a client says that cannot be opened."""
    with pytest.raises(ConnectError) as caught:
        face.open_with(CodexConfig(url=url, **members))
    assert caught.value.url == url
    return str(caught.value)


# On the way.


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_nobody_listens(host: str, face: Face) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    said = refusal(face, f"ws://{host}:{port}")
    assert said == (
        f"cannot connect to the app-server at ws://{host}:{port}: connection refused; "
        "start an app-server there with `codex app-server --listen URL`, or correct "
        "CodexConfig.url"
    )


def test_no_such_host(face: Face, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    said = refusal(face, "ws://app-server.example")
    assert "its host is not known: Name or service not known; correct Codex" in said


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda path: None, "no such file or directory"),
        (lambda path: path.write_text(""), "connection refused"),
    ],
    ids=["missing", "file"],
)
def test_no_socket(
    make: Callable[[Path], object], says: str, face: Face, tmp_path: Path
) -> None:
    path = tmp_path / "with space"
    make(path)
    url = f"unix://{path}".replace(" ", "%20")
    assert f"{url}: {says}; start an app-server" in refusal(face, url)


def test_silence_instead_of_a_websocket(face: Face) -> None:
    with plain(until_closed) as url:
        said = refusal(face, url, start_timeout=0.3)
    assert "it did not open a WebSocket within 0.3 s; check that an app-se" in said
    assert "CodexConfig.start_timeout" in said


def test_interrupted_on_the_way() -> None:
    main_thread = threading.main_thread().ident
    assert main_thread is not None

    def serve(connection: socket.socket) -> None:
        connection.recv(1 << 16)
        signal.pthread_kill(main_thread, signal.SIGINT)
        assert until_closed(connection) == b""

    with plain(serve) as url, pytest.raises(KeyboardInterrupt):
        Codex(CodexConfig(url=url))


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (b"hello\r\n\r\n", "what answers there does not speak WebSocket"),
        (b"", "what answers there does not speak WebSocket"),
        (b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", "HTTP 404 was the"),
        (
            b"HTTP/1.1 302 Found\r\nLocation: ws://other/\r\nContent-Length: 0\r\n\r\n",
            "HTTP 302 was the answer, and no WebSocket; start an app-server there",
        ),
        (
            b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
            b"Connection: Upgrade\r\nSec-WebSocket-Accept: wrong\r\n\r\n",
            "what answers there does not speak WebSocket",
        ),
    ],
    ids=["text", "nothing", "404", "302", "101"],
)
def test_something_else_answers(answer: bytes, says: str, face: Face) -> None:
    def serve(connection: socket.socket) -> None:
        connection.recv(1 << 16)
        connection.sendall(answer)
        if answer:
            until_closed(connection)

    with plain(serve) as url:
        assert says in refusal(face, url)


def test_the_token_stays_secret(
    face: Face, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    asked = []

    def serve(connection: socket.socket) -> None:
        asked.append(connection.recv(1 << 16))
        echo = b"HTTP/1.1 403 No %b\r\nX-Token: %b\r\nContent-Length: 0\r\n\r\n"
        connection.sendall(echo % (TOKEN.encode(), TOKEN.encode()))
        until_closed(connection)

    with caplog.at_level(logging.DEBUG), plain(serve) as url:
        said = refusal(face, url, auth_token=TOKEN)
    assert f"Authorization: Bearer {TOKEN}\r\n".encode() in asked[0]
    assert "it refuses the token (HTTP 403)" in said
    assert TOKEN not in said + caplog.text + "".join(capfd.readouterr())


def test_a_server_that_tells_the_token(face: Face) -> None:
    def serve(peer: Peer) -> None:
        peer.handshake()
        peer.expect("model/list")
        peer.close(1008, f"not with {TOKEN}")

    with websocket(serve) as url:
        codex = face.open_with(CodexConfig(url=url, auth_token=TOKEN))
        with codex, pytest.raises(TransportClosedError) as caught:
            codex.models()
    assert "with code 1008: not with <secret>" in str(caught.value)
    assert TOKEN not in str(caught.value)


def test_a_query_is_not_shown(face: Face) -> None:
    with pytest.raises(ConnectError) as caught:
        face.open_with(CodexConfig(url=f"ws://127.0.0.1:9/?key={TOKEN}"))
    assert TOKEN not in str(caught.value)
    assert caught.value.url == "ws://127.0.0.1:9/"


def test_tls(face: Face, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    context, issued = certificate(tmp_path)
    with websocket(Peer.handshake, context) as url:
        said = refusal(face, url)
        assert "its certificate is not trusted: self" in said
        assert "SSL_CERT_FILE" in said
        monkeypatch.setenv("SSL_CERT_FILE", str(issued))
        with face.open_with(CodexConfig(url=url, auth_token=TOKEN)) as codex:
            assert codex.metadata.version is not None


def test_no_tls_where_it_is_expected(face: Face) -> None:
    with websocket(Peer.handshake) as url:
        said = refusal(face, url.replace("ws:", "wss:"))
    assert "it hung up" in said or "reset by peer" in said


def test_without_the_library(
    face: Face, monkeypatch: pytest.MonkeyPatch, project: Path
) -> None:
    for name in list(sys.modules):
        if name.startswith("websockets"):
            monkeypatch.setitem(sys.modules, name, None)
    monkeypatch.setitem(sys.modules, "websockets", None)
    monkeypatch.delitem(sys.modules, "codex_app_server._client.frames", raising=False)
    said = refusal(face, "ws://127.0.0.1:9")
    assert "the library websockets is missing or too old; run `pip install '" in said
    extra = said.partition("install '")[2].partition("'")[0]
    name, _, what = extra.removesuffix("]").partition("[")
    described = (project / "pyproject.toml").read_text("utf-8")
    assert f'name = "{name}"' in described
    assert f'\noptional-dependencies.{what} = ["websockets' in described


# While it opens.


def test_garbage_in_place_of_an_answer(face: Face) -> None:
    def serve(peer: Peer) -> None:
        peer.expect("initialize")
        peer.say("<html>")
        peer.close()

    with (
        websocket(serve) as url,
        pytest.raises(NotAnAppServerError, match=r"instead of the answer .* '<html>'"),
    ):
        face.open_with(CodexConfig(url=url))


def test_no_answer_to_initialize(face: Face) -> None:
    def serve(peer: Peer) -> None:
        peer.expect("initialize")
        peer.read_to_the_end()

    with websocket(serve) as url, pytest.raises(StartTimeoutError):
        face.open_with(CodexConfig(url=url, start_timeout=0.5))


def test_the_end_in_place_of_an_answer(face: Face) -> None:
    def serve(peer: Peer) -> None:
        peer.expect("initialize")
        peer.close(1013, "come again")

    with websocket(serve) as url:
        said = refusal(face, url)
    assert "closed it with code 1013: come again before it answered initialize" in said


# On the connection.


def test_frames_of_every_kind(face: Face) -> None:
    def serve(peer: Peer) -> None:
        peer.handshake()
        request = peer.expect("model/list")
        number = request["id"]
        peer.say("")
        peer.say(b"\xff\xfe no text")
        peer.say("[1, 2")
        peer.connection.ping()
        text = f'{{"id": {number},\r\n "result":\n{{"data": [], "nextCursor": null}}}}'
        peer.connection.send(iter(text[at : at + 7] for at in range(0, len(text), 7)))
        request = peer.expect("model/list")
        peer.say(f'{{"id": {request["id"]}, "result": {{"data": []}}}}'.encode())
        peer.read_to_the_end()

    with (
        websocket(serve) as url,
        face.open_with(CodexConfig(url=url)) as codex,
    ):
        assert codex.models().data == []
        assert codex.models().data == []


def test_a_message_without_an_end(face: Face, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("codex_app_server._client.frames.LONGEST_LINE", 1 << 20)

    def serve(peer: Peer) -> None:
        peer.handshake()
        peer.expect("model/list")
        peer.say("x" * (1 << 20))
        peer.say("x" * ((1 << 20) + 1))

    with (
        websocket(serve) as url,
        face.open_with(CodexConfig(url=url)) as codex,
        pytest.raises(TransportClosedError, match="broke the rules of WebSocket"),
    ):
        codex.models()


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"\xff\xff\xff\xff", "the app-server broke the rules of WebSocket: "),
        (b"\x81\x7e\x00", "the app-server went away without a word"),
    ],
    ids=["no frame", "half a frame"],
)
def test_bytes_that_are_no_frames(data: bytes, says: str, face: Face) -> None:
    def serve(peer: Peer) -> None:
        peer.handshake()
        peer.expect("model/list")
        peer.bytes(data)
        peer.hang_up()

    with (
        websocket(serve) as url,
        face.open_with(CodexConfig(url=url)) as codex,
        pytest.raises(TransportClosedError, match=says),
    ):
        codex.models()


def test_a_sudden_end(face: Face) -> None:
    def serve(peer: Peer) -> None:
        peer.handshake()
        peer.expect("model/list")
        peer.hang_up()

    with websocket(serve) as url, face.open_with(CodexConfig(url=url)) as codex:
        for _ in range(2):
            with pytest.raises(TransportClosedError, match="went away without a word"):
                codex.models()


def test_a_server_that_closes_and_stays(face: Face) -> None:
    def serve(connection: socket.socket) -> None:
        upgrade(connection)
        connection.sendall(b"\x88\x05\x03\xe9bye")  # 1001, and the socket stays open
        until_closed(connection)

    with plain(serve) as url:
        said = refusal(face, url)
    assert "closed it with code 1001: bye" in said


def test_a_server_that_is_dead(face: Face, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("codex_app_server._client.async_websocket.PING_SECONDS", 0.2)

    def serve(connection: socket.socket) -> None:
        upgrade(connection)
        until_closed(connection)

    with plain(serve) as url:
        said = refusal(face, url, request_timeout=None)
    assert "the app-server gave no sign of life for 0.2 seconds before it" in said


def test_a_server_that_reads_no_more(face: Face) -> None:
    stop = threading.Event()

    def serve(peer: Peer) -> None:
        peer.handshake()
        peer.connection.recv_flow_control.acquire()  # its thread reads no more
        stop.wait(20)
        peer.connection.recv_flow_control.release()
        peer.hang_up()

    large = base64.b64encode(bytes(4 << 20)).decode()
    with websocket(serve) as url:
        codex = face.open_with(CodexConfig(url=url, max_in_flight=4))
        try:

            def write(_: int) -> Any:
                return codex.rpc.fs_write_file(
                    path="/large", data_base64=large, timeout=0.5
                )

            for work in face.begin_each(8, write):
                assert isinstance(work.error(), DeadlineExceededError)
            started = time.monotonic()
            codex.close()
            assert time.monotonic() - started < 10
        finally:
            stop.set()


def upgrade(connection: socket.socket) -> None:
    """The server's part of the handshake, by hand."""
    from websockets.utils import accept_key

    asked = connection.recv(1 << 16).decode()
    key = asked.partition("Sec-WebSocket-Key: ")[2].partition("\r\n")[0]
    connection.sendall(
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
        b"Connection: Upgrade\r\n"
        b"Sec-WebSocket-Accept: %b\r\n\r\n" % accept_key(key).encode()
    )
