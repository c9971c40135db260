"""A goal in the hands of the program: the runtime works on it turn after turn.

In: a thread and an objective. Out: the events of all its turns as one stream, and what
it comes to. One handle hears everything from before the goal is set.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Generator
from typing import TYPE_CHECKING, Any

from ..types import ThreadGoal, ThreadGoalStatus
from ..wire import methods
from .calls import given
from .deadline import Deadline
from .errors import CodexError
from .goal_log import GoalLog, GoalResult
from .keywords import snake_case_keywords
from .mailbox import Mailbox

if TYPE_CHECKING:
    from ..types import Notification
    from .session import Session


@snake_case_keywords
class GoalHandle:
    """A goal of a thread. `Thread.start_goal` makes them."""

    def __init__(self, session: Session, thread_id: str) -> None:
        self._session = session
        self._log = GoalLog(thread_id)
        session.add_listener(self._log)
        self._unread: Mailbox[Notification] | None = session.follow(self._log)
        """What the next stream begins with."""

    @property
    def thread_id(self) -> str:
        """Id of the thread that works on the goal."""
        return self._log.thread_id

    @property
    def goal(self) -> ThreadGoal | None:
        """The goal as last heard: objective, status, tokens; None when cleared."""
        return self._log.goal

    def __repr__(self) -> str:
        return f"GoalHandle(thread_id={self.thread_id!r}, goal={self.goal!r})"

    def stream(
        self, *, timeout: float | None = None
    ) -> Generator[Notification, None, None]:
        """The events of the thread until the goal rests, whatever turn they belong to.

        The goal rests when it is complete, paused, blocked, out of budget or cleared,
        or when its turn failed or was interrupted, and no turn is running. After
        `resume` it can be streamed again. The first stream begins with the start of the
        goal, or with what resumed it; one after a stream that was closed early goes on
        where that stopped, and any other begins where the goal is.

        Args:
            timeout: Longest wait for one event, in seconds; `None` waits as long as the
                runtime lives.

        Raises:
            StreamLaggedError: the reader lagged by more events than
                `CodexConfig.stream_limit`.
            DeadlineExceededError: no event came within `timeout`.
            TransportClosedError: the connection ended first.
        """
        mailbox, self._unread = self._unread, None
        if mailbox is None:
            mailbox = self._session.follow(self._log)
        self._log.end_if_at_rest(mailbox)
        return self._events(mailbox, timeout)

    def run(self, *, timeout: float | None = None) -> GoalResult:
        """Wait until the goal rests.

        Args:
            timeout: Longest wait for one event, in seconds.

        Raises:
            TurnFailedError: the last turn failed.
            DeadlineExceededError: no event came within `timeout`.
            TransportClosedError: the connection ended first.
        """
        self._unread = None  # what came by then is known to the log
        for _ in self.stream(timeout=timeout):
            pass
        return self._log.result()

    def pause(self) -> ThreadGoal:
        """Start no more turns; the running one goes on. Method: `thread/goal/set`."""
        return self._set(status=ThreadGoalStatus.paused)

    def resume(self) -> ThreadGoal:
        """Go on. Method: `thread/goal/set`."""
        if self._log.at_rest:
            self._unread = self._session.follow(self._log)
        return self._set(status=ThreadGoalStatus.active)

    def clear(self) -> None:
        """Drop the goal; a running turn goes on. Method: `thread/goal/clear`."""
        told = self._log.told
        self._session.call_noted(
            methods.THREAD_GOAL_CLEAR,
            {"thread_id": self.thread_id},
            lambda _: self._log.answered(None, told),
        )

    def interrupt(self) -> None:
        """Pause the goal and stop its running turn. Method: `turn/interrupt`."""
        self.pause()
        turn = self._session.active_turn(self.thread_id)
        if turn is not None:
            self._session.interrupt(turn)

    def close(self) -> None:
        """Hear no more of it. The goal stays as it is."""
        self._log.end(None)

    def start(self, objective: str, token_budget: int | None) -> None:
        """Set the goal, which starts its first turn."""
        try:
            self._set(
                objective=objective,
                status=ThreadGoalStatus.active,
                token_budget=token_budget,
            )
        except BaseException:
            self.close()
            raise

    def _set(self, **members: Any) -> ThreadGoal:
        changed = given(thread_id=self.thread_id, **members)
        told = self._log.told
        result = self._session.call_noted(
            methods.THREAD_GOAL_SET,
            changed,
            lambda result: self._log.answered(result.goal, told),
        )
        return result.goal

    def _events(
        self, mailbox: Mailbox[Notification], timeout: float | None
    ) -> Generator[Notification, None, None]:
        unread: Mailbox[Notification] | None = mailbox
        ready: deque[Notification] = deque()
        try:
            while True:
                deadline = Deadline(timeout)
                try:
                    ready.extend(self._session.take(mailbox, deadline))
                except (EOFError, CodexError):  # which was the last
                    unread = None
                    raise
                if not ready:
                    raise deadline.error("the next event of the goal")
                while ready:
                    yield ready.popleft()
        except EOFError:
            pass
        finally:
            if unread is not None and self._unread is None:
                unread.give_back(ready)
                self._unread = unread
