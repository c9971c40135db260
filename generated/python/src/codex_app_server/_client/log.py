"""The logger of the package, imported when there is something to say."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from logging import Logger


def logger() -> Logger:
    """The logger `codex_app_server`, whatever the name of the package."""
    from logging import getLogger

    return getLogger(__name__.partition("._client")[0])
