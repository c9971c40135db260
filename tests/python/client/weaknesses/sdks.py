"""Two packages for one protocol, so that a test can be asked of both: what the official one lacks, ours must have.

In: a fake or a real app-server. Out: clients of either package, made in the same way; calls that hang end in an
AssertionError. A test says which weakness it is about and how the official package fails it; it is strict: the day the
official package passes, the test fails and the claim goes.

    @weakness(1, AssertionError)
    def test_an_overload_is_worth_a_retry(sdk, fake): ...

The numbers: 1 overload, 2 approvals that nobody gave, 3 a handler blocks the reader, 4 waiting for ever, 5 starving
asyncio, 6 unbounded queues, 7 closed enums and unions, 8 members thrown away, 9 null cannot be sent, 10 defaults of the
wrong type, 11 failed turns lose everything, 12 abandoned turns run on, 13 missing methods, 14 missing types, 15 stdio
alone, 16 lists kept by hand, 18 numbered names, 19 types that say nothing, 20 a costly import, 22 parameters without a
word, 23 no licence, 24 what was never tried.
17 and 21 are about how the official package is made, which an installed package does not show; ours is judged alone.
21, a check that rewrites what it checks, is in `tests/cli.rs`: a check writes nothing and calls nothing.
"""

from __future__ import annotations

import asyncio
import importlib
import importlib.metadata
import importlib.util
import json
import re
import subprocess
import sys
import threading
import zipfile
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any, Protocol, TypeVar

import pytest

T = TypeVar("T")

PATIENCE = 20.0
"""Seconds that a call may last; only what hangs takes so long."""

Decide = Callable[[], str]
"""What a program says when a command needs approval: `accept`, `decline`, ..."""


class Startable(Protocol):
    """A `FakeServer` or a `RealRuntime`."""

    @property
    def argv(self) -> tuple[str, ...]: ...


class Sdk(ABC):
    """One package. `patience`: seconds after which a call is said to hang."""

    name: str
    patience: float

    @property
    def root(self) -> Any:
        """The imported package."""
        return importlib.import_module(self.name)

    @property
    def folder(self) -> Path:
        """Where the package lies."""
        return Path(self.root.__file__).parent

    def config(self, server: Startable | None = None, **members: Any) -> Any:
        """A `CodexConfig` that starts the server."""
        if server is not None:
            members["launch_args_override"] = server.argv
        return self.root.CodexConfig(**members)

    @contextmanager
    def connected(
        self, server: Startable | None, decide: Decide | None = None, **config: Any
    ) -> Iterator[Any]:
        """A `Codex`, closed afterwards."""
        given = self.config(server, **config)
        kind = self.root.Codex
        codex = in_time(PATIENCE, lambda: self._make(kind, given, decide))
        try:
            yield codex
        finally:
            in_time(PATIENCE, codex.close)

    @asynccontextmanager
    async def connected_async(
        self, server: Startable, decide: Decide | None = None, **config: Any
    ) -> AsyncIterator[Any]:
        """An `AsyncCodex`, closed afterwards."""
        given = self.config(server, **config)
        async with self._make(self.root.AsyncCodex, given, decide) as codex:
            yield codex

    def soon(self, call: Callable[..., T], *args: Any) -> T:
        """Make a call that must not hang: AssertionError when its end does not come."""
        return in_time(self.patience, lambda: call(*args))

    async def soon_async(self, awaited: Awaitable[T]) -> T:
        """Await what must not hang: AssertionError when its end does not come."""
        try:
            return await asyncio.wait_for(awaited, self.patience)
        except asyncio.TimeoutError:
            raise AssertionError(f"still waiting after {self.patience} s") from None

    @abstractmethod
    def _make(self, kind: Any, config: Any, decide: Decide | None) -> Any:
        """A client of that class, and who decides about its commands."""

    @abstractmethod
    def model(self, name: str) -> Any:
        """A type of the protocol by its name, from the most public place that has it."""

    @abstractmethod
    def model_names(self) -> list[str]:
        """The names of all types of the protocol."""

    @property
    @abstractmethod
    def models_folder(self) -> Path:
        """Where their source is."""

    @abstractmethod
    def sent(self, params: Any) -> dict[str, Any]:
        """What the package writes on the wire for params."""

    @abstractmethod
    def methods(self) -> set[str]:
        """The methods of the protocol that a program can call, read from the source."""

    @abstractmethod
    def installed_papers(self, scratch: Path) -> list[str]:
        """The files beside the package that an installation brings."""

    def __repr__(self) -> str:
        return self.name


def in_time(seconds: float, call: Callable[[], T]) -> T:
    """Make a call in a thread of its own; AssertionError if it does not end in time."""
    outcome: list[T] = []
    failure: list[BaseException] = []

    def run() -> None:
        try:
            outcome.append(call())
        except BaseException as error:
            failure.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(seconds)
    assert not thread.is_alive(), f"still waiting after {seconds} seconds"
    if failure:
        raise failure[0]
    return outcome[0]


