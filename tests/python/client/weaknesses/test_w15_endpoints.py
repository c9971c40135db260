"""Weakness 15: an app-server that runs already cannot be used, and what is not wanted is sent all the same."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from fake_server import FakeServer
from model_server import ModelServer
from real import RealRuntime
from sdks import Sdk, weakness

Fake = Callable[..., FakeServer]


@weakness(15, TypeError)
@pytest.mark.tools
@pytest.mark.parametrize("kind", ["ws", "unix"])
def test_a_running_server_is_used(
    kind: str, sdk: Sdk, runtime: RealRuntime, model: ModelServer
) -> None:
    model.answer("From afar")
    with (
        runtime.listening(kind) as endpoint,
        sdk.connected(None, url=endpoint.url) as codex,
    ):
        result = sdk.soon(codex.thread_start().run, "Hello")
    assert result.final_response == "From afar"


@weakness(15, TypeError)
def test_notifications_can_be_declined(sdk: Sdk, fake: Fake) -> None:
    def serve(server: Any) -> None:
        server.handshake()

    server = fake(serve)
    with sdk.connected(server, opt_out_notifications=("thread/started",)):
        pass
    capabilities = server.wait_for("initialize")["params"]["capabilities"]
    assert capabilities["optOutNotificationMethods"] == ["thread/started"]
