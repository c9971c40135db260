"""The public surface is what `__all__` says: no more, no less, and each name leads somewhere."""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest

PUBLIC = ("codex_app_server", "codex_app_server.types", "codex_app_server.wire")
SUBMODULES = {"codex_app_server.wire.methods"}
"""Public modules that are reached as attributes of a public one."""


@pytest.mark.parametrize("name", PUBLIC)
def test_star_import_gives_exactly_what_all_lists(name: str) -> None:
    namespace: dict[str, object] = {}
    exec(f"from {name} import *", namespace)
    del namespace["__builtins__"]
    exported = importlib.import_module(name).__all__
    assert set(namespace) == set(exported)
    assert len(exported) == len(set(exported))


@pytest.mark.parametrize("name", PUBLIC)
@pytest.mark.parametrize("used", [False, True], ids=["untouched", "after use"])
def test_no_public_attribute_beside_all(
    name: str, used: bool, fresh: Callable[[str], str]
) -> None:
    use = f"from {name} import *" if used else ""
    found = json.loads(
        fresh(
            f"import json, {name} as module\n{use}\n"
            "names = {*vars(module), *dir(module)}\n"
            "public = {n for n in names if n[0] != '_' or n in module.__all__}\n"
            "print(json.dumps([sorted(public), module.__all__]))"
        )
    )
    attributes, exported = map(set, found)
    submodules = {path.rpartition(".")[2] for path in (*PUBLIC, *SUBMODULES)}
    assert attributes - exported - submodules == set()
    assert exported <= attributes


@pytest.mark.parametrize("name", PUBLIC)
def test_dir_is_sorted_and_complete(name: str) -> None:
    module = importlib.import_module(name)
    assert dir(module) == sorted(set(dir(module)))
    assert set(module.__all__) <= set(dir(module))


@pytest.mark.parametrize("name", PUBLIC)
def test_every_name_leads_somewhere(name: str) -> None:
    module = importlib.import_module(name)
    for exported in module.__all__:
        value = getattr(module, exported)
        assert getattr(module, exported) is value
        home = getattr(value, "__module__", "")
        if isinstance(value, type) and home.startswith("codex_app_server._types"):
            # an alias of one class has a name beside the class's own
            assert getattr(module, value.__name__) is value


@pytest.mark.parametrize("name", PUBLIC)
def test_an_unknown_name_is_an_attribute_error(name: str) -> None:
    module = importlib.import_module(name)
    with pytest.raises(AttributeError, match="no_such_name"):
        module.no_such_name  # noqa: B018


def test_all_is_in_order() -> None:
    from codex_app_server import types

    ordered = sorted(types.__all__, key=lambda name: (not name.isupper(), name))
    assert types.__all__ == ordered


def test_modules_elsewhere_are_private(project: Path) -> None:
    source = project / "src"
    public = {*PUBLIC, *SUBMODULES}
    for path in source.rglob("*.py"):
        parts = path.relative_to(source).with_suffix("").parts
        if parts[-1] == "__init__":
            parts = parts[:-1]
        name = ".".join(parts)
        assert name in public or any(part.startswith("_") for part in parts), name


def test_the_package_says_that_it_is_typed(project: Path) -> None:
    assert (project / "src" / "codex_app_server" / "py.typed").is_file()
