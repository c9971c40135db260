"""Weakness 1: the server's own overload error is not told from any other, so no retry ever happens."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from fake_server import FakeServer
from sdks import Sdk, weakness

Fake = Callable[..., FakeServer]


def crowded(server: Any, times: int) -> None:
    import fake_bodies

    server.handshake()
    for _ in range(times):
        server.overloaded(server.expect("model/list"))
    server.rule("model/list", fake_bodies.models())


@weakness(1, AssertionError)
def test_an_overload_is_worth_a_retry(sdk: Sdk, fake: Fake) -> None:
    with sdk.connected(fake(crowded, times=1)) as codex:
        with pytest.raises(sdk.root.JsonRpcError) as refused:
            sdk.soon(codex.models)
        assert refused.value.code == -32001
        assert sdk.root.is_retryable_error(refused.value)
        assert isinstance(refused.value, sdk.root.ServerBusyError)


@weakness(1, AssertionError)
def test_a_retry_gets_through(sdk: Sdk, fake: Fake) -> None:
    server = fake(crowded, times=2)
    with sdk.connected(server) as codex:
        try:
            models = sdk.root.retry_on_overload(codex.models, initial_delay_s=0.01)
        except sdk.root.JsonRpcError as error:
            raise AssertionError("no retry was made") from error
        assert [model.id for model in models.data] == ["gpt-5.5"]
    assert len(server.received("model/list")) == 3


@weakness(1, AssertionError)
def test_the_spelling_of_the_protocol_is_understood(sdk: Sdk, fake: Fake) -> None:
    def serve(server: Any) -> None:
        server.handshake()
        data = {"codexErrorInfo": "serverOverloaded"}
        server.error(server.expect("model/list"), -32000, "too much", data)

    with sdk.connected(fake(serve)) as codex:
        with pytest.raises(sdk.root.JsonRpcError) as refused:
            sdk.soon(codex.models)
        assert sdk.root.is_retryable_error(refused.value)
