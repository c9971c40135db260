"""One connection for an event loop: the turns that it starts, and all that can be heard on it.

In: calls from tasks of one loop. Out: logs and mailboxes that no event misses, and the
ways to wait for them. A turn is interrupted once, however many ask for it; a call that is
cancelled stops the turn that it started.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from msgspec import UNSET

from ..types import TurnInterruptResponse
from ..wire import methods
from .async_exchange import AsyncExchange, Members
from .core import Reply, turn_of
from .deadline import Deadline
from .errors import CodexError
from .listeners import Listener, Subscription
from .mailbox import Ending, Mailbox
from .turn_log import TurnLog
from .wakeup import Wakeup

if TYPE_CHECKING:
    from .._runtime.messages import Response
    from .._runtime.methods import ClientMethod
    from ..types import Notification
    from .goal_log import GoalLog
    from .places import Place

R = TypeVar("R")
T = TypeVar("T")


class AsyncSession(AsyncExchange):
    """A connected runtime."""

    # Turns.

    async def start_turn(
        self,
        method: ClientMethod[Any, R],
        members: Members,
        *,
        streaming: bool,
        thread_id: str | None,
    ) -> tuple[R, TurnLog, Mailbox[Notification] | None]:
        """Send a request that starts a turn; none of its events is missed."""
        core = self._connection.core
        mailbox = self.mailbox() if streaming else None
        start = core.start_turn(thread_id, mailbox)
        results: list[R] = []

        def bind(response: Response) -> None:
            result, other_thread, turn_id = turn_of(method, response)
            core.bind(start, other_thread or thread_id or "", turn_id)
            results.append(result)

        late = Reply()
        late.on_response = lambda response: self._stop_orphan(method, members, response)
        seconds = self._connection.seconds(method, UNSET)
        try:
            await self._exchange(method, members, Deadline(seconds), bind, late)
        except asyncio.CancelledError:
            if start.log is not None:  # cancelled when the answer was already here
                self.stop_quietly(start.log)
            raise
        finally:
            core.give_up(start)
        assert start.log is not None, "the reply has named the turn"
        return results[0], start.log, mailbox

    async def interrupt(self, log: TurnLog) -> TurnInterruptResponse:
        """Stop a turn, once; a turn that is over stays as it is."""
        deadline = Deadline(self._connection.seconds(methods.TURN_INTERRUPT, UNSET))
        running = Wakeup()
        log.when_running(running.set)
        await self._wait(running, deadline)
        if not log.interrupting and not log.over:
            log.interrupting = True
            ids = {"thread_id": log.thread_id, "turn_id": log.turn_id}
            try:
                response = await self._exchange(
                    methods.TURN_INTERRUPT, ids, deadline, urgent=True
                )
            except CodexError:
                log.interrupting = False
                if log.completed is None:
                    raise
            else:
                return self._connection.result(methods.TURN_INTERRUPT, response)
        # a second request would be answered only when the next turn ends
        if not await self.wait_for_end(log, deadline):
            raise deadline.error(methods.TURN_INTERRUPT.name)
        if log.completed is None:
            self._connection.core.check_alive()
        return TurnInterruptResponse()

    def stop_quietly(self, log: TurnLog) -> None:
        """Ask to stop a turn that nobody follows any more, without waiting."""
        if not (log.interrupting or log.over or log.watchers):
            log.interrupting = True
            self._interrupt_unheard(log)

    # Listening.

    async def call_noted(
        self, method: ClientMethod[Any, R], members: Members, note: Callable[[R], None]
    ) -> R:
        """Call, and have the result noted before the next line is looked at."""
        seconds = self._connection.seconds(method, UNSET)
        response = await self._exchange(
            method,
            members,
            Deadline(seconds),
            lambda response: note(self._connection.result(method, response)),
        )
        return self._connection.result(method, response)

    def mailbox(self) -> Mailbox[Any]:
        """A mailbox that a task can wait for."""
        return Mailbox(self._connection.config.stream_limit, Wakeup())

    def subscribe(self, wants: Callable[[Notification, Place], bool]) -> Subscription:
        """Hear what is chosen, from now on, until `unsubscribe`."""
        subscription = Subscription(self.mailbox(), wants)
        self.add_listener(subscription)
        return subscription

    def unsubscribe(self, subscription: Subscription) -> None:
        """Hear no more."""
        self._connection.core.unsubscribe(subscription)

    def add_listener(self, listener: Listener) -> None:
        """Have it hear what it wants, from now on, as long as its owner lives."""
        self._connection.core.subscribe(listener)

    async def take(self, mailbox: Mailbox[T], deadline: Deadline) -> list[T]:
        """The next messages, at least one unless the deadline passes.

        Raises `EOFError` at the end.
        """
        while not (messages := mailbox.take()):
            signal = mailbox.signal
            assert isinstance(signal, Wakeup), "a mailbox for tasks"
            if not await self._wait(signal, deadline):
                return mailbox.take()
        return messages

    def active_turn(self, thread_id: str) -> TurnLog | None:
        """The turn of a thread that is running, as far as was heard."""
        return self._connection.core.active_turn(thread_id)

    def follow(self, log: TurnLog | GoalLog) -> Mailbox[Notification]:
        """The events of a turn or a goal from now on."""
        mailbox = self.mailbox()
        log.subscribe(mailbox)
        return mailbox

    async def wait_for_end(self, ending: Ending, deadline: Deadline) -> bool:
        """Wait until it is over. Whether it is."""
        signal = Wakeup()
        ending.when_over(signal)
        try:
            await self._wait(signal, deadline)
        finally:
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
                self.tell(methods.TURN_INTERRUPT, ids)

        log.when_running(interrupt)
