"""The curated methods have the parameters of the official package: the same names, order, kinds and defaults."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from enum import Enum
from typing import Any

import pytest

pytestmark = pytest.mark.tools

CLASSES = (
    "Codex",
    "AsyncCodex",
    "Thread",
    "AsyncThread",
    "TurnHandle",
    "AsyncTurnHandle",
)

BEYOND = {
    "TurnHandle.run": ["keep_running", "timeout"],
    "TurnHandle.stream": ["keep_running", "timeout"],
}
"""Parameters that ours have beyond the official ones, by method, for both forms."""


def methods() -> Iterator[str]:
    """Every public method of the official classes."""
    official = pytest.importorskip("openai_codex")
    for name in CLASSES:
        for method, value in vars(getattr(official, name)).items():
            if inspect.isfunction(value) and not method.startswith("_"):
                yield f"{name}.{method}"


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "path" in metafunc.fixturenames:
        metafunc.parametrize("path", list(methods()))


def find(package: str, path: str) -> Callable[..., Any]:
    owner, method = path.split(".")
    found: Callable[..., Any] = getattr(getattr(__import__(package), owner), method)
    return found


def parameters(function: Callable[..., Any]) -> list[tuple[str, Any, Any]]:
    """Name, kind and default of each parameter; an enum's member as its value."""
    found = inspect.signature(function).parameters.values()
    return [
        (each.name, each.kind, each.default.value)
        if isinstance(each.default, Enum)
        else (each.name, each.kind, each.default)
        for each in found
    ]


def test_parameters_are_those_of_the_official_package(path: str) -> None:
    beyond = BEYOND.get(path.removeprefix("Async"), [])
    ours = parameters(find("codex_app_server", path))
    theirs = parameters(find("openai_codex", path))
    assert [each for each in ours if each[0] not in beyond] == theirs
    for name, kind, default in ours:
        if name in beyond:
            assert kind is inspect.Parameter.KEYWORD_ONLY
            assert default is not inspect.Parameter.empty


def test_the_same_methods_are_awaited(path: str) -> None:
    ours, theirs = find("codex_app_server", path), find("openai_codex", path)
    for kind in (inspect.iscoroutinefunction, inspect.isasyncgenfunction):
        if path != "AsyncTurnHandle.stream":  # an iterator, made by a plain function
            assert kind(ours) == kind(theirs)


@pytest.mark.parametrize("name", ["Codex", "Thread"])
def test_both_forms_have_the_same_methods(name: str) -> None:
    import codex_app_server

    def public(owner: type) -> dict[str, list[tuple[str, Any, Any]]]:
        return {
            method: parameters(value)
            for method, value in inspect.getmembers(owner, inspect.isfunction)
            if not method.startswith("_")
        }

    blocking: type = getattr(codex_app_server, name)
    asynchronous: type = getattr(codex_app_server, f"Async{name}")
    assert public(blocking) == public(asynchronous)


def test_every_curated_method_is_documented() -> None:
    import codex_app_server

    for name in ("Codex", "AsyncCodex", "Thread", "AsyncThread", "Rpc", "AsyncRpc"):
        owner = getattr(codex_app_server, name)
        assert owner.__doc__
        for method, value in inspect.getmembers(owner, inspect.isfunction):
            if method.startswith("_"):
                continue
            assert value.__doc__, f"{name}.{method}"
            if not value.__module__.endswith("._client.api"):
                continue
            arguments = set(inspect.signature(value).parameters) - {"self"}
            undocumented = {
                each for each in arguments if f"    {each}: " not in value.__doc__
            }
            assert not undocumented, f"{name}.{method}: {undocumented}"
