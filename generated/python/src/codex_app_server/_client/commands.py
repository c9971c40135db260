"""A command that the runtime runs for the program, outside any thread of the agent.

In: a session and the members of `command/exec`. Out: a handle that hears all output from
the first byte on. A command that is given up is ended.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from ..wire import methods
from .command_log import CommandLog, CommandOutput, CommandResult
from .command_params import terminal_size
from .deadline import Deadline
from .errors import InvalidRequestError
from .keywords import snake_case_keywords
from .leaving import leaving
from .mailbox import Mailbox

if TYPE_CHECKING:
    from typing_extensions import Self

    from .session import Session

PIECE = 1 << 20
"""Bytes of stdin in one request."""


@snake_case_keywords
class CommandHandle:
    """A running command, as returned by `Codex.start_command`.

    As a context manager, it terminates a command that is still running at the end of
    the block.
    """

    def __init__(self, session: Session, log: CommandLog) -> None:
        self._session = session
        self._log = log

    @property
    def process_id(self) -> str:
        """Id of the command, unique within the connection."""
        return self._log.process_id

    def __repr__(self) -> str:
        return f"CommandHandle(process_id={self.process_id!r})"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _: object, error: object, __: object) -> None:
        with leaving(error):
            self.terminate()

    def stream(self, *, timeout: float | None = None) -> Iterator[CommandOutput]:
        """Yield the output of the command as it arrives, until it exits.

        The stream begins with the first byte. A command can be streamed once. Closing
        the stream early leaves the command running.

        Args:
            timeout: Longest wait for output, in seconds. Default: no limit.

        Raises:
            InternalRpcError: the runtime could not start the command.
            StreamLaggedError: more than `CodexConfig.stream_limit` pieces of output
                were unread.
            DeadlineExceededError: there was no output within `timeout`.
            TransportClosedError: the connection ended first.
        """
        return self._pieces(self._log.stream(), timeout)

    def wait(self, *, timeout: float | None = None) -> CommandResult:
        """Wait until the command exits and return its result.

        Output that has not been streamed cannot be streamed afterwards.

        Args:
            timeout: Longest wait, in seconds; the command continues after it. Default:
                no limit.

        Raises:
            InternalRpcError: the runtime could not start the command.
            DeadlineExceededError: the command did not exit within `timeout`.
            TransportClosedError: the connection ended first.
        """
        deadline = Deadline(timeout)
        if not self._session.wait_for_end(self._log, deadline):
            raise deadline.error(methods.COMMAND_EXEC.name)
        return self._log.result()

    def write(self, data: bytes, *, timeout: float | None = None) -> None:
        """Write to the stdin of the command. Method: `command/exec/write`.

        Args:
            data: Bytes to write, of any length.
            timeout: Longest wait until the command accepts a part of them, in seconds.
                Default: no limit.

        Raises:
            InvalidRequestError: the command has exited, or was started without stdin.
            DeadlineExceededError: the command accepted nothing within `timeout`.
        """
        for start in range(0, len(data), PIECE):
            piece = b64encode(data[start : start + PIECE]).decode()
            self._write({"delta_base64": piece}, timeout)

    def close_stdin(self) -> None:
        """Close the stdin of the command. Method: `command/exec/write`.

        Raises:
            InvalidRequestError: the command has exited, or was started without stdin.
        """
        self._write({"close_stdin": True}, None)

    def resize(self, rows: int, cols: int) -> None:
        """Resize the terminal of the command. Method: `command/exec/resize`.

        Raises:
            InvalidRequestError: the command has exited, or has no terminal.
        """
        members = {
            "process_id": self.process_id,
            "size": terminal_size(rows, cols),
        }
        self._session.call(methods.COMMAND_EXEC_RESIZE, members)

    def terminate(self) -> None:
        """Kill the command and its child processes. Method: `command/exec/terminate`.

        `wait` then returns its exit code. Has no effect on a command that has exited.
        """
        if not self._log.over:
            members = {"process_id": self.process_id}
            with suppress(InvalidRequestError):  # it has just ended by itself
                self._session.call(methods.COMMAND_EXEC_TERMINATE, members)

    def _write(self, members: Mapping[str, object], timeout: float | None) -> None:
        members = {"process_id": self.process_id, **members}
        self._session.call(methods.COMMAND_EXEC_WRITE, members, timeout)

    def _pieces(
        self, mailbox: Mailbox[CommandOutput], timeout: float | None
    ) -> Iterator[CommandOutput]:
        try:
            while True:
                deadline = Deadline(timeout)
                try:
                    pieces = self._session.take(mailbox, deadline)
                except EOFError:
                    return
                if not pieces:
                    raise deadline.error("the next output of the command")
                yield from pieces
        finally:
            mailbox.clear()


def start_command(session: Session, members: dict[str, Any]) -> CommandHandle:
    """Start a command."""
    return CommandHandle(session, _begin(session, members))


def run_command(
    session: Session, members: dict[str, Any], stdin: bytes | None
) -> CommandResult:
    """Run a command to its end; if the wait is broken off, so is the command."""
    log = _begin(session, members)
    handle = CommandHandle(session, log)
    try:
        if stdin is not None:
            with suppress(InvalidRequestError):  # it has ended and not read all
                handle.write(stdin)
                handle.close_stdin()
        return handle.wait()
    except BaseException:
        _give_up(session, log)
        raise


def _begin(session: Session, members: dict[str, Any]) -> CommandLog:
    is_bounded = "output_bytes_cap" in members
    log = CommandLog(members["process_id"], session.mailbox(), is_bounded)
    session.add_listener(log)
    try:
        session.begin(methods.COMMAND_EXEC, members, log.reply)
    except BaseException as error:
        if not isinstance(error, Exception):  # broken off, perhaps after it was sent
            _give_up(session, log)
        log.end(None)
        raise
    return log


def _give_up(session: Session, log: CommandLog) -> None:
    """Have a command ended that nobody waits for any more."""
    if not log.over:
        session.tell(methods.COMMAND_EXEC_TERMINATE, {"process_id": log.process_id})
