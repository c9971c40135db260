"""What readers copy, works: it imports public names alone, passes strict type checkers, and runs where it needs no server.

`client/test_running_snippets.py` runs it all against the real runtime.
"""

from __future__ import annotations

import ast
import importlib
import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import snippets
from snippets import Snippet

PUBLIC = ("codex_app_server", "codex_app_server.types", "codex_app_server.wire")


@pytest.fixture(scope="module")
def copied(project: Path, root: Path) -> list[Snippet]:
    """Everything that readers copy."""
    found = [*snippets.of_examples(project), *snippets.of_docstrings()]
    for page in snippets.pages(root, project):
        blocks = list(snippets.of_markdown(page, root))
        assert blocks, f"{page} has no Python"
        found += blocks
    assert len({snippet.name for snippet in found}) == len(found)
    return found


@pytest.fixture(scope="module")
def programs(copied: list[Snippet], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same as files, under names that are all different."""
    folder = tmp_path_factory.mktemp("programs")
    for snippet in copied:
        (folder / f"{snippet.name}.py").write_text(snippet.code, "utf-8")
    return folder


def imported(tree: ast.AST) -> Iterator[tuple[str, str | None]]:
    """Module and name of every import from the package."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            pairs = [(alias.name, None) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            pairs = [(node.module or "", alias.name) for alias in node.names]
        else:
            continue
        for module, name in pairs:
            if module.partition(".")[0] == "codex_app_server":
                yield module, name


def test_only_public_modules_and_names_are_imported(copied: list[Snippet]) -> None:
    for snippet in copied:
        for module, name in imported(ast.parse(snippet.code, snippet.place)):
            assert module in PUBLIC, f"{snippet.place} imports {module}"
            if name is not None:
                exported = importlib.import_module(module).__all__
                assert name in exported, f"{snippet.place}: no {name} in {module}"


def test_private_names_are_not_touched(copied: list[Snippet]) -> None:
    for snippet in copied:
        for node in ast.walk(ast.parse(snippet.code, snippet.place)):
            if isinstance(node, ast.Attribute):
                private = node.attr.startswith("_") and not node.attr.endswith("__")
                own = isinstance(node.value, ast.Name) and node.value.id == "self"
                assert own or not private, f"{snippet.place} touches {node.attr}"


@pytest.mark.slow
@pytest.mark.tools
def test_mypy_is_content(project: Path, programs: Path) -> None:
    mypy = [sys.executable, "-m", "mypy", "--strict", "--python-version", "3.10"]
    alone = ["--follow-imports", "silent", "--cache-dir", str(programs / "cache")]
    check([*mypy, *alone, str(programs)], programs, MYPYPATH=str(project / "src"))


@pytest.mark.slow
@pytest.mark.tools
def test_pyright_is_content(project: Path, programs: Path) -> None:
    settings = {
        "extraPaths": [str(project / "src")],
        "typeCheckingMode": "strict",
        "pythonVersion": "3.10",
    }
    (programs / "pyrightconfig.json").write_text(json.dumps(settings))
    check([sys.executable, "-m", "pyright", "--pythonpath", sys.executable], programs)


def check(command: list[str], folder: Path, **environment: str) -> None:
    """Run a checker; its findings fail the test."""
    done = subprocess.run(
        command,
        cwd=folder,
        env={"PYRIGHT_PYTHON_IGNORE_WARNINGS": "1", **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_pages_name_what_there_is(project: Path, root: Path) -> None:
    for page in snippets.pages(root, project):
        text = page.read_text("utf-8")
        for name in re.findall(r"`((?:docs|examples)/[\w./-]*)`", text):
            places = (project, page.parent)
            assert any((place / name).exists() for place in places), (
                f"{page.name} names {name}"
            )


@pytest.mark.slow
def test_snippets_without_a_server_run(
    copied: list[Snippet], fresh: Callable[[str], str]
) -> None:
    ran = 0
    for snippet in copied:
        names = {name for _, name in imported(ast.parse(snippet.code))}
        if not names & {"Codex", "AsyncCodex"}:
            fresh(snippet.code)
            ran += 1
    assert ran
