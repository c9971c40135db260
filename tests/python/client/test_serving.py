"""Who asks is answered once, by the handler or by a refusal, whatever becomes of the handler; nothing of it outlives the client."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from faces import Face, config_for
from fake_server import FakeServer
from leftovers import run
from scenarios import asking

from codex_app_server import AsyncCodex, Codex, ServerRequestHandler
from codex_app_server._client import endpoint, stdio
from codex_app_server._client.errors import CodexError
from codex_app_server._client.serving import WORKERS, ThreadServer

Fake = Callable[..., FakeServer]

pytestmark = pytest.mark.usefixtures("no_leftovers")

ITEM = {"threadId": "thread-1", "turnId": "turn-1", "itemId": "0", "startedAtMs": 1}
APPROVAL = ("item/commandExecution/requestApproval", {**ITEM, "command": "ls"})
TOOL = (
    "item/tool/call",
    {
        "threadId": "thread-1",
        "turnId": "turn-1",
        "callId": "c",
        "tool": "t",
        "arguments": {},
    },
)


class Accept(ServerRequestHandler):
    """Grants everything, and counts."""

    def __init__(self) -> None:
        self.asked = 0

    def command_execution_approval(self, request: Any) -> Any:
        self.asked += 1
        return "accept"


def test_two_questions_of_one_id(fake: Fake) -> None:
    """To close ends the handlers of both."""
    server = fake(asking.twice_under_one_id, question=APPROVAL)
    ended: list[str] = []

    class Waits(ServerRequestHandler):
        async def command_execution_approval(self, request: Any) -> Any:
            if request.item_id == "0":
                return "decline"
            try:
                await asyncio.sleep(3600)
            finally:
                ended.append(request.item_id)

    async def main() -> None:
        async with AsyncCodex(config_for(server), handler=Waits()):
            await asyncio.to_thread(server.wait_for_mark, "one is answered")

    run(main())
    assert ended == ["1"]


def test_word_of_a_settled_question_that_cannot_be_read(face: Face, fake: Fake) -> None:
    """It settles nothing, and costs nothing."""
    server = fake(asking.settles_oddly, question=APPROVAL)
    with face.open(server, Accept()):
        server.wait_for_mark("accept")


def test_what_was_settled_elsewhere_is_not_granted_here(face: Face, fake: Fake) -> None:
    """Whatever the handler makes of it: it may not even hear of that, or not care."""
    server = fake(asking.takes_back, question=APPROVAL)
    asked, go_on = threading.Event(), threading.Event()

    class Slow(ServerRequestHandler):
        def command_execution_approval(self, request: Any) -> Any:
            asked.set()
            go_on.wait(20)
            return "accept"

    class Careless(ServerRequestHandler):
        async def command_execution_approval(self, request: Any) -> Any:
            asked.set()
            with suppress(asyncio.CancelledError):
                await asyncio.sleep(3600)
            return "accept"

    with face.open(server, Slow() if face.name == "sync" else Careless()) as codex:
        handle = codex.thread_start().turn("go")
        assert asked.wait(20)
        server.release("go")
        codex.models()
        go_on.set()
        handle.run()
    # nobody waits for the answer, so that the client may close before it is sent
    assert {it["result"]["decision"] for it in server.answers()} <= {"decline"}


def test_an_answer_that_is_too_large_refuses(
    face: Face, fake: Fake, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else the runtime would wait for it without end."""

    class Large(ServerRequestHandler):
        def tool_call(self, request: Any) -> Any:
            item = {"type": "inputText", "text": "x" * 5000}
            return {"contentItems": [item], "success": True}

    monkeypatch.setattr(endpoint, "LARGEST", 2000)
    for transport in (stdio.StdioTransport, async_stdio()):
        send = transport.send

        def checked(self: Any, line: bytes, send: Any = send) -> None:
            endpoint.check_size(line)
            send(self, line)

        monkeypatch.setattr(transport, "send", checked)
    server = fake(asking.one_and_its_answer, question=TOOL)
    with face.open(server, Large()):
        server.wait_for("initialized")
        (mark,) = wait_for_marks(server)
    assert not json.loads(mark)["success"]


def async_stdio() -> Any:
    from codex_app_server._client.async_stdio import AsyncStdioTransport

    return AsyncStdioTransport


def wait_for_marks(server: FakeServer) -> list[str]:
    assert server._wait(lambda: bool(server.record("mark")), 20), "no answer came"
    marks: list[str] = server.record("mark")
    return marks


def test_nobody_is_asked_after_the_end(
    fake: Fake, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not even for a question that was read just before."""
    handler = Accept()
    serve = ThreadServer.serve
    begun: list[threading.Thread] = []

    def late(self: Any, *given: Any) -> None:
        self.close()
        serve(self, *given)
        begun.extend(it for it in threading.enumerate() if it.name == WORKERS)

    monkeypatch.setattr(ThreadServer, "serve", late)
    server = fake(asking.and_goes_on, question=APPROVAL)
    with Codex(config_for(server), handler=handler) as codex:
        codex.models()
    for thread in begun:
        thread.join(20)
    assert handler.asked == 0


def test_a_handler_that_does_not_let_itself_be_cancelled(fake: Fake) -> None:
    """`close` waits for it no longer than for a runtime, and what it answers then grants nothing."""
    server = fake(asking.one_and_its_answer, question=APPROVAL)
    asked = threading.Event()

    async def main() -> None:
        release = asyncio.Event()

        class Stubborn(ServerRequestHandler):
            async def command_execution_approval(self, request: Any) -> Any:
                asked.set()
                with suppress(asyncio.CancelledError):
                    await release.wait()
                await release.wait()
                return "accept"

        async with AsyncCodex(config_for(server), handler=Stubborn()) as codex:
            assert await asyncio.to_thread(asked.wait, 20)
            await asyncio.wait_for(asyncio.shield(codex.close()), 20)
            release.set()

    run(main())
    assert server.answers() == []


def test_two_handlers_close_at_once(fake: Fake) -> None:
    server = fake(asking.all_at_once, questions=[APPROVAL, APPROVAL])
    errors: list[Any] = []

    async def main() -> None:
        class Closes(ServerRequestHandler):
            async def command_execution_approval(self, request: Any) -> Any:
                await codex.close()
                return "accept"

        codex = AsyncCodex(config_for(server), handler=Closes())
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(lambda _, context: errors.append(context))
        thread = await codex.thread_start()
        with pytest.raises(CodexError):
            await thread.run("go")
        await codex.close()

    run(main())
    assert (server.answers(), errors) == ([], [])
