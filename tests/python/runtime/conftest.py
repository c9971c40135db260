"""Assembles the package under test from the templates and the sample."""

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import mkdtemp

import pytest

HERE = Path(__file__).parent
TEMPLATES = HERE.parents[2] / "templates" / "python" / "src" / "codex_app_server"
ROOT = Path(mkdtemp(prefix="codex-app-server-"))

shutil.copytree(TEMPLATES, ROOT / "codex_app_server")
shutil.copytree(
    HERE / "sample" / "codex_app_server", ROOT / "codex_app_server", dirs_exist_ok=True
)
sys.path.insert(0, str(ROOT))


def pytest_unconfigure() -> None:
    shutil.rmtree(ROOT, ignore_errors=True)


@pytest.fixture
def package_root() -> Path:
    """The folder that holds the assembled package."""
    return ROOT


@pytest.fixture
def events() -> Iterator[list[object]]:
    """Everything that was tolerated during the test."""
    from codex_app_server.wire import on_tolerance

    seen: list[object] = []
    remove = on_tolerance(seen.append)
    yield seen
    remove()
