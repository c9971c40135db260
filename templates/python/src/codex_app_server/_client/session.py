"""One connection for threads: calls that wait, and the threads that serve them.

In: calls from any thread. Out: their typed results, or one clear error each. A lock is
held around the core and never while something waits. Requests in flight are capped, and
each has a deadline; whoever waits without one asks now and then whether the runtime is
still there. What the runtime asks is answered by a thread of its own.
"""

from __future__ import annotations

import threading
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
from .transport import End, Transport, failure_of
from .turn_log import TurnLog

if TYPE_CHECKING:
    from .._runtime.messages import Response
    from .._runtime.methods import ClientMethod
    from .._runtime.model import Model
    from ..types import Notification
    from .places import Place
    from .redaction import Redactor
    from .serving import ThreadServer

P = TypeVar("P")
R = TypeVar("R")

Members = Mapping[str, object]


class Session:
    """A connected runtime."""

    def __init__(
        self,
        connection: Connection,
        transport: Transport,
        server: ThreadServer,
    ) -> None:
        self._connection = connection
        self._transport = transport
        self._server = server
        self._lock = threading.Lock()
        self._slots = threading.BoundedSemaphore(connection.config.max_in_flight)
        self._reader: int | None = None
        self._last_line = monotonic()
        self._probing = threading.Lock()

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
        """End the connection: everybody who waits is told, nothing is left running."""
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

        late = Reply(threading.Event())
        late.on_response = lambda response: self._stop_orphan(method, members, response)
        seconds = self._connection.seconds(method, UNSET)
        try:
            self._exchange(method, members, Deadline(seconds), bind, late)
        finally:
            with self._lock:
                self._connection.core.give_up(start)
        assert start.log is not None, "the reply has named the turn"
        return results[0], start.log, mailbox

    def interrupt(self, log: TurnLog) -> TurnInterruptResponse:
        """Stop a turn, once; a turn that is over stays as it is."""
        deadline = Deadline(self._connection.seconds(methods.TURN_INTERRUPT, UNSET))
        running = threading.Event()
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
        with self._lock:
            if log.interrupting or log.over or log.watchers:
                return
            log.interrupting = True
            self._interrupt_unheard(log)

    # Listening.

    def mailbox(self) -> Mailbox[Notification]:
        """A mailbox that a thread can wait for."""
        return Mailbox(self._connection.config.stream_limit, threading.Event())

    def subscribe(self, wants: Callable[[Notification, Place], bool]) -> Subscription:
        """Hear what is chosen, from now on, until `unsubscribe`."""
        subscription = Subscription(self.mailbox(), wants)
        with self._lock:
            self._connection.core.subscribe(subscription)
        return subscription

    def unsubscribe(self, subscription: Subscription) -> None:
        """Hear no more."""
        with self._lock:
            self._connection.core.unsubscribe(subscription)

    def take(
        self, mailbox: Mailbox[Notification], deadline: Deadline
    ) -> list[Notification]:
        """The next messages, at least one unless the deadline passes.

        Raises `EOFError` at the end.
        """
        while not (messages := mailbox.take()):
            signal = mailbox.signal
            assert isinstance(signal, threading.Event), "a mailbox for threads"
            if not self._wait(signal, deadline):
                return mailbox.take()
        return messages

    def active_turn(self, thread_id: str) -> TurnLog | None:
        """The turn of a thread that is running, as far as was heard."""
        with self._lock:
            return self._connection.core.active_turn(thread_id)

    def follow(self, log: TurnLog) -> Mailbox[Notification]:
        """The events of a turn from now on."""
        mailbox = self.mailbox()
        with self._lock:
            log.subscribe(mailbox)
        return mailbox

    def wait_for_end(self, log: TurnLog, deadline: Deadline) -> bool:
        """Wait until a turn is over. Whether it is."""
        signal = threading.Event()
        with self._lock:
            log.when_over(signal)
        try:
            self._wait(signal, deadline)
        finally:
            with self._lock:
                log.forget(signal)
        return log.over

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
        if threading.get_ident() == self._reader:
            raise RuntimeError(
                "a hook must not call the client: it runs in the thread that would"
                " receive the answer; hand the work to another thread"
            )
        params = self._connection.params(method, members)
        event = threading.Event()
        reply = Reply(event)
        reply.on_response = on_response
        if not urgent and not self._slots.acquire(timeout=_bounded(deadline.left())):
            raise deadline.error(method.name)
        try:
            with self._lock:
                core = self._connection.core
                number, line = core.request(method.name, params, reply)
                self._transport.send(line)
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

    def _wait(self, signal: threading.Event, deadline: Deadline) -> bool:
        """Wait for a signal. Whether it came; also asks whether the runtime lives."""
        patience = self._connection.patience
        while True:
            left = deadline.left()
            if patience is None or (left is not None and left <= patience):
                return signal.wait(_bounded(left))
            if signal.wait(patience):
                return True
            if monotonic() - self._last_line >= patience:
                self._probe(patience)

    def _probe(self, patience: float) -> None:
        """Nothing was heard for long: a runtime that does not answer now is gone."""
        if not self._probing.acquire(blocking=False):
            return
        try:
            self._exchange(
                methods.THREAD_LOADED_LIST, {}, Deadline(patience), urgent=True
            )
        except DeadlineExceededError:
            silent = f"the runtime has been silent for {2 * patience:g} seconds"
            self._fail(End(silent, None, self._transport.tail()))
        except CodexError:
            pass  # it answered, or whoever waits has been told
        finally:
            self._probing.release()

    def _receive(self, lines: list[bytes]) -> None:
        connection = self._connection
        self._reader = threading.get_ident()
        self._last_line = monotonic()
        with self._lock:
            connection.core.receive(lines)
            requests, connection.requests[:] = connection.requests[:], []
            unread, connection.unread[:] = connection.unread[:], []
            connection.core.resolved.clear()  # no thread can be stopped from outside
        for request in requests:
            self._server.serve(request, self._send_quietly)
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
            _, line = core.request(name, params, Reply(threading.Event()))
            self._transport.send(line)

        log.when_running(interrupt)


def _bounded(seconds: float | None) -> float | None:
    """No longer than the system can wait at once."""
    return None if seconds is None else min(seconds, threading.TIMEOUT_MAX)
