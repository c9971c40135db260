"""One connection for threads: the turns that it starts, and all that can be heard on it.

In: calls from any thread. Out: logs and mailboxes that no event misses, and the ways to
wait for them. A turn is interrupted once, however many ask for it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from msgspec import UNSET

from ..types import TurnInterruptResponse
from ..wire import methods
from .core import Reply, turn_of
from .deadline import Deadline
from .errors import CodexError
from .exchange import Exchange, Members
from .flag import Flag
from .listeners import Listener, Subscription
from .mailbox import Ending, Mailbox
from .turn_log import TurnLog

if TYPE_CHECKING:
    from .._runtime.messages import Response
    from .._runtime.methods import ClientMethod
    from ..types import Notification
    from .goal_log import GoalLog
    from .places import Place

R = TypeVar("R")
T = TypeVar("T")


class Session(Exchange):
    """A connected runtime."""

    # Turns.

    def start_turn(
        self,
        method: ClientMethod[Any, R],
        members: Members,
        *,
        streaming: bool,
        thread_id: str | None,
    ) -> tuple[R, TurnLog, Mailbox[Notification] | None]:
        """Send a request that starts a turn; none of its events is missed."""
        mailbox = self.mailbox() if streaming else None
        with self._lock:
            start = self._connection.core.start_turn(thread_id, mailbox)
        results: list[R] = []

        def bind(response: Response) -> None:
            result, other_thread, turn_id = turn_of(method, response)
            in_thread = other_thread or thread_id or ""
            self._connection.core.bind(start, in_thread, turn_id)
            results.append(result)

        late = Reply()
        late.on_response = lambda response: self._stop_orphan(method, members, response)
        seconds = self._connection.seconds(method, UNSET)
        try:
            self._exchange(method, members, Deadline(seconds), bind, late)
        except BaseException:
            if start.log is not None:  # broken off when the answer was already here
                self.stop_quietly(start.log)
            raise
        finally:
            with self._lock:
                self._connection.core.give_up(start)
        assert start.log is not None, "the reply has named the turn"
        return results[0], start.log, mailbox

    def interrupt(self, log: TurnLog) -> TurnInterruptResponse:
        """Stop a turn, once; a turn that is over stays as it is."""
        deadline = Deadline(self._connection.seconds(methods.TURN_INTERRUPT, UNSET))
        running = Flag()
        with self._lock:
            log.when_running(running.set)
        self._wait(running, deadline)
        with self._lock:
            first = not log.interrupting and not log.over
            log.interrupting = True
        if first:
            ids = {"thread_id": log.thread_id, "turn_id": log.turn_id}
            try:
                response = self._exchange(
                    methods.TURN_INTERRUPT, ids, deadline, urgent=True
                )
            except CodexError:
                with self._lock:
                    log.interrupting = False
                    if log.completed is None:
                        raise
            else:
                return self._connection.result(methods.TURN_INTERRUPT, response)
        # a second request would be answered only when the next turn ends
        if not self.wait_for_end(log, deadline):
            raise deadline.error(methods.TURN_INTERRUPT.name)
        if log.completed is None:
            self._connection.core.check_alive()
        return TurnInterruptResponse()

    def stop_quietly(self, log: TurnLog) -> None:
        """Ask to stop a turn that nobody follows any more, without waiting."""
        if self._is_forked:  # the stream that is read is another
            return
        with self._lock:
            if log.interrupting or log.over or log.watchers:
                return
            log.interrupting = True
            self._interrupt_unheard(log)

    # Listening.

    def call_noted(
        self, method: ClientMethod[Any, R], members: Members, note: Callable[[R], None]
    ) -> R:
        """Call, and have the result noted before the next line is looked at."""
        seconds = self._connection.seconds(method, UNSET)
        response = self._exchange(
            method,
            members,
            Deadline(seconds),
            lambda response: note(self._connection.result(method, response)),
        )
        return self._connection.result(method, response)

    def mailbox(self) -> Mailbox[Any]:
        """A mailbox that a thread can wait for."""
        return Mailbox(self._connection.config.stream_limit, Flag())

    def subscribe(self, wants: Callable[[Notification, Place], bool]) -> Subscription:
        """Hear what is chosen, from now on, until `unsubscribe`."""
        subscription = Subscription(self.mailbox(), wants)
        self.add_listener(subscription)
        return subscription

    def unsubscribe(self, subscription: Subscription) -> None:
        """Hear no more."""
        with self._lock:
            self._connection.core.unsubscribe(subscription)

    def add_listener(self, listener: Listener) -> None:
        """Have it hear what it wants, from now on, as long as its owner lives."""
        with self._lock:
            self._connection.core.subscribe(listener)

    def take(self, mailbox: Mailbox[T], deadline: Deadline) -> list[T]:
        """The next messages, at least one unless the deadline passes.

        Raises `EOFError` at the end.
        """
        while not (messages := mailbox.take()):
            signal = mailbox.signal
            assert isinstance(signal, Flag), "a mailbox for threads"
            if not self._wait(signal, deadline):
                return mailbox.take()
        return messages

    def active_turn(self, thread_id: str) -> TurnLog | None:
        """The turn of a thread that is running, as far as was heard."""
        with self._lock:
            return self._connection.core.active_turn(thread_id)

    def follow(self, log: TurnLog | GoalLog) -> Mailbox[Notification]:
        """The events of a turn or a goal from now on."""
        mailbox = self.mailbox()
        with self._lock:
            log.subscribe(mailbox)
        return mailbox

    def wait_for_end(self, ending: Ending, deadline: Deadline) -> bool:
        """Wait until it is over. Whether it is."""
        signal = Flag()
        with self._lock:
            ending.when_over(signal)
        try:
            self._wait(signal, deadline)
        finally:
            with self._lock:
                ending.forget(signal)
        return ending.over

    # Inside.

    def _stop_orphan(
        self, method: ClientMethod[Any, Any], members: Members, response: Response
    ) -> None:
        """A turn was started, or joined, for a caller who is gone."""
        _, other_thread, turn_id = turn_of(method, response)
        thread_id = other_thread or str(members.get("thread_id", ""))
        if log := self._connection.core.turn(thread_id, turn_id):
            self.stop_quietly(log)

    def _interrupt_unheard(self, log: TurnLog) -> None:
        ids = {"thread_id": log.thread_id, "turn_id": log.turn_id}

        def interrupt() -> None:
            if not log.over:
                self._tell(methods.TURN_INTERRUPT, ids)

        log.when_running(interrupt)
