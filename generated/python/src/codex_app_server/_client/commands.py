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
from .errors import CodexError, InvalidRequestError
from .keywords import snake_case_keywords
from .mailbox import Mailbox

if TYPE_CHECKING:
    from typing_extensions import Self

    from .session import Session

PIECE = 1 << 20
"""Bytes of stdin in one request."""


@snake_case_keywords
class CommandHandle:
    """A running command. `Codex.start_command` makes them; as a context manager, a
    command that is not over at the end of the block is ended."""

    def __init__(self, session: Session, log: CommandLog) -> None:
        self._session = session
        self._log = log

    @property
    def process_id(self) -> str:
        """Id of the command on this connection."""
        return self._log.process_id

    def __repr__(self) -> str:
        return f"CommandHandle(process_id={self.process_id!r})"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _: object, error: object, __: object) -> None:
        try:
            self.terminate()
        except CodexError:
            if error is None:  # else that is what the program should hear of
                raise

    def stream(self, *, timeout: float | None = None) -> Iterator[CommandOutput]:
        """The output of the command, as it comes, up to its end.

        It begins with the first byte and is given once: a command can be streamed once.
        Closing the stream early leaves the command running.

        Args:
            timeout: Longest wait for a piece, in seconds; `None` waits as long as the
                runtime lives.

        Raises:
            InternalRpcError: the runtime could not start the command.
            StreamLaggedError: the reader lagged by more pieces than
                `CodexConfig.stream_limit`.
            DeadlineExceededError: no piece came within `timeout`.
            TransportClosedError: the connection ended first.
        """
        return self._pieces(self._log.stream(), timeout)

    def wait(self, *, timeout: float | None = None) -> CommandResult:
        """Wait for the end of the command.

        Output that was not streamed by then can be streamed no more.

        Args:
            timeout: Longest wait, in seconds; `None` waits as long as the runtime lives.
                The command keeps running when it passes.

        Raises:
            InternalRpcError: the runtime could not start the command.
            DeadlineExceededError: the command was not over within `timeout`.
            TransportClosedError: the connection ended first.
        """
        deadline = Deadline(timeout)
        if not self._session.wait_for_end(self._log, deadline):
            raise deadline.error(methods.COMMAND_EXEC.name)
        return self._log.result()

    def write(self, data: bytes, *, timeout: float | None = None) -> None:
        """Write to the stdin of the command. Method: `command/exec/write`.

        Args:
            data: Any number of bytes.
            timeout: Longest wait until the command has room for a part of it, in
                seconds; `None` waits as long as the runtime lives.

        Raises:
            InvalidRequestError: the command is over, or was started without stdin.
            DeadlineExceededError: there was no room within `timeout`.
        """
        for start in range(0, len(data), PIECE):
            piece = b64encode(data[start : start + PIECE]).decode()
            self._write({"delta_base64": piece}, timeout)

    def close_stdin(self) -> None:
        """Write no more: the command reads the end. Method: `command/exec/write`.

        Raises:
            InvalidRequestError: the command is over, or was started without stdin.
        """
        self._write({"close_stdin": True}, None)

    def resize(self, rows: int, cols: int) -> None:
        """Change the size of the terminal, in characters. Method: `command/exec/resize`.

        Raises:
            InvalidRequestError: the command is over, or has no terminal.
        """
        members = {
            "process_id": self.process_id,
            "size": terminal_size(rows, cols),
        }
        self._session.call(methods.COMMAND_EXEC_RESIZE, members)

    def terminate(self) -> None:
        """End the command and all that it started. Method: `command/exec/terminate`.

        `wait` then tells its end. A command that is over stays as it is.
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
