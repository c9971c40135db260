"""The process behind a fake app-server: JSON lines over standard input and output, and only what the scenario says.

In: the scenario, a function `serve(server, **given)` in a file. Out: a record of every line that came, of marks and of
a scenario that failed, one JSON object a line, written as it happens. One thread: nothing is read but when the scenario
reads, so a server that stalls is one that waits. When `serve` returns the process reads on, answers by its rules, and
ends with its input. Standard library only, so that it starts fast.

    def serve(server):
        server.handshake()
        server.rule("model/list", {"data": [], "nextCursor": None})
        turn = server.start_turn()
        turn.delta("Hel"), turn.message("Hello"), turn.complete()
"""

from __future__ import annotations

import json
import os
import select
import signal
import sys
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, NoReturn

import fake_bodies as bodies

Message = dict[str, Any]

LIFETIME = 120
"""Seconds after which a process that was forgotten ends itself."""


class Server:
    """What a scenario may do. Reading raises EOFError when the client has closed, which ends the process quietly."""

    def __init__(self, record: Path) -> None:
        self._record = os.open(record, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        self._gates = record.parent
        self._input = bytearray()
        self._aside: list[Message] = []
        self._rules: dict[str, Any] = {}
        self._next_id = 0

    # Reading

    def receive(self, timeout: float | None = None) -> Message:
        """The next message, whatever it is; TimeoutError after `timeout` seconds."""
        if self._aside:
            return self._aside.pop(0)
        return self._read(timeout)

    def expect(self, method: str, timeout: float | None = None) -> Message:
        """The next request or notification of that method.

        What comes before it is answered if there is a rule for it, and kept for a later `expect` or `receive` if not.
        """
        return self._next(lambda message: message.get("method") == method, timeout)

    def expect_answer(self, number: Any, timeout: float | None = None) -> Message:
        """The client's answer to the request of that id: a message with a result or an error."""
        return self._next(
            lambda it: "method" not in it and it.get("id") == number, timeout
        )

    def collect(self, count: int, method: str) -> list[Message]:
        """So many requests of that method, unanswered."""
        return [self.expect(method) for _ in range(count)]

    def rule(self, method: str, result: Any) -> None:
        """Answer every such request that is come upon; a callable gets the request, and gives the result."""
        self._rules[method] = result

    def read_to_the_end(self) -> NoReturn:
        """Answer by the rules until the client closes."""
        while True:
            message = self.receive()
            if not self._answer_by_rule(message):
                self._log("ignored", message)

    def _next(
        self, wanted: Callable[[Message], bool], timeout: float | None
    ) -> Message:
        for at, message in enumerate(self._aside):
            if wanted(message):
                return self._aside.pop(at)
        while not wanted(message := self._read(timeout)):
            if not self._answer_by_rule(message):
                self._aside.append(message)
        return message

    def _answer_by_rule(self, message: Message) -> bool:
        found = "id" in message and message.get("method") in self._rules
        if found:
            result = self._rules[message["method"]]
            self.result(message, result(message) if callable(result) else result)
        return found

    def _read(self, timeout: float | None) -> Message:
        while True:
            while (end := self._input.find(b"\n")) < 0:
                if timeout is not None and not select.select([0], [], [], timeout)[0]:
                    raise TimeoutError(f"nothing came for {timeout} seconds")
                data = os.read(0, 1 << 20)
                if not data:
                    self._log("end", True)
                    raise EOFError
                self._input += data
            line = bytes(self._input[:end])
            del self._input[: end + 1]
            with suppress(ValueError):
                message = json.loads(line)
                if isinstance(message, dict):
                    self._log("received", message)
                    return message
            self._log("junk", line.decode("latin-1"))

    # Writing

    def write(self, data: bytes) -> None:
        """Those bytes, as they are."""
        while data:
            data = data[os.write(1, data) :]

    def write_in_pieces(self, data: bytes, size: int, pause: float = 0.01) -> None:
        """Those bytes in separate writes with pauses between them: lines and characters arrive in halves."""
        for start in range(0, len(data), size):
            self.write(data[start : start + size])
            time.sleep(pause)

    def line(self, content: Message | str | bytes) -> None:
        """One line: a message, or anything else."""
        self.write(encoded(content))

    def result(self, request: Message, result: Any) -> None:
        """Answer a request. Twice, late, in another order: as the scenario calls it."""
        self.line({"id": request["id"], "result": result})

    def error(
        self,
        request: Message,
        code: int = -32600,
        message: str = "no",
        data: Any = None,
    ) -> None:
        """Answer a request with an error; `data` is left out when None, as the server does."""
        error = {"code": code, "message": message}
        if data is not None:
            error["data"] = data
        self.line({"id": request["id"], "error": error})

    def overloaded(self, request: Message) -> None:
        """Answer as the server does when it has too much to do."""
        self.error(request, -32001, "Server overloaded; retry later.")

    def notify(self, method: str, params: Any = None, **members: Any) -> None:
        """Send a notification with the time that the server adds; `members` go beside method and params."""
        whole = {"method": method, "params": params or {}, "emittedAtMs": 1795252429600}
        self.line({**whole, **members})

    def request(self, method: str, params: Any, number: Any = None) -> Any:
        """Send a request, and give back its id: the next number, from 0 as the server counts, unless one is given."""
        if number is None:
            number = self._next_id
            self._next_id += 1
        self.line({"method": method, "id": number, "params": params})
        return number

    def ask(self, method: str, params: Any, number: Any = None) -> Message:
        """Send a request and wait for the answer, a message with a result or an error."""
        return self.expect_answer(self.request(method, params, number))

    # Conversations

    def handshake(
        self,
        *,
        user_agent: str = bodies.USER_AGENT,
        delay: float = 0.0,
        result: Any = None,
    ) -> Message:
        """Answer `initialize`, after a while, with any result; wait for `initialized`. The request."""
        request = self.expect("initialize")
        time.sleep(delay)
        answer = bodies.initialized(user_agent) if result is None else result
        self.result(request, answer)
        self.expect("initialized")
        return request

    def start_thread(self, thread_id: str = "thread-1") -> Message:
        """Answer the next `thread/start`. The request."""
        request = self.expect("thread/start")
        self.result(request, bodies.thread_opened(thread_id))
        self.notify("thread/started", {"thread": bodies.thread(thread_id)})
        return request

    def start_turn(self, turn_id: str = "turn-1") -> Turn:
        """Answer the next `turn/start`, after `thread/start` if that comes first, and say that the turn started."""
        self._rules.setdefault("thread/start", bodies.thread_opened("thread-1"))
        request = self.expect("turn/start")
        turn = Turn(self, request["params"]["threadId"], turn_id, request)
        self.result(request, {"turn": bodies.turn(turn_id)})
        turn.say("turn/started", turn=bodies.turn(turn_id))
        return turn

    # Time, and the end of it

    def mark(self, name: str) -> None:
        """Tell the test that the scenario is here: `FakeServer.wait_for_mark`."""
        self._log("mark", name)

    def wait_for_test(self, name: str) -> None:
        """Stand still, and read nothing, until the test calls `FakeServer.release` with that name."""
        self.mark(f"waits for {name}")
        while not (self._gates / f"{name}.gate").exists():
            time.sleep(0.005)

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)

    def hang(self) -> NoReturn:
        """Live on, and neither read nor write."""
        self.mark("hangs")
        while True:
            time.sleep(1)

    def survive_terminate(self) -> None:
        """Live on when the client asks the process to end."""
        signal.signal(signal.SIGTERM, signal.SIG_IGN)

    def stderr(self, text: str | bytes) -> None:
        os.write(2, text.encode() if isinstance(text, str) else text)

    def die(self, code: int = 1, stderr: str = "") -> NoReturn:
        """End at once, with that exit code and those last words."""
        self.stderr(stderr)
        os._exit(code)

    def kill(self, number: int = signal.SIGKILL) -> None:
        """End by a signal."""
        os.kill(os.getpid(), number)

    def close_stdout(self) -> None:
        """Say nothing more, and live on."""
        os.close(1)

    def close_stdin(self) -> None:
        """Take nothing more, and live on: the client's writes fail."""
        os.close(0)

    def _log(self, kind: str, value: Any) -> None:
        os.write(self._record, json.dumps({kind: value}).encode() + b"\n")

    def run(self, serve: Callable[..., Any], given: dict[str, Any]) -> int:
        """Play a scenario to its end; the exit code."""
        self._log("pid", os.getpid())
        try:
            serve(self, **given)
            self.read_to_the_end()
        except (EOFError, BrokenPipeError):
            return 0
        except BaseException:
            self._log("failure", traceback.format_exc())
            traceback.print_exc()
            return 70


