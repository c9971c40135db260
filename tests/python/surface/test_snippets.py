"""What readers copy, works: examples and the blocks in documents import public modules and public names alone."""

from __future__ import annotations

import ast
import importlib
import re
from collections.abc import Iterator
from pathlib import Path

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
                assert not private, f"{place} touches {node.attr}"
