"""Runs the author's handler for what the runtime asks, in tasks of an event loop.

In: decoded requests, in their order. Out: one answer each, when its handler is done. A
handler that is a coroutine function runs in the loop, a plain one in a thread, so that
neither holds up the reader. A task that is cancelled refuses; one that the runtime needs no more
is cancelled.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from functools import partial
from inspect import isawaitable, iscoroutinefunction
from typing import TYPE_CHECKING, Any

from .dispatch import Refusal, dispatch, failure
from .handler import SERVER_REQUESTS
from .serving import WORKERS, conclude
from .workers import Workers

if TYPE_CHECKING:
    from .._runtime.scalars import RequestId
    from .handler import ServerRequestHandler
    from .serving import Request, Send

CANCELLED = Refusal("the handler was cancelled")

CLOSE_SECONDS = 1.0
"""How long handlers may take to end when they are cancelled."""


class TaskServer:
    """Serves each request in a task."""

    def __init__(self, handler: ServerRequestHandler | None) -> None:
        self._handler = handler
        self._workers = Workers(WORKERS)
        self._tasks: dict[asyncio.Task[None], RequestId | None] = {}
        """Who works on which answer; None for one that is needed no more."""

    def serve(self, request: Request, send: Send) -> None:
        """Have it answered soon."""
        task = asyncio.get_running_loop().create_task(self._answer(request, send))
        self._tasks[task] = request.id
        task.add_done_callback(self._tasks.pop)

    def withdraw(self, number: object) -> None:
        """The runtime needs this answer no more: whoever works on it may stop."""
        for task, served in self._tasks.items():
            if served is not None and served == number:
                self._tasks[task] = None
                task.cancel()

    async def close(self) -> None:
        """Cancel what is under way; a handler that goes on all the same is left to itself."""
        self._workers.close()
        mine, loop = asyncio.current_task(), asyncio.get_running_loop()
        others = (task for task in self._tasks if task is not mine)
        tasks = [task for task in others if task.get_loop() is loop]
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks, timeout=CLOSE_SECONDS)

    async def _answer(self, request: Request, send: Send) -> None:
        try:
            outcome = await self._outcome(request)
        except asyncio.CancelledError:  # as a rule, because nobody needs the answer
            conclude(request, CANCELLED, send)
            raise
        except BaseException as error:
            conclude(request, failure(error), send)
            if not isinstance(error, Exception):
                raise
        else:
            mine = asyncio.current_task()
            is_needed = mine is not None and self._tasks.get(mine) is not None
            # a handler may answer although it was cancelled
            conclude(request, outcome if is_needed else CANCELLED, send)

    async def _outcome(self, request: Request) -> object:
        if self._handler is None or self._is_native(request):
            outcome = dispatch(self._handler, request)
        else:
            outcome = await self._in_thread(request)
        return await outcome if isawaitable(outcome) else outcome

    def _is_native(self, request: Request) -> bool:
        """Whether the handler of a request belongs into the loop."""
        plan = SERVER_REQUESTS.get(str(request.__struct_config__.tag))
        return plan is None or iscoroutinefunction(
            getattr(self._handler, plan.handler, None)
        )

    async def _in_thread(self, request: Request) -> object:
        loop = asyncio.get_running_loop()
        done: asyncio.Future[object] = loop.create_future()

        def work() -> None:
            try:
                outcome = dispatch(self._handler, request)
            except BaseException as error:
                outcome = failure(error)
            with suppress(RuntimeError):  # the loop is closed: nobody waits
                loop.call_soon_threadsafe(partial(_settle, done, outcome))

        self._workers.submit(work)
        return await done


def _settle(done: asyncio.Future[Any], outcome: object) -> None:
    if not done.done():
        done.set_result(outcome)
