"""Weakness 4: a connection that is of no more use is waited for, without end or with an error that says nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from fake_server import FakeServer
from sdks import Sdk, weakness

Fake = Callable[..., FakeServer]


@weakness(4, AssertionError)
def test_a_bad_line_costs_that_line(sdk: Sdk, fake: Fake) -> None:
    def serve(server: Any) -> None:
        import fake_bodies

        server.handshake()
        server.line("this is no JSON")
        server.rule("model/list", fake_bodies.models())

    with sdk.connected(fake(serve)) as codex:
        try:
            models = sdk.soon(codex.models)
        except sdk.root.CodexError as error:
            raise AssertionError("the line was taken for the answer") from error
        assert [model.id for model in models.data] == ["gpt-5.5"]


@weakness(4, AssertionError)
def test_a_closed_output_is_told(sdk: Sdk, fake: Fake) -> None:
    def serve(server: Any) -> None:
        server.handshake()
        server.close_stdout()

    with sdk.connected(fake(serve)) as codex:
        for _ in range(2):
            with pytest.raises(sdk.root.TransportClosedError):
                sdk.soon(codex.models)


@weakness(4, BrokenPipeError, AssertionError)
def test_a_dead_runtime_is_told(sdk: Sdk, fake: Fake) -> None:
    def serve(server: Any) -> None:
        server.handshake()
        server.expect("model/list")
        server.die(7, "out of memory")

    server = fake(serve)
    with sdk.connected(server) as codex:
        for _ in range(2):
            with pytest.raises(sdk.root.TransportClosedError, match="out of memory"):
                sdk.soon(codex.models)
            server.wait_for_end()


@weakness(4, TypeError)
def test_an_answer_may_be_given_up(sdk: Sdk, fake: Fake) -> None:
    def serve(server: Any) -> None:
        server.handshake()
        server.expect("model/list")

    with (
        sdk.connected(fake(serve), request_timeout=0.2) as codex,
        pytest.raises(TimeoutError, match="model/list"),
    ):
        sdk.soon(codex.models)
