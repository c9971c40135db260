"""What a turn can be given, and how it is written for the server.

In: a text, input items of this module or of `types`, or an external message. Out:
members of the params of `turn/start` and `turn/steer`. What cannot be meant raises
`TypeError` or `ValueError` before anything is sent.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from os import PathLike, fspath
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from .._runtime.scalars import JsonObject
from .keywords import snake_case_keywords

if TYPE_CHECKING:
    from ..types import FunctionCallOutputContentItem, UserInput
else:
    FunctionCallOutputContentItem = Any


@dataclass(slots=True)
class TextInput:
    """Text from the user."""

    text: str
    """The text."""


@dataclass(slots=True)
class ImageInput:
    """An image as a `data:` URL, which contains the image itself.

    The runtime rejects `http:` and `https:` URLs with an `InvalidRequestError`.
    """

    url: str
    """The `data:` URL."""

    @classmethod
    def from_bytes(cls, data: bytes, media_type: str) -> ImageInput:
        """Make one from the bytes of an image file.

        Args:
            data: The content of the file.
            media_type: Its media type, such as `image/png`.
        """
        return cls(f"data:{media_type};base64,{b64encode(data).decode()}")


@dataclass(slots=True)
class LocalImageInput:
    """An image file that the runtime can read."""

    path: str | PathLike[str]
    """Path of the file."""


@dataclass(slots=True)
class SkillInput:
    """A skill that the agent should use."""

    name: str
    """Name of the skill."""
    path: str | PathLike[str]
    """Path of its `SKILL.md`."""


@dataclass(slots=True)
class MentionInput:
    """A resource that the text mentions, such as an app or a plugin."""

    name: str
    """Name of the resource, as the text mentions it."""
    path: str | PathLike[str]
    """Path of the resource, such as `app://ID` or `plugin://NAME`."""


@snake_case_keywords
@dataclass(slots=True)
class ExternalMessage:
    """Content from another agent, tool or program that the model must not obey.

    It has the authority of a tool's output, which is below that of the developer and
    the user, and it approves nothing. It must be the whole input of `thread.run()` or
    `thread.turn()`, and is added to the running turn if there is one.
    """

    tool_name: str
    """Name of the tool that the content comes from."""
    content: str | Sequence[JsonObject | FunctionCallOutputContentItem]
    """Text, or content items as in the output of a function call."""
    namespace: str | None = None
    """Namespace of the tool, if it has one."""


if TYPE_CHECKING:
    InputItem: TypeAlias = (
        TextInput | ImageInput | LocalImageInput | SkillInput | MentionInput | UserInput
    )
    """One part of the user's input. Variants of `types.UserInput` are accepted too."""
else:
    InputItem = TextInput | ImageInput | LocalImageInput | SkillInput | MentionInput

Input: TypeAlias = Sequence[InputItem] | InputItem
"""The user's input: one item, or several in order."""
RunInput: TypeAlias = Input | str | ExternalMessage
"""The input of a turn. With an empty list, the model continues without new input."""


def turn_input(input: RunInput) -> dict[str, object]:
    """The members `input` and `tool_output` of `turn/start`."""
    if isinstance(input, ExternalMessage):
        return {"input": [], "tool_output": _tool_output(input)}
    return {"input": _items(input)}


def steer_input(input: Input | str) -> list[object]:
    """The member `input` of `turn/steer`."""
    return _items(input)


def _items(input: Input | str) -> list[object]:
    if isinstance(input, str):
        return [_item(TextInput(input))]
    if isinstance(input, Sequence):
        return [_item(item) for item in input]
    return [_item(input)]


def _item(item: object) -> object:
    match item:
        case TextInput(text):
            return {"type": "text", "text": _text("text", text)}
        case ImageInput(url):
            return {"type": "image", "url": _text("url", url)}
        case LocalImageInput(path):
            return {"type": "localImage", "path": _path(path)}
        case SkillInput(name, path):
            return {"type": "skill", "name": _text("name", name), "path": _path(path)}
        case MentionInput(name, path):
            return {"type": "mention", "name": _text("name", name), "path": _path(path)}
        case _:
            return _model(item)


def _model(item: object) -> object:
    if isinstance(item, ExternalMessage):
        raise TypeError(
            "an ExternalMessage must be the whole input of run() or turn(); it cannot be "
            "combined with other input or steer a turn"
        )
    from ..types import UserInput

    # what `types` calls Unknown is as good as any: it may be newer than this SDK
    if isinstance(item, UserInput):
        return item
    raise TypeError(
        "input must be a str, TextInput, ImageInput, LocalImageInput, SkillInput, "
        "MentionInput, a variant of types.UserInput, or a list of these, not "
        f"{type(item).__name__}"
    )


def _tool_output(message: ExternalMessage) -> dict[str, object]:
    if _is_blank(message.tool_name):
        raise ValueError("ExternalMessage.tool_name must be a non-blank string")
    members: dict[str, object] = {
        "name": message.tool_name,
        "output": _content(message.content),
    }
    if message.namespace is not None:
        members["namespace"] = _text("ExternalMessage.namespace", message.namespace)
    return members


def _content(content: object) -> object:
    if isinstance(content, str):
        return content
    if isinstance(content, Sequence) and not isinstance(content, bytes):
        return list(cast("Sequence[object]", content))
    kind = type(content).__name__
    raise TypeError(
        f"ExternalMessage.content must be a str or a list of items, not {kind}"
    )


def _is_blank(text: object) -> bool:
    return not isinstance(text, str) or not text.strip()


def _text(name: str, value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{name} must be a str, not {type(value).__name__}")
    return value


def _path(path: str | PathLike[str]) -> str:
    return _text("path", fspath(path))
