"""Every request of the protocol, once, through the typed layer, against the real runtime; run by `test_all_methods`.

In: the recorded session that called each method with the least that it takes. Out: for each the same outcome again: a
typed result, or an error with the same code and words. Some methods call out, so this runs where loopback is all there is.
"""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from corpus.recording import messages
from model_replies import answer
from model_server import ModelServer
from netns import INSIDE
from real import RealRuntime

from codex_app_server import AsyncCodex, Codex, CodexConfig, JsonRpcError
from codex_app_server.wire import methods

SESSION = "90_all_methods.jsonl"
ENDED = methods.TURN_END.name
METHODS: dict[str, Any] = {
    method.name: method
    for method in vars(methods).values()
    if isinstance(method, methods.ClientMethod)
}
VARIES = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|/\S+|at line .*|https?://\S+")
"""What differs from one session to the next in the words of an error: ids and places."""


class Recording:
    """The recorded requests with their outcomes, and the ids that stand in them."""

    def __init__(self) -> None:
        requests: dict[Any, dict[str, Any]] = {}
        self.calls: list[tuple[str, dict[str, Any] | None, dict[str, Any]]] = []
        for message in messages():
            if message.session != SESSION:
                continue
            value = message.value
            if not message.from_server and "method" in value:
                requests[value.get("id")] = value
            elif (
                message.from_server
                and "method" not in value
                and value.get("id") in requests
            ):
                asked = requests.pop(value["id"])
                self.calls.append((asked["method"], asked.get("params"), value))
        self.seeds, self.calls = self.calls[:3], self.calls[3:]
        self.thread = self.seeds[1][2]["result"]["thread"]["id"]
        self.turn = self.seeds[2][2]["result"]["turn"]["id"]

    def given(self, place: str, thread: str, turn: str) -> Iterator[Any]:
        """Each call with today's ids and folder."""
        today = {self.thread: thread, self.turn: turn, "/tmp/ws/project": place}
        for method, params, outcome in self.calls:
            text = msgspec.json.encode(params).decode()
            for recorded, now in today.items():
                text = text.replace(recorded, now)
            yield method, msgspec.json.decode(text), outcome


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


def recorded_outcome(outcome: dict[str, Any]) -> str:
    error = outcome.get("error")
    return "ok" if error is None else told(error["code"], error["message"])


def told(code: int, message: str) -> str:
    return f"{code} {VARIES.sub('…', message)[:60]}"


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
