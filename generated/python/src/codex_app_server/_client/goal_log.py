"""What is known of a goal: its state, and the turns that the runtime starts for it.

In: the notifications of one thread, in their order, whoever reads them. Out: each of them
once to each stream, and whether the goal is at rest: paused, blocked, out of budget,
complete or cleared, with no turn running. A goal that rests may be resumed, and goes on
with more turns.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from ..types import ThreadGoal, ThreadGoalStatus, TurnStatus
from .errors import CodexError, TurnFailedError
from .readers import Readers
from .run import TurnResult, result_of
from .turn_log import TurnLog

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..types import Notification
    from .mailbox import Mailbox
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
    """One goal of one thread. Listens to the thread."""

    def __init__(self, thread_id: str) -> None:
        self.thread_id = thread_id
        self.goal: ThreadGoal | None = None
        self._turns: list[TurnLog] = []
        self._moving = True
        """Whether the runtime is to start a turn, or runs one."""
        self._told: list[ThreadGoalStatus | None] = []
        """The status that the runtime has told by itself, each time."""
        self._failure: Callable[[], BaseException] | None = None
        self._ended = False
        self._readers = Readers()

    @property
    def at_rest(self) -> bool:
        """Whether nothing more will happen by itself."""
        return self._ended or (not self._moving and self.running is None)

    @property
    def running(self) -> TurnLog | None:
        """The turn that is running."""
        last = self._turns[-1] if self._turns else None
        return None if last is None or last.over else last

    def subscribe(self, mailbox: Mailbox[Notification]) -> None:
        """Send what comes from now on to one more stream, until the goal comes to rest."""
        if self._ended:
            mailbox.end(self._failure)
        else:
            self._readers.add(mailbox)

    def end_if_at_rest(self, mailbox: Mailbox[Notification]) -> None:
        """Somebody reads what was sent so far: if the goal rests, that was all."""
        if self.at_rest:
            mailbox.end(self._failure)

    @property
    def told(self) -> int:
        """How often the runtime has told of the goal by itself."""
        return len(self._told)

    def answered(self, goal: object, told: int) -> None:
        """The goal as an answer tells it, to what was asked when it had been `told` so often.

        The runtime tells it again, in its order among the events. If it has done so
        already, what it has told since is newer.
        """
        if not (goal is None or isinstance(goal, ThreadGoal)):
            raise CodexError("what the runtime says of the goal is unreadable")
        if _status(goal) not in self._told[told:]:
            rested = self.at_rest
            self._change(goal)
            self._settle(rested)

    def result(self) -> GoalResult:
        """What the goal has come to.

        Raises `TurnFailedError` if its last turn failed, and what ended the connection
        if that came first.
        """
        if self._failure is not None:
            raise self._failure()
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

    # What listens.

    @property
    def ended(self) -> bool:
        """Whether it wants no more."""
        return self._ended

    def wants(self, notification: Notification, place: Place) -> bool:
        """Whether this is about the thread."""
        return place.thread_id == self.thread_id

    def put(self, notification: Notification) -> None:
        """Take in one event."""
        payload: Any = notification.payload
        rested = self.at_rest
        self._readers.put(notification)
        if notification.method == "thread/goal/updated":
            goal: object = getattr(payload, "goal", None)
            if isinstance(goal, ThreadGoal):
                self._told.append(goal.status)
                self._change(goal)
        elif notification.method == "thread/goal/cleared":
            self._told.append(None)
            self._change(None)
        else:
            self._add_to_turn(notification, payload)
        self._settle(rested)

    def end(self, failure: Callable[[], BaseException] | None) -> None:
        """Nothing more will be heard, because of `failure` or because nobody cares."""
        if not self._ended:
            self._failure = None if self.at_rest else failure
            self._ended = True
            self._readers.end(self._failure)

    # Inside.

    def _change(self, goal: ThreadGoal | None) -> None:
        self.goal = goal
        self._moving = _status(goal) == ThreadGoalStatus.active

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

    def _settle(self, rested: bool) -> None:
        """End the streams when the goal has come to rest just now."""
        if self.at_rest and not rested:
            self._readers.end(None)


def _status(goal: ThreadGoal | None) -> ThreadGoalStatus | None:
    return None if goal is None else goal.status
