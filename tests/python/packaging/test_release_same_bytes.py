"""The same inputs give the same bytes wherever, whenever and by whomever they are staged; the epoch alone is a time."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from release_command import listing, refuse, succeed
from runtime_packages import as_folder, package

pytestmark = [pytest.mark.slow, pytest.mark.tools]

LINUX = "x86_64-unknown-linux-musl"
ELSEWHERE = {
    "TZ": "Pacific/Kiritimati",
    "LANG": "tr_TR.UTF-8",
    "LC_ALL": "tr_TR.UTF-8",
    "USER": "somebody",
}

Stage = Callable[..., Path]


@pytest.fixture
def stage_sdk() -> Stage:
    def stage(folder: Path, **given: object) -> Path:
        goal = folder / "staged"
        line = ["stage-sdk", goal, "--codex-version", "0.163.0", "--wheel"]
        succeed(folder, *line, **given)
        return goal

    return stage


@pytest.fixture
def stage_runtime() -> Stage:
    def stage(folder: Path, **given: object) -> Path:
        source = folder / "source"
        if not source.exists():
            as_folder(
                package(LINUX, "1.2.3"), source, mode=int(str(given.pop("mode", 0o644)))
            )
        goal = folder / "staged"
        line = ["stage-runtime", goal, source, "--codex-version", "1.2.3", "--wheel"]
        succeed(folder, *line, **given)
        return goal

    return stage


@pytest.fixture(params=["sdk", "runtime"])
def stage(request: pytest.FixtureRequest) -> Stage:
    """Stages either project with its wheel below a folder."""
    made: Stage = request.getfixturevalue(f"stage_{request.param}")
    return made


def test_two_machines_give_the_same_bytes(tmp_path: Path, stage: Stage) -> None:
    here = stage(tmp_path / "here")
    there = stage(
        tmp_path / "elsewhere" / "with a longer name",
        environment=ELSEWHERE,
        umask=0o077,
    )
    assert listing(here) == listing(there)
    modes = {mode for mode, _ in listing(there).values()}
    assert modes <= {"40755", "100644", "100755"}
    again = listing(here)
    stage(tmp_path / "here", umask=0o002)
    assert listing(here) == again


def test_the_modes_of_a_source_do_not_matter(
    tmp_path: Path, stage_runtime: Stage
) -> None:
    one, other = (
        stage_runtime(tmp_path / f"{mode:o}", mode=mode) for mode in (0o444, 0o777)
    )
    assert listing(one) == listing(other)


def times(wheel: Path) -> set[tuple[int, int, int, int, int, int]]:
    with zipfile.ZipFile(wheel) as opened:
        return {entry.date_time for entry in opened.infolist()}


def test_the_epoch_is_the_time_of_everything(tmp_path: Path, stage: Stage) -> None:
    plain, first, second = (
        stage(tmp_path / name, environment=environment)
        for name, environment in {
            "plain": {},
            "first": {"SOURCE_DATE_EPOCH": "1700000000"},
            "second": {"SOURCE_DATE_EPOCH": "1700000000", **ELSEWHERE},
        }.items()
    )
    assert listing(first) == listing(second)
    (of_plain,), (of_first,) = ((it / "dist").glob("*.whl") for it in (plain, first))
    assert times(of_plain) == {(2020, 2, 2, 0, 0, 0)}
    assert times(of_first) == {(2023, 11, 14, 22, 13, 20)}
    shutil.rmtree(plain / "dist")
    shutil.rmtree(first / "dist")
    for folder in (plain, first):
        (folder / "sbom.cdx.json").unlink()  # it has the time where there is one
    assert listing(plain) == listing(first)


@pytest.mark.parametrize("epoch", ["", "now", "-1", "1.5", "99999999999999999999"])
def test_an_epoch_that_is_none_is_refused(tmp_path: Path, epoch: str) -> None:
    line = ["stage-sdk", tmp_path / "staged", "--codex-version", "0.163.0"]
    told = refuse(tmp_path, *line, environment={"SOURCE_DATE_EPOCH": epoch})
    assert "SOURCE_DATE_EPOCH" in told
    assert not (tmp_path / "staged").exists()
