"""One connection without any I/O: what is asked, what is answered, who hears of what.

In: calls of the program and the lines of the runtime, in the order in which they came.
Out: lines to send, and signals to those who wait. Every request gets at most one
outcome; every notification reaches each of its readers once, also when it comes before
the reply that says whom it concerns. Not thread-safe: the driver holds a lock around it,
or runs it in one event loop.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from copy import copy
from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias
from weakref import ref

from msgspec import UNSET, json

from .._runtime.codec import encode_json
from .._runtime.decoding import decode, decode_lines, decode_result
from .._runtime.errors import WireError
from .._runtime.messages import (
    ErrorObject,
    ErrorResponse,
    MalformedMessage,
    NotificationMessage,
    RequestMessage,
    Response,
    UnknownNotification,
    UnknownRequest,
)
from .errors import CodexError, JsonRpcError, rpc_error
from .mailbox import Mailbox, Signal
from .places import Place, place_of
from .turn_log import TurnLog

if TYPE_CHECKING:
    from .._runtime.methods import ClientMethod
    from .._runtime.scalars import RequestId
    from ..types import Notification
    from .listeners import Listener, Subscription

Failure: TypeAlias = "Callable[[], BaseException]"
"""Makes the error anew for each who gets it, so that no traceback is shared."""

REMEMBERED = 512
"""Turns whose late events are still known to be late."""


class Reply:
    """The place where the answer to one request arrives."""

    __slots__ = ("failure", "on_outcome", "on_response", "response", "signal")

    def __init__(self, signal: Signal | None = None) -> None:
        self.signal = signal
        self.response: Response | None = None
        self.failure: Failure | None = None
        self.on_response: Callable[[Response], None] | None = None
        """Called before the next line is looked at."""
        self.on_outcome: Callable[[], None] | None = None
        """Called when there is an outcome, of either kind."""

    @property
    def is_here(self) -> bool:
        """Whether there is an outcome."""
        return self.response is not None or self.failure is not None

    def settle(self, response: Response | None, failure: Failure | None) -> None:
        """Set the outcome, unless there is one."""
        if self.is_here:
            return
        if response is not None and self.on_response is not None:
            try:
                self.on_response(response)
            except CodexError as error:
                response, failure = None, partial(copy, error)
        self.response = response
        self.failure = failure
        if self.signal is not None:
            self.signal.set()
        if self.on_outcome is not None:
            self.on_outcome()

    def take(self) -> Response:
        """The response, or raise what came instead."""
        if self.failure is not None:
            raise self.failure()
        assert self.response is not None, "nobody takes what has not come"
        return self.response


def _refusal(error: ErrorObject, redact: Callable[[str], str]) -> JsonRpcError:
    data: Any = None if error.data is UNSET else error.data
    text = json.encode(data).decode()
    shown = redact(text)
    if shown != text:
        data = json.decode(shown)
    return rpc_error(error.code, redact(error.message), data)


class Start:
    """A turn that was asked for. Collects events until its reply says which it is."""

    __slots__ = ("_early", "log", "mailbox", "thread_id")

    def __init__(
        self, thread_id: str | None, mailbox: Mailbox[Notification] | None
    ) -> None:
        self.thread_id = thread_id
        """The thread that the turn will be in; None where the runtime chooses it."""
        self.mailbox = mailbox
        self.log: TurnLog | None = None
        self._early: dict[str, tuple[TurnLog, list[Notification]]] = {}
        """What came of each turn, as far as the mailbox will hold it."""

    def note(self, log: TurnLog, notification: Notification) -> None:
        """Keep an event that came before the reply."""
        _, events = self._early.setdefault(log.turn_id, (log, []))
        if self.mailbox is not None and len(events) <= self.mailbox.limit:
            events.append(notification)

    def bind(self, log: TurnLog) -> TurnLog:
        """The reply has come: hand over what belongs to its turn."""
        self.log, events = self._early.get(log.turn_id, (log, []))
        if self.mailbox is not None:
            for notification in events:
                self.mailbox.put(notification)
            self.log.subscribe(self.mailbox)
        self._early.clear()
        return self.log


class Core:
    """The state of one connection."""

    def __init__(
        self,
        on_request: Callable[[RequestMessage | UnknownRequest], None],
        on_unread: Callable[[Notification], None],
        on_malformed: Callable[[MalformedMessage], None],
        redact: Callable[[str], str],
    ) -> None:
        self._redact = redact
        self._on_request = on_request
        self._on_malformed = on_malformed
        self._on_unread = on_unread
        self._next_id = 0
        self._replies: dict[int, Reply] = {}
        self._turns: dict[str, TurnLog] = {}
        self._recent: deque[str] = deque(maxlen=REMEMBERED)
        self._starts: list[Start] = []
        self._listeners: list[ref[Listener]] = []
        self.resolved: list[RequestId | None] = []
        """Requests of the runtime that need no answer any more."""
        self.failure: Failure | None = None
        """Why there is no connection any more."""

    # What the program asks.

    def request(self, method: str, params: Any, reply: Reply) -> tuple[int, bytes]:
        """The number and the line of a request, whose params have been checked."""
        self.check_alive()
        number = self._next_id
        self._next_id += 1
        members = {} if params is UNSET else {"params": params}
        line = encode_json({"id": number, "method": method, **members}, method)
        if self.failure is not None:  # a signal handler has closed the client meanwhile
            raise self.failure()
        self._replies[number] = reply
        return number, line

    def abandon(self, number: int, late: Reply | None = None) -> None:
        """Nobody waits for this answer any more; it goes to `late`, or nowhere."""
        if self._replies.pop(number, None) is not None and late is not None:
            self._replies[number] = late

    def start_turn(
        self, thread_id: str | None, mailbox: Mailbox[Notification] | None
    ) -> Start:
        """Keep the events of new turns, until `Core.bind` or `Core.give_up`."""
        self.check_alive()
        start = Start(thread_id, mailbox)
        self._starts.append(start)
        return start

    def bind(self, start: Start, thread_id: str, turn_id: str) -> None:
        """The start is answered: it is this turn."""
        self.give_up(start)
        log = self._turns.get(turn_id)
        if log is None:
            log = TurnLog(thread_id, turn_id)
            bound = start.bind(log)
            if bound is log:  # else it is over already
                self._turns[turn_id] = log
        else:
            start.bind(log)

    def give_up(self, start: Start) -> None:
        """The start is answered or lost: keep nothing more for it."""
        if start in self._starts:
            self._starts.remove(start)

    def active_turn(self, thread_id: str) -> TurnLog | None:
        """The turn of a thread that is running, as far as was heard."""
        logs = (log for log in self._turns.values() if log.thread_id == thread_id)
        return next(logs, None)

    def turn(self, thread_id: str, turn_id: str) -> TurnLog | None:
        """The log of a turn that is known by its id; None if it is over."""
        if turn_id in self._recent or self.failure is not None:
            return None
        return self._turns.setdefault(turn_id, TurnLog(thread_id, turn_id))

    def subscribe(self, listener: Listener) -> None:
        """Have it hear from the next line on, as long as its owner lives."""
        self.check_alive()
        self._listeners.append(ref(listener))

    def unsubscribe(self, subscription: Subscription) -> None:
        """Hear no more; what has not been read is dropped."""
        subscription.mailbox.clear()
        self._prune()

    def check_alive(self) -> None:
        """Raise why there is no connection, if there is none."""
        if self.failure is not None:
            raise self.failure()

    # What the runtime says.

    def receive(self, lines: list[bytes]) -> None:
        """Take in the next lines; none after the end."""
        if self.failure is not None:
            return
        for message in decode_lines(lines) if len(lines) > 1 else map(decode, lines):
            if isinstance(message, NotificationMessage | UnknownNotification):
                self._notify(message)
            elif isinstance(message, Response):
                self._settle(message.id, message, None)
            elif isinstance(message, ErrorResponse):
                self._settle(
                    message.id, None, partial(_refusal, message.error, self._redact)
                )
            elif isinstance(message, MalformedMessage):
                self._on_malformed(message)
            else:
                self._on_request(message)

    def fail(self, failure: Failure) -> None:
        """The connection is gone: tell everybody who waits."""
        if self.failure is not None:
            return
        self.failure = failure
        replies, self._replies = self._replies, {}
        for reply in replies.values():
            reply.settle(None, failure)
        for log in self._turns.values():
            log.fail(failure)
        for reference in self._listeners:
            if (listener := reference()) is not None:
                listener.end(failure)
        self._turns, self._starts, self._listeners = {}, [], []

    def _settle(
        self, id: Any, response: Response | None, failure: Failure | None
    ) -> None:
        reply = self._replies.pop(id, None) if isinstance(id, int) else None
        if reply is not None:
            reply.settle(response, failure)

    def _notify(self, notification: Notification) -> None:
        if notification.method == "serverRequest/resolved":
            self.resolved.append(getattr(notification.payload, "request_id", None))
        place = place_of(notification)
        read = False
        if place.turn_id is not None:
            read = self._tell_turn(place, place.turn_id, notification)
        elif notification.method == "turn/completed":
            read = self._end_unnamed(place, notification)
        for reference in self._listeners:
            listener = reference()
            if listener is None or listener.ended:
                self._prune()  # which leaves this loop its list
            elif listener.wants(notification, place):
                listener.put(notification)
                read = True
        if not read:
            self._on_unread(notification)

    def _prune(self) -> None:
        heard = ((reference, reference()) for reference in self._listeners)
        self._listeners = [
            reference
            for reference, listener in heard
            if listener is not None and not listener.ended
        ]

    def _tell_turn(
        self, place: Place, turn_id: str, notification: Notification
    ) -> bool:
        log = self._turns.get(turn_id)
        if log is None:
            if turn_id in self._recent or place.thread_id is None:
                return False
            log = self._turns[turn_id] = TurnLog(place.thread_id, turn_id)
        return self._tell(log, notification)

    def _end_unnamed(self, place: Place, notification: Notification) -> bool:
        """A turn is over and which cannot be read: nobody shall wait for it for ever."""
        read = False
        for log in list(self._turns.values()):
            if place.thread_id in (None, log.thread_id):
                read = self._tell(log, notification) or read
        return read

    def _tell(self, log: TurnLog, notification: Notification) -> bool:
        read = log.add(notification)
        for start in self._starts:
            if start.thread_id in (None, log.thread_id):
                start.note(log, notification)
                read = True
        if log.over:
            self._turns.pop(log.turn_id, None)
            self._recent.append(log.turn_id)
        return read


def turn_of(method: ClientMethod[Any, Any], response: Response) -> tuple[Any, str, str]:
    """The result of a call that starts a turn, and the ids of its thread and turn.

    Raises `CodexError` if the runtime does not say which turn it started.
    """
    try:
        result: Any = decode_result(method, response)
        turn_id: object = result.turn.id
        thread_id: object = getattr(result, "review_thread_id", None)
    except (WireError, AttributeError) as error:
        raise CodexError(
            f"{method.name}: the answer does not say which turn was started: {error}"
        ) from None
    if not isinstance(turn_id, str):
        raise CodexError(f"{method.name}: the answer does not say which turn it is")
    return result, thread_id if isinstance(thread_id, str) else "", turn_id
