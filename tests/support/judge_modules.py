"""Reads the emitted modules of every package of a folder without running them. Each must be
plain text, have no comment but the one that opens it, and consist of the few forms that the
emitter writes: nothing is called, named or imported that is not its own.
"""

from __future__ import annotations

import ast
import io
import re
import sys
import tokenize
import unicodedata
from pathlib import Path

FORMS = {
    "Module",
    "Expr",
    "Constant",
    "ImportFrom",
    "alias",
    "If",
    "UnaryOp",
    "Not",
    "Assign",
    "AnnAssign",
    "ClassDef",
    "keyword",
    "Call",
    "Name",
    "Attribute",
    "Subscript",
    "BinOp",
    "BitOr",
    "Tuple",
    "List",
    "Dict",
    "Load",
    "Store",
    "USub",
}
CALLS = {
    *("field", "fresh", "globals", "lazy_exports", "Meta", "Shape"),
    *(
        "ClientMethod",
        "ClientNotificationMethod",
        "ServerMethod",
        "ServerNotificationMethod",
    ),
}
IMPORTS = {"__future__", "typing", "msgspec"}
DUNDERS = {"__all__", "__getattr__", "__dir__", "__version__"}
IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")
HARMFUL = {"eval", "exec", "open", "compile", "__import__", "getattr", "setattr"}


def identifiers(node: ast.AST) -> list[str]:
    """The names that a node spells."""
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name) | ast.ClassDef(name=name):
            return [name]
        case ast.keyword(arg=str(name)):
            return [name]
        case ast.alias(name=name, asname=other):
            return [name, *([other] if other else [])]
    return []


def judge(path: Path, package: str) -> None:
    """Fail if a module has what the emitter does not write."""
    data = path.read_bytes()
    text = data.decode()
    odd = {
        c
        for c in text
        if c != "\n" and unicodedata.category(c) in ("Cc", "Cf", "Zl", "Zp")
    }
    assert not odd, (path, odd)
    tokens = tokenize.tokenize(io.BytesIO(data).readline)
    comments = [token.string for token in tokens if token.type == tokenize.COMMENT]
    assert len(comments) == 2, (path, comments)
    assert comments[0].startswith("# @generated"), (path, comments)
    tree = ast.parse(text, str(path))
    classes = {node.name for node in ast.walk(tree) if isinstance(node, ast.ClassDef)}
    for node in ast.walk(tree):
        assert type(node).__name__ in FORMS, (path, ast.dump(node)[:200])
        for name in identifiers(node):
            assert IDENTIFIER.match(name), (path, name)
            assert name not in HARMFUL, (path, name)
            assert not name.startswith("__") or name in {*DUNDERS, "annotations"}, (
                path,
                name,
            )
        if isinstance(node, ast.Call):
            assert isinstance(node.func, ast.Name), (path, ast.dump(node.func)[:200])
            assert node.func.id in CALLS | classes, (path, node.func.id)
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, path
            home = str(node.module)
            assert home in IMPORTS or home.split(".")[0] == package, (path, home)


def main(folder: str) -> None:
    packages = sorted(path for path in Path(folder).iterdir() if path.is_dir())
    modules = 0
    for package in packages:
        for path in package.rglob("*.py"):
            if path.read_bytes().startswith(b"# @generated"):
                judge(path, package.name)
                modules += 1
    print(f"{len(packages)} packages, {modules} modules")


if __name__ == "__main__":
    main(sys.argv[1])
