"""What the schema says about a definition, a member or a value stands in the source where editors look for it.

The package's source is read, not imported: documentation of members, of values and of aliases is a string below them.
"""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import pytest
from pinned import curation, definitions

PACKAGE = "codex_app_server"


@cache
def sources(project: Path) -> dict[str, ast.stmt]:
    """Every class and alias of the models, and the statement after it."""
    found: dict[str, ast.stmt] = {}
    for path in sorted((project / "src" / PACKAGE / "_types").glob("*.py")):
        for name, node, text in _documented(ast.parse(path.read_text("utf-8")).body):
            found[name] = node
            if text is not None:
                node.documentation = text  # type: ignore[attr-defined]
    return found


def _documented(body: list[ast.stmt]) -> list[tuple[str, ast.stmt, str | None]]:
    """Names bound in a body, in their order, with the string that stands below each or inside it."""
    found = []
    for node, below in zip(body, [*body[1:], None], strict=True):
        if isinstance(node, ast.ClassDef):
            found.append((node.name, node, ast.get_docstring(node)))
        elif isinstance(node, ast.AnnAssign | ast.Assign):
            target = node.target if isinstance(node, ast.AnnAssign) else node.targets[0]
            if isinstance(target, ast.Name):
                found.append((target.id, node, _text(below)))
    return found


def _text(node: ast.stmt | None) -> str | None:
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        value = node.value.value
        return value if isinstance(value, str) else None
    return None


def public_definitions() -> dict[str, Any]:
    """Definitions by name, where `types` has that very name."""
    from codex_app_server import types

    outer = {k: v for k, v in definitions().items() if k != "v2"}
    everything = {**outer, **definitions()["v2"]}
    return {
        name: everything[name] for name in sorted(everything) if name in types.__all__
    }


def test_most_definitions_are_public_under_their_own_name() -> None:
    hidden = set(curation().get("hidden", {}))
    everything = {*definitions(), *definitions()["v2"]} - {"v2"} - hidden
    assert len(public_definitions()) > 0.9 * len(everything)


def test_a_described_definition_is_documented(project: Path) -> None:
    missing = [
        name
        for name, schema in public_definitions().items()
        if schema.get("description", "").strip()
        and name in sources(project)
        and not getattr(sources(project)[name], "documentation", "")
    ]
    assert missing == []


def test_a_described_member_is_documented(project: Path) -> None:
    from codex_app_server import types

    missing, seen = [], 0
    for name, schema in public_definitions().items():
        cls = getattr(types, name)
        node = sources(project).get(name)
        if not (isinstance(cls, msgspec.StructMeta) and isinstance(node, ast.ClassDef)):
            continue
        wires = dict(
            zip(cls.__struct_encode_fields__, cls.__struct_fields__, strict=True)
        )
        below = {field: text for field, _, text in _documented(node.body)}
        for wire, member in schema.get("properties", {}).items():
            if isinstance(member, dict) and member.get("description", "").strip():
                seen += 1
                if not below.get(wires[wire]):
                    missing.append(f"{name}.{wires[wire]}")
    assert seen > 300
    assert missing == []


def test_a_described_value_is_documented(project: Path) -> None:
    from codex_app_server import types

    missing, seen = [], 0
    for name, schema in public_definitions().items():
        node = sources(project).get(name)
        for branch in schema.get("oneOf", []):
            text = branch.get("description", "").strip()
            if not text or branch.get("type") != "string" or len(branch["enum"]) != 1:
                continue
            if not isinstance(node, ast.ClassDef):
                continue
            seen += 1
            member = getattr(types, name)(branch["enum"][0])
            below = {field: found for field, _, found in _documented(node.body)}
            if not below.get(member.name):
                missing.append(f"{name}.{member.name}")
    assert seen > 15
    assert missing == []


@pytest.mark.parametrize("name", [PACKAGE, f"{PACKAGE}.types", f"{PACKAGE}.wire"])
def test_public_modules_are_documented(name: str) -> None:
    import importlib

    assert importlib.import_module(name).__doc__


def test_public_callables_of_the_wire_layer_are_documented() -> None:
    from codex_app_server import wire

    for name in wire.__all__:
        value = getattr(wire, name)
        if callable(value) and getattr(value, "__module__", "").startswith(PACKAGE):
            assert value.__doc__, name
