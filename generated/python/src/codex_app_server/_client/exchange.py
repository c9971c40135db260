"""One connection for threads: requests that wait for their answers.

In: calls from any thread. Out: their typed results, or one clear error each. A lock is
held around the core and never while something waits. Requests in flight are capped, and
each has a deadline; whoever waits without one asks now and then whether the runtime is
still there. What the runtime asks is answered by a thread of its own.
"""

from __future__ import annotations

import os
import threading
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
from .flag import Flag
from .metadata import RuntimeMetadata, initialize_members
from .transport import End, Transport, failure_of

if TYPE_CHECKING:
    from .._runtime.messages import Response
    from .._runtime.methods import ClientMethod
    from .._runtime.model import Model
    from .config import CodexConfig
    from .redaction import Redactor
    from .serving import ThreadServer

P = TypeVar("P")
R = TypeVar("R")

Members = Mapping[str, object]


class Exchange:
    """A connected runtime, and its answers."""

    def __init__(
        self,
        connection: Connection,
        transport: Transport,
        server: ThreadServer,
    ) -> None:
        self._connection = connection
        self._transport = transport
        self._server = server
        self._process = os.getpid()
        # A stream that is garbage asks to stop its turn from whichever thread collects
        # it, and that may be in here already.
        self._guard = threading.RLock()
        self._slots = threading.BoundedSemaphore(connection.config.max_in_flight)
        self._reader: int | None = None
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
    def redactor(self) -> Redactor:
        """Keeps secrets out of what is shown."""
        return self._connection.redactor

    # Opening and closing.

    def open(self) -> None:
        """Start or connect, and introduce the client. Raises a `StartError`."""
        config = self._connection.config
        deadline = Deadline(config.start_timeout)
        try:
            self._transport.open(self._receive, self._end)
            try:
                response = self._exchange(
                    methods.INITIALIZE, initialize_members(config), deadline
                )
            except DeadlineExceededError:
                raise self._connection.start_timeout(self._transport.tail()) from None
            except CodexError as error:
                raise self._connection.start_failure(error) from None
            self._connection.opened(response, methods.INITIALIZE)
            self._send(encode_notification(methods.INITIALIZED))
            if config.require_sign_in:
                account = self.call(methods.ACCOUNT_READ, {})
                if account.requires_openai_auth and account.account is None:
                    raise NotSignedInError
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """End the connection: everybody who waits is told, nothing is left running.

        A forked process has nothing to end.
        """
        if self._is_forked:
            return
        self._fail(CLOSED)
        self._server.close()
        self._transport.close()

    # Calls.

    def call(
        self,
        method: ClientMethod[P, R],
        members: Members | Model | None,
        timeout: float | UnsetType | None = UNSET,
    ) -> R:
        """Send a request and wait for its typed result."""
        seconds = self._connection.seconds(method, timeout)
        response = self._exchange(method, members, Deadline(seconds))
        return self._connection.result(method, response)

    def begin(
        self, method: ClientMethod[Any, Any], members: Members, reply: Reply
    ) -> None:
        """Send a request that is answered when what it starts is over; not wait for that."""
        self._check_caller()
        params = self._connection.params(method, members)
        taken = methods.THREAD_LOADED_LIST
        deadline = Deadline(self._connection.seconds(taken, UNSET))
        self._enter(method, deadline)
        try:
            with self._lock:
                self._ask(method.name, params, reply)
            # Slots keep away bursts, of which the runtime leaves requests unanswered.
            # This one is given back when the request has been taken: they are taken in
            # their order, so that the answer to a later one tells.
            with suppress(CodexError):
                self._exchange(taken, {}, deadline, urgent=True)
        finally:
            self._slots.release()

    def tell(self, method: ClientMethod[Any, Any], members: Members) -> None:
        """Send a request whose answer nobody waits for, if there is a connection."""
        with self._lock:
            self._tell(method, members)

    # Inside.

    def _exchange(
        self,
        method: ClientMethod[Any, Any],
        members: Members | Model | None,
        deadline: Deadline,
        on_response: Callable[[Response], None] | None = None,
        late: Reply | None = None,
        urgent: bool = False,
    ) -> Response:
        self._check_caller()
        params = self._connection.params(method, members)
        event = Flag()
        reply = Reply(event)
        reply.on_response = on_response
        if not urgent:
            self._enter(method, deadline)
        try:
            with self._lock:
                number = self._ask(method.name, params, reply)
            try:
                self._wait(event, deadline)
            finally:
                if not reply.is_here:
                    with self._lock:
                        self._connection.core.abandon(number, late)
        finally:
            if not urgent:
                self._slots.release()
        if not reply.is_here:
            raise deadline.error(method.name)
        return reply.take()

    @property
    def _is_forked(self) -> bool:
        return os.getpid() != self._process

    @property
    def _lock(self) -> threading.RLock:
        """What is held around the core."""
        self._check_process()
        return self._guard

    def _check_process(self) -> None:
        """Raise in a fork, which has no thread that gives back a lock, or an answer."""
        if self._is_forked:
            raise RuntimeError(
                "the client belongs to another process, of which this one is a fork;"
                " open a client here"
            )

    def _check_caller(self) -> None:
        self._check_process()
        thread = threading.get_ident()
        if thread == self._reader or thread in self._connection.observer.hooked:
            raise RuntimeError(
                "a hook must not wait for the client, which waits for the hook;"
                " hand the work to another thread"
            )

    def _enter(self, method: ClientMethod[Any, Any], deadline: Deadline) -> None:
        """Take a slot."""
        if not self._slots.acquire(timeout=_bounded(deadline.left())):
            raise deadline.error(method.name)

    def _ask(self, method: str, params: object, reply: Reply) -> int:
        """Send a request, under the lock. Its number."""
        number, line = self._connection.core.request(method, params, reply)
        try:
            self._transport.send(line)
        except BaseException:
            self._connection.core.abandon(number)
            raise
        return number

    def _wait(self, signal: Flag, deadline: Deadline) -> bool:
        """Wait for a signal. Whether it came; also asks whether the runtime lives."""
        self._check_process()
        patience = self._connection.patience
        while True:
            left = deadline.left()
            if patience is None or (left is not None and left <= patience):
                return signal.wait(_bounded(left))
            if signal.wait(patience):
                return True
            self._look_after(patience)

    def _look_after(self, patience: float) -> None:
        """Nothing came in time: a silent runtime is asked, and is gone if it stays so."""
        with self._lock:
            now = monotonic()
            if now - self._last_line < patience:
                return
            if self._asked_at <= self._last_line:
                self._asked_at = now
                self._tell(methods.THREAD_LOADED_LIST, {})
                return
            if now - self._asked_at < patience:
                return
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
        self._reader = threading.get_ident()
        self._last_line = monotonic()
        with self._lock:
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
        self._reader = None  # its number may soon be that of another thread
        redact = self._connection.redactor.redact
        reason, tail = redact(end.reason), redact(end.stderr_tail)
        self._fail(End(reason, end.exit_code, tail))

    def _fail(self, end: End) -> None:
        with self._lock:
            self._connection.core.fail(failure_of(end))

    def _send(self, line: bytes) -> None:
        with self._lock:
            self._connection.core.check_alive()
            self._transport.send(line)

    def _send_quietly(self, line: bytes) -> None:
        """Send an answer, if there still is somebody to send it to."""
        with self._lock:
            if self._connection.core.failure is None:
                self._transport.send(line)

    def _tell(self, method: ClientMethod[Any, Any], members: Members) -> None:
        if self._connection.core.failure is None:
            params = self._connection.params(method, members)
            self._ask(method.name, params, Reply())


def _bounded(seconds: float | None) -> float | None:
    """No longer than the system can wait at once."""
    return None if seconds is None else min(seconds, threading.TIMEOUT_MAX)
