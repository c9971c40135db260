"""Weakness 11: of a turn that fails nothing is left but a sentence."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from fake_server import FakeServer
from sdks import Sdk, weakness

Fake = Callable[..., FakeServer]


def fails(server: Any) -> None:
    server.handshake()
    turn = server.start_turn()
    turn.message("Half of it")
    turn.usage(20)
    turn.fail("too long", "contextWindowExceeded")


@weakness(11, AssertionError)
def test_a_failed_turn_is_an_error_of_the_package(sdk: Sdk, fake: Fake) -> None:
    with (
        sdk.connected(fake(fails)) as codex,
        pytest.raises(RuntimeError, match="too long") as failed,
    ):
        sdk.soon(codex.thread_start().run, "go on")
    assert isinstance(failed.value, sdk.root.CodexError)


@weakness(11, AttributeError)
def test_a_failed_turn_is_kept(sdk: Sdk, fake: Fake) -> None:
    with sdk.connected(fake(fails)) as codex, pytest.raises(RuntimeError) as failed:
        sdk.soon(codex.thread_start().run, "go on")
    error: Any = failed.value
    assert error.codex_error_info == "contextWindowExceeded"
    assert [item.text for item in error.items] == ["Half of it"]
    assert error.usage.total.total_tokens == 20
    assert error.turn.id == "turn-1"
