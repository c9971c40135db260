"""Files and folders that the runtime watches: each change is told once, until the watch is closed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from faces import Face
from fake_server import FakeServer
from real import RealRuntime
from scenarios import watches

from codex_app_server import CodexConfig
from codex_app_server._client.errors import (
    DeadlineExceededError,
    InvalidRequestError,
    TransportClosedError,
)

Fake = Callable[..., FakeServer]

pytestmark = pytest.mark.usefixtures("no_leftovers")


@pytest.fixture
def codex(face: Face, runtime: RealRuntime) -> Iterator[Any]:
    """A client of the real runtime."""
    config = CodexConfig(
        launch_args_override=runtime.argv, env=runtime.env, cwd=runtime.workspace
    )
    with face.open_with(config) as made:
        yield made


def changed(watch: Any) -> set[str]:
    """The names in the next change."""
    return {Path(path).name for path in next(watch).changed_paths}


@pytest.mark.tools
def test_a_folder(codex: Any, runtime: RealRuntime) -> None:
    here = runtime.workspace
    with codex.watch(here, timeout=20) as watch:
        assert watch.path == str(here)
        (here / "new").write_text("1")
        assert changed(watch) == {"new"}
        (here / "new").write_text("2")
        assert changed(watch) == {"new"}
        (here / "new").unlink()
        assert changed(watch) == {"new"}


@pytest.mark.tools
def test_a_file_that_is_not_there_yet(codex: Any, runtime: RealRuntime) -> None:
    file = runtime.workspace / "later"
    with codex.watch(file, timeout=20) as watch:
        (runtime.workspace / "other").write_text("1")
        file.write_text("1")
        assert changed(watch) == {"later"}


@pytest.mark.tools
def test_two_watches(codex: Any, runtime: RealRuntime) -> None:
    folders = [runtime.workspace / name for name in "ab"]
    for folder in folders:
        folder.mkdir()
    with codex.watch(folders[0], timeout=20) as a, codex.watch(folders[1]) as b:
        (folders[1] / "in b").write_text("1")
        assert changed(b) == {"in b"}
        (folders[0] / "in a").write_text("1")
        assert changed(a) == {"in a"}


@pytest.mark.tools
def test_waiting_no_longer(codex: Any, runtime: RealRuntime) -> None:
    with codex.watch(runtime.workspace, timeout=0.1) as watch:
        with pytest.raises(DeadlineExceededError):
            next(watch)
        (runtime.workspace / "new").write_text("1")
    assert list(watch) == []


@pytest.mark.tools
def test_closed_while_somebody_waits(
    face: Face, codex: Any, runtime: RealRuntime
) -> None:
    watch = codex.watch(runtime.workspace)
    waiting = face.begin(lambda: list(watch))
    for _ in range(2):
        watch.close()
    assert waiting.result() == []


@pytest.mark.tools
def test_a_path_here_and_a_path_elsewhere(
    face: Face, codex: Any, runtime: RealRuntime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A relative path is one of this program, which has nothing to do with where a server runs that it only knows."""
    (runtime.home / "here").mkdir()
    monkeypatch.chdir(runtime.home)
    with codex.watch("here") as watch:
        assert watch.path == str(runtime.home / "here")
    with (
        runtime.listening() as endpoint,
        face.open_with(CodexConfig(url=endpoint.url)) as distant,
    ):
        with pytest.raises(ValueError, match="path must be absolute, not 'here'"):
            distant.watch("here")
        with distant.watch(runtime.home / "here", timeout=20) as watch:
            (runtime.home / "here" / "new").write_text("1")
            assert changed(watch) == {"new"}


def test_a_change_before_the_answer(face: Face, fake: Fake) -> None:
    server = fake(watches.a_change_before_the_answer)
    with face.open(server) as codex:
        with codex.watch("/a") as watch:
            assert [next(watch).changed_paths for _ in range(2)] == [["/a"], ["/b"]]
        (ended,) = server.received("fs/unwatch")
        (begun,) = server.received("fs/watch")
        assert ended["params"]["watchId"] == begun["params"]["watchId"]


def test_death_while_somebody_waits(face: Face, fake: Fake) -> None:
    server = fake(watches.death_while_somebody_waits)
    with face.open(server) as codex, codex.watch("/a") as watch:
        waiting = face.begin(lambda: next(watch))
        server.release("die")
        assert isinstance(waiting.error(), TransportClosedError)


def test_a_refusal(face: Face, fake: Fake) -> None:
    server = fake(watches.a_refusal)
    with face.open(server) as codex, pytest.raises(InvalidRequestError):
        codex.watch("/a")
