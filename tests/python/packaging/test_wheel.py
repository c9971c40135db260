"""The emitted project builds as any Python project does, and what is installed is what users need: no more, no less."""

from __future__ import annotations

import email
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path
from shutil import copytree, ignore_patterns

import pytest
from pinned import version

pytestmark = [pytest.mark.slow, pytest.mark.tools]

PACKAGE = "codex_app_server"


def build(project: Path, folder: Path) -> tuple[Path, Path]:
    """Wheel and source archive of a copy of the project, built by the pinned backend."""
    source = folder / "source"
    copytree(project, source, ignore=ignore_patterns("__pycache__"))
    out = folder / "out"
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-d", out],
        cwd=source,
        check=True,
        capture_output=True,
    )
    (wheel,), (archive,) = out.glob("*.whl"), out.glob("*.tar.gz")
    return wheel, archive


@pytest.fixture(scope="module")
def built(project: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return build(project, tmp_path_factory.mktemp("built"))


def test_the_wheel_holds_the_package_and_its_papers(
    built: tuple[Path, Path], project: Path
) -> None:
    names = set(zipfile.ZipFile(built[0]).namelist())
    source = project / "src"
    package = {
        path.relative_to(source).as_posix()
        for path in source.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert f"{PACKAGE}/py.typed" in package
    assert {name for name in names if ".dist-info/" not in name} == package
    papers = {name.partition(".dist-info/")[2] for name in names if "-info/" in name}
    assert papers == {
        "METADATA",
        "RECORD",
        "WHEEL",
        "licenses/LICENSE",
        "licenses/NOTICE",
    }


def test_the_metadata_says_what_it_needs(built: tuple[Path, Path]) -> None:
    wheel = zipfile.ZipFile(built[0])
    (name,) = (name for name in wheel.namelist() if name.endswith("/METADATA"))
    metadata = email.message_from_bytes(wheel.read(name))
    assert metadata["Name"] == "openai-codex-app-server-sdk"
    assert metadata["Requires-Python"] == ">=3.10"
    assert metadata["License-Expression"] == "Apache-2.0"
    needed = metadata.get_all("Requires-Dist", [])
    assert needed[0].startswith("msgspec")
    assert f"openai-codex-cli-bin=={version()}" in needed
    (sockets,) = (need for need in needed if need.startswith("websockets"))
    assert "extra == 'ws'" in sockets.replace('"', "'")
    assert len(needed) == 3
    assert metadata.get_payload()


def test_the_source_archive_builds_the_same_wheel(
    built: tuple[Path, Path], tmp_path: Path
) -> None:
    wheel, archive = built
    with tarfile.open(archive) as opened:
        # `filter` came to 3.10 late; the archive is our own
        opened.extractall(tmp_path)
    (project,) = (path for path in tmp_path.iterdir() if path.is_dir())
    again, _ = build(project, tmp_path / "again")
    assert again.read_bytes() == wheel.read_bytes()


def test_the_installed_wheel_works(built: tuple[Path, Path], tmp_path: Path) -> None:
    site = tmp_path / "site"
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index"]
    subprocess.run([*pip, "--target", site, built[0]], check=True)
    program = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        f"import {PACKAGE}; from {PACKAGE} import types, wire\n"
        f"assert {PACKAGE}.__file__.startswith(sys.argv[1]), {PACKAGE}.__file__\n"
        'line = b\'{"method":"thread/closed","params":{"threadId":"a"}}\'\n'
        "assert wire.decode(line).payload == types.ThreadClosedNotification(thread_id='a')\n"
    )
    subprocess.run([sys.executable, "-I", "-c", program, site], check=True)
