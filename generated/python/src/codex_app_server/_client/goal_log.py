"""What is known of a goal: its state, and the turns that the runtime starts for it.

In: the notifications of one thread, in their order. Out: whether the goal is at rest:
paused, blocked, out of budget, complete or cleared, with no turn running. A goal that
rests may be resumed, and goes on with more turns.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from ..types import ThreadGoal, ThreadGoalStatus, TurnStatus
from .errors import TurnFailedError
from .listeners import matching
from .run import TurnResult, result_of
from .turn_log import TurnLog

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..types import Notification
    from .places import Place


class GoalResult(NamedTuple):
    """The state and the turns of a goal that has stopped."""

    goal: ThreadGoal | None
    """The goal as last reported; None if it was cleared."""
    turns: list[TurnResult]
    """Its turns, in order."""

    @property
    def status(self) -> ThreadGoalStatus | None:
        """Status of the goal; None if it was cleared."""
        return None if self.goal is None else self.goal.status

    @property
    def final_response(self) -> str | None:
        """The answer of the last turn that has one."""
        answers = (turn.final_response for turn in reversed(self.turns))
        return next((answer for answer in answers if answer is not None), None)


class GoalLog:
    """One goal of one thread."""

    def __init__(self, thread_id: str) -> None:
        self.thread_id = thread_id
        self.goal: ThreadGoal | None = None
        self._turns: list[TurnLog] = []
        self._moving = True
        """Whether the runtime is to start a turn, or runs one."""

    @property
    def wants(self) -> Callable[[Notification, Place], bool]:
        """What has to be heard."""
        return matching((), self.thread_id)

    @property
    def at_rest(self) -> bool:
        """Whether nothing more will happen by itself."""
        return not self._moving and self.running is None

    @property
    def running(self) -> TurnLog | None:
        """The turn that is running."""
        last = self._turns[-1] if self._turns else None
        return None if last is None or last.over else last

    def set(self, goal: ThreadGoal) -> ThreadGoal:
        """The goal as an answer of the runtime tells it."""
        self.goal = goal
        self._moving = goal.status == ThreadGoalStatus.active
        return goal

    def clear(self) -> None:
        """There is no goal any more."""
        self.goal = None
        self._moving = False

    def add(self, notification: Notification) -> None:
        """Take in one event."""
        payload: Any = notification.payload
        if notification.method == "thread/goal/updated":
            goal: object = getattr(payload, "goal", None)
            if isinstance(goal, ThreadGoal):
                self.set(goal)
        elif notification.method == "thread/goal/cleared":
            self.clear()
        else:
            self._add_to_turn(notification, payload)

    def result(self) -> GoalResult:
        """What the goal has come to.

        Raises `TurnFailedError` if its last turn failed.
        """
        turns: list[TurnResult] = []
        for log in self._turns:
            if log.completed is None:
                continue
            try:
                turns.append(result_of(log, None))
            except TurnFailedError as error:
                if log is self._turns[-1]:
                    raise
                turns.append(error.turn)
        return GoalResult(self.goal, turns)

    def _add_to_turn(self, notification: Notification, payload: Any) -> None:
        if notification.method == "turn/started":
            turn: Any = getattr(payload, "turn", None)
            turn_id: object = getattr(turn, "id", None)
            if isinstance(turn_id, str):
                self._turns.append(TurnLog(self.thread_id, turn_id))
        running = self.running
        if running is None:
            return
        running.add(notification)
        if running.completed is not None and (
            running.completed.status in (TurnStatus.interrupted, TurnStatus.failed)
        ):
            # the runtime goes on only after a turn that it completed
            self._moving = False
