"""The real runtime as a process of its own answers at a websocket and at a unix socket."""

from __future__ import annotations

import json
from typing import Any

import pytest
from real import RealRuntime

pytestmark = [pytest.mark.tools, pytest.mark.usefixtures("no_leftovers")]

INITIALIZE = {
    "id": 1,
    "method": "initialize",
    "params": {"clientInfo": {"name": "raw", "title": None, "version": "1"}},
}


def connect(url: str) -> Any:
    client = pytest.importorskip("websockets.sync.client")
    if url.startswith("unix://"):
        path = url.removeprefix("unix://")
        return client.unix_connect(path, uri="ws://localhost/")
    return client.connect(url, proxy=None)


@pytest.mark.parametrize("kind", ["ws", "unix"])
def test_answers_an_initialize(kind: str, runtime: RealRuntime) -> None:
    with runtime.listening(kind) as endpoint:
        assert endpoint.url.startswith(f"{kind}://")
        with connect(endpoint.url) as connection:
            connection.send(json.dumps(INITIALIZE))
            answer = json.loads(connection.recv(timeout=20))
        assert answer["result"]["codexHome"] == str(runtime.codex_home)
        assert endpoint.stop() == 0


def test_asks_for_a_token(runtime: RealRuntime) -> None:
    exceptions = pytest.importorskip("websockets.exceptions")
    token = runtime.home / "token"
    token.write_text("let-me-in-with-a-token-that-is-long-enough", "utf-8")
    arguments = ("--ws-auth", "capability-token", "--ws-token-file", str(token))
    with runtime.listening("ws", *arguments) as endpoint:  # noqa: SIM117
        with pytest.raises(exceptions.InvalidStatus, match="401"):
            connect(endpoint.url)
