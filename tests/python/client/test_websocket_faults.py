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
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import socket_scripts as scripts
from faces import Face
from model_replies import Gate
from peers import certificate, plain, until_closed, websocket

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
    with plain(scripts.says_nothing) as url:
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
        ("hello\r\n\r\n", "what answers there does not speak WebSocket"),
        ("", "what answers there does not speak WebSocket"),
        ("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", "HTTP 404 was the"),
        (
            "HTTP/1.1 302 Found\r\nLocation: ws://other/\r\nContent-Length: 0\r\n\r\n",
            "HTTP 302 was the answer, and no WebSocket; start an app-server there",
        ),
        (
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
            "Connection: Upgrade\r\nSec-WebSocket-Accept: wrong\r\n\r\n",
            "what answers there does not speak WebSocket",
        ),
    ],
    ids=["text", "nothing", "404", "302", "101"],
)
def test_something_else_answers(answer: str, says: str, face: Face) -> None:
    with plain(partial(scripts.answers, answer=answer)) as url:
        assert says in refusal(face, url)


def test_the_token_stays_secret(
    face: Face, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    serve = partial(scripts.repeats_the_token, token=TOKEN)
    with caplog.at_level(logging.DEBUG), plain(serve) as url:
        said = refusal(face, url, auth_token=TOKEN)
    assert "it refuses the token (HTTP 403)" in said
    assert TOKEN not in said + caplog.text + "".join(capfd.readouterr())


def test_a_server_that_tells_the_token(face: Face) -> None:
    with websocket(partial(scripts.tells_the_token, token=TOKEN)) as url:
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
    context, authority = certificate(tmp_path)
    with websocket(scripts.greets, context) as url:
        said = refusal(face, url)
        assert "its certificate is not trusted: unable to get local issuer" in said
        assert "SSL_CERT_FILE" in said
        monkeypatch.setenv("SSL_CERT_FILE", str(authority))
        with face.open_with(CodexConfig(url=url, auth_token=TOKEN)) as codex:
            assert codex.metadata.version is not None
        said = refusal(face, url.replace("127.0.0.1", "localhost"))
        assert "its certificate is not trusted: Hostname mismatch" in said


def test_no_tls_where_it_is_expected(face: Face) -> None:
    with websocket(scripts.greets) as url:
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
    with (
        websocket(scripts.garbage_in_place_of_an_answer) as url,
        pytest.raises(NotAnAppServerError, match=r"instead of the answer .* '<html>'"),
    ):
        face.open_with(CodexConfig(url=url))


def test_no_answer_to_initialize(face: Face) -> None:
    script = scripts.no_answer_to_initialize
    with websocket(script) as url, pytest.raises(StartTimeoutError):
        face.open_with(CodexConfig(url=url, start_timeout=0.5))


def test_the_end_in_place_of_an_answer(face: Face) -> None:
    with websocket(scripts.the_end_in_place_of_an_answer) as url:
        said = refusal(face, url)
    assert "closed it with code 1013: come again before it answered initialize" in said


# On the connection.


def test_frames_of_every_kind(face: Face) -> None:
    with (
        websocket(scripts.frames_of_every_kind) as url,
        face.open_with(CodexConfig(url=url)) as codex,
    ):
        assert codex.models().data == []
        assert codex.models().data == []


def test_a_message_without_an_end(face: Face, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("codex_app_server._client.frames.LONGEST_LINE", 1 << 20)
    with (
        websocket(partial(scripts.a_message_too_long, longest=1 << 20)) as url,
        face.open_with(CodexConfig(url=url)) as codex,
        pytest.raises(TransportClosedError, match="broke the rules of WebSocket"),
    ):
        codex.models()


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ("ffffffff", "the app-server broke the rules of WebSocket: "),
        ("817e00", "the app-server went away without a word"),
    ],
    ids=["no frame", "half a frame"],
)
def test_bytes_that_are_no_frames(data: str, says: str, face: Face) -> None:
    script = partial(scripts.bytes_that_are_no_frames, data=data)
    with (
        websocket(script) as url,
        face.open_with(CodexConfig(url=url)) as codex,
        pytest.raises(TransportClosedError, match=says),
    ):
        codex.models()


def test_a_sudden_end(face: Face) -> None:
    script = scripts.a_sudden_end
    with websocket(script) as url, face.open_with(CodexConfig(url=url)) as codex:
        for _ in range(2):
            with pytest.raises(TransportClosedError, match="went away without a word"):
                codex.models()


def test_a_server_that_closes_and_stays(face: Face) -> None:
    with plain(scripts.closes_and_stays) as url:
        said = refusal(face, url)
    assert "closed it with code 1001: bye" in said


def test_a_server_that_is_dead(face: Face, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("codex_app_server._client.async_websocket.PING_SECONDS", 0.2)
    with plain(scripts.is_dead) as url:
        said = refusal(face, url, request_timeout=None)
    assert "the app-server gave no sign of life for 0.2 seconds before it" in said


def test_a_server_that_reads_no_more(face: Face) -> None:
    gate = Gate()
    large = base64.b64encode(bytes(4 << 20)).decode()
    with websocket(partial(scripts.reads_no_more, gate=gate)) as url:
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
            gate.open()


FORGETFUL = """
import asyncio
from codex_app_server import AsyncCodex, CodexConfig

codex = AsyncCodex(CodexConfig(url=URL))
asyncio.run(codex.models())
print("used")
"""
LATE = """
asyncio.run(asyncio.wait_for(codex.close(), 20))
print("closed")
"""
UNFINISHED = """
import asyncio
from codex_app_server import AsyncCodex, CodexConfig

codex = AsyncCodex(CodexConfig(url=URL))
loop = asyncio.new_event_loop()
loop.run_until_complete(codex.models())
loop.close()
print("used")
"""


@pytest.mark.parametrize(
    ("program", "said"),
    [
        (FORGETFUL, "used\n"),
        (FORGETFUL + LATE, "used\nclosed\n"),
        (UNFINISHED + LATE, "used\nclosed\n"),
    ],
    ids=["forgotten", "closed in another loop", "closed when the loop is gone"],
)
def test_a_loop_that_ends_first(
    program: str, said: str, fresh: Callable[[str], str]
) -> None:
    """The server sees the end, and nobody waits for what can happen in that loop alone."""
    ended = threading.Event()

    def serve(peer: Any) -> None:
        scripts.answers_models(peer)
        ended.set()

    with websocket(serve) as url:
        head = "import warnings\nwarnings.simplefilter('error')\n"
        assert fresh(f"{head}URL = {url!r}\n{program}") == said
        assert ended.wait(20)
