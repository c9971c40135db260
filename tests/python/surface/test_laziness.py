"""Importing costs what is used: the root alone loads next to nothing, a type loads the modules that it is made of."""

from __future__ import annotations

import ast
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

PACKAGE = "codex_app_server"
HEAVY = {"asyncio", "msgspec", "pydantic", "logging", "inspect", "typing_extensions"}
"""What an application may never need, or needs only with the first message."""


def loaded(fresh: Callable[[str], str], code: str) -> set[str]:
    return set(
        json.loads(
            fresh(
                "import sys\nbefore = set(sys.modules)\n"
                f"{code}\n"
                "import json; print(json.dumps(sorted(set(sys.modules) - before)))"
            )
        )
    )


def test_the_root_loads_nothing_heavy(fresh: Callable[[str], str]) -> None:
    modules = loaded(fresh, f"import {PACKAGE}; dir({PACKAGE}); {PACKAGE}.__all__")
    assert {name.partition(".")[0] for name in modules} & HEAVY == set()
    assert {name for name in modules if name.startswith(f"{PACKAGE}._types")} == set()


def test_the_home_of_types_loads_no_type(fresh: Callable[[str], str]) -> None:
    modules = loaded(fresh, f"from {PACKAGE} import types; dir(types)")
    assert {name for name in modules if name.startswith(f"{PACKAGE}._types")} == set()
    assert {name.partition(".")[0] for name in modules} & HEAVY == set()


@pytest.mark.parametrize(
    "code", [f"from {PACKAGE}.types import *", f"from {PACKAGE}.wire import *"]
)
def test_pydantic_and_asyncio_are_never_loaded(
    code: str, fresh: Callable[[str], str]
) -> None:
    modules = loaded(fresh, code)
    assert modules & {"asyncio", "pydantic", "pydantic_core"} == set()


def domains(project: Path) -> dict[str, set[str]]:
    """Domain module to the domain modules that it imports, read from the source."""
    found: dict[str, set[str]] = {}
    for path in sorted((project / "src" / PACKAGE / "_types").glob("*.py")):
        found[path.stem] = set(_siblings(ast.parse(path.read_text("utf-8"))))
    return found


def _siblings(module: ast.Module) -> Iterator[str]:
    home = f"{PACKAGE}._types"
    for node in module.body:
        if isinstance(node, ast.ImportFrom):
            start = {0: "", 1: f"{home}.", 2: f"{PACKAGE}."}[node.level]
            source = f"{start}{node.module or ''}".rstrip(".")
            if source == home:
                yield from (name.name for name in node.names)
            elif source.startswith(f"{home}."):
                yield source.removeprefix(f"{home}.")


def closure(graph: dict[str, set[str]], start: str) -> set[str]:
    seen: set[str] = set()
    todo = [start]
    while todo:
        name = todo.pop()
        if name not in seen:
            seen.add(name)
            todo.extend(graph[name])
    return seen


@pytest.mark.slow
def test_a_type_loads_the_modules_that_it_is_made_of(
    project: Path, fresh: Callable[[str], str]
) -> None:
    graph = domains(project)
    homes = json.loads(
        fresh(
            f"import json; from {PACKAGE} import types\n"
            "homes = {}\n"
            "for name in types.__all__:\n"
            "    value = getattr(types, name)\n"
            f"    home = getattr(value, '__module__', '').removeprefix('{PACKAGE}._types.')\n"
            "    if isinstance(value, type) and '.' not in home: homes.setdefault(home, name)\n"
            "print(json.dumps(homes))"
        )
    )
    chosen = {home: name for home, name in homes.items() if home in graph}
    assert len(chosen) > 5
    prefix = f"{PACKAGE}._types."
    for home, name in chosen.items():
        modules = loaded(fresh, f"from {PACKAGE}.types import {name}")
        got = {m.removeprefix(prefix) for m in modules if m.startswith(prefix)}
        assert got == closure(graph, home) - {"__init__"}, name
    smallest = min(len(closure(graph, home)) for home in chosen)
    assert smallest < len(graph) / 2
