"""Weakness 3: while a question of the server is being answered nothing else is, and a wrong answer ends it all."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from fake_server import FakeServer
from sdks import Sdk, weakness

Fake = Callable[..., FakeServer]


def asks_once(server: Any) -> None:
    import fake_bodies

    server.handshake()
    server.rule("model/list", fake_bodies.models())
    turn = server.start_turn()
    method = "item/commandExecution/requestApproval"
    turn.ask(method, fake_bodies.command_approval("thread-1", "turn-1"))
    turn.complete()


@weakness(3, AssertionError)
def test_other_calls_go_on_while_one_is_answered(sdk: Sdk, fake: Fake) -> None:
    asked, decided = threading.Event(), threading.Event()

    def decide() -> str:
        asked.set()
        decided.wait(3 * sdk.patience)
        return "decline"

    with sdk.connected(fake(asks_once), decide) as codex:
        turn = codex.thread_start().turn("go on")
        assert asked.wait(sdk.patience)
        try:
            assert sdk.soon(codex.models).data[0].id == "gpt-5.5"
        finally:
            decided.set()
        sdk.soon(turn.run)


@weakness(3, AssertionError)
def test_an_answer_may_need_a_call(sdk: Sdk, fake: Fake) -> None:
    found: list[str] = []

    def decide() -> str:
        found.append(codex.models().data[0].id)
        return "decline"

    with sdk.connected(fake(asks_once), decide) as codex:
        sdk.soon(codex.thread_start().run, "go on")
    assert found == ["gpt-5.5"]


@weakness(3, AssertionError)
def test_a_handler_that_fails_fails_alone(sdk: Sdk, fake: Fake) -> None:
    def decide() -> str:
        raise LookupError("a bug of the program")

    server = fake(asks_once)
    with sdk.connected(server, decide) as codex:
        turn = codex.thread_start().turn("go on")
        try:
            sdk.soon(turn.run)
        except LookupError as error:
            raise AssertionError("the bug reached the turn") from error
        assert sdk.soon(codex.models).data[0].id == "gpt-5.5"
    (answered,) = server.answers()
    assert "error" in answered or answered["result"]["decision"] == "decline"
