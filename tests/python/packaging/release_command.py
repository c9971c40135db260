"""The command of the compiler as a release calls it: arguments in, what it says, its exit code and its memory out.

It is built once for a whole run, unless `CODEX_SDKGEN` names one. What it is given of the environment is said by the
test: times, places and masks of this machine do not reach it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]

MEASURE = """
import os, resource, subprocess, sys
report, umask, *line = sys.argv[1:]
os.umask(int(umask, 8))
code = subprocess.call(line)
with open(report, "w") as file:
    file.write(str(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss))
sys.exit(code)
"""
"""Runs a program from a small process: a child is counted no smaller than the process that it was forked from."""


@dataclass(frozen=True)
class Done:
    """A run that is over."""

    code: int
    out: str
    err: str
    peak: int
    """The most memory that it had, in bytes."""


@cache
def program() -> str:
    """The command, built where nobody has built it."""
    if given := os.environ.get("CODEX_SDKGEN"):
        return given
    build = ["cargo", "build", "--quiet", "--message-format=json"]
    done = subprocess.run(
        [*build, "--package", "codex-sdkgen", "--bin", "codex-sdkgen"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        check=True,
    )
    (built,) = (
        message["executable"]
        for message in map(json.loads, done.stdout.splitlines())
        if message.get("executable")
    )
    return str(built)


def run(
    folder: Path,
    *arguments: object,
    environment: Mapping[str, str] | None = None,
    umask: int = 0o022,
    cwd: Path = ROOT,
) -> Done:
    """Run the command; `folder` is for what this function writes."""
    folder.mkdir(parents=True, exist_ok=True)
    report = folder / "peak"
    line = [sys.executable, "-I", "-S", "-c", MEASURE, str(report), f"{umask:o}"]
    done = subprocess.run(
        [*line, program(), *map(str, arguments)],
        cwd=cwd,
        env={"PATH": "/usr/bin:/bin", "HOME": str(folder), **(environment or {})},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    peak = int(report.read_text()) * (1 if sys.platform == "darwin" else 1024)
    report.unlink()
    return Done(done.returncode, done.stdout, done.stderr, peak)


def succeed(folder: Path, *arguments: object, **given: object) -> Done:
    """Run the command; AssertionError with what it says when it fails."""
    done = run(folder, *arguments, **given)  # type: ignore[arg-type]
    assert done.code == 0, done.err
    return done


def refuse(folder: Path, *arguments: object, **given: object) -> str:
    """Run the command, which refuses; what it says. Nothing is said of success."""
    done = run(folder, *arguments, **given)  # type: ignore[arg-type]
    assert (done.code, done.out) == (2, ""), (done.out, done.err)
    assert "panicked" not in done.err
    return done.err


def listing(folder: Path) -> dict[str, tuple[str, bytes | str]]:
    """Everything below a folder: for each path, its type with its mode, and its bytes."""
    found: dict[str, tuple[str, bytes | str]] = {}
    for path in sorted(folder.rglob("*")):
        mode = f"{path.lstat().st_mode:o}"
        name = path.relative_to(folder).as_posix()
        if path.is_symlink():
            found[name] = (mode, os.readlink(path))
        else:
            found[name] = (mode, path.read_bytes() if path.is_file() else b"")
    return found


def files(folder: Path) -> dict[str, bytes]:
    """Every file below a folder by its path, with its bytes."""
    found = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}
