"""What a command of the client has said so far, and how it ended; no I/O, no waiting.

In: the notifications of its output, and the answer to its request, which comes when all
output has been sent. Out: pieces for who streams, and the whole for who waits.
"""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Callable
from typing import TYPE_CHECKING

from msgspec import Struct

from .._runtime.decoding import decode_result
from .._runtime.errors import WireError
from ..types import CommandExecOutputDeltaNotification, CommandExecOutputStream
from ..wire import methods
from .core import Reply
from .errors import CodexError

if TYPE_CHECKING:
    from .._runtime.messages import Response
    from ..types import Notification
    from .mailbox import Mailbox, Signal
    from .places import Place


class CommandOutput(Struct, frozen=True):
    """A piece of what a command wrote."""

    stream: CommandExecOutputStream
    """Where it wrote it. What it wrote to a terminal is `stdout`."""
    data: bytes
    """What it wrote; characters may be cut anywhere."""
    cap_reached: bool
    """Whether nothing more of this stream will come, because of `output_limit`."""


class CommandResult(Struct, frozen=True):
    """How a command ended."""

    exit_code: int
    """Its exit code: 124 after `timeout`, 128 and the number of a signal that ended it."""
    stdout: bytes
    """What it wrote to stdout, or to its terminal."""
    stderr: bytes
    """What it wrote to stderr."""
    cap_reached: bool
    """Whether `output_limit` may have cut stdout or stderr."""


class CommandLog:
    """One command, from its start to its end. Listens to its output."""

    def __init__(
        self, process_id: str, mailbox: Mailbox[CommandOutput], keeps_streamed: bool
    ) -> None:
        self.process_id = process_id
        self.mailbox = mailbox
        """What has not been streamed yet."""
        self.reply = Reply()
        """Where the answer to its request arrives."""
        self.reply.on_response = self._read
        self.reply.on_outcome = lambda: self.end(self.reply.failure)
        self._keeps_streamed = keeps_streamed
        self._is_streamed = False
        self._whole: dict[CommandExecOutputStream, bytearray] = {}
        self._cap_reached = False
        self._exit_code = 0
        self._over = False
        self._failure: Callable[[], BaseException] | None = None
        self._signals: list[Signal] = []

    def stream(self) -> Mailbox[CommandOutput]:
        """The pieces of its output, which are read from now on, once."""
        if self._is_streamed:
            raise RuntimeError("this command is being streamed already")
        self._is_streamed = True
        if not self._keeps_streamed:
            self._whole.clear()
        return self.mailbox

    def result(self) -> CommandResult:
        """What it came to, or raise why it came to nothing."""
        if self._failure is not None:
            raise self._failure()
        if not self._is_streamed:
            self.mailbox.clear()
        stdout, stderr = (
            bytes(self._whole.get(stream, b""))
            for stream in (
                CommandExecOutputStream.stdout,
                CommandExecOutputStream.stderr,
            )
        )
        return CommandResult(self._exit_code, stdout, stderr, self._cap_reached)

    # What is over some time.

    @property
    def over(self) -> bool:
        """Whether nothing more will come."""
        return self._over

    def when_over(self, signal: Signal) -> None:
        """Set the signal then; at once if it is over."""
        if self._over:
            signal.set()
        else:
            self._signals.append(signal)

    def forget(self, signal: Signal) -> None:
        """Take back what `when_over` registered."""
        if signal in self._signals:
            self._signals.remove(signal)

    # What listens.

    @property
    def ended(self) -> bool:
        """Whether it wants no more."""
        return self._over

    def wants(self, notification: Notification, place: Place) -> bool:
        """Whether this is output of the command."""
        payload = notification.payload
        return (
            isinstance(payload, CommandExecOutputDeltaNotification)
            and payload.process_id == self.process_id
        )

    def put(self, notification: Notification) -> None:
        """Take in output."""
        payload = notification.payload
        assert isinstance(payload, CommandExecOutputDeltaNotification), "it is wanted"
        try:
            data = b64decode(payload.delta_base64, validate=True)
        except (TypeError, ValueError):
            self.end(lambda: CodexError("the output of the command is no base64"))
            return
        stream: object = getattr(payload, "stream", None)
        if not isinstance(stream, CommandExecOutputStream):
            self.end(lambda: CodexError("the output of the command is of no stream"))
            return
        if payload.cap_reached:
            self._cap_reached = True
        if self._keeps_streamed or not self._is_streamed:
            self._whole.setdefault(stream, bytearray()).extend(data)
        self.mailbox.put(CommandOutput(stream, data, payload.cap_reached))

    def end(self, failure: Callable[[], BaseException] | None) -> None:
        """Nothing more will come, because of `failure` or because it has ended."""
        if not self._over:
            self._failure = failure
            self._over = True
            self.mailbox.end(failure)
            for signal in self._signals:
                signal.set()

    def _read(self, response: Response) -> None:
        try:
            result = decode_result(methods.COMMAND_EXEC, response)
        except WireError as error:
            raise CodexError(f"the end of the command is unreadable: {error}") from None
        self._exit_code = result.exit_code
