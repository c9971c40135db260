"""Reads the modules of a folder with Python's own parser and compares what they declare with the outlines beside them.

In: a folder with packages and `outlines.json`, which gives the outline of each module by its path.
"""

from __future__ import annotations

import ast
import inspect
import json
import sys
from pathlib import Path
from typing import Any

FUNCTION = (ast.FunctionDef, ast.AsyncFunctionDef)


def spelled(node: ast.AST | None) -> str | None:
    """Code as Python itself would write it, without its layout."""
    return None if node is None else ast.unparse(node)


def parsed(code: str) -> str:
    return ast.unparse(ast.parse(code))


def taken(body: list[ast.stmt]) -> list[ast.stmt]:
    """The statements, with those of branches that declare in their places."""
    found: list[ast.stmt] = []
    for node in body:
        if isinstance(node, ast.If) and ast.unparse(node.test) != "not TYPE_CHECKING":
            found += taken(node.body)
        elif isinstance(node, ast.Try):
            found += taken(node.body)
        elif not isinstance(node, ast.If):
            found.append(node)
    return found


def outline(node: ast.Module | ast.ClassDef) -> dict[str, Any]:
    """What a module or class declares."""
    items: list[Any] = []
    imports: dict[str, list[str]] = {}
    before: ast.stmt | None = None
    for child in taken(node.body):
        if isinstance(child, ast.ClassDef):
            bases = [ast.unparse(base) for base in child.bases]
            items.append({"class": child.name, "bases": bases, "body": outline(child)})
        elif isinstance(child, FUNCTION):
            shell = type(child)(
                child.name, child.args, [ast.Pass()], [], child.returns, lineno=1
            )
            items.append(
                {
                    "function": child.name,
                    "signature": ast.unparse(shell),
                    "decorators": [ast.unparse(it) for it in child.decorator_list],
                    "doc": ast.get_docstring(child),
                }
            )
        elif isinstance(child, ast.ImportFrom):
            module = "." * child.level + (child.module or "")
            imports |= {it.asname or it.name: [module, it.name] for it in child.names}
        elif isinstance(child, ast.AnnAssign | ast.Assign):
            targets = [child.target] if isinstance(child, ast.AnnAssign) else child.targets
            if isinstance(targets[0], ast.Name):
                text = ast.unparse(child)
                items.append({"value": targets[0].id, "text": text, "doc": None})
        elif isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant):
            text = child.value.value
            declares = isinstance(before, ast.AnnAssign | ast.Assign) and items
            if isinstance(text, str) and declares and "value" in items[-1]:
                items[-1]["doc"] = inspect.cleandoc(text)
        before = child
    return {"doc": ast.get_docstring(node), "items": items, "imports": imports}


def comparable(found: dict[str, Any]) -> dict[str, Any]:
    """An outline with its code respelled."""
    items = []
    for item in found["items"]:
        if "class" in item:
            bases = [parsed(base) for base in item["bases"]]
            items.append({**item, "bases": bases, "body": comparable(item["body"])})
        elif "function" in item:
            signature = parsed(f"{item['signature']}: pass")
            decorators = [parsed(it) for it in item["decorators"]]
            items.append({**item, "signature": signature, "decorators": decorators})
        else:
            items.append({**item, "text": parsed(item["text"])})
    return {**found, "items": items}


def main(folder: str) -> None:
    """Compare every module; say how many there were."""
    outlines = json.loads((Path(folder) / "outlines.json").read_text("utf-8"))
    for path, found in outlines.items():
        module = ast.parse((Path(folder) / path).read_text("utf-8"))
        wanted, got = outline(module), comparable(found)
        assert wanted["imports"] == got["imports"], path
        assert wanted["doc"] == got["doc"], path
        for want, have in zip(wanted["items"], got["items"], strict=True):
            assert want == have, f"{path}:\n{want}\n{have}"
    print(f"{len(outlines)} modules")


if __name__ == "__main__":
    main(sys.argv[1])
