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
from .errors import OutputError, TurnFailedError
from .turn_log import TurnLog

if TYPE_CHECKING:
    from .output import OutputForm


class TurnResult(Turn, gc=True):
    """A finished turn: a `Turn` whose `items` are complete, and what it comes to."""

    final_response: str | None = None
    """The last final answer of the agent, else its last message without a phase."""

    usage: ThreadTokenUsage | None = None
    """Tokens of the thread, as last told during the turn."""

    parsed: Any = None
    """The answer in the form that `output_schema` asked for; None without one."""


def result_of(log: TurnLog, form: OutputForm | None) -> TurnResult:
    """The result of a turn that is over.

    Raises `TurnFailedError` if it failed, `OutputError` if its answer does not have the
    form that was asked for, and what ended the connection if that came first.
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
        text = result.final_response
        if text is None:
            raise OutputError("", "the turn ended without an answer")
        result.parsed = form.parse(text)
    return result


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
