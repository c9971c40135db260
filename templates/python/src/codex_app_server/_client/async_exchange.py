"""One connection for an event loop: requests and their answers, no thread for any of them.

In: calls from tasks of one loop. Out: their typed results, or one clear error each.
Requests in flight are capped, and each has a deadline; whoever waits without one asks now
and then whether the runtime is still there. What the runtime asks is answered by a task.
A cancelled call loses nothing for others.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from time import monotonic
from typing import TYPE_CHECKING, Any, TypeVar

from msgspec import UNSET, UnsetType

from .._runtime.encoding import encode_notification
from ..wire import methods
from .connection import CLOSED, MISHEARD, Connection
from .core import Reply
from .deadline import Deadline
from .errors import CodexError, DeadlineExceededError, NotSignedInError
from .metadata import RuntimeMetadata, initialize_members
from .slots import Slots
from .transport import AsyncTransport, End, failure_of
from .wakeup import Wakeup

if TYPE_CHECKING:
    from .._runtime.messages import Response
    from .._runtime.methods import ClientMethod
    from .._runtime.model import Model
    from .async_serving import TaskServer
    from .config import CodexConfig
    from .redaction import Redactor

P = TypeVar("P")
R = TypeVar("R")

Members = Mapping[str, object]


class AsyncExchange:
    """A connected runtime, and its answers."""

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
        self._process = os.getpid()
        self._slots = Slots(connection.config.max_in_flight)
        self._last_line = self._asked_at = monotonic()

    @property
    def config(self) -> CodexConfig:
        """How the connection was opened."""
        return self._connection.config

    @property
    def state(self) -> str:
        """How it stands, in a few words."""
        return self._connection.state

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
        """End the connection: everybody who waits is told, nothing is left running.

        Another loop may do so only when the client's own is gone. A forked process has
        nothing to end.
        """
        if os.getpid() != self._process:
            return
        if not self._loop.is_closed():
            self.check_loop()
        self._fail(CLOSED)
        try:
            await self._server.close()
        finally:
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

    async def begin(
        self, method: ClientMethod[Any, Any], members: Members, reply: Reply
    ) -> None:
        """Send a request that is answered when what it starts is over; not wait for that."""
        self.check_loop()
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
            self._slots.give()

    def tell(self, method: ClientMethod[Any, Any], members: Members) -> None:
        """Send a request whose answer nobody waits for, if there is a connection."""
        if self._connection.core.failure is None:
            params = self._connection.params(method, members)
            self._ask(method.name, params, Reply())

    def check_loop(self) -> None:
        """Raise `RuntimeError` in a loop that is not the client's."""
        if asyncio.get_running_loop() is not self._loop:
            raise RuntimeError(
                "the client belongs to another event loop; use one client in each loop"
            )

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
        self.check_loop()
        params = self._connection.params(method, members)
        event = Wakeup()
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
                self._slots.give()
        if not reply.is_here:
            raise deadline.error(method.name)
        return reply.take()

    async def _enter(self, method: ClientMethod[Any, Any], deadline: Deadline) -> None:
        """Take a slot."""
        if not await self._slots.take(deadline.left()):
            raise deadline.error(method.name)

    def _ask(self, method: str, params: object, reply: Reply) -> int:
        """Send a request. Its number."""
        number, line = self._connection.core.request(method, params, reply)
        try:
            self._transport.send(line)
        except BaseException:
            self._connection.core.abandon(number)
            raise
        return number

    async def _wait(self, signal: Wakeup, deadline: Deadline) -> bool:
        """Wait for a signal. Whether it came; also asks whether the runtime lives."""
        self.check_loop()
        patience = self._connection.patience
        while True:
            left = deadline.left()
            if patience is None or (left is not None and left <= patience):
                return await signal.wait(left)
            if await signal.wait(patience):
                return True
            self._look_after(patience)

    def _look_after(self, patience: float) -> None:
        """Nothing came in time: a silent runtime is asked, and is gone if it stays so."""
        now = monotonic()
        if now - self._last_line < patience:
            return
        if self._asked_at <= self._last_line:
            self._asked_at = now
            self.tell(methods.THREAD_LOADED_LIST, {})
        elif now - self._asked_at >= patience:
            silent = f"the runtime has been silent for {2 * patience:g} seconds"
            self._end(End(silent, None, self._transport.tail()))

    def _receive(self, lines: list[bytes]) -> None:
        try:
            self._hear(lines)
        except BaseException:
            self._fail(MISHEARD)
            raise

    def _hear(self, lines: list[bytes]) -> None:
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
