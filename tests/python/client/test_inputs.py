"""Input is written as the server reads it, and what cannot be meant never leaves the program."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest
from pinned import request_validator

from codex_app_server import wire
from codex_app_server._client.inputs import (
    ExternalMessage,
    ImageInput,
    InputItem,
    LocalImageInput,
    MentionInput,
    SkillInput,
    TextInput,
    steer_input,
    turn_input,
)
from codex_app_server.types import (
    AudioUserInput,
    ImageUserInput,
    InputTextFunctionCallOutputContentItem,
    LocalImageUserInput,
    TextElement,
    TextUserInput,
    TurnStartParams,
    TurnSteerParams,
    Unknown,
)
from codex_app_server.wire import methods

DATA_URL = "data:image/png;base64,AAAA"

ITEMS: list[tuple[Any, dict[str, Any]]] = [
    (TextInput("hi"), {"type": "text", "text": "hi"}),
    (TextInput(""), {"type": "text", "text": ""}),
    (ImageInput(DATA_URL), {"type": "image", "url": DATA_URL}),
    (LocalImageInput("a.png"), {"type": "localImage", "path": "a.png"}),
    (
        LocalImageInput(Path("folder", "a.png")),
        {"type": "localImage", "path": str(Path("folder", "a.png"))},
    ),
    (
        SkillInput("demo", Path("SKILL.md")),
        {"type": "skill", "name": "demo", "path": "SKILL.md"},
    ),
    (
        MentionInput("docs", "app://docs"),
        {"type": "mention", "name": "docs", "path": "app://docs"},
    ),
    (TextUserInput(text="hi"), {"type": "text", "text": "hi"}),
    (
        ImageUserInput(file_id="f", detail="high"),  # type: ignore[arg-type]
        {"type": "image", "fileId": "f", "detail": "high"},
    ),
    (LocalImageUserInput(path="a.png"), {"type": "localImage", "path": "a.png"}),
    (AudioUserInput(url=DATA_URL), {"type": "audio", "url": DATA_URL}),
    (Unknown("smell", {"type": "smell"}), {"type": "smell"}),
]


def started(input: Any) -> Any:
    """The params of the line that starts a turn."""
    params = TurnStartParams.model_validate({"thread_id": "t", **turn_input(input)})
    return json.loads(wire.encode_request(1, methods.TURN_START, params))


def steered(input: Any) -> Any:
    params = TurnSteerParams.model_validate(
        {"thread_id": "t", "expected_turn_id": "u", "input": steer_input(input)}
    )
    return json.loads(wire.encode_request(1, methods.TURN_STEER, params))


@pytest.mark.parametrize(("item", "expected"), ITEMS, ids=str)
def test_item(item: Any, expected: dict[str, Any]) -> None:
    line = started(item)
    assert line["params"] == {"threadId": "t", "input": [expected]}
    if not isinstance(item, Unknown):
        request_validator("turn/start").validate(line)
        request_validator("turn/steer").validate(steered([item]))
    assert steered(item)["params"]["input"] == [expected]


def test_items_in_their_order() -> None:
    items = [item for item, _ in ITEMS]
    assert started(items)["params"]["input"] == [expected for _, expected in ITEMS]


def test_a_text_is_a_text_input() -> None:
    assert started("hi") == started(TextInput("hi")) == started([TextInput("hi")])
    assert steered("hi") == steered(TextInput("hi"))


def test_nothing_is_something_to_start_with() -> None:
    assert turn_input([]) == {"input": []}
    assert started("")["params"]["input"] == [{"type": "text", "text": ""}]


def test_what_was_given_is_left_alone() -> None:
    items: list[InputItem] = [TextInput("a")]
    written = turn_input(items)
    items.append(TextInput("b"))
    assert written == {"input": [{"type": "text", "text": "a"}]}
    assert items == [TextInput("a"), TextInput("b")]


def test_models_keep_what_only_they_can_say() -> None:
    element = TextElement.model_validate({"byteRange": {"start": 0, "end": 2}})
    line = started(TextUserInput(text="hi", text_elements=[element]))
    (item,) = line["params"]["input"]
    assert item["text_elements"] == [{"byteRange": {"start": 0, "end": 2}}]
    request_validator("turn/start").validate(line)


def test_an_image_in_memory() -> None:
    image = ImageInput.from_bytes(b"\x89PNG", "image/png")
    head, _, body = image.url.partition(",")
    assert head == "data:image/png;base64"
    assert base64.b64decode(body) == b"\x89PNG"


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        (ExternalMessage("mail", "hello"), {"name": "mail", "output": "hello"}),
        (ExternalMessage("mail", ""), {"name": "mail", "output": ""}),
        (
            ExternalMessage("mail", "hello", "work"),
            {"name": "mail", "namespace": "work", "output": "hello"},
        ),
        (
            ExternalMessage("mail", [{"type": "input_text", "text": "a"}]),
            {"name": "mail", "output": [{"type": "input_text", "text": "a"}]},
        ),
        (
            ExternalMessage(
                "mail", (InputTextFunctionCallOutputContentItem(text="a"),)
            ),
            {"name": "mail", "output": [{"type": "input_text", "text": "a"}]},
        ),
    ],
    ids=str,
)
def test_external_message(message: ExternalMessage, expected: dict[str, Any]) -> None:
    line = started(message)
    assert line["params"] == {"threadId": "t", "input": [], "toolOutput": expected}
    request_validator("turn/start").validate(line)


@pytest.mark.parametrize("name", ["", " \t\n", None, 3])
def test_external_message_of_nobody(name: Any) -> None:
    with pytest.raises(ValueError, match="tool_name"):
        turn_input(ExternalMessage(name, "hello"))


@pytest.mark.parametrize("content", [None, b"bytes", {"type": "input_text"}, 3])
def test_external_message_with_something_else(content: Any) -> None:
    with pytest.raises(TypeError, match="content"):
        turn_input(ExternalMessage("mail", content))


def test_external_message_is_the_whole_input() -> None:
    message = ExternalMessage("mail", "hello")
    for build, input in (
        (turn_input, [message]),
        (turn_input, [TextInput("hi"), message]),
        (steer_input, message),
        (steer_input, [message]),
    ):
        with pytest.raises(TypeError, match="whole input"):
            build(input)  # type: ignore[operator]


@pytest.mark.parametrize(
    "input",
    [
        None,
        3,
        b"bytes",
        {"type": "text", "text": "hi"},
        [{"type": "text", "text": "hi"}],
        ["hi"],
        (TextInput("hi"), 3),
        TextInput,
        Path("a.png"),
        [[TextInput("hi")]],
        TextElement.model_validate({"byteRange": {"start": 0, "end": 2}}),
    ],
    ids=str,
)
def test_what_is_no_input(input: Any) -> None:
    for build in (turn_input, steer_input):
        with pytest.raises(TypeError, match="input must be a str, TextInput"):
            build(input)


@pytest.mark.parametrize(
    "item",
    [
        TextInput(None),  # type: ignore[arg-type]
        ImageInput(Path("a.png")),  # type: ignore[arg-type]
        LocalImageInput(b"a.png"),  # type: ignore[arg-type]
        LocalImageInput(3),  # type: ignore[arg-type]
        SkillInput(3, "SKILL.md"),  # type: ignore[arg-type]
        MentionInput("docs", None),  # type: ignore[arg-type]
    ],
    ids=str,
)
def test_items_with_something_else(item: Any) -> None:
    with pytest.raises(TypeError):
        turn_input(item)


@pytest.mark.tools
def test_items_are_dataclasses_as_in_the_official_package() -> None:
    import openai_codex

    for cls in (
        TextInput,
        ImageInput,
        LocalImageInput,
        SkillInput,
        MentionInput,
        ExternalMessage,
    ):
        theirs = getattr(openai_codex, cls.__name__).__dataclass_fields__
        assert list(cls.__dataclass_fields__) == list(theirs)


def test_no_type_of_the_protocol_is_loaded_for_plain_input(fresh: Any) -> None:
    found = fresh(
        "import sys\n"
        "from codex_app_server._client.inputs import *\n"
        "turn_input('hi'); turn_input([ImageInput('data:,')])\n"
        "print([m for m in sys.modules if m.startswith('codex_app_server._types')])"
    )
    assert found.strip() == "[]"
