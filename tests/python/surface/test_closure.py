"""What a public signature mentions can be named by a program: it is public itself.

The compiler proves it for the models; here it is proved for the client and the wire layer, as their source says it.
"""

from __future__ import annotations

import ast
import importlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

PACKAGE = "codex_app_server"
PUBLIC = (PACKAGE, f"{PACKAGE}.types", f"{PACKAGE}.wire")
INTEGERS = {"Int64", "UInt32", "UInt64"}
"""Plain integers to a program; the names only tell the compiler's range."""


@pytest.fixture(scope="module")
def offered() -> set[str]:
    return {name for it in PUBLIC for name in importlib.import_module(it).__all__}


@pytest.mark.parametrize("module", [PACKAGE, f"{PACKAGE}.wire"])
def test_everything_that_a_signature_mentions_is_public(
    module: str, project: Path, offered: set[str]
) -> None:
    hidden: dict[str, str] = {}
    source = Source(project / "src", module)
    seen: set[str] = set()
    for name in importlib.import_module(module).__all__:
        for place, mentioned in source.mentions(name):
            seen.add(mentioned)
            if mentioned not in offered | INTEGERS:
                hidden.setdefault(mentioned, place)
    assert len(seen) > 5
    assert hidden == {}


class Source:
    """One module of the package as its text says it."""

    def __init__(self, folder: Path, name: str) -> None:
        self.folder = folder
        self.name = name
        path = folder.joinpath(*name.split("."))
        is_package = path.is_dir()
        path = path / "__init__.py" if is_package else path.with_suffix(".py")
        self.tree = ast.parse(path.read_text("utf-8"))
        self.parents = name.split(".") if is_package else name.split(".")[:-1]

    @cache  # noqa: B019 the sources live as long as the test
    def homes(self) -> dict[str, tuple[str, str]]:
        """Each name that is imported from the package: its module and its name there."""
        found = {}
        for node in ast.walk(self.tree):
            if isinstance(node, ast.ImportFrom):
                base = self.parents[: len(self.parents) + 1 - node.level]
                start = ".".join(base) if node.level else ""
                home = ".".join(filter(None, [start, node.module]))
                if home.startswith(PACKAGE):
                    for it in node.names:
                        found[it.asname or it.name] = (home, it.name)
        return found

    def mentions(self, name: str) -> Iterator[tuple[str, str]]:
        """Where the declaration of a name, or of its bases, mentions which names of the package."""
        node = next(
            (it for it in statements(self.tree.body) if declared(it) == name), None
        )
        if node is None:
            if name in self.homes() and self.homes()[name][0] != self.name:
                home, inner = self.homes()[name]
                yield from Source(self.folder, home).mentions(inner)
            return
        own = {declared(it) for it in statements(self.tree.body)} | set(self.homes())
        own = {it for it in own if it is not None and it[0].isupper() and len(it) > 1}
        for annotation in annotations(node):
            for it in identifiers(annotation):
                if it in own:
                    yield f"{self.name}.{name}", it
        if isinstance(node, ast.ClassDef):
            for base in node.bases:
                for it in identifiers(base):
                    yield from self.mentions(it)


def statements(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements of a body, and those under its conditions."""
    for node in body:
        if isinstance(node, ast.If):
            yield from statements(node.body)
        else:
            yield node


def declared(node: ast.stmt) -> str | None:
    if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
        return node.name
    if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
        return node.target.id
    return None


def annotations(node: ast.stmt) -> Iterator[ast.expr]:
    """What a declaration says of its types, private members left out."""
    match node:
        case ast.ClassDef(body=body):
            for member in statements(body):
                if not (declared(member) or "_").startswith("_"):
                    yield from annotations(member)
        case ast.FunctionDef(args=args) | ast.AsyncFunctionDef(args=args):
            every = [*args.posonlyargs, *args.args, *args.kwonlyargs]
            every += [it for it in (args.vararg, args.kwarg) if it is not None]
            yield from (it.annotation for it in every if it.annotation is not None)
            if node.returns is not None:
                yield node.returns
        case ast.AnnAssign(annotation=ast.Name(id="TypeAlias"), value=value):
            if value is not None:
                yield value
        case ast.AnnAssign(annotation=annotation):
            yield annotation
        case _:
            pass


def identifiers(node: ast.expr) -> Iterator[str]:
    """The names in an annotation, in texts too."""
    for it in ast.walk(node):
        if isinstance(it, ast.Name):
            yield it.id
        elif isinstance(it, ast.Constant) and isinstance(it.value, str):
            try:
                inner = ast.parse(it.value, mode="eval").body
            except SyntaxError:
                continue
            yield from identifiers(inner)
