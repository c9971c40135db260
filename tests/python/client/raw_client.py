"""A client of JSON lines and no more: nothing of the packages under test, so that what it sees is what was sent.

In: the command of an app-server, real or scripted. Out: every message in its order, answers by the id of the request.
`close` ends the process and the threads.
"""

from __future__ import annotations

import json
import subprocess
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any

from model_server import PATIENCE

Message = dict[str, Any]


class RpcFailure(Exception):
    """The server answered with an error."""

    def __init__(self, error: Mapping[str, Any]) -> None:
        super().__init__(error["code"], error["message"])
        self.code: int = error["code"]
        self.data: Any = error.get("data")


class RawClient:
    """One process and everything that it said. Requests of the server stay unanswered until a test answers them."""

    def __init__(
        self,
        argv: Sequence[str],
        *,
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
    ) -> None:
        self.messages: list[Message] = []
        """Everything that was received, in order."""
        self.junk: list[bytes] = []
        """Lines that were no JSON objects."""
        self._next_id = 0
        self._ended = False
        self._news = threading.Condition()
        self._process = subprocess.Popen(
            list(argv),
            env=None if env is None else dict(env),
            cwd=cwd,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        self._stderr: list[bytes] = []
        self._threads = [
            threading.Thread(target=self._read),
            threading.Thread(target=self._read_errors),
        ]
        for thread in self._threads:
            thread.start()

    def __enter__(self) -> RawClient:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> int:
        """End its standard input, wait for its end, give back the exit code; whoever lingers is killed."""
        assert self._process.stdin is not None
        with suppress(BrokenPipeError):
            self._process.stdin.close()
        return self.wait()

    def wait(self, timeout: float = PATIENCE) -> int:
        """Wait for its end by itself, and give back the exit code."""
        try:
            code = self._process.wait(timeout)
        except subprocess.TimeoutExpired:
            self._process.kill()
            code = self._process.wait()
        for thread in self._threads:
            thread.join()
        for pipe in (self._process.stdin, self._process.stdout, self._process.stderr):
            if pipe is not None:
                with suppress(BrokenPipeError):
                    pipe.close()
        return code

    @property
    def stderr(self) -> str:
        return b"".join(self._stderr).decode("utf-8", "replace")

    def send(self, message: Mapping[str, Any]) -> None:
        self.send_bytes(json.dumps(message).encode() + b"\n")

    def send_bytes(self, data: bytes) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(data)
        self._process.stdin.flush()

    def notify(self, method: str, params: Mapping[str, Any] | None = None) -> None:
        self.send({"method": method, "params": dict(params or {})})

    def ask(self, method: str, params: Mapping[str, Any] | None = None) -> int:
        """Send a request and give back its id."""
        number = self._next_id
        self._next_id += 1
        self.send({"id": number, "method": method, "params": dict(params or {})})
        return number

    def result_of(self, number: int, timeout: float = PATIENCE) -> Any:
        """The result of the request of that id; RpcFailure if it failed."""
        answer = self.wait_for(
            lambda message: "method" not in message and message.get("id") == number,
            timeout,
        )
        if "error" in answer:
            raise RpcFailure(answer["error"])
        return answer["result"]

    def request(self, method: str, params: Mapping[str, Any] | None = None) -> Any:
        """Send a request and wait for its result; RpcFailure if it failed."""
        return self.result_of(self.ask(method, params))

    def initialize(self, *, experimental: bool = True, **capabilities: Any) -> Any:
        """Both steps of the handshake."""
        given = {"experimentalApi": experimental, **capabilities}
        info = {"name": "raw", "title": None, "version": "1"}
        result = self.request("initialize", {"clientInfo": info, "capabilities": given})
        self.notify("initialized")
        return result

    def wait_for(
        self, wanted: Callable[[Message], bool], timeout: float = PATIENCE
    ) -> Message:
        """The first message of that kind; AssertionError with the methods seen when none comes."""
        with self._news:
            self._news.wait_for(
                lambda: self._ended or any(map(wanted, self.messages)), timeout
            )
            found = next(filter(wanted, self.messages), None)
            seen = [message.get("method", "answer") for message in self.messages]
        assert found is not None, f"only {seen} came; stderr: {self.stderr}"
        return found

    def wait_for_method(self, method: str, timeout: float = PATIENCE) -> Message:
        """The first notification or request of that method."""
        return self.wait_for(lambda it: it.get("method") == method, timeout)

    def all_of(self, method: str) -> list[Any]:
        """The params of every notification or request of that method until now."""
        with self._news:
            return [it["params"] for it in self.messages if it.get("method") == method]

    def answer(self, request: Message, result: Any) -> None:
        """Answer a request of the server."""
        self.send({"id": request["id"], "result": result})

    def start_thread(self, **params: Any) -> str:
        """Start a conversation and give back its id."""
        thread: str = self.request("thread/start", params)["thread"]["id"]
        return thread

    def start_turn(self, thread: str, text: str, **params: Any) -> str:
        """Start a turn and give back its id."""
        content = [{"type": "text", "text": text}]
        asked = {"threadId": thread, "input": content, **params}
        turn: str = self.request("turn/start", asked)["turn"]["id"]
        return turn

    def completed(self, turn: str) -> Any:
        """Wait for the end of a turn, and give it back."""
        end = self.wait_for(
            lambda it: (
                it.get("method") == "turn/completed"
                and it["params"]["turn"]["id"] == turn
            )
        )
        return end["params"]["turn"]

    def items(self, kind: str) -> list[Any]:
        """The completed items of that type until now."""
        items = [params["item"] for params in self.all_of("item/completed")]
        return [item for item in items if item["type"] == kind]

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            try:
                message = json.loads(line)
            except ValueError:
                message = None
            with self._news:
                if isinstance(message, dict):
                    self.messages.append(message)
                else:
                    self.junk.append(line)
                self._news.notify_all()
        with self._news:
            self._ended = True
            self._news.notify_all()

    def _read_errors(self) -> None:
        assert self._process.stderr is not None
        self._stderr.extend(self._process.stderr)
