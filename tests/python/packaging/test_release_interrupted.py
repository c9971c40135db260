"""A big runtime is staged in little memory, and whoever interrupts it finds what was staged before."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest
from release_command import ROOT, files, program, succeed
from runtime_packages import as_folder, package

pytestmark = [pytest.mark.slow, pytest.mark.tools]

LINUX = "x86_64-unknown-linux-musl"
VERSION = ["--codex-version", "1.2.3"]
MEBIBYTE = 1 << 20
PATIENCE = 60.0


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A package of more than 400 MB, of which the disk holds next to nothing."""
    source = as_folder(package(LINUX, "1.2.3"), tmp_path / "source")
    os.truncate(source / "bin" / "codex", 401 * MEBIBYTE)
    return source


def test_four_hundred_megabytes_take_little_memory(
    tmp_path: Path, source: Path
) -> None:
    goal = tmp_path / "staged"
    done = succeed(tmp_path, "stage-runtime", goal, source, *VERSION, "--wheel")
    staged = goal / "src" / "codex_cli_bin" / "bin" / "codex"
    assert staged.stat().st_size == 401 * MEBIBYTE
    assert done.peak < 64 * MEBIBYTE, done.peak / MEBIBYTE


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_who_interrupts_finds_what_was_there(
    tmp_path: Path, source: Path, how: signal.Signals
) -> None:
    goal = tmp_path / "staged"
    goal.mkdir()
    (goal / "kept").write_bytes(b"as it was")
    before = {path.name for path in tmp_path.iterdir()}
    process = subprocess.Popen(
        [program(), "stage-runtime", goal, source, *VERSION, "--wheel"],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    deadline = time.monotonic() + PATIENCE
    # Work has begun when something stands beside the goal.
    while {path.name for path in tmp_path.iterdir()} == before:
        assert process.poll() is None, "it was over before it could be interrupted"
        assert time.monotonic() < deadline
        time.sleep(0.002)
    process.send_signal(how)
    process.communicate(timeout=PATIENCE)
    assert process.returncode == -how
    assert files(goal) == {"kept": b"as it was"}
    small = as_folder(package(LINUX, "1.2.3"), tmp_path / "small")
    succeed(tmp_path / "home", "stage-runtime", goal, small, *VERSION)
    assert not (goal / "kept").exists()
