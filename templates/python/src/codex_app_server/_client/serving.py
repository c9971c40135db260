"""Runs the author's handler for what the runtime asks, off the thread that reads.

In: decoded requests, in their order. Out: one answer each, when its handler is done:
many are served at once, and a handler may call the client. Handlers may be plain or
asynchronous in both clients. An answer that comes after the end is dropped.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from inspect import isawaitable
from typing import TYPE_CHECKING, Any

from .dispatch import Refusal, answer_line, dispatch, failure
from .errors import CodexError
from .log import logger
from .workers import Workers

if TYPE_CHECKING:
    from .._runtime.messages import RequestMessage, UnknownRequest
    from .handler import ServerRequestHandler

    Request = RequestMessage | UnknownRequest
    Send = Callable[[bytes], None]

WORKERS = "codex-handler"


class ThreadServer:
    """Serves each request in a thread."""

    def __init__(self, handler: ServerRequestHandler | None) -> None:
        self._handler = handler
        self._workers = Workers(WORKERS)

    def serve(self, request: Request, send: Send) -> None:
        """Have it answered soon."""
        self._workers.submit(partial(self._answer, request, send))

    def close(self) -> None:
        """Forget what has not begun, and begin nothing more."""
        self._workers.close()

    def _answer(self, request: Request, send: Send) -> None:
        try:
            outcome = dispatch(self._handler, request)
            if isawaitable(outcome):
                outcome = _finished(outcome)
        except BaseException as error:  # whatever it is, it grants nothing
            outcome = failure(error)
        conclude(request, outcome, send)


def _finished(outcome: Awaitable[Any]) -> object:
    """The result of an asynchronous handler, in a loop of its own."""
    import asyncio

    async def finish() -> object:
        return await outcome

    return asyncio.run(finish())


def conclude(request: Request, outcome: object, send: Send) -> None:
    """Send the answer, or the refusal that takes its place, and tell why it refuses."""
    line, refusal = answer_line(request, outcome)
    if refusal is None:
        try:
            return send(line)
        except CodexError as error:  # it is larger than the runtime takes
            line, refusal = answer_line(request, Refusal(str(error), error))
    if refusal is not None:
        tell(request, refusal)
    send(line)


def tell(request: Request, refusal: Refusal) -> None:
    """Log a refusal: as a warning what the program did not want, else as a detail."""
    log = logger().debug if refusal.error is None else logger().warning
    log(
        "refused %s: %s", type(request).__name__, refusal.reason, exc_info=refusal.error
    )
