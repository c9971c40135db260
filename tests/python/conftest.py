"""What every test of the emitted package shares: where things are, a fresh interpreter, and the ear of the tolerance hook."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROJECT = ROOT / "generated" / "python"

# A shell that runs the tests in the background has them ignore Ctrl-C, and all that they start.
signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def root() -> Path:
    """The top of the repository."""
    return ROOT


@pytest.fixture(scope="session")
def project() -> Path:
    """The emitted Python project."""
    return PROJECT


@pytest.fixture(scope="session")
def fresh() -> Callable[[str], str]:
    """Run code in an interpreter that has imported nothing; give back what it prints."""
    environment = {**os.environ, "PYTHONPATH": str(PROJECT / "src")}

    def run(code: str) -> str:
        done = subprocess.run(
            [sys.executable, "-c", code],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run


@pytest.fixture
def tolerated() -> Iterator[list[Any]]:
    """The tolerance events of one test, in order."""
    from codex_app_server import wire

    seen: list[Any] = []
    remove = wire.on_tolerance(seen.append)
    yield seen
    remove()
