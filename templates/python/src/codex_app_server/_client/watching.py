"""What watching a file takes, whichever face of the client watches; no I/O, no waiting.

In: a path and how the connection was opened; notifications. Out: an absolute path, and
the changes of one watch.
"""

from __future__ import annotations

import ntpath
import os
import posixpath
from collections.abc import Callable
from itertools import count
from typing import TYPE_CHECKING

from ..types import FsChangedNotification

if TYPE_CHECKING:
    from ..types import Notification
    from .config import CodexConfig
    from .places import Place

_numbers = count(1)


def new_watch_id() -> str:
    """An id that no other watch of this program has."""
    return f"client-{next(_numbers)}"


def watched_path(path: str | os.PathLike[str], config: CodexConfig) -> str:
    """The absolute path. A runtime that the client has started is on this machine."""
    text = os.fspath(path)
    if config.url is None:
        return os.path.abspath(text)
    if not (posixpath.isabs(text) or ntpath.isabs(text)):
        raise ValueError(
            f"path must be absolute, not {text!r}: an app-server at a url does not share "
            "the working directory of this program"
        )
    return text


def changes(watch_id: str) -> Callable[[Notification, Place], bool]:
    """Choose the changes of one watch."""

    def wants(notification: Notification, place: Place) -> bool:
        payload = notification.payload
        return isinstance(payload, FsChangedNotification) and (
            payload.watch_id == watch_id
        )

    return wants


def change(notification: Notification) -> FsChangedNotification:
    """What has changed."""
    payload = notification.payload
    assert isinstance(payload, FsChangedNotification), "it was chosen"
    return payload
