"""Type checkers see what happens at run time."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

CHECKED = Path(__file__).parent / "typed_usage.py"


def check(command: list[str], root: Path) -> None:
    pytest.importorskip(command[2])
    result = subprocess.run(
        [*command, str(CHECKED)],
        cwd=root,
        env={**os.environ, "MYPYPATH": str(root), "PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stdout + result.stderr


def test_mypy(package_root: Path, tmp_path: Path) -> None:
    cache = ["--cache-dir", str(tmp_path)]
    check([sys.executable, "-m", "mypy", "--strict", *cache], package_root)


def test_pyright(package_root: Path) -> None:
    settings = '{"typeCheckingMode": "strict", "include": ["codex_app_server"]}'
    (package_root / "pyrightconfig.json").write_text(settings)
    python = ["--pythonpath", sys.executable]
    check([sys.executable, "-m", "pyright", *python], package_root)


def test_it_runs() -> None:
    code = CHECKED.read_text()
    exec(compile(code, str(CHECKED), "exec"), {"__name__": "typed_usage"})
