"""What readers copy, works: it imports public names alone, passes a strict type checker, and runs where it needs no server."""

from __future__ import annotations

import ast
import importlib
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

PUBLIC = ("codex_app_server", "codex_app_server.types", "codex_app_server.wire")
FENCE = re.compile(r"^```(?:python|py)\b[^\n]*\n(.*?)^```", re.MULTILINE | re.DOTALL)


def snippets(project: Path) -> Iterator[tuple[str, str]]:
    """Place and text of every example and of every fenced block."""
    for path in sorted((project / "examples").rglob("*.py")):
        yield str(path.relative_to(project)), path.read_text("utf-8")
    for path in sorted(project.rglob("*.md")):
        text = path.read_text("utf-8")
        for match in FENCE.finditer(text):
            line = text.count("\n", 0, match.start()) + 1
            yield f"{path.relative_to(project)}:{line}", match[1]


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


def test_there_is_something_to_copy(project: Path) -> None:
    assert [place for place, _ in snippets(project)]


def test_only_public_modules_and_names_are_imported(project: Path) -> None:
    for place, text in snippets(project):
        for module, name in imported(ast.parse(text, place)):
            assert module in PUBLIC, f"{place} imports {module}"
            if name is not None:
                exported = importlib.import_module(module).__all__
                assert name in exported, f"{place} imports {name} from {module}"


def test_private_names_are_not_touched(project: Path) -> None:
    for place, text in snippets(project):
        for node in ast.walk(ast.parse(text, place)):
            if isinstance(node, ast.Attribute):
                private = node.attr.startswith("_") and not node.attr.endswith("__")
                own = isinstance(node.value, ast.Name) and node.value.id == "self"
                assert own or not private, f"{place} touches {node.attr}"


@pytest.mark.slow
@pytest.mark.tools
def test_snippets_pass_a_strict_type_checker(project: Path, tmp_path: Path) -> None:
    for number, (place, text) in enumerate(snippets(project)):
        name = re.sub(r"\W", "_", place)
        tmp_path.joinpath(f"snippet_{number}_{name}.py").write_text(text, "utf-8")
    mypy = [sys.executable, "-m", "mypy", "--strict", "--cache-dir", tmp_path / "cache"]
    done = subprocess.run(
        [*mypy, *sorted(tmp_path.glob("*.py"))],
        env={"MYPYPATH": str(project / "src")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.slow
def test_snippets_without_a_server_run(
    project: Path, fresh: Callable[[str], str]
) -> None:
    for place, text in snippets(project):
        modules = {module for module, _ in imported(ast.parse(text))}
        names = {name for _, name in imported(ast.parse(text))}
        if modules <= set(PUBLIC) and not names & {"Codex", "AsyncCodex"}:
            assert fresh(text), place
