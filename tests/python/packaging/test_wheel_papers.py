"""What the emitted project builds is what the checkers of the registry and of wheels take, through the usual front end.

The wheels that are written without Python are held against the same tools by `tests/release_wheel.rs`.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from shutil import copytree, ignore_patterns

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.tools]


@pytest.fixture(scope="module")
def wheel(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("built")
    source = folder / "source"
    copytree(project, source, ignore=ignore_patterns("__pycache__"))
    run("build", "--wheel", "--no-isolation", "--outdir", folder / "out", source)
    (wheel,) = (folder / "out").iterdir()
    return wheel


def run(tool: str, *arguments: str | Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", tool, *arguments],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_registry_takes_the_metadata(wheel: Path) -> None:
    run("twine", "check", "--strict", wheel)


def test_nothing_is_where_it_does_not_belong(wheel: Path) -> None:
    run("check_wheel_contents", wheel)
