"""Weakness 8: members that the package does not know are gone, though the server sends them to everybody."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fake_server import FakeServer
from sdks import Sdk, weakness

Fake = Callable[..., FakeServer]


def quiet(server: Any) -> None:
    server.handshake()


@weakness(8, AttributeError)
def test_the_home_of_the_runtime_is_known(sdk: Sdk, fake: Fake) -> None:
    with sdk.connected(fake(quiet)) as codex:
        assert codex.metadata.codex_home == "/fake/.codex"


def talks(server: Any) -> None:
    import fake_bodies

    server.handshake()
    turn = server.start_turn()
    turn.item(fake_bodies.agent_message("Hello") | {"mood": ["calm", 7]})
    turn.complete()


@weakness(8, AssertionError)
def test_a_member_that_is_new_is_written_back(sdk: Sdk, fake: Fake) -> None:
    with sdk.connected(fake(talks)) as codex:
        (item,) = sdk.soon(codex.thread_start().run, "talk").items
    assert item.model_dump(by_alias=True).get("mood") == ["calm", 7]


@weakness(8, AttributeError)
def test_the_time_of_an_event_is_known(sdk: Sdk, fake: Fake) -> None:
    with sdk.connected(fake(talks)) as codex:
        stream = codex.thread_start().turn("talk").stream()
        times = [event.emitted_at_ms for event in sdk.soon(lambda: list(stream))]
    assert set(times) == {1795252429600}
