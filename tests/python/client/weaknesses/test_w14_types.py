"""Weaknesses 14, 18, 19 and 22: what the types and the documentation of a package leave unsaid."""

from __future__ import annotations

import ast
import inspect
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from shutil import copytree

import pinned
import pytest
from sdks import Sdk, weakness


def server_request_types() -> Iterator[str]:
    """The params of what the server asks, and what they are answered with."""
    for variant in pinned.bundle("stable")["definitions"]["ServerRequest"]["oneOf"]:
        name = variant["properties"]["params"]["$ref"].rpartition("/")[2]
        yield name
        yield name.replace("Params", "Response")


@weakness(14, AttributeError)
def test_what_the_server_asks_has_types(sdk: Sdk) -> None:
    names = list(server_request_types())
    assert len(names) >= 20
    for name in names:
        assert sdk.model(name) is not None


@weakness(18, AssertionError)
def test_no_name_is_numbered(sdk: Sdk) -> None:
    # V2 is a name of the protocol.
    assert [name for name in sdk.model_names() if re.search(r"[^V]\d$", name)] == []


@weakness(19, AssertionError)
def test_no_field_may_hold_anything(sdk: Sdk) -> None:
    assert list(fields_of_any(sdk.models_folder)) == []


def fields_of_any(folder: Path) -> Iterator[str]:
    """Annotated fields that mention `Any`."""
    for path in sorted(folder.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ClassDef):
                for field in node.body:
                    if isinstance(field, ast.AnnAssign) and any(
                        isinstance(part, ast.Name) and part.id == "Any"
                        for part in ast.walk(field.annotation)
                    ):
                        yield f"{node.name}.{ast.unparse(field.target)}"


@weakness(19, AssertionError)
@pytest.mark.slow
@pytest.mark.tools
def test_the_source_is_strictly_typed(sdk: Sdk, tmp_path: Path) -> None:
    # A copy, for what is installed counts as foreign and is not looked into.
    source = copytree(sdk.folder, tmp_path / sdk.name)
    command = [sys.executable, "-m", "mypy", "--strict", "--config-file=", source]
    done = subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.stdout.startswith("Success"), done.stdout[-2000:] + done.stderr


@weakness(22, AssertionError)
@pytest.mark.parametrize(
    ("owner", "method"),
    [
        ("Codex", "thread_start"),
        ("Codex", "thread_list"),
        ("Codex", "thread_resume"),
        ("Codex", "thread_fork"),
        ("Thread", "turn"),
        ("Thread", "run"),
    ],
)
def test_every_parameter_is_explained(owner: str, method: str, sdk: Sdk) -> None:
    function = getattr(getattr(sdk.root, owner), method)
    documentation = inspect.getdoc(function) or ""
    parameters = list(inspect.signature(function).parameters)[1:]
    assert [name for name in parameters if f"{name}:" not in documentation] == []
