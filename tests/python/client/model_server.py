"""A mock of the model's HTTP service on loopback: scripted by the test, and a witness of what the runtime asked.

In: replies of `model_replies`, first come first served, and functions that answer by the request. Out: the requests.
A request that nobody scripted is answered with status 500 and says so; `close` ends every stream and every thread.

    with ModelServer() as model:
        model.add(answer("Hello"), failed("server_error"))
        model.respond(lambda request: review("deny") if request.model == REVIEWER else None)

`python model_server.py --deltas 10000` serves one and the same answer from a process of its own: it prints its address,
and ends when its standard input does. `ModelProcess` is that, as a context manager.
"""

from __future__ import annotations

import argparse
import json
import socket
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any

from model_replies import Gate, Pause, Reply, Step, answer, cut_into, http_error, stream
from model_replies import flood as flood_of
from model_replies import message as message_of

PATIENCE = 20.0
"""Seconds that a wait may last; only what hangs takes so long."""


@dataclass(frozen=True)
class ModelRequest:
    """One request, as it came."""

    method: str
    path: str
    headers: Mapping[str, str]
    """Names in lower case."""
    body: Any
    """The parsed JSON, or None."""

    @property
    def model(self) -> str:
        return str(self.body["model"])

    @property
    def input(self) -> list[dict[str, Any]]:
        """The items that the model is given."""
        items: list[dict[str, Any]] = self.body["input"]
        return items

    def texts(self, role: str = "user") -> list[str]:
        """Every text of that role, in order; the runtime's own context messages are among the user's."""
        return [
            part["text"]
            for item in self.input
            if item["type"] == "message" and item["role"] == role
            for part in item["content"]
            if part["type"] in ("input_text", "output_text")
        ]

    @property
    def last_user_text(self) -> str:
        return self.texts()[-1]

    def output_of(self, call_id: str) -> Any:
        """What the tool call of that id came to."""
        outputs = ("function_call_output", "custom_tool_call_output")
        (found,) = [
            item["output"]
            for item in self.input
            if item["type"] in outputs and item["call_id"] == call_id
        ]
        return found

    @property
    def tools(self) -> set[str]:
        """The names of the offered tools."""
        return {tool.get("name", tool["type"]) for tool in self.body["tools"]}


Responder = Callable[[ModelRequest], Reply | None]


class ModelServer:
    """The service; starts with the context, or with `start`."""

    def __init__(self, *replies: Reply) -> None:
        self._replies = deque(replies)
        self._responders: list[Responder] = []
        self._requests: list[ModelRequest] = []
        self._arrived = threading.Condition()
        self._connections: set[socket.socket] = set()
        self._closing = threading.Event()
        self.others: list[ModelRequest] = []
        """Requests for anything but a response; none is expected."""
        self.unscripted: list[ModelRequest] = []
        """Requests that were refused, because nothing was scripted for them."""
        self._http = _Listener(self)
        self._thread = threading.Thread(
            target=self._http.serve_forever, kwargs={"poll_interval": 0.02}
        )

    def start(self) -> ModelServer:
        self._thread.start()
        return self

    def close(self) -> None:
        """Stop serving; streams that are open are cut."""
        self._closing.set()
        self._http.shutdown()
        with self._arrived:
            connections = list(self._connections)
        for connection in connections:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        self._http.server_close()
        self._thread.join()

    def __enter__(self) -> ModelServer:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def url(self) -> str:
        """The base of the API, for `base_url`."""
        return f"http://127.0.0.1:{self._http.server_address[1]}/v1"

    def add(self, *replies: Reply) -> None:
        """Script the next replies."""
        with self._arrived:
            self._replies.extend(replies)

    def answer(self, *texts: str) -> None:
        """Script one plain answer for each text."""
        self.add(*map(answer, texts))

    def respond(self, responder: Responder) -> None:
        """Ask this function first; None leaves the request to the next one, and at last to the queue."""
        self._responders.append(responder)

    @property
    def requests(self) -> list[ModelRequest]:
        """The requests for responses until now."""
        with self._arrived:
            return list(self._requests)

    def wait_for_requests(
        self, count: int, timeout: float = PATIENCE
    ) -> list[ModelRequest]:
        """The requests, as soon as there are `count`; AssertionError after `timeout` seconds."""
        with self._arrived:
            came = self._arrived.wait_for(lambda: len(self._requests) >= count, timeout)
            found = list(self._requests)
        assert came, f"{len(found)} requests came, {count} were awaited"
        return found

    def single_request(self) -> ModelRequest:
        """The only request; AssertionError if there were more, or none."""
        (found,) = self.requests
        return found

    def reply_to(self, request: ModelRequest) -> Reply:
        """Record a request and choose its reply."""
        if not request.path.endswith("/responses"):
            with self._arrived:
                self.others.append(request)
            return http_error(404, f"the mock has no {request.path}")
        with self._arrived:
            self._requests.append(request)
            self._arrived.notify_all()
        for responder in self._responders:
            if reply := responder(request):
                return reply
        with self._arrived:
            if self._replies:
                return self._replies.popleft()
            self.unscripted.append(request)
        number = len(self._requests)
        return http_error(500, f"the mock has no reply for request {number}")

    def hold(self, connection: socket.socket) -> None:
        with self._arrived:
            self._connections.add(connection)

    def forget(self, connection: socket.socket) -> None:
        with self._arrived:
            self._connections.discard(connection)

    def stand_at(self, gate: Gate) -> bool:
        """Wait until the gate opens; False when the server closes first."""
        gate.reached.set()
        while not gate.opened.wait(0.01):
            if self._closing.is_set():
                return False
        return True


