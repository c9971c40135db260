"""What a finished turn comes to.

In: the log of a turn that is over. Out: the turn with all its items, its last answer and
its usage, or the error that says why there is none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .._runtime.extras import widened
from ..types import (
    AgentMessageThreadItem,
    MessagePhase,
    ThreadItem,
    ThreadTokenUsage,
    Turn,
    TurnItemsView,
    TurnStatus,
)
from .dataclass_view import DataclassMember
from .errors import OutputError, TurnFailedError
from .turn_log import TurnLog

if TYPE_CHECKING:
    from .output import OutputForm


class TurnResult(Turn, gc=True):
    """A finished turn: a `Turn` with all its `items`, its answer and its usage."""

    final_response: str | None = None
    """The agent's last message of the phase `final_answer`, else its last one without a
    phase; None if there is neither."""

    usage: ThreadTokenUsage | None = None
    """Tokens used by the thread, as last reported during the turn."""

    parsed: Any = None
    """The answer as a value of the type given as `output_schema`, or as plain JSON for a
    JSON Schema; None without `output_schema`, or if that is a JSON Schema and the
    answer is not JSON."""

    if not TYPE_CHECKING:
        __dataclass_fields__ = DataclassMember()
        __dataclass_params__ = DataclassMember()


def result_of(log: TurnLog, form: OutputForm | None) -> TurnResult:
    """The result of a turn that is over.

    Raises `TurnFailedError` if it failed, `OutputError` if its answer is not of the type
    that was asked for, and what ended the connection if that came first.
    """
    turn = log.completed
    if turn is None:
        assert log.failure is not None, "the turn is over"
        raise log.failure()
    items = log.items
    result = widened(
        TurnResult,
        turn,
        items=items,
        items_view=TurnItemsView.full,
        final_response=final_response(items),
        usage=log.usage,
    )
    if turn.status == TurnStatus.failed:
        raise TurnFailedError(result)
    if form is not None and turn.status == TurnStatus.completed:
        result.parsed = _parsed(result.final_response, form)
    return result


def _parsed(answer: str | None, form: OutputForm) -> Any:
    try:
        if answer is None:
            raise OutputError("", "the turn ended without an answer")
        return form.parse(answer)
    except OutputError:
        if form.is_typed:
            raise
        return None  # who sends a schema may read the answer by means of their own


def final_response(items: list[ThreadItem]) -> str | None:
    """The last final answer, else the last message that has no phase."""
    without_phase: str | None = None
    for item in reversed(items):
        if not isinstance(item, AgentMessageThreadItem):
            continue
        if item.phase == MessagePhase.final_answer:
            return item.text
        if item.phase is None and without_phase is None:
            without_phase = item.text
    return without_phase
