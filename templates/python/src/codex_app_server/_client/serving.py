"""Runs the author's handler for what the runtime asks, off the thread that reads.

In: decoded requests, in their order. Out: one answer each, when its handler is done:
many are served at once, and a handler may call the client. Handlers may be plain or
asynchronous in both clients. An answer that comes after the end is dropped, and one that
the runtime needs no more refuses.
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
    from .._runtime.scalars import RequestId
    from .handler import ServerRequestHandler

    Request = RequestMessage | UnknownRequest
    Send = Callable[[bytes], None]

WORKERS = "codex-handler"

NEEDLESS = Refusal("the runtime needs no answer any more")


class ThreadServer:
    """Serves each request in a thread."""

    def __init__(self, handler: ServerRequestHandler | None) -> None:
        self._handler = handler
        self._workers = Workers(WORKERS)
        self._open: dict[object, RequestId] = {}
        """What needs an answer, each under a name of its own: the runtime chooses ids."""

    def serve(self, request: Request, send: Send) -> None:
        """Have it answered soon."""
        name = object()
        self._open[name] = request.id
        self._workers.submit(partial(self._answer, name, request, send))

    def withdraw(self, number: object) -> None:
        """The runtime needs this answer no more: whoever works on it can grant nothing."""
        for name, served in tuple(self._open.items()):
            if served == number:
                self._open.pop(name, None)

    def close(self) -> None:
        """Forget what has not begun, and begin nothing more."""
        self._workers.close()

    def _answer(self, name: object, request: Request, send: Send) -> None:
        outcome: object = NEEDLESS
        try:
            if name in self._open:
                outcome = dispatch(self._handler, request)
            if isawaitable(outcome):
                outcome = _finished(outcome)
        except BaseException as error:  # whatever it is, it grants nothing
            outcome = failure(error)
        is_needed = self._open.pop(name, None) is not None
        conclude(request, outcome if is_needed else NEEDLESS, send)


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
