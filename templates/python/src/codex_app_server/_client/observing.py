"""What a program can see of a connection beside its calls: log lines and hooks.

In: lines of stderr, notifications that nobody reads. Out: each in the log and, where the
program has one, in its hook, without secrets and without control characters. A hook that
fails disturbs nobody.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from threading import get_ident
from typing import TYPE_CHECKING, Any

from .._runtime.tolerance import printable
from .log import logger
from .redaction import Redactor
from .transport import StderrTail

if TYPE_CHECKING:
    from ..types import Notification
    from .config import CodexConfig

STDERR_LIMIT = 2000
"""The most characters of one line that are shown."""


class Observer:
    """Shows what happens, redacted."""

    def __init__(self, config: CodexConfig) -> None:
        self._config = config
        self.redactor = Redactor()
        self.redactor.add_environment({**os.environ, **(config.env or {})})
        self.redactor.add(config.auth_token)
        self.hooked: set[int] = set()
        """Threads that are in a hook."""

    def stderr(self) -> StderrTail:
        """What takes in the runtime's stderr."""
        return StderrTail(self.redactor.redact, self._show_stderr)

    def _show_stderr(self, line: str) -> None:
        text = printable(line, STDERR_LIMIT)
        logger().debug("stderr of the runtime: %s", text)
        self._call(self._config.on_stderr, text)

    def show_unread(self, notification: Notification) -> None:
        """Nobody reads this notification."""
        logger().debug("nobody reads %s", printable(notification.method))
        self._call(self._config.on_unread, notification)

    def _call(self, hook: Callable[[Any], object] | None, value: object) -> None:
        if hook is None:
            return
        thread = get_ident()
        self.hooked.add(thread)
        try:
            hook(value)
        except Exception:
            logger().exception("a hook failed")
        finally:
            self.hooked.discard(thread)