class Ours(Sdk):
    """The emitted package."""

    name = "codex_app_server"
    patience = PATIENCE

    def _make(self, kind: Any, config: Any, decide: Decide | None) -> Any:
        if decide is None:
            return kind(config)
        members = {"command_execution_approval": lambda handler, request: decide()}
        handler = type("Decider", (self.root.ServerRequestHandler,), members)()
        return kind(config, handler=handler)

    def model(self, name: str) -> Any:
        return getattr(importlib.import_module("codex_app_server.types"), name)

    def model_names(self) -> list[str]:
        names: list[str] = importlib.import_module("codex_app_server.types").__all__
        return names

    @property
    def models_folder(self) -> Path:
        return self.folder / "_types"

    def methods(self) -> set[str]:
        methods = vars(importlib.import_module("codex_app_server.wire").methods)
        source = (self.folder / "_client" / "rpc.py").read_text("utf-8")
        used = re.findall(r"\bmethods\.([A-Z_0-9]+)", source)
        return {"initialize", *(methods[name].name for name in used)}

    def installed_papers(self, scratch: Path) -> list[str]:
        project = self.folder.parents[1]
        builder = [sys.executable, "-m", "hatchling", "build", "-t", "wheel"]
        command = [*builder, "-d", str(scratch)]
        subprocess.run(command, cwd=project, check=True, capture_output=True)
        (wheel,) = scratch.glob("*.whl")
        names = zipfile.ZipFile(wheel).namelist()
        return [name for name in names if ".dist-info/" in name]

    def sent(self, params: Any) -> dict[str, Any]:
        wire = importlib.import_module("codex_app_server.wire")
        found: dict[str, Any] = json.loads(wire.encode(params))
        return found


class Official(Sdk):
    """The published package."""

    name = "openai_codex"

    def __init__(self, patience: float) -> None:
        self.patience = patience

    def _make(self, kind: Any, config: Any, decide: Decide | None) -> Any:
        codex = kind(config)
        if decide is not None:
            # There is no public way.
            client = getattr(codex._client, "_sync", codex._client)
            client._approval_handler = lambda *_: {"decision": decide()}
        return codex

    def model(self, name: str) -> Any:
        for home in ("types", "generated.v2_all"):
            module = importlib.import_module(f"openai_codex.{home}")
            if hasattr(module, name):
                return getattr(module, name)
        raise AttributeError(name)

    def model_names(self) -> list[str]:
        names = vars(importlib.import_module("openai_codex.generated.v2_all"))
        return [name for name in names if not name.startswith("_")]

    @property
    def models_folder(self) -> Path:
        return self.folder / "generated"

    def methods(self) -> set[str]:
        sources = [path.read_text("utf-8") for path in self.folder.glob("*.py")]
        found = re.findall(r'"([a-z]\w*(?:/\w+)+)",', "\n".join(sources))
        return {"initialize", *found}

    def installed_papers(self, scratch: Path) -> list[str]:
        files = importlib.metadata.files("openai-codex") or []
        return [str(file) for file in files if ".dist-info/" in str(file)]

    def sent(self, params: Any) -> dict[str, Any]:
        found: dict[str, Any] = params.model_dump(
            by_alias=True, exclude_none=True, mode="json"
        )
        return found


OURS = Ours()
OFFICIAL = Official(PATIENCE)
HANGING = Official(1.5)
"""The same where it is known to hang, and so is not waited for as long."""

NEEDS_OFFICIAL = pytest.mark.skipif(
    importlib.util.find_spec("openai_codex") is None,
    reason="the official package is not installed",
)


def weakness(number: int, *fails_with: type[BaseException]) -> pytest.MarkDecorator:
    """The test is one that the official package fails, by one of these exceptions, and ours passes."""
    marks = [
        NEEDS_OFFICIAL,
        pytest.mark.xfail(
            raises=fails_with, strict=True, reason=f"weakness {number} of the official"
        ),
        # It leaves pipes and threads for the garbage collector to find.
        pytest.mark.filterwarnings("ignore"),
    ]
    official = pytest.param(HANGING, marks=marks, id="official")
    ours = pytest.param(OURS, id="ours")
    return pytest.mark.parametrize("sdk", [ours, official])


def common_ground() -> pytest.MarkDecorator:
    """The test is one that both packages pass."""
    marks = [NEEDS_OFFICIAL, pytest.mark.filterwarnings("ignore")]
    official = pytest.param(OFFICIAL, marks=marks, id="official")
    ours = pytest.param(OURS, id="ours")
    return pytest.mark.parametrize("sdk", [ours, official])
