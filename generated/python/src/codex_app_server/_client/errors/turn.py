"""What goes wrong with a turn, its stream and its answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .base import CodexError, shown

if TYPE_CHECKING:
    from ...types import CodexErrorInfo, ThreadItem, ThreadTokenUsage, TurnError
    from ..run import TurnResult


class StreamLaggedError(CodexError):
    """A stream was read too slowly and was ended. The turn continues."""

    limit: int
    """Maximum number of unread events."""

    def __init__(self, limit: int) -> None:
        super().__init__(
            f"the stream was ended because more than {limit} events were unread; read it "
            "faster, raise CodexConfig.stream_limit, or opt out of notifications that "
            "you do not need. thread.read() returns the items that were missed"
        )
        self.limit = limit


class OutputError(CodexError):
    """The model's answer does not match `output_schema`."""

    text: str
    """The complete answer."""
    reason: str
    """What does not match, and where."""

    def __init__(self, text: str, reason: str) -> None:
        super().__init__(
            f"the answer does not match output_schema: {shown(reason)}. The answer "
            f"(see .text) is: {shown(text)}"
        )
        self.text = text
        self.reason = reason


HINTS = {
    "contextWindowExceeded": "compact() the thread or start a new one",
    "serverOverloaded": "try again later; retry_on_overload does",
    "unauthorized": "sign in with login_api_key(), login_chatgpt() or `codex login`",
}
"""What to do about a failed turn, by the `codexErrorInfo` that says so."""


class TurnFailedError(CodexError, RuntimeError):
    """A turn ended with the status `failed`."""

    turn: TurnResult
    """The failed turn, with its items and usage."""

    def __init__(self, turn: TurnResult) -> None:
        text = shown(_told(turn.error, "message")) or "no reason given"
        if details := _told(turn.error, "additional_details"):
            text += f" ({shown(details)})"
        info = getattr(turn.error, "codex_error_info", None)
        hint = HINTS.get(info) if isinstance(info, str) else None
        if hint:
            text = f"{text.rstrip('.')}; {hint}"
        super().__init__(f"the turn failed: {text}")
        self.turn = turn

    @property
    def error(self) -> TurnError | None:
        """The error as the server reported it."""
        return self.turn.error

    @property
    def codex_error_info(self) -> CodexErrorInfo | None:
        """The kind of failure, if the server reported one."""
        return getattr(self.turn.error, "codex_error_info", None)

    @property
    def items(self) -> list[ThreadItem]:
        """The items that were completed before the turn failed."""
        return self.turn.items

    @property
    def usage(self) -> ThreadTokenUsage | None:
        """Tokens used by the thread, as last reported."""
        return self.turn.usage


def _told(error: TurnError | None, name: str) -> str:
    """A member of an error, empty where it does not tell or cannot be read."""
    value: object = getattr(error, name, None)
    return value if isinstance(value, str) else ""
