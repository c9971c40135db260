"""The mock model and the real runtime in the hands of a test that is written in another language.

In: commands, one JSON object a line on standard input, `{"do": NAME, ...}`; what is a reply of the model or settings of
the runtime is an expression in the words of `model_replies` and of `real`. Out: for each command one line on standard
output, `{"ok": VALUE}`, `{"error": TEXT}`, or `{"skipped": TEXT}` where this machine lacks what it takes. Everything
that was started ends with standard input.

    {"do": "add", "replies": ["stream(message('Hello', deltas=3, gate=gate('said')))"]}
    {"do": "prepare", "folder": "/tmp/x", "settings": "Settings(sandbox_mode='read-only')"}
"""

from __future__ import annotations

import inspect
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any

import model_replies
import peers
import real
import socket_scripts
from model_replies import Gate
from model_server import ModelRequest, ModelServer
from raw_client import RawClient, RpcFailure
from recorded_calls import Recording, recorded_outcome
from recorded_calls import told as outcome_of_error

Value = Any


def told(request: ModelRequest) -> dict[str, Value]:
    """A request as JSON."""
    is_json = isinstance(request.body, dict)
    return {
        "headers": dict(request.headers),
        "body": request.body,
        "model": request.model if is_json else None,
        "texts": request.texts() if is_json else [],
        "tools": sorted(request.tools) if is_json else [],
    }


def refusal(client: RawClient, method: str) -> str:
    """Why a request is refused; nothing when it is not."""
    try:
        client.request(method)
    except RpcFailure as failure:
        return str(failure)
    return ""


class Driver:
    """One model and one home of a runtime."""

    def __init__(self, model: ModelServer, stack: ExitStack) -> None:
        self._model = model
        self._stack = stack
        self._gates: dict[str, Gate] = {}
        self._runtime: real.RealRuntime | None = None
        self._endpoints: list[real.Endpoint] = []
        self._sockets: list[ExitStack] = []

    def url(self) -> str:
        """The base of the model's API."""
        return self._model.url

    def add(self, replies: list[str]) -> None:
        """Script the next replies."""
        self._model.add(*map(self._said, replies))

    def respond(self, function: str) -> None:
        """Ask a function of the request first, as `lambda request: answer(request.last_user_text)`."""
        self._model.respond(self._said(function))

    def requests(self, count: int = 0) -> list[dict[str, Value]]:
        """What the model was asked, as soon as there are so many requests."""
        return list(map(told, self._model.wait_for_requests(count)))

    def output_of(self, request: int, call_id: str) -> Value:
        """What a tool call came to, as one request has it."""
        return self._model.requests[request].output_of(call_id)

    def unscripted(self) -> int:
        """How many requests there was no reply for."""
        return len(self._model.unscripted)

    def reached(self, gate: str) -> None:
        """Wait until a stream stands at a gate."""
        self._gate(gate).wait_until_reached()

    def open(self, gate: str) -> None:
        """Let it go on."""
        self._gate(gate).open()

    def prepare(
        self, folder: str, settings: str | None = None, version: str | None = None
    ) -> dict[str, Value]:
        """Write the home of a runtime; how it is started."""
        made = real.prepare(
            Path(folder),
            self._model,
            self._said(settings) if settings else None,
            real.older(version) if version else None,
        )
        self._runtime = made
        return {
            "argv": made.argv,
            "env": made.env,
            "workspace": str(made.workspace),
            "codex_home": str(made.codex_home),
        }

    def listen(self, kind: str, arguments: list[str]) -> dict[str, Value]:
        """Start the runtime where it listens, at `ws` or at `unix`."""
        assert self._runtime is not None, "there is no runtime yet"
        listening = self._runtime.listening(kind, *arguments)
        endpoint = self._stack.enter_context(listening)
        self._endpoints.append(endpoint)
        return {"url": endpoint.url, "pid": endpoint.process.pid}

    def stop(self) -> int:
        """End the runtime that listens; its exit code."""
        return self._endpoints.pop().stop()

    def serve(self, script: str, given: dict[str, Value], tls: str | None) -> Value:
        """Play one of `socket_scripts` at a socket, over TLS with the certificate that is then made in a folder."""
        found: Callable[..., Value] = getattr(socket_scripts, script)
        if "gate" in given:
            given["gate"] = self._gate(given["gate"])
        play = partial(found, **given)
        context, authority = (
            peers.certificate(Path(tls)) if tls is not None else (None, None)
        )
        is_plain = next(iter(inspect.signature(found).parameters)) == "connection"
        served = peers.plain(play) if is_plain else peers.websocket(play, context)
        with ExitStack() as stack:
            url = stack.enter_context(served)
            self._sockets.append(stack.pop_all())
        return {"url": url, "authority": None if authority is None else str(authority)}

    def end(self) -> None:
        """End the script that was played last; what went wrong in it is an error here."""
        self._sockets.pop().close()

    def calls(self, place: str, thread: str, turn: str) -> list[Value]:
        """Every request of the protocol as it was recorded, and what came of it."""
        calls = Recording().given(place, thread, turn)
        return [[name, params, recorded_outcome(it)] for name, params, it in calls]

    def outcome(self, code: int, message: str) -> str:
        """An error in the words of the recorded outcomes."""
        return outcome_of_error(code, message)

    def raw_errors(self, methods: list[str]) -> list[str]:
        """What the runtime says against requests without params, with no client in between."""
        made = self._runtime
        assert made is not None, "there is no runtime yet"
        with RawClient(made.argv, env=made.env, cwd=made.workspace) as client:
            client.initialize()
            return [refusal(client, method) for method in methods]

    def _gate(self, name: str) -> Gate:
        return self._gates.setdefault(name, Gate())

    def _said(self, expression: str) -> Value:
        names = {**vars(model_replies), "Settings": real.Settings, "gate": self._gate}
        return eval(expression, names)


def answered(driver: Driver, command: dict[str, Value]) -> dict[str, Value]:
    """What becomes of one command."""
    act: Callable[..., Value] = getattr(driver, command.pop("do"))
    try:
        return {"ok": act(**command)}
    except Exception as error:
        return {"error": f"{type(error).__name__}: {error}"}
    except BaseException as skipped:
        # pytest's word for what cannot be tried here is no Exception.
        if type(skipped).__name__ != "Skipped":
            raise
        return {"skipped": str(skipped)}


def commands() -> Iterator[dict[str, Value]]:
    for line in sys.stdin:
        yield json.loads(line)


def main() -> None:
    with ExitStack() as stack:
        driver = Driver(stack.enter_context(ModelServer()), stack)
        for command in commands():
            print(json.dumps(answered(driver, command)), flush=True)


if __name__ == "__main__":
    main()
