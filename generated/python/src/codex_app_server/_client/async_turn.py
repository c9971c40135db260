"""A turn in the hands of the program: its events, its result, its controls.

Each handle sees every event of its turn from its own start on, once, whatever other
handles do. A turn that only one stream followed is stopped when that stream is closed
early, or when its reader is cancelled.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import TYPE_CHECKING

from ..wire import methods
from .async_session import AsyncSession
from .deadline import Deadline
from .inputs import Input, steer_input
from .keywords import snake_case_keywords
from .leaving import leaving
from .mailbox import Mailbox
from .run import TurnResult, result_of
from .turn_log import TurnLog

if TYPE_CHECKING:
    from typing_extensions import Self

    from ..types import Notification, TurnInterruptResponse, TurnSteerResponse
    from .output import OutputForm


@snake_case_keywords
class AsyncTurnHandle:
    """One turn of a thread. Threads make them; as an asynchronous context manager, a turn that is not
    over at the end of the block is interrupted."""

    def __init__(
        self,
        session: AsyncSession,
        log: TurnLog,
        mailbox: Mailbox[Notification] | None = None,
        form: OutputForm | None = None,
    ) -> None:
        self._session = session
        self._log = log
        self._mailbox = mailbox
        self._form = form
        self._streaming = False

    @property
    def thread_id(self) -> str:
        """Id of the thread that the turn belongs to."""
        return self._log.thread_id

    @property
    def id(self) -> str:
        """Id of the turn."""
        return self._log.turn_id

    def __repr__(self) -> str:
        return f"AsyncTurnHandle(thread_id={self.thread_id!r}, id={self.id!r})"

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, _: object, error: object, __: object) -> None:
        with leaving(error):
            if not self._log.over:
                await self._session.interrupt(self._log)

    def stream(
        self, *, keep_running: bool = False, timeout: float | None = None
    ) -> AsyncGenerator[Notification, None]:
        """Yield the events of the turn as they arrive, up to `turn/completed`.

        The stream begins with the creation of this handle. A handle can be streamed
        once. A failed turn ends the stream normally; `run` raises.

        Args:
            keep_running: Whether the turn continues if the stream is closed early. By
                default it is interrupted, unless another stream or `run` follows it.
            timeout: Longest wait for one event, in seconds. Default: no limit.

        Raises:
            StreamLaggedError: more than `CodexConfig.stream_limit` events were unread.
            DeadlineExceededError: there was no event within `timeout`.
            TransportClosedError: the connection ended first.
        """
        if self._streaming:
            raise RuntimeError(
                "this handle has been streamed already; a handle can be streamed only once"
            )
        self._streaming = True
        if self._mailbox is None:
            self._mailbox = self._session.follow(self._log)
        return self._events(self._mailbox, keep_running, timeout)

    async def run(
        self, *, keep_running: bool = False, timeout: float | None = None
    ) -> TurnResult:
        """Wait until the turn ends and return its result.

        Unless a stream was started before, the events of the turn are discarded.

        Args:
            keep_running: Whether the turn continues if the wait is cancelled or
                interrupted by Ctrl-C. By default it is interrupted, unless a stream or
                another `run` follows it.
            timeout: Longest wait, in seconds; the turn continues after it. Default: no
                limit.

        Raises:
            TurnFailedError: the turn failed; the error carries it.
            OutputError: the answer does not match `output_schema`.
            DeadlineExceededError: the turn did not end within `timeout`.
            TransportClosedError: the connection ended first.
        """
        if not self._streaming and self._mailbox is not None:
            self._mailbox.clear()
            self._mailbox = None
        log, deadline = self._log, Deadline(timeout)
        log.watchers += 1
        try:
            over = await self._session.wait_for_end(log, deadline)
        except BaseException:
            log.watchers -= 1
            if not keep_running:
                self._session.stop_quietly(log)
            raise
        log.watchers -= 1
        if not over:
            raise deadline.error("turn/completed")
        return result_of(log, self._form)

    async def steer(self, input: Input | str) -> TurnSteerResponse:
        """Send further input to the running turn. Method: `turn/steer`.

        Raises:
            InvalidRequestError: the turn has ended.
        """
        return await self._session.call(
            methods.TURN_STEER,
            {
                "thread_id": self.thread_id,
                "expected_turn_id": self.id,
                "input": steer_input(input),
            },
        )

    async def interrupt(self) -> TurnInterruptResponse:
        """Stop the turn; it ends with status `interrupted`. Method: `turn/interrupt`.

        Has no effect on a turn that has ended or is being interrupted.
        """
        return await self._session.interrupt(self._log)

    async def _events(
        self,
        mailbox: Mailbox[Notification],
        keep_running: bool,
        timeout: float | None,
    ) -> AsyncGenerator[Notification, None]:
        log = self._log
        log.watchers += 1
        try:
            while True:
                deadline = Deadline(timeout)
                try:
                    events = await self._session.take(mailbox, deadline)
                except EOFError:
                    return
                if not events:
                    raise deadline.error("the next event of the turn")
                for event in events:
                    yield event
        finally:
            log.watchers -= 1
            mailbox.clear()
            if not keep_running:
                self._session.stop_quietly(log)
