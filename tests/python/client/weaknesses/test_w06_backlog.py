"""Weakness 6: what nobody reads is kept for ever, and much of it nobody can read."""

from __future__ import annotations

import gc
import tracemalloc
from collections.abc import Callable
from typing import Any

import pytest
from fake_server import FakeServer
from sdks import Sdk, weakness

Fake = Callable[..., FakeServer]

COUNT, SIZE = 2_000, 8_000
"""16 MB of text in all."""


def chatters(server: Any, method: str, count: int, size: int) -> None:
    import fake_bodies

    server.handshake()
    request = server.expect("model/list")
    text = "x" * size
    for number in range(count):
        login = {"loginId": f"l{number}", "success": False, "error": text}
        warning = {"summary": text, "details": None}
        server.notify(method, login if "login" in method else warning)
    server.result(request, fake_bodies.models())


@weakness(6, AssertionError)
@pytest.mark.parametrize("method", ["configWarning", "account/login/completed"])
def test_what_nobody_reads_is_let_go(method: str, sdk: Sdk, fake: Fake) -> None:
    server = fake(chatters, method=method, count=COUNT, size=SIZE)
    with sdk.connected(server) as codex:
        tracemalloc.start()
        try:
            sdk.soon(codex.models)
            gc.collect()
            held, _ = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert held < COUNT * SIZE / 4


@weakness(6, TypeError)
def test_a_reader_that_lags_is_told(sdk: Sdk, fake: Fake) -> None:
    def serve(server: Any) -> None:
        server.handshake()
        turn = server.start_turn()
        server.write(turn.delta_line("x") * 1000)
        turn.complete()
        server.mark("done")

    server = fake(serve)
    with sdk.connected(server, stream_limit=100) as codex:
        stream = codex.thread_start().turn("talk").stream()
        server.wait_for_mark("done")
        with pytest.raises(sdk.root.CodexError, match="100"):
            sdk.soon(lambda: list(stream))


@weakness(6, AttributeError)
def test_every_notification_can_be_read(sdk: Sdk, fake: Fake) -> None:
    def serve(server: Any) -> None:
        server.handshake()
        server.wait_for_test("listening")
        server.notify("configWarning", {"summary": "look here", "details": None})

    server = fake(serve)
    with sdk.connected(server) as codex, codex.notifications("configWarning") as seen:
        server.release("listening")
        assert sdk.soon(next, seen).payload.summary == "look here"
