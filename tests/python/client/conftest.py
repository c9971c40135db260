"""The fixtures of the client's tests: the mock model, the real runtime and the fake one, and the watch over leftovers.

What each gives, and how to use it, is told by `model_server`, `real`, `fake_server` and `leftovers`.
"""

from __future__ import annotations

import faulthandler
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import real
from faces import FACES, Face
from fake_server import FakeServer
from leftovers import Snapshot
from model_server import ModelServer

HERE = Path(__file__).parent

pytest.register_assert_rewrite("example_cases")

ENDLESS = 300.0
"""Seconds that no single test takes."""


@pytest.fixture
def model() -> Iterator[ModelServer]:
    """A mock model that answers what the test scripts."""
    with ModelServer() as server:
        yield server


@pytest.fixture
def make_runtime(
    tmp_path: Path, model: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., real.RealRuntime]:
    """`make_runtime(settings, distribution)`: the real runtime, and an environment of this process to match."""

    def make(
        settings: real.Settings | None = None,
        distribution: real.Distribution | None = None,
    ) -> real.RealRuntime:
        made = real.prepare(tmp_path / "runtime", model, settings, distribution)
        made.cut_off(monkeypatch)
        return made

    return make


@pytest.fixture
def runtime(make_runtime: Callable[..., real.RealRuntime]) -> real.RealRuntime:
    """The pinned runtime with the settings that need no mention."""
    return make_runtime()


@pytest.fixture
def older_runtime(
    make_runtime: Callable[..., real.RealRuntime],
) -> Callable[[str], real.RealRuntime]:
    """`older_runtime("0.149.0")`: a published runtime; the test is skipped when it cannot be had."""
    return lambda version: make_runtime(None, real.older(version))


@pytest.fixture
def fake(tmp_path: Path) -> Iterator[Callable[..., FakeServer]]:
    """`fake(serve, **given)`: a scripted app-server. A scenario that went wrong fails the test."""
    servers: list[FakeServer] = []

    def make(serve: Callable[..., Any], **given: Any) -> FakeServer:
        folder = tmp_path / f"fake-{len(servers)}"
        servers.append(FakeServer(folder, serve, **given))
        return servers[-1]

    yield make
    for server in servers:
        server.kill()
    for server in servers:
        server.check()


@pytest.fixture(params=FACES)
def face(request: pytest.FixtureRequest) -> Iterator[Face]:
    """Each face of the client in turn, seen as one that blocks."""
    made = FACES[request.param]()
    yield made
    made.end()


@pytest.fixture(autouse=True)
def no_endless_test() -> Iterator[None]:
    """A test that hangs ends the run, and tells where each thread stands."""
    faulthandler.dump_traceback_later(ENDLESS, exit=True)
    yield
    faulthandler.cancel_dump_traceback_later()


@pytest.fixture
def no_leftovers(fake: object) -> Iterator[None]:
    """After the test nothing runs and nothing is open that did not before; looked at before `fake` cleans up."""
    before = Snapshot.take()
    yield
    before.assert_nothing_added()


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say aloud what could not be tried here."""
    reasons = {
        report.longrepr[2]
        for report in terminalreporter.stats.get("skipped", [])
        if Path(report.fspath).is_relative_to(
            HERE.relative_to(terminalreporter.config.rootpath)
        )
        and isinstance(report.longrepr, tuple)
    }
    for reason in sorted(reasons):
        terminalreporter.write_line(
            f"NOT TRIED: {reason.removeprefix('Skipped: ')}", yellow=True
        )
