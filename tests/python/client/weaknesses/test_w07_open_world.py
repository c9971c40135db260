"""Weakness 7: one value that is newer than the package makes a whole answer, or a whole event, unreadable."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fake_server import FakeServer
from sdks import Sdk, weakness

Fake = Callable[..., FakeServer]


@weakness(7, ValueError)
def test_a_new_value_in_an_answer(sdk: Sdk, fake: Fake) -> None:
    def serve(server: Any) -> None:
        import fake_bodies

        server.handshake()
        models = fake_bodies.models()
        models["data"][0]["inputModalities"].append("smell")
        server.rule("model/list", models)

    with sdk.connected(fake(serve)) as codex:
        (model,) = sdk.soon(codex.models).data
        assert model.id == "gpt-5.5"
        assert [it.value for it in model.input_modalities] == ["text", "image", "smell"]


@weakness(7, ValueError)
def test_a_new_item_in_a_history(sdk: Sdk, fake: Fake) -> None:
    def serve(server: Any) -> None:
        import fake_bodies

        server.handshake()
        items = [
            fake_bodies.agent_message("before", "msg-1"),
            {"type": "telepathy", "id": "it-2", "thought": "hm"},
            fake_bodies.agent_message("after", "msg-3"),
        ]
        turn = fake_bodies.turn("turn-1", "completed", items=items, itemsView="full")
        thread = fake_bodies.thread("thread-1", turns=[turn])
        server.rule("thread/start", fake_bodies.thread_opened("thread-1"))
        server.rule("thread/read", {"thread": thread})

    with sdk.connected(fake(serve)) as codex:
        read = sdk.soon(lambda: codex.thread_start().read(include_turns=True))
        items = read.thread.turns[0].items
        assert len(items) == 3
        assert (items[0].text, items[2].text) == ("before", "after")


def something_new(server: Any, item: dict[str, Any]) -> None:
    server.handshake()
    turn = server.start_turn()
    turn.item(item)
    turn.message("Done", "msg-2")
    turn.complete()


@weakness(7, AssertionError)
def test_a_new_item_in_a_turn(sdk: Sdk, fake: Fake) -> None:
    item = {"type": "telepathy", "id": "it-1", "thought": "hm"}
    with sdk.connected(fake(something_new, item=item)) as codex:
        result = sdk.soon(codex.thread_start().run, "think")
    assert len(result.items) == 2
    assert result.final_response == "Done"


@weakness(7, AssertionError)
def test_a_new_value_in_an_item(sdk: Sdk, fake: Fake) -> None:
    item = {"type": "agentMessage", "id": "msg-1", "text": "Aside", "phase": "aside"}
    with sdk.connected(fake(something_new, item=item)) as codex:
        result = sdk.soon(codex.thread_start().run, "think")
    assert len(result.items) == 2


@weakness(7, AssertionError)
def test_a_new_end_of_a_turn(sdk: Sdk, fake: Fake) -> None:
    def serve(server: Any) -> None:
        server.handshake()
        turn = server.start_turn()
        turn.complete("dissolved")

    with sdk.connected(fake(serve)) as codex:
        try:
            result = sdk.soon(codex.thread_start().run, "think")
        except sdk.root.CodexError as error:
            raise AssertionError("the end was not seen") from error
    assert result.status.value == "dissolved"
