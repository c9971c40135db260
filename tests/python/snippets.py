"""What readers copy: the examples, the blocks of Python in Markdown, the code in public docstrings.

In: the repository. Out: each as a program that is whole. A block may leave out what every reader can add, a `codex` and
a `thread`; anything else that it uses must come from it. `<!-- not run: REASON -->` above a block of Markdown keeps it
from being run, not from being checked.
"""

from __future__ import annotations

import ast
import builtins
import importlib
import inspect
import re
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

BLOCK = re.compile(
    r"^(?:<!-- not run: (?P<reason>.+) -->\n)?```python\n(?P<code>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
PARAGRAPHS = re.compile(r"\n[ \t]*\n")
PACKAGE = "codex_app_server"


@dataclass(frozen=True)
class Snippet:
    """A whole program, and where it stands."""

    place: str
    """Path and line, or the name whose docstring it is in."""
    code: str
    why_not_run: str | None = None

    @property
    def name(self) -> str:
        """The place as a name of a module."""
        return re.sub(r"\W+", "_", self.place)


def of_examples(project: Path) -> Iterator[Snippet]:
    """Every program among the examples."""
    for path in sorted((project / "examples").rglob("*.py")):
        yield Snippet(str(path.relative_to(project)), path.read_text("utf-8"))


def pages(root: Path, project: Path) -> list[Path]:
    """What is written to be read, both READMEs first.

    The reference is not among it: its blocks are signatures, and the code of docstrings, which is found there.
    """
    documents = sorted((project / "docs").glob("*.md"))
    written = [page for page in documents if page.name != "api-reference.md"]
    return [root / "README.md", project / "README.md", *written]


def of_markdown(path: Path, root: Path) -> Iterator[Snippet]:
    """Every block of Python."""
    text = path.read_text("utf-8")
    assert text.count("```python") == len(BLOCK.findall(text)), path
    for found in BLOCK.finditer(text):
        line = text.count("\n", 0, found.start("code")) + 1
        place = f"{path.relative_to(root)}:{line}"
        yield Snippet(place, whole(found["code"], place), found["reason"])


def of_docstrings() -> Iterator[Snippet]:
    """Every indented paragraph of a public docstring, where it is no section of arguments or errors."""
    public = importlib.import_module(PACKAGE).__all__
    for name, text in public_docstrings():
        before = ""
        for paragraph in PARAGRAPHS.split(text):
            lines = paragraph.splitlines()
            if lines and all(line.startswith("    ") for line in lines):
                assert before.endswith((".", ":")), f"{name}: code after {before!r}"
                code = whole(textwrap.dedent(paragraph), name, public)
                yield Snippet(name, code)
            else:
                assert ">>>" not in paragraph, f"{name} shows a prompt"
                before = paragraph


def public_docstrings() -> Iterator[tuple[str, str]]:
    """The documentation of what the root exports, and of the public members of its classes."""
    root = importlib.import_module(PACKAGE)
    for name in root.__all__:
        value = getattr(root, name)
        if text := inspect.getdoc(value):
            yield name, text
        if inspect.isclass(value):
            for member, inner in vars(value).items():
                text = inspect.getdoc(inner)
                if not member.startswith("_") and text and inspect.isroutine(inner):
                    yield f"{name}.{member}", text


def whole(code: str, place: str, importable: Sequence[str] = ()) -> str:
    """The program that a block stands for; names of the root that it may take for granted are imported."""
    flags = ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
    tree = compile(code, place, "exec", flags)
    assert isinstance(tree, ast.Module)
    awaits = any(map(_awaits, tree.body))
    missing = _missing(tree)
    granted = missing.intersection(importable)
    taken = missing - granted
    assert taken <= {"codex", "thread"}, f"{place} does not say what {taken} is"
    if taken:
        wait, face = ("await ", "AsyncCodex") if awaits else ("", "Codex")
        granted.add(face)
        opening = f"{'async ' if awaits else ''}with {face}() as codex:\n"
        if "thread" in taken:
            opening += f"    thread = {wait}codex.thread_start()\n"
        code = opening + textwrap.indent(code, "    ")
    imports = "".join(f"from {PACKAGE} import {name}\n" for name in sorted(granted))
    if not awaits:
        return imports + code
    main = "async def main() -> None:\n" + textwrap.indent(code, "    ")
    return f"import asyncio\n{imports}\n\n{main}\n\nasyncio.run(main())\n"


def _missing(tree: ast.Module) -> set[str]:
    """Names that are used and come from nowhere."""
    used: set[str] = set()
    bound = set(dir(builtins)) | {"__name__", "__doc__"}
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            (used if isinstance(node.ctx, ast.Load) else bound).add(node.id)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            bound.add(node.name)
        elif isinstance(node, ast.arg):
            bound.add(node.arg)
        elif isinstance(node, ast.alias):
            bound.add((node.asname or node.name).partition(".")[0])
        elif isinstance(node, ast.ExceptHandler | ast.MatchAs | ast.MatchStar):
            bound.add(node.name or "")
    return used - bound


def _awaits(node: ast.AST) -> bool:
    """Whether it awaits something by itself, outside of any function."""
    if isinstance(node, ast.Await | ast.AsyncFor | ast.AsyncWith):
        return True
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
        return False
    return any(map(_awaits, ast.iter_child_nodes(node)))
