"""What goes wrong with a turn, its stream and its answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .base import CodexError, shown

if TYPE_CHECKING:
    from ...types import CodexErrorInfo, ThreadItem, ThreadTokenUsage, TurnError
    from ..run import TurnResult


class StreamLaggedError(CodexError):
    """A stream was read too slowly and gave up its place. The turn goes on."""

    limit: int
    """How many events may wait for one stream."""

    def __init__(self, limit: int) -> None:
        super().__init__(
            f"more than {limit} events were waiting for this stream, so it was ended; "
            "read it faster, raise CodexConfig.stream_limit, or opt out of "
            "notifications that nobody reads. thread.read() gives what was missed"
        )
        self.limit = limit


class OutputError(CodexError):
    """The answer of the model is not of the type that `output_schema` asks for."""

    text: str
    """The answer, whole."""
    reason: str
    """What does not fit, and where."""

    def __init__(self, text: str, reason: str) -> None:
        super().__init__(
            f"the answer does not fit output_schema: {shown(reason)}. The answer, "
            f"whole in .text, is: {shown(text)}"
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
    """Everything that the turn came to."""

    def __init__(self, turn: TurnResult) -> None:
        text = shown(_told(turn.error, "message")) or "without saying why"
        if details := _told(turn.error, "additional_details"):
            text += f" ({shown(details)})"
        info = getattr(turn.error, "codex_error_info", None)
        hint = HINTS.get(info) if isinstance(info, str) else None
        super().__init__(f"the turn failed: {text}" + (f"; {hint}" if hint else ""))
        self.turn = turn

    @property
    def error(self) -> TurnError | None:
        """What the server says about it."""
        return self.turn.error

    @property
    def codex_error_info(self) -> CodexErrorInfo | None:
        """The kind of failure, as far as the server knows it."""
        return getattr(self.turn.error, "codex_error_info", None)

    @property
    def items(self) -> list[ThreadItem]:
        """What was completed before the turn failed."""
        return self.turn.items

    @property
    def usage(self) -> ThreadTokenUsage | None:
        """Tokens of the thread, as last reported."""
        return self.turn.usage


def _told(error: TurnError | None, name: str) -> str:
    """A member of an error, empty where it does not tell or cannot be read."""
    value: object = getattr(error, name, None)
    return value if isinstance(value, str) else ""
