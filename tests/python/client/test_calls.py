"""Callers pass on what was given to them: what is absent stays away, null and models go through."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from codex_app_server import types
from codex_app_server._client.calls import AsyncCaller, Caller, given, opposite
from codex_app_server.types import UNSET
from codex_app_server.wire import methods


class Session:
    """Keeps what it is called with, and answers with its number."""

    def __init__(self) -> None:
        self.calls: list[Any] = []

    def call(self, *call: Any) -> int:
        self.calls.append(call)
        return len(self.calls)


class AsyncSession(Session):
    async def call(self, *call: Any) -> int:  # type: ignore[override]
        return super().call(*call)


MODEL = types.ThreadReadParams(thread_id="t", include_turns=UNSET)


@pytest.mark.parametrize("is_async", [False, True], ids=["blocking", "async"])
@pytest.mark.parametrize(
    ("members", "passed"),
    [
        ({"thread_id": "t", "include_turns": UNSET}, {"thread_id": "t"}),
        ({"section_id": None, "cursor": ""}, {"section_id": None, "cursor": ""}),
        ({}, {}),
        (MODEL, MODEL),
        (UNSET, None),
        (None, None),
    ],
)
@pytest.mark.parametrize("timeout", [UNSET, None, 1.5])
def test_members_and_timeout_are_passed_on(
    members: Any, passed: Any, timeout: Any, is_async: bool
) -> None:
    session: Any = AsyncSession() if is_async else Session()
    call: Any = AsyncCaller(session)._call if is_async else Caller(session)._call
    result = call(methods.THREAD_READ, members, timeout)
    assert (asyncio.run(result) if is_async else result) == 1
    assert session.calls == [(methods.THREAD_READ, passed, timeout)]


def test_given_leaves_out_what_was_not_given() -> None:
    assert given(a=None, b=False, c=0, d="", e=[]) == {
        "b": False,
        "c": 0,
        "d": "",
        "e": [],
    }
    assert given() == {}
    assert given({"a": None, "b": 1}, c=None, d=2) == {"a": None, "b": 1, "d": 2}


@pytest.mark.parametrize(
    ("flag", "other"), [(True, False), (False, True), (None, None)]
)
def test_opposite_keeps_what_was_not_given(
    flag: bool | None, other: bool | None
) -> None:
    assert opposite(flag) is other
