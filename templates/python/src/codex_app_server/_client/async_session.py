"""One connection for an event loop: native calls, no thread for any of them.

In: calls from tasks of one loop. Out: their typed results, or one clear error each.
Requests in flight are capped, and each has a deadline; whoever waits without one asks now
and then whether the runtime is still there. What the runtime asks is answered by a task.
A cancelled call loses nothing for others, and a turn that it started is stopped.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from time import monotonic
from typing import TYPE_CHECKING, Any, TypeVar

from msgspec import UNSET, UnsetType

from .._runtime.encoding import encode_notification
from ..types import TurnInterruptResponse
from ..wire import methods
from .connection import CLOSED, Connection
from .core import Reply, Subscription, turn_of
from .deadline import Deadline
from .errors import CodexError, DeadlineExceededError, NotSignedInError
from .mailbox import Mailbox
from .metadata import RuntimeMetadata, initialize_members
from .transport import AsyncTransport, End, failure_of
from .turn_log import TurnLog
from .wakeup import Wakeup

if TYPE_CHECKING:
    from .._runtime.messages import Response
    from .._runtime.methods import ClientMethod
    from .._runtime.model import Model
    from ..types import Notification
    from .async_serving import TaskServer
    from .places import Place
    from .redaction import Redactor

P = TypeVar("P")
R = TypeVar("R")

Members = Mapping[str, object]


class AsyncSession:
    """A connected runtime."""

    def __init__(
        self,
        connection: Connection,
        transport: AsyncTransport,
        server: TaskServer,
    ) -> None:
        self._connection = connection
        self._transport = transport
        self._server = server
        self._loop = asyncio.get_running_loop()
        self._slots = asyncio.Semaphore(connection.config.max_in_flight)
        self._last_line = monotonic()
        self._probing = False

    @property
    def metadata(self) -> RuntimeMetadata:
        """What the runtime said of itself."""
        assert self._connection.metadata is not None, "a session is open"
        return self._connection.metadata

    @property
    def failure(self) -> BaseException | None:
        """Why there is no connection any more; None while there is one."""
        failure = self._connection.core.failure
        return None if failure is None else failure()

    @property
    def redactor(self) -> Redactor:
        """Keeps secrets out of what is shown."""
        return self._connection.redactor

    # Opening and closing.

    async def open(self) -> None:
        """Start or connect, and introduce the client. Raises a `StartError`."""
        config = self._connection.config
        deadline = Deadline(config.start_timeout)
        try:
            await self._transport.open(self._receive, self._end)
            try:
                response = await self._exchange(
                    methods.INITIALIZE, initialize_members(config), deadline
                )
            except DeadlineExceededError:
                raise self._connection.start_timeout(self._transport.tail()) from None
            except CodexError as error:
                raise self._connection.start_failure(error) from None
            self._connection.opened(response, methods.INITIALIZE)
            self._transport.send(encode_notification(methods.INITIALIZED))
            if config.require_sign_in:
                account = await self.call(methods.ACCOUNT_READ, {})
                if account.requires_openai_auth and account.account is None:
                    raise NotSignedInError
        except BaseException:
            await self.close()
            raise

    async def close(self) -> None:
        """End the connection: everybody who waits is told, nothing is left running."""
        self._fail(CLOSED)
        await self._server.close()
        await self._transport.close()

    # Calls.

    async def call(
        self,
        method: ClientMethod[P, R],
        members: Members | Model | None,
        timeout: float | UnsetType | None = UNSET,
    ) -> R:
        """Send a request and wait for its typed result."""
        seconds = self._connection.seconds(method, timeout)
        response = await self._exchange(method, members, Deadline(seconds))
        return self._connection.result(method, response)

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

        late = Reply(Wakeup())
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

    def mailbox(self) -> Mailbox[Notification]:
        """A mailbox that a task can wait for."""
        return Mailbox(self._connection.config.stream_limit, Wakeup())

    def subscribe(self, wants: Callable[[Notification, Place], bool]) -> Subscription:
        """Hear what is chosen, from now on, until `unsubscribe`."""
        subscription = Subscription(self.mailbox(), wants)
        self._connection.core.subscribe(subscription)
        return subscription

    def unsubscribe(self, subscription: Subscription) -> None:
        """Hear no more."""
        self._connection.core.unsubscribe(subscription)

    async def take(
        self, mailbox: Mailbox[Notification], deadline: Deadline
    ) -> list[Notification]:
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

    def follow(self, log: TurnLog) -> Mailbox[Notification]:
        """The events of a turn from now on."""
        mailbox = self.mailbox()
        log.subscribe(mailbox)
        return mailbox

    async def wait_for_end(self, log: TurnLog, deadline: Deadline) -> bool:
        """Wait until a turn is over. Whether it is."""
        signal = Wakeup()
        log.when_over(signal)
        try:
            await self._wait(signal, deadline)
        finally:
            log.forget(signal)
        return log.over

    # Inside.

    async def _exchange(
        self,
        method: ClientMethod[Any, Any],
        members: Members | Model | None,
        deadline: Deadline,
        on_response: Callable[[Response], None] | None = None,
        late: Reply | None = None,
        urgent: bool = False,
    ) -> Response:
        if asyncio.get_running_loop() is not self._loop:
            raise RuntimeError(
                "the client belongs to another event loop; use one client in each loop"
            )
        core = self._connection.core
        params = self._connection.params(method, members)
        event = Wakeup()
        reply = Reply(event)
        reply.on_response = on_response
        if not urgent and not await self._enter(deadline):
            raise deadline.error(method.name)
        try:
            number, line = core.request(method.name, params, reply)
            self._transport.send(line)
            try:
                await self._wait(event, deadline)
            finally:
                if not reply.is_here:
                    core.abandon(number, late)
        finally:
            if not urgent:
                self._slots.release()
        if not reply.is_here:
            raise deadline.error(method.name)
        return reply.take()

    async def _enter(self, deadline: Deadline) -> bool:
        """Take a slot. Whether there was one in time."""
        if not self._slots.locked():
            return await self._slots.acquire()
        try:
            return await asyncio.wait_for(self._slots.acquire(), deadline.left())
        except asyncio.TimeoutError:
            return False

    async def _wait(self, signal: Wakeup, deadline: Deadline) -> bool:
        """Wait for a signal. Whether it came; also asks whether the runtime lives."""
        patience = self._connection.patience
        while True:
            left = deadline.left()
            if patience is None or (left is not None and left <= patience):
                return await signal.wait(left)
            if await signal.wait(patience):
                return True
            if monotonic() - self._last_line >= patience:
                await self._probe(patience)

    async def _probe(self, patience: float) -> None:
        """Nothing was heard for long: a runtime that does not answer now is gone."""
        if self._probing:
            return
        self._probing = True
        try:
            deadline = Deadline(patience)
            await self._exchange(methods.THREAD_LOADED_LIST, {}, deadline, urgent=True)
        except DeadlineExceededError:
            silent = f"the runtime has been silent for {2 * patience:g} seconds"
            self._fail(End(silent, None, self._transport.tail()))
        except CodexError:
            pass  # it answered, or whoever waits has been told
        finally:
            self._probing = False

    def _receive(self, lines: list[bytes]) -> None:
        connection = self._connection
        self._last_line = monotonic()
        connection.core.receive(lines)
        requests, connection.requests[:] = connection.requests[:], []
        unread, connection.unread[:] = connection.unread[:], []
        resolved, connection.core.resolved = connection.core.resolved, []
        for request in requests:
            self._server.serve(request, self._send_quietly)
        for number in resolved:
            self._server.withdraw(number)
        for notification in unread:
            connection.observer.show_unread(notification)

    def _end(self, end: End) -> None:
        redact = self._connection.redactor.redact
        reason, tail = redact(end.reason), redact(end.stderr_tail)
        self._fail(End(reason, end.exit_code, tail))

    def _fail(self, end: End) -> None:
        self._connection.core.fail(failure_of(end))

    def _send_quietly(self, line: bytes) -> None:
        """Send an answer, if there still is somebody to send it to."""
        if self._connection.core.failure is None:
            self._transport.send(line)

    def _stop_orphan(
        self, method: ClientMethod[Any, Any], members: Members, response: Response
    ) -> None:
        """A turn was started for a caller who is gone."""
        _, other_thread, turn_id = turn_of(method, response)
        thread_id = other_thread or str(members.get("thread_id", ""))
        if log := self._connection.core.turn(thread_id, turn_id):
            self._interrupt_unheard(log)

    def _interrupt_unheard(self, log: TurnLog) -> None:
        ids = {"thread_id": log.thread_id, "turn_id": log.turn_id}

        def interrupt() -> None:
            core = self._connection.core
            if core.failure is not None or log.over:
                return
            params = self._connection.params(methods.TURN_INTERRUPT, ids)
            name = methods.TURN_INTERRUPT.name
            _, line = core.request(name, params, Reply(Wakeup()))
            self._transport.send(line)

        log.when_running(interrupt)
