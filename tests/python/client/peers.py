"""Scripted app-servers at a socket: plain bytes, or messages over a WebSocket.

In: a function that is run for each connection, in a thread. Out: the address; at the end every thread and socket is
gone, and what went wrong in the script is raised.

    def greet(peer):
        peer.handshake()
        peer.result(peer.expect("model/list"), {"data": [], "nextCursor": None})

    with websocket(greet) as url: ...
"""

from __future__ import annotations

import json
import shutil
import socket
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import fake_bodies as bodies
import pytest
from model_server import PATIENCE

Message = dict[str, Any]


class Peer:
    """The server's end of one WebSocket. Reading raises EOFError when the client has closed."""

    def __init__(self, connection: Any) -> None:
        self.connection = connection

    def expect(self, method: str) -> Message:
        """The next message of that method; what comes before it is dropped."""
        from websockets.exceptions import ConnectionClosed

        while True:
            try:
                message: Message = json.loads(self.connection.recv(timeout=PATIENCE))
            except ConnectionClosed:
                raise EOFError from None
            if message.get("method") == method:
                return message

    def handshake(self) -> Message:
        """Answer `initialize`, and wait for `initialized`. The request."""
        request = self.expect("initialize")
        self.result(request, bodies.initialized())
        self.expect("initialized")
        return request

    def say(self, message: Message | str | bytes) -> None:
        """One message; bytes go in a binary frame."""
        text = json.dumps(message) if isinstance(message, dict) else message
        self.connection.send(text)

    def result(self, request: Message, value: Any) -> None:
        self.say({"id": request["id"], "result": value})

    def close(self, code: int = 1000, reason: str = "") -> None:
        """End it as WebSockets end."""
        self.connection.close(code, reason)

    def hang_up(self) -> None:
        """End it as a process ends that was killed."""
        with suppress(OSError):  # the client was faster
            self.connection.socket.shutdown(socket.SHUT_RDWR)

    def bytes(self, data: bytes) -> None:
        """Bytes that are no frame of the library's."""
        self.connection.socket.sendall(data)

    def read_to_the_end(self) -> None:
        """Until the client closes."""
        with pytest.raises(EOFError):
            self.expect("nothing that a client says")


@contextmanager
def websocket(
    script: Callable[[Peer], object], tls: ssl.SSLContext | None = None
) -> Iterator[str]:
    """A WebSocket on loopback; its address."""
    protocol = pytest.importorskip("websockets.server").ServerProtocol
    connect = pytest.importorskip("websockets.sync.server").ServerConnection
    refused = pytest.importorskip("websockets.exceptions").InvalidHandshake

    def serve(connection: socket.socket) -> None:
        if tls is not None:
            try:
                connection = tls.wrap_socket(connection, server_side=True)
            except OSError:  # the client does not trust the certificate
                return
        over = connect(connection, protocol(max_size=None), close_timeout=1.0)
        try:
            over.handshake(timeout=PATIENCE)
            script(Peer(over))
        except (EOFError, refused):
            pass
        finally:
            over.close()

    with plain(serve) as url:
        yield url if tls is None else url.replace("ws:", "wss:")


@contextmanager
def plain(script: Callable[[socket.socket], object]) -> Iterator[str]:
    """A socket on loopback; its address as that of a WebSocket."""
    threads: list[threading.Thread] = []
    failures: list[BaseException] = []

    def serve(connection: socket.socket) -> None:
        connection.settimeout(PATIENCE)
        with connection:
            try:
                script(connection)
            except BaseException as error:
                failures.append(error)

    def accept(listening: socket.socket) -> None:
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            threads.append(threading.Thread(target=serve, args=(connection,)))
            threads[-1].start()

    with socket.create_server(("127.0.0.1", 0)) as listening:
        threads.append(threading.Thread(target=accept, args=(listening,)))
        threads[0].start()
        try:
            yield f"ws://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            listening.shutdown(socket.SHUT_RDWR)
            for thread in threads:
                thread.join()
    if failures:
        raise failures[0]


def until_closed(connection: socket.socket) -> bytes:
    """Everything that the client sends until it closes."""
    found = b""
    while data := _received(connection):
        found += data
    return found


def _received(connection: socket.socket) -> bytes:
    try:
        return connection.recv(1 << 16)
    except ConnectionError:
        return b""


def certificate(folder: Path) -> tuple[ssl.SSLContext, Path]:
    """TLS for 127.0.0.1 and no other name, and the certificate of the authority that nobody else knows of.

    Skipped without the openssl command.
    """
    if shutil.which("openssl") is None:
        pytest.skip("there is no openssl command")
    (folder / "extensions").write_text(
        "subjectAltName=IP:127.0.0.1\nbasicConstraints=critical,CA:FALSE\n"
        "subjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n",
        "ascii",
    )
    new_key = "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes"
    for command in (
        f"openssl req -x509 {new_key} -days 2 -subj /CN=nobody -keyout ca.key"
        " -addext keyUsage=critical,keyCertSign -out ca.pem",
        f"openssl req -new {new_key} -subj /CN=somebody -keyout it.key -out it.csr",
        "openssl x509 -req -in it.csr -CA ca.pem -CAkey ca.key -CAcreateserial"
        " -days 2 -extfile extensions -out it.pem",
    ):
        subprocess.run(command.split(), cwd=folder, check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "it.pem", folder / "it.key")
    return context, folder / "ca.pem"
