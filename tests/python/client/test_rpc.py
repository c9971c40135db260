"""Every request is a typed method that sends what it is given, under its own name and by its own deadline."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Callable
from typing import Any

import pytest
from msgspec import Struct

from codex_app_server import AsyncRpc, Rpc
from codex_app_server.types import UNSET
from codex_app_server.wire import ClientMethod, methods

REQUESTS = {
    name.lower(): value
    for name, value in vars(methods).items()
    if isinstance(value, ClientMethod)
}


class Session:
    """Keeps what it is called with."""

    def __init__(self) -> None:
        self.calls: list[tuple[Any, ...]] = []

    def call(self, *call: Any) -> None:
        self.calls.append(call)


class AsyncSession(Session):
    async def call(self, *call: Any) -> None:  # type: ignore[override]
        self.calls.append(call)


@pytest.fixture(params=["blocking", "async"])
def sent(request: pytest.FixtureRequest) -> Callable[..., tuple[Any, ...]]:
    """Call a request by name and give back what reached the session."""
    session: Any = Session() if request.param == "blocking" else AsyncSession()
    rpc: Any = Rpc(session) if request.param == "blocking" else AsyncRpc(session)

    def send(name: str, /, *args: Any, **kwargs: Any) -> tuple[Any, ...]:
        result = getattr(rpc, name)(*args, **kwargs)
        if inspect.isawaitable(result):

            async def wait() -> None:
                await result

            asyncio.run(wait())
        call: tuple[Any, ...] = session.calls.pop()
        assert not session.calls
        return call

    return send


def members_of(method: ClientMethod[Any, Any]) -> tuple[str, ...] | None:
    """The members of the params by Python name, or None where they are no record."""
    if method.params_name is None:
        return ()
    params = method.params_type
    is_record = isinstance(params, type) and issubclass(params, Struct)
    return params.__struct_fields__ if is_record else None


@pytest.mark.parametrize("owner", [Rpc, AsyncRpc])
def test_there_is_a_method_for_every_request(owner: type) -> None:
    public = {name for name in vars(owner) if not name.startswith("_")}
    assert public == set(REQUESTS)
    assert len(public) == 172


@pytest.mark.parametrize("name", sorted(REQUESTS))
def test_members_reach_the_session_as_they_are(
    name: str, sent: Callable[..., tuple[Any, ...]]
) -> None:
    method = REQUESTS[name]
    members = members_of(method)
    if members is None:
        params = object()
        assert sent(name, params, timeout=1.0) == (method, params, 1.0)
        return
    values = {member: object() for member in members}
    assert sent(name, **values, timeout=None) == (method, values, None)


@pytest.mark.parametrize("name", sorted(REQUESTS))
def test_only_what_is_required_must_be_given(
    name: str, sent: Callable[..., tuple[Any, ...]]
) -> None:
    parameters = inspect.signature(getattr(Rpc, name)).parameters.values()
    required = {each.name for each in parameters if each.default is each.empty}
    given = {each: object() for each in required - {"self", "params"}}
    args = [object()] if "params" in required else []
    method, members, timeout = sent(name, *args, **given)
    assert method is REQUESTS[name]
    assert members == (args[0] if args else given)
    assert timeout is UNSET


def test_a_null_is_sent_and_an_absent_member_is_not(
    sent: Callable[..., tuple[Any, ...]],
) -> None:
    _, members, _ = sent("thread_list", section_id=None, cursor=UNSET)
    assert members == {"section_id": None}


def test_deadlines_of_their_own() -> None:
    assert methods.TURN_INTERRUPT.timeout == 10.0
    assert methods.COMMAND_EXEC.timeout is None
    assert methods.THREAD_READ.timeout is UNSET
    assert "10 seconds" in str(Rpc.turn_interrupt.__doc__)


def test_another_spelling_is_told() -> None:
    with pytest.raises(TypeError, match="did you mean 'thread_id'"):
        Rpc(Session()).thread_read(threadId="t")  # type: ignore[arg-type,call-arg]
