"""Both faces of the client seen as one that blocks, so that a scenario is written once and judged twice.

In: a fake app-server and a configuration. Out: a client whose methods wait, whether it is the blocking one or the
asynchronous one; that one lives on a loop of its own in a thread, where each call is a task. What is compared is the
behaviour; what only one face can do, such as to be cancelled, is tested on that face alone.
"""

from __future__ import annotations

import asyncio
import inspect
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from types import TracebackType
from typing import Any, TypeVar

from fake_server import FakeServer
from leftovers import no_tasks
from model_server import PATIENCE

T = TypeVar("T")


def config_for(server: FakeServer, **members: Any) -> Any:
    """The configuration that starts the fake server."""
    from codex_app_server import CodexConfig

    return CodexConfig(launch_args_override=server.argv, **members)


def read(events: Any) -> tuple[list[str], Exception | None]:
    """The methods of what a reader gets, and the error that ends it, if one does."""
    got: list[str] = []
    try:
        for event in events:
            got.append(event.method)  # noqa: PERF401
    except Exception as error:
        return got, error
    return got, None


def standing(thread: int) -> list[str]:
    """The functions in which a thread stands."""
    stack = traceback.extract_stack(sys._current_frames()[thread])
    return [frame.name for frame in stack]


class Work(threading.Thread):
    """Work in a thread of its own, and what came of it."""

    def __init__(self, work: Callable[[], Any]) -> None:
        super().__init__(name="work of a test", daemon=True)
        self._work = work
        self._outcome: Future[Any] = Future()
        self.start()

    def run(self) -> None:
        try:
            self._outcome.set_result(self._work())
        except BaseException as error:
            self._outcome.set_exception(error)

    @property
    def is_done(self) -> bool:
        """Whether it has ended, well or not."""
        return self._outcome.done()

    def result(self, timeout: float = PATIENCE) -> Any:
        """What it gave, or raise what it raised."""
        return self._outcome.result(timeout)

    def error(self, timeout: float = PATIENCE) -> BaseException:
        """What it raised."""
        error = self._outcome.exception(timeout)
        assert error is not None, f"it gave {self._outcome.result()!r}"
        return error


class Face:
    """The blocking client as it is."""

    name = "sync"

    def open(self, server: FakeServer, handler: Any = None, /, **members: Any) -> Any:
        """A started client of the fake server."""
        return self.open_with(config_for(server, **members), handler)

    def open_with(self, config: Any, handler: Any = None) -> Any:
        """A started client of that configuration."""
        from codex_app_server import Codex

        return Codex(config, handler=handler)

    def begin(self, work: Callable[[], Any]) -> Work:
        """Do something beside the test."""
        return Work(work)

    def begin_each(self, count: int, work: Callable[[int], Any]) -> list[Work]:
        """The same so many times at once, by number."""
        return [Work(lambda number=number: work(number)) for number in range(count)]

    def end(self) -> None:
        """Give back what the face itself took."""


class AsyncFace(Face):
    """The asynchronous client, each call a task of a loop in a thread."""

    name = "async"

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self._thread = threading.Thread(
            target=self.loop.run_forever, name="loop of a test", daemon=True
        )
        self._thread.start()

    def open_with(self, config: Any, handler: Any = None) -> Any:
        from codex_app_server import AsyncCodex

        codex = Blocking(AsyncCodex(config, handler=handler), self.loop)
        return codex.__enter__()

    def end(self) -> None:
        """Stop the loop; AssertionError if a task is left."""
        try:
            asyncio.run_coroutine_threadsafe(no_tasks(), self.loop).result(PATIENCE)
        finally:
            ending = self.loop.shutdown_asyncgens()
            asyncio.run_coroutine_threadsafe(ending, self.loop).result(PATIENCE)
            self.loop.call_soon_threadsafe(self.loop.stop)
            self._thread.join(PATIENCE)
            self.loop.close()


FACES: dict[str, Callable[[], Face]] = {"sync": Face, "async": AsyncFace}


class Blocking:
    """An object of the asynchronous client that waits for what it would have awaited."""

    def __init__(self, target: Any, loop: asyncio.AbstractEventLoop) -> None:
        self._target = target
        self._loop = loop

    def __getattr__(self, name: str) -> Any:
        return self._seen(getattr(self._target, name))

    def __repr__(self) -> str:
        return repr(self._target)

    def __enter__(self) -> Any:
        self._wait(self._target.__aenter__)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._wait(self._target.__aexit__, kind, error, trace)

    def __iter__(self) -> Iterator[Any]:
        return self

    def __next__(self) -> Any:
        try:
            return self._wait(self._target.__anext__)
        except StopAsyncIteration:
            raise StopIteration from None

    def close(self) -> None:
        """End the client or the stream, whichever word that one has for it."""
        end = getattr(self._target, "aclose", None) or self._target.close
        self._wait(end)

    def _seen(self, value: Any) -> Any:
        if inspect.isroutine(value):
            return lambda *given, **named: self._wait(value, *given, **named)
        if hasattr(value, "__anext__") or hasattr(value, "__aenter__"):
            return Blocking(value, self._loop)
        module = type(value).__module__
        if module.startswith("codex_app_server._client") and any(
            inspect.iscoroutinefunction(member) for member in vars(type(value)).values()
        ):
            return Blocking(value, self._loop)
        return value

    def _wait(self, call: Callable[..., Any], *given: Any, **named: Any) -> Any:
        async def made() -> Any:
            result = call(*given, **named)
            return await result if inspect.isawaitable(result) else result

        future = asyncio.run_coroutine_threadsafe(made(), self._loop)
        return self._seen(future.result())