class Turn:
    """A turn that was started; what is said about it carries its ids."""

    def __init__(
        self, server: Server, thread_id: str, turn_id: str, request: Message
    ) -> None:
        self._server = server
        self.thread_id = thread_id
        self.id = turn_id
        self.request = request

    @property
    def place(self) -> dict[str, str]:
        """The members that say which turn is meant."""
        return {"threadId": self.thread_id, "turnId": self.id}

    def say(self, method: str, **members: Any) -> None:
        """Any notification about it."""
        place = {"threadId": self.thread_id} if "turn" in members else self.place
        self._server.notify(method, {**place, **members})

    def delta(self, text: str, item_id: str = "msg-1") -> None:
        self._server.write(self.delta_line(text, item_id))

    def delta_line(self, text: str, item_id: str = "msg-1") -> bytes:
        """The line of a delta, to be repeated: `server.write(turn.delta_line("x") * 20_000)`."""
        params = {**self.place, "itemId": item_id, "delta": text}
        return encoded({"method": "item/agentMessage/delta", "params": params})

    def item(self, item: Message) -> None:
        """An item that is done."""
        self.say("item/completed", item=item, completedAtMs=1795252429641)

    def message(
        self, text: str, item_id: str = "msg-1", phase: str | None = None
    ) -> None:
        self.item(bodies.agent_message(text, item_id, phase))

    def usage(self, total: int = 15) -> None:
        self.say("thread/tokenUsage/updated", tokenUsage=bodies.token_usage(total))

    def ask(self, method: str, params: Message) -> Message:
        """A request of the server about this turn; the client's answer."""
        return self._server.ask(method, {**params, **self.place})

    def complete(self, status: str = "completed", **members: Any) -> None:
        self.say("turn/completed", turn=bodies.turn(self.id, status, **members))

    def fail(self, message: str, info: Any = "other") -> None:
        """As the server fails: an `error`, then the end of the turn."""
        error = bodies.turn_error(message, info)
        self.say("error", error=error, willRetry=False)
        self.complete("failed", error=error)


def encoded(content: Message | str | bytes) -> bytes:
    """Content as a line, in UTF-8."""
    if isinstance(content, dict):
        content = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    if isinstance(content, str):
        content = content.encode()
    return content + b"\n"


def main() -> int:
    signal.alarm(LIFETIME)
    scenario, record, given = sys.argv[1:]
    names: dict[str, Any] = {}
    exec(compile(Path(scenario).read_bytes(), scenario, "exec"), names)
    return Server(Path(record)).run(names[names["SERVE"]], json.loads(given))


if __name__ == "__main__":
    sys.exit(main())
