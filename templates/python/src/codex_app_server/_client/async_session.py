"""One connection for an event loop: native calls, no thread for any of them.

In: calls from tasks of one loop. Out: their typed results, or one clear error each.
Requests in flight are capped, and each has a deadline; whoever waits without one asks now
and then whether the runtime is still there. What the runtime asks is answered by a task.
A cancelled call loses nothing for others, and a turn that it started is stopped.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
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
from .mailbox import Ending, Mailbox
from .metadata import RuntimeMetadata, initialize_members
from .transport import AsyncTransport, End, failure_of
from .turn_log import TurnLog

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

        late = Reply(asyncio.Event())
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
        running = asyncio.Event()
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

    async def begin(
        self, method: ClientMethod[Any, Any], members: Members, reply: Reply
    ) -> None:
        """Send a request that is answered when what it starts is over; not wait for that."""
        self._check_loop()
        params = self._connection.params(method, members)
        taken = methods.THREAD_LOADED_LIST
        deadline = Deadline(self._connection.seconds(taken, UNSET))
        await self._enter(method, deadline)
        try:
            self._ask(method.name, params, reply)
            # Slots keep away bursts, of which the runtime leaves requests unanswered.
            # This one is given back when the request has been taken: they are taken in
            # their order, so that the answer to a later one tells.
            with suppress(CodexError):
                await self._exchange(taken, {}, deadline, urgent=True)
        finally:
            self._slots.release()

    def tell(self, method: ClientMethod[Any, Any], members: Members) -> None:
        """Send a request whose answer nobody waits for, if there is a connection."""
        if self._connection.core.failure is None:
            params = self._connection.params(method, members)
            self._ask(method.name, params, Reply(asyncio.Event()))

    # Listening.

    def mailbox(self, limit: int | None = None) -> Mailbox[Notification]:
        """A mailbox that a task can wait for."""
        limit = limit or self._connection.config.stream_limit
        return Mailbox(limit, asyncio.Event())

    def subscribe(
        self, wants: Callable[[Notification, Place], bool], limit: int | None = None
    ) -> Subscription:
        """Hear what is chosen, from now on, until `unsubscribe`."""
        subscription = Subscription(self.mailbox(limit), wants)
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
            assert isinstance(signal, asyncio.Event), "a mailbox for tasks"
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

    async def wait_for_end(self, ending: Ending, deadline: Deadline) -> bool:
        """Wait until it is over. Whether it is."""
        signal = asyncio.Event()
        ending.when_over(signal)
        try:
            await self._wait(signal, deadline)
        finally:
            ending.forget(signal)
        return ending.over

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
        self._check_loop()
        params = self._connection.params(method, members)
        event = asyncio.Event()
        reply = Reply(event)
        reply.on_response = on_response
        if not urgent:
            await self._enter(method, deadline)
        try:
            number = self._ask(method.name, params, reply)
            try:
                await self._wait(event, deadline)
            finally:
                if not reply.is_here:
                    self._connection.core.abandon(number, late)
        finally:
            if not urgent:
                self._slots.release()
        if not reply.is_here:
            raise deadline.error(method.name)
        return reply.take()

    def _check_loop(self) -> None:
        if asyncio.get_running_loop() is not self._loop:
            raise RuntimeError(
                "the client belongs to another event loop; use one client in each loop"
            )

    async def _enter(self, method: ClientMethod[Any, Any], deadline: Deadline) -> None:
        """Take a slot."""
        try:
            await asyncio.wait_for(self._slots.acquire(), deadline.left())
        except asyncio.TimeoutError:
            raise deadline.error(method.name) from None

    def _ask(self, method: str, params: object, reply: Reply) -> int:
        """Send a request. Its number."""
        number, line = self._connection.core.request(method, params, reply)
        try:
            self._transport.send(line)
        except BaseException:
            self._connection.core.abandon(number)
            raise
        return number

    async def _wait(self, signal: asyncio.Event, deadline: Deadline) -> bool:
        """Wait for a signal. Whether it came; also asks whether the runtime lives."""
        patience = self._connection.config.request_timeout
        while True:
            left = deadline.left()
            if patience is None or (left is not None and left <= patience):
                return await set_within(left, signal, self._loop)
            if await set_within(patience, signal, self._loop):
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
            if not log.over:
                self.tell(methods.TURN_INTERRUPT, ids)

        log.when_running(interrupt)
