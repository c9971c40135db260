"""Weakness 17: whatever blocks and whatever is awaited is written twice, so that the two drift apart.

The official wrappers are two sets of hand-written and pasted methods. Here every public class is held against its
asynchronous twin: names, parameters, defaults, annotations and documentation.
"""

from __future__ import annotations

import inspect
import re
from typing import Any

import pytest

import codex_app_server

TWINS = [
    (name.removeprefix("Async"), name)
    for name in codex_app_server.__all__
    if name.startswith("Async")
]
ASYNC_WORDS = {
    "__aenter__": "__enter__",
    "__aexit__": "__exit__",
    "__aiter__": "__iter__",
    "__anext__": "__next__",
}
DIFFERENT = {("Codex", "close")}
"""Members of which something else is said: only the blocking client has threads."""
ANNOTATIONS = {"AsyncGenerator": "Generator", "AsyncIterator": "Iterator"}


def members(cls: type) -> dict[str, Any]:
    """The public members that the package gives a class, and its protocol methods, by the blocking name."""
    found: dict[str, Any] = {}
    for owner in reversed(cls.__mro__[:-1]):
        for name, value in vars(owner).items():
            blocking = ASYNC_WORDS.get(name, name)
            if not name.startswith("_") or blocking in ASYNC_WORDS.values():
                found[blocking] = value
    return found


def as_blocking(text: str) -> str:
    """What is said of the asynchronous form, in the words of the blocking one."""
    for one, other in ANNOTATIONS.items():
        text = re.sub(rf"\b{one}\[(.*), None\]", rf"{other}[\1, None, None]", text)
        text = re.sub(rf"\b{one}\b", other, text)
    return re.sub(r"\bAsync(?=[A-Z])", "", text)


def signature(function: Any) -> list[tuple[str, Any, Any, str]]:
    """Name, kind, default and annotation of each parameter, then what is returned."""
    found = inspect.signature(function)
    rows = [
        (it.name, it.kind, it.default, as_blocking(str(it.annotation)))
        for it in found.parameters.values()
    ]
    return [*rows, ("return", None, None, as_blocking(str(found.return_annotation)))]


def said(value: Any) -> str:
    """A docstring without what differs by nature."""
    text = " ".join((inspect.getdoc(value) or "").split())
    return as_blocking(text)


def pairs() -> list[Any]:
    """Each member that a class has in both forms, with the class and its name."""
    return [
        pytest.param(cls, name, members(one)[name], other, id=f"{cls}.{name}")
        for cls, twin in TWINS
        if (one := getattr(codex_app_server, cls))
        for name, other in members(getattr(codex_app_server, twin)).items()
        if name in members(one)
    ]


def test_there_are_twins() -> None:
    assert ("Codex", "AsyncCodex") in TWINS
    assert len(TWINS) >= 10


@pytest.mark.parametrize(("blocking", "asynchronous"), TWINS)
def test_both_have_the_same_members(blocking: str, asynchronous: str) -> None:
    one = members(getattr(codex_app_server, blocking))
    other = members(getattr(codex_app_server, asynchronous))
    assert one.keys() == other.keys()


@pytest.mark.parametrize(("cls", "name", "blocking", "asynchronous"), pairs())
def test_a_member_is_the_same_in_both(
    cls: str, name: str, blocking: Any, asynchronous: Any
) -> None:
    assert type(blocking) is type(asynchronous)
    if (cls, name) not in DIFFERENT:
        assert said(blocking) == said(asynchronous)
    if not inspect.isfunction(blocking):
        return
    assert signature(blocking) == signature(asynchronous)
    assert not inspect.iscoroutinefunction(blocking)
    if inspect.isgeneratorfunction(blocking):
        assert inspect.isasyncgenfunction(asynchronous)


@pytest.mark.parametrize(("blocking", "asynchronous"), TWINS)
def test_what_calls_the_runtime_is_awaited(blocking: str, asynchronous: str) -> None:
    """Only what answers at once is plain: properties, iterators, and what ends a reader."""
    del blocking
    plain = {
        name
        for name, member in members(getattr(codex_app_server, asynchronous)).items()
        if inspect.isfunction(member)
        and not inspect.iscoroutinefunction(member)
        and not inspect.isasyncgenfunction(member)
    }
    assert plain <= {"__iter__", "close", "notifications", "stream"}
