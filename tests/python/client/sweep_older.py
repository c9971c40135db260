"""Every method that the history gives an older runtime, through the typed layer, against that runtime; and every other.

Run by `test_older_runtimes`, where loopback is all there is. In: the recorded session that called each method of the
pin with the least that it takes. Out: for each method that the runtime has, a typed result that was read whole or the
runtime's own error; for each that it lacks the client's refusal, which the runtime itself confirms.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable
from typing import Any

import pytest
from model_replies import answer
from model_server import ModelServer
from netns import INSIDE
from oddities import malformed
from pinned import ROOT
from raw_client import RawClient, RpcFailure
from real import RealRuntime
from recorded_calls import Recording
from sweep import METHODS, arguments, config, name_of, outcome_of

from codex_app_server import (
    AsyncCodex,
    Codex,
    JsonRpcError,
    UnsupportedByRuntimeError,
)
from codex_app_server._client.version import RuntimeVersion

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

VERSIONS = ["0.144.4", "0.149.0"]


@pytest.fixture(params=VERSIONS)
def version(request: pytest.FixtureRequest) -> str:
    found: str = request.param
    return found


@pytest.fixture
def ready(
    version: str, older_runtime: Callable[[str], RealRuntime], model: ModelServer
) -> RealRuntime:
    assert os.environ.get(INSIDE), "only where loopback is all there is"
    runtime = older_runtime(version)
    model.respond(lambda request: answer("Done."))
    return runtime


def known(version: str) -> set[str]:
    """The methods of today that the history gives a version."""
    text = (ROOT / "schema" / "history.toml").read_text("utf-8")
    lives = tomllib.loads(text)["methods"]["client request"]
    return {
        method
        for life, methods in lives.items()
        for method in methods
        if RuntimeVersion(life.split()[0]) <= RuntimeVersion(version)
    } & METHODS.keys()


def unknown(method: str) -> str:
    """How a runtime says that it has no such method."""
    return f"unknown variant `{method}`"


class Judge:
    """What became of each call."""

    def __init__(self, version: str) -> None:
        self._known = known(version)
        self.refused: set[str] = set()
        self._seen: set[str] = set()
        self.wrong: dict[str, str] = {}

    def result(self, name: str, result: Any) -> None:
        self._seen.add(name)
        assert outcome_of(result, METHODS[name]) == "ok"
        if odd := list(malformed(result)):
            self.wrong[name] = str(odd)

    def error(self, name: str, error: Exception) -> None:
        self._seen.add(name)
        if isinstance(error, UnsupportedByRuntimeError):
            self.refused.add(name)
            if name in self._known:
                self.wrong[name] = str(error)
        elif name not in self._known:
            self.wrong[name] = f"it was sent: {error}"
        elif unknown(name) in str(error):
            self.wrong[name] = str(error)

    def conclude(self) -> None:
        assert self.wrong == {}
        assert self._seen == METHODS.keys()
        assert self.refused == METHODS.keys() - self._known
        assert len(self.refused) > 20


def confirmed(runtime: RealRuntime, refused: set[str]) -> None:
    """The runtime has none of these methods."""
    with RawClient(runtime.argv, env=runtime.env, cwd=runtime.workspace) as client:
        client.initialize()
        for method in sorted(refused):
            with pytest.raises(RpcFailure, match=unknown(method)):
                client.request(method)


def test_blocking(ready: RealRuntime, version: str) -> None:
    judge, recording = Judge(version), Recording()
    with Codex(config(ready)) as codex:
        thread = codex.thread_start(cwd=str(ready.workspace))
        turn = thread.run("Seed.")
        place = str(ready.workspace)
        for name, params, _ in recording.given(place, thread.id, turn.id):
            plain, named = arguments(METHODS[name], params)
            call = getattr(codex.rpc, name_of(name))
            try:
                judge.result(name, call(*plain, **named))
            except (JsonRpcError, UnsupportedByRuntimeError) as error:
                judge.error(name, error)
    judge.conclude()
    confirmed(ready, judge.refused)


def test_asynchronous(ready: RealRuntime, version: str) -> None:
    judge, recording = Judge(version), Recording()

    async def sweep() -> None:
        async with AsyncCodex(config(ready)) as codex:
            thread = await codex.thread_start(cwd=str(ready.workspace))
            turn = await thread.run("Seed.")
            place = str(ready.workspace)
            for name, params, _ in recording.given(place, thread.id, turn.id):
                plain, named = arguments(METHODS[name], params)
                call = getattr(codex.rpc, name_of(name))
                try:
                    judge.result(name, await call(*plain, **named))
                except (JsonRpcError, UnsupportedByRuntimeError) as error:
                    judge.error(name, error)

    asyncio.run(sweep())
    judge.conclude()
