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

if TYPE_CHECKING:
    from ..types import FunctionCallOutputContentItem, UserInput

    ContentItem: TypeAlias = JsonObject | FunctionCallOutputContentItem
else:
    ContentItem = Any


@dataclass(slots=True)
class TextInput:
    """A text of the user."""

    text: str


@dataclass(slots=True)
class ImageInput:
    """An image by its URL: a `data:` URL, which holds the image itself.

    The runtime refuses addresses of the network with an `InvalidRequestError`.
    """

    url: str

    @classmethod
    def from_bytes(cls, data: bytes, media_type: str) -> ImageInput:
        """An image that the program has in memory, such as one of type `image/png`."""
        return cls(f"data:{media_type};base64,{b64encode(data).decode()}")


@dataclass(slots=True)
class LocalImageInput:
    """An image in a file that the runtime can read."""

    path: str | PathLike[str]


@dataclass(slots=True)
class SkillInput:
    """A skill to use, by its name and the path of its `SKILL.md`."""

    name: str
    path: str | PathLike[str]


@dataclass(slots=True)
class MentionInput:
    """A resource that the text mentions, such as an app or a plugin."""

    name: str
    path: str | PathLike[str]


@dataclass(slots=True)
class ExternalMessage:
    """Content of another agent, tool or program, which the model shall not obey.

    It has the authority of a tool's output: below the developer's and the user's words,
    and it approves of nothing. It is the whole input of `thread.run()` or
    `thread.turn()`, and joins the turn that is under way if there is one.
    """

    tool_name: str
    """The tool that delivers it."""
    content: str | Sequence[ContentItem]
    """A text, or content items as in the output of a function call."""
    namespace: str | None = None
    """Namespace of the tool."""


if TYPE_CHECKING:
    InputItem: TypeAlias = (
        TextInput | ImageInput | LocalImageInput | SkillInput | MentionInput | UserInput
    )
    """One part of what the user says. The variants of `types.UserInput` are others."""
else:
    InputItem = TextInput | ImageInput | LocalImageInput | SkillInput | MentionInput

Input: TypeAlias = list[InputItem] | InputItem
"""What the user says: one item, or several in their order."""
RunInput: TypeAlias = Input | str | ExternalMessage
"""What a turn starts with. An empty list lets the model go on without new input."""


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
    return list(map(_item, input if isinstance(input, list) else [input]))


def _item(item: InputItem) -> object:
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
            "an ExternalMessage is the whole input of run() or turn(); it cannot stand "
            "beside user input, nor steer a turn"
        )
    from ..types import UserInput

    # what `types` calls Unknown is as good as any: it may be newer than this SDK
    if isinstance(item, UserInput):
        return item
    raise TypeError(
        "input must be a text, TextInput, ImageInput, LocalImageInput, SkillInput, "
        "MentionInput, a variant of types.UserInput, or a list of these, not "
        f"{type(item).__name__}"
    )


def _tool_output(message: ExternalMessage) -> dict[str, object]:
    if _is_blank(message.tool_name):
        raise ValueError("ExternalMessage.tool_name must be a text that is not blank")
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
    raise TypeError(f"ExternalMessage.content must be a text or items, not {kind}")


def _is_blank(text: object) -> bool:
    return not isinstance(text, str) or not text.strip()


def _text(name: str, value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{name} must be a text, not {type(value).__name__}")
    return value


def _path(path: str | PathLike[str]) -> str:
    return _text("path", fspath(path))