class _Listener(ThreadingHTTPServer):
    daemon_threads = False
    request_queue_size = 128

    def __init__(self, model: ModelServer) -> None:
        self.model = model
        super().__init__(("127.0.0.1", 0), _Exchange)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """The other side may go away whenever it likes; any other error is shown."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)


class _Exchange(BaseHTTPRequestHandler):
    """One connection, one request, one reply."""

    server: _Listener

    def do_GET(self) -> None:
        self._exchange(None)

    def do_POST(self) -> None:
        text = self.rfile.read(int(self.headers.get("content-length", 0)))
        self._exchange(json.loads(text) if text else None)

    def _exchange(self, body: Any) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        model = self.server.model
        model.hold(self.connection)
        try:
            request = ModelRequest(self.command, self.path, headers, body)
            reply = model.reply_to(request)
            self.send_response(reply.status)
            self.send_header("content-type", reply.content_type)
            self.end_headers()
            for step in reply.steps:
                if not self._take(step):
                    break
        finally:
            model.forget(self.connection)

    def _take(self, step: Step) -> bool:
        if isinstance(step, Gate):
            return self.server.model.stand_at(step)
        if isinstance(step, Pause):
            time.sleep(step.seconds)
        else:
            self.wfile.write(step)
        return True

    def log_message(self, format: str, *args: Any) -> None:
        """The test reads the requests; nothing is printed."""


class ModelProcess:
    """The server in a process of its own, so that its work is not counted as the client's: one answer for ever.

    `url` is the base of the API. `deltas` equal pieces, or the `text` cut into so many.
    """

    def __init__(self, *, deltas: int = 1, text: str | None = None) -> None:
        self._arguments = ["--deltas", str(deltas)]
        if text is not None:
            self._arguments += ["--text", text]
        self.url = ""

    def __enter__(self) -> ModelProcess:
        self._process = subprocess.Popen(
            [sys.executable, "-E", __file__, *self._arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None
        self.url = self._process.stdout.readline().strip()
        assert self.url, "the model server did not start"
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.communicate(timeout=PATIENCE)


def main() -> None:
    """Serve one answer until standard input ends."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--deltas", type=int, default=1)
    parser.add_argument("--text", help="default: an x for each delta")
    chosen = parser.parse_args()
    if chosen.text is None:
        reply = flood_of(chosen.deltas)
    else:
        pieces = cut_into(chosen.text, chosen.deltas)
        reply = stream(message_of(chosen.text, deltas=pieces))
    with ModelServer() as model:
        model.respond(lambda _: reply)
        print(model.url, flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main()
