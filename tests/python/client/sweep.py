"""Every request of the protocol, once, through the typed layer, against the real runtime; run by `test_all_methods`.

In: the recorded session that called each method with the least that it takes. Out: for each the same outcome again: a
typed result, or an error with the same code and words. Some methods call out, so this runs where loopback is all there is.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from model_replies import answer
from model_server import ModelServer
from netns import INSIDE
from real import RealRuntime
from recorded_calls import Recording, recorded_outcome, told

from codex_app_server import AsyncCodex, Codex, CodexConfig, JsonRpcError
from codex_app_server.wire import methods

ENDED = methods.TURN_END.name
METHODS: dict[str, Any] = {
    method.name: method
    for method in vars(methods).values()
    if isinstance(method, methods.ClientMethod)
}


def arguments(method: Any, params: dict[str, Any] | None) -> tuple[list[Any], Any]:
    """The recorded params as a call has them: keywords by Python name, or one model."""
    if method.params_name is None:
        return [], {}
    kind = method.params_type
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        names = dict(
            zip(kind.__struct_encode_fields__, kind.__struct_fields__, strict=True)
        )
        return [], {names[wire]: value for wire, value in (params or {}).items()}
    return [msgspec.convert(params, kind)], {}


def outcome_of(result: Any, method: Any) -> str:
    """A result has the type that the table says."""
    assert type(result).__name__ == method.result_name or isinstance(
        result, method.result_type
    )
    return "ok"


def config(runtime: RealRuntime) -> CodexConfig:
    return CodexConfig(
        launch_args_override=runtime.argv,
        cwd=str(runtime.workspace),
        env=runtime.env,
        request_timeout=30,
    )


@pytest.fixture
def ready(runtime: RealRuntime, model: ModelServer) -> RealRuntime:
    assert os.environ.get(INSIDE), "only where loopback is all there is"
    (runtime.workspace / "README.md").write_text("A project.\n")
    model.respond(lambda request: answer("Done."))
    return runtime


def compared(found: dict[str, str], wanted: dict[str, str]) -> None:
    assert len(found) == len(METHODS), METHODS.keys() - found.keys()
    differing = {
        name: (found[name], wanted[name])
        for name in found
        if found[name] != wanted[name]
    }
    assert not differing


def test_blocking(ready: RealRuntime) -> None:
    recording = Recording()
    found: dict[str, str] = {}
    wanted: dict[str, str] = {}
    with Codex(config(ready)) as codex, codex.notifications(ENDED) as ended:
        thread = codex.thread_start(cwd=str(ready.workspace))
        turn = thread.run("Seed.")
        for name, params, outcome in recording.given(
            str(ready.workspace), thread.id, turn.id
        ):
            method = METHODS[name]
            plain, named = arguments(method, params)
            call = getattr(codex.rpc, name_of(name))
            wanted[name] = recorded_outcome(outcome)
            try:
                result = call(*plain, **named)
                found[name] = outcome_of(result, method)
                if name == methods.TURN_START.name:
                    until(ended, result.turn.id)
            except JsonRpcError as error:
                found[name] = told(error.code, error.message)
    compared(found, wanted)


def test_asynchronous(ready: RealRuntime) -> None:
    recording = Recording()
    found: dict[str, str] = {}
    wanted: dict[str, str] = {}

    async def sweep() -> None:
        async with (
            AsyncCodex(config(ready)) as codex,
            codex.notifications(ENDED) as ended,
        ):
            thread = await codex.thread_start(cwd=str(ready.workspace))
            turn = await thread.run("Seed.")
            for name, params, outcome in recording.given(
                str(ready.workspace), thread.id, turn.id
            ):
                method = METHODS[name]
                plain, named = arguments(method, params)
                call = getattr(codex.rpc, name_of(name))
                wanted[name] = recorded_outcome(outcome)
                try:
                    result = await call(*plain, **named)
                    found[name] = outcome_of(result, method)
                    while name == methods.TURN_START.name:
                        if (await ended.__anext__()).payload.turn.id == result.turn.id:
                            break
                except JsonRpcError as error:
                    found[name] = told(error.code, error.message)

    asyncio.run(sweep())
    compared(found, wanted)


def until(ended: Iterator[Any], turn_id: str) -> None:
    """The turn that was started is over, as it was when the next call was recorded."""
    while next(ended).payload.turn.id != turn_id:
        pass


def name_of(method: str) -> str:
    """The name of the typed method: that of the constant, in lower case."""
    return next(
        constant.lower()
        for constant, value in vars(methods).items()
        if isinstance(value, methods.ClientMethod) and value.name == method
    )
