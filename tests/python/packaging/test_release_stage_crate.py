"""The crate of a release is the reviewed one under its version, and Cargo takes it as it would publish it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from release_command import ROOT, files, succeed

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

pytestmark = [pytest.mark.slow, pytest.mark.tools]

STAMPED = {"Cargo.toml", "README.md"}
"""The files in which a version stands."""
UNREACHABLE = ("download of config.json failed", "failed to fetch", "Could not resolve")


@pytest.fixture(scope="module")
def crate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The staged crate, with the versions of its dependencies that the project is tested with."""
    folder = tmp_path_factory.mktemp("crate")
    succeed(
        folder, "stage-crate", folder / "staged", "--version", "rust-v0.163.0-alpha.2"
    )
    return folder / "staged"


def cargo(crate: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Cargo in a copy of the crate below another workspace, as a folder in a checkout would be."""
    around = crate.parent / "around"
    shutil.rmtree(around, ignore_errors=True)
    shutil.copytree(crate, around / "crate")
    (around / "Cargo.toml").write_text("[workspace]\n")
    shutil.copyfile(ROOT / "Cargo.lock", around / "crate" / "Cargo.lock")
    target = os.environ.get("CARGO_TARGET_DIR", str(ROOT / "target"))
    return subprocess.run(
        ["cargo", *arguments, "--allow-dirty"],
        cwd=around / "crate",
        env={**os.environ, "CARGO_TARGET_DIR": target},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_crate_is_the_reviewed_one_under_another_version(crate: Path) -> None:
    ours = files(ROOT / "generated" / "rust")
    ours.pop(".codex-sdkgen-manifest")
    staged = files(crate)
    assert set(staged) == set(ours)
    assert {name for name, it in ours.items() if staged[name] != it} == STAMPED
    manifest = tomllib.loads(staged["Cargo.toml"].decode())
    assert manifest["package"]["version"] == "0.163.0-alpha.2"
    assert manifest["workspace"] == {}


def test_cargo_packages_it_and_builds_what_it_packaged(crate: Path) -> None:
    done = cargo(crate, "package", "--offline")
    assert done.returncode == 0, done.stderr
    assert "codex-app-server v0.163.0-alpha.2" in done.stderr


def test_cargo_would_publish_it(crate: Path) -> None:
    done = cargo(crate, "publish", "--dry-run", "--no-verify")
    if done.returncode and any(reason in done.stderr for reason in UNREACHABLE):
        pytest.skip(f"the registry was not reached: {done.stderr.splitlines()[-1]}")
    assert done.returncode == 0, done.stderr
    assert "aborting upload due to dry run" in done.stderr
