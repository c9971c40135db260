"""A mistaken keyword names the one that was meant; nothing else of a method or constructor changes."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Callable

import pytest

from codex_app_server import (
    AsyncCodex,
    AsyncThread,
    Codex,
    CodexConfig,
    ExternalMessage,
    Thread,
)
from codex_app_server._client.keywords import snake_case_keywords
from codex_app_server.types import TurnStartParams


class Base:
    def inherited(self, *, some_name: str) -> str:
        """Inherited."""
        return some_name


@snake_case_keywords
class Sample(Base):
    def call(self, first: int, *, thread_id: str = "t", url: str = "u") -> str:
        """Call it."""
        return f"{first} {thread_id} {url}"

    async def later(self, first: int, *, thread_id: str = "t") -> str:
        """Call it later."""
        return f"{first} {thread_id}"

    def free(self, **members: object) -> dict[str, object]:
        return members

    @property
    def size(self) -> int:
        return 3

    @staticmethod
    def still(*, some_name: str) -> str:
        return some_name

    def _private(self, *, some_name: str) -> str:
        return some_name


MEANT = r"^call\(\) got an unexpected keyword argument '{}'; did you mean '{}'\?$"


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("threadId", "thread_id"),
        ("ThreadId", "thread_id"),
        ("threadID", "thread_id"),
        ("threadid", "thread_id"),
        ("URL", "url"),
    ],
)
def test_another_spelling_names_the_parameter(given: str, meant: str) -> None:
    with pytest.raises(TypeError, match=MEANT.format(given, meant)):
        Sample().call(1, **{given: "x"})  # type: ignore[arg-type]


def test_a_coroutine_method_names_it_too() -> None:
    with pytest.raises(TypeError, match="did you mean 'thread_id'"):
        asyncio.run(Sample().later(1, threadId="x"))  # type: ignore[call-arg]


def test_what_is_right_gets_through() -> None:
    sample = Sample()
    assert sample.call(1) == "1 t u"
    assert sample.call(1, thread_id="a", url="b") == "1 a b"
    assert sample.call(first=2) == "2 t u"
    assert asyncio.run(sample.later(1, thread_id="a")) == "1 a"
    assert sample.size == 3


@pytest.mark.parametrize("call", [{"other": 1}, {"first": 1, "other": 2}, {}])
def test_other_mistakes_are_told_by_python(call: dict[str, int]) -> None:
    with pytest.raises(TypeError) as raised:
        Sample().call(**call)  # type: ignore[arg-type]
    assert "did you mean" not in str(raised.value)


def test_signature_name_and_documentation_stay() -> None:
    plain = inspect.signature(Sample.call.__wrapped__)  # type: ignore[attr-defined]
    assert inspect.signature(Sample.call) == plain
    assert list(plain.parameters) == ["self", "first", "thread_id", "url"]
    assert Sample.call.__name__ == "call"
    assert Sample.call.__qualname__ == "Sample.call"
    assert Sample.call.__doc__ == "Call it."
    assert Sample.call.__module__ == __name__
    assert inspect.iscoroutinefunction(Sample.later)
    assert not inspect.iscoroutinefunction(Sample.call)


def test_only_public_methods_of_the_class_itself_are_touched() -> None:
    assert Sample.inherited is Base.inherited
    for name in ("free", "still", "_private"):
        assert getattr(Sample, name).__code__.co_name == name
    assert Sample().free(someName=1) == {"someName": 1}


@pytest.mark.parametrize("given", ["thred_id", "threads_id", "thread"])
def test_a_name_that_nearly_matches_names_the_parameter(given: str) -> None:
    with pytest.raises(TypeError, match=MEANT.format(given, "thread_id")):
        Sample().call(1, **{given: "x"})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: CodexConfig(codexBin="x"),  # type: ignore[call-arg]
            "CodexConfig() got an unexpected keyword argument 'codexBin'; did you mean 'codex_bin'?",
        ),
        (
            lambda: AsyncCodex(Handler=None),  # type: ignore[call-arg]
            "AsyncCodex() got an unexpected keyword argument 'Handler'; did you mean 'handler'?",
        ),
        (
            lambda: ExternalMessage(toolName="x", content="y"),  # type: ignore[call-arg]
            "ExternalMessage() got an unexpected keyword argument 'toolName'; did you mean 'tool_name'?",
        ),
        (
            lambda: TurnStartParams(threadId="x", input=[]),  # type: ignore[call-arg]
            "TurnStartParams() got an unexpected keyword argument 'threadId'; did you mean 'thread_id'?",
        ),
    ],
)
def test_constructors_name_it_too(call: Callable[[], object], message: str) -> None:
    with pytest.raises(TypeError) as raised:
        call()
    assert str(raised.value) == message


def test_a_constructor_tells_other_mistakes_as_before() -> None:
    with pytest.raises(TypeError, match="required argument 'thread_id'"):
        TurnStartParams(input=[])  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="Unexpected keyword argument 'x'"):
        TurnStartParams(thread_id="t", input=[], x=1)  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="cwd must be a path"):
        CodexConfig(cwd=1)  # type: ignore[arg-type]


@pytest.mark.parametrize("cls", [Codex, AsyncCodex, Thread, AsyncThread])
def test_every_public_method_of_the_client_names_it(cls: type) -> None:
    for name in (it for it in dir(cls) if not it.startswith("_")):
        method = inspect.getattr_static(cls, name)
        if inspect.isfunction(method) and inspect.signature(
            method
        ).parameters.keys() - {"self"}:
            assert hasattr(method, "__wrapped__"), name
