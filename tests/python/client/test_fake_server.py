"""The fake app-server does what its scenarios say, seen through a client that knows nothing but lines."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from fake_server import FakeServer
from raw_client import RawClient, RpcFailure

Fake = Callable[..., FakeServer]

pytestmark = pytest.mark.usefixtures("no_leftovers")


@contextmanager
def connected(server: FakeServer) -> Iterator[RawClient]:
    with RawClient(server.argv) as client:
        client.initialize()
        yield client


def quiet(server: Any) -> None:
    server.handshake()


def test_a_turn(fake: Fake) -> None:
    def serve(server: Any) -> None:
        server.handshake(user_agent="mine/1.2.3 (x)")
        turn = server.start_turn()
        turn.delta("Hel")
        turn.delta("lo")
        turn.message("Hello")
        turn.usage(20)
        turn.complete()

    server = fake(serve)
    with RawClient(server.argv) as client:
        assert client.initialize()["userAgent"] == "mine/1.2.3 (x)"
        thread = client.start_thread()
        turn = client.start_turn(thread, "Greet me")
        assert client.completed(turn)["status"] == "completed"
        deltas = client.all_of("item/agentMessage/delta")
        assert "".join(it["delta"] for it in deltas) == "Hello"
        assert [it["text"] for it in client.items("agentMessage")] == ["Hello"]
        assert client.junk == []
    asked = server.wait_for("turn/start")["params"]
    assert asked["threadId"] == thread == "thread-1"
    assert [it["method"] for it in server.received()] == [
        "initialize",
        "initialized",
        "thread/start",
        "turn/start",
    ]


def test_answers_by_method(fake: Fake) -> None:
    def serve(server: Any) -> None:
        server.handshake()
        server.rule("plain", {"a": 1})
        server.rule("echo", lambda request: request["params"])
        server.error(server.expect("refused"), -32602, "bad", {"why": "x"})
        server.overloaded(server.expect("crowded"))
        twice = server.expect("twice")
        server.result(twice, 1)
        server.result(twice, 2)
        server.line({"id": "nobody", "result": {}})

    with connected(fake(serve)) as client:
        assert client.request("plain") == {"a": 1}
        assert client.request("echo", {"b": [2]}) == {"b": [2]}
        with pytest.raises(RpcFailure) as refused:
            client.request("refused")
        assert (refused.value.code, refused.value.data) == (-32602, {"why": "x"})
        with pytest.raises(RpcFailure) as crowded:
            client.request("crowded")
        assert (crowded.value.code, crowded.value.data) == (-32001, None)
        number = client.ask("twice")
        client.wait_for(lambda it: it.get("id") == "nobody")
        both = [it["result"] for it in client.messages if it.get("id") == number]
        assert both == [1, 2]


def test_answers_a_burst_backwards(fake: Fake) -> None:
    def serve(server: Any, count: int) -> None:
        server.handshake()
        requests = server.collect(count, "work")
        for request in reversed(requests):
            server.result(request, request["params"]["n"])

    with connected(fake(serve, count=2000)) as client:
        numbers = [client.ask("work", {"n": n}) for n in range(2000)]
        assert [client.result_of(number) for number in numbers[:5]] == [0, 1, 2, 3, 4]
        answers = [it["id"] for it in client.messages[1:]]
        assert answers == numbers[::-1]


def test_never_answers(fake: Fake) -> None:
    def serve(server: Any) -> None:
        server.handshake()
        server.rule("other", {})
        server.expect("forgotten")

    server = fake(serve)
    with connected(server) as client:
        forgotten = client.ask("forgotten")
        assert client.request("other") == {}
        assert [it for it in client.messages if it.get("id") == forgotten] == []


def test_asks_and_records_the_answer(fake: Fake) -> None:
    def serve(server: Any) -> None:
        server.handshake()
        answer = server.ask("item/tool/call", {"tool": "clock"})
        server.notify("told", {"answer": answer["result"]}, extra=1)
        assert server.request("again", {}) == 1
        server.expect_answer(server.request("named", {}, "seven"))

    server = fake(serve)
    with connected(server) as client:
        asked = client.wait_for_method("item/tool/call")
        assert asked["id"] == 0
        client.answer(asked, {"time": 12})
        told = client.wait_for_method("told")
        assert told["params"] == {"answer": {"time": 12}}
        assert (told["extra"], told["emittedAtMs"]) == (1, 1795252429600)
        client.answer(client.wait_for_method("named"), None)
    assert [it["id"] for it in server.answers()] == [0, "seven"]


def test_waits_for_the_test(fake: Fake) -> None:
    def serve(server: Any) -> None:
        server.handshake()
        request = server.expect("work")
        server.wait_for_test("go")
        server.result(request, "done")

    server = fake(serve)
    with connected(server) as client:
        number = client.ask("work")
        server.wait_for_mark("waits for go")
        assert not any(it.get("id") == number for it in client.messages[1:])
        server.release("go")
        assert client.result_of(number) == "done"


def deaf(server: Any) -> None:
    server.die(3, "cannot start")


def abrupt(server: Any) -> None:
    server.handshake()
    server.expect("work")
    server.write(b'{"id":1,"resu')
    server.die(4, "gone")


def killed(server: Any) -> None:
    server.handshake()
    server.kill()


@pytest.mark.parametrize(
    ("serve", "code", "words"),
    [(deaf, 3, "cannot start"), (abrupt, 4, "gone"), (killed, -signal.SIGKILL, "")],
)
def test_dies(fake: Fake, serve: Callable[..., None], code: int, words: str) -> None:
    with RawClient(fake(serve).argv) as client:
        if serve is not deaf:
            client.initialize()
        if serve is abrupt:
            client.ask("work")
        assert client.wait() == code
        assert client.stderr == words
        assert client.junk == ([b'{"id":1,"resu'] if serve is abrupt else [])


def test_closes_its_output_and_lives_on(fake: Fake) -> None:
    def serve(server: Any) -> None:
        server.handshake()
        server.close_stdout()

    server = fake(serve)
    with connected(server) as client:
        client.notify("still there?")
        server.wait_for("still there?")


def test_lines_of_every_kind(fake: Fake) -> None:
    def serve(server: Any) -> None:
        server.handshake()
        server.line("not json")
        server.line(b"\xff\xfe")
        server.line("[]")
        text = '{"method":"split","params":{"text":"grün €"}}\n'.encode()
        server.write_in_pieces(text, 1, 0.001)
        server.notify("huge", {"text": "x" * 9_000_000})
        server.line({"method": "item/started", "params": {"item": 5}})
        server.notify("never/heard/of")

    with connected(fake(serve)) as client:
        client.wait_for_method("never/heard/of")
        assert client.junk == [b"not json\n", b"\xff\xfe\n", b"[]\n"]
        assert client.all_of("split") == [{"text": "grün €"}]
        assert len(client.all_of("huge")[0]["text"]) == 9_000_000
        assert client.all_of("item/started") == [{"item": 5}]


def test_stops_reading(fake: Fake) -> None:
    def serve(server: Any) -> None:
        server.handshake()
        server.wait_for_test("read")

    server = fake(serve)
    with connected(server) as client:
        server.wait_for_mark("waits for read")
        client.notify("unread")
        time.sleep(0.05)
        assert server.received("unread") == []
        server.release("read")
        server.wait_for("unread")


def test_a_flood(fake: Fake) -> None:
    def serve(server: Any, count: int) -> None:
        server.handshake()
        turn = server.start_turn()
        server.write(turn.delta_line("x") * count)
        turn.complete()

    with connected(fake(serve, count=20_000)) as client:
        turn = client.start_turn(client.start_thread(), "talk")
        client.completed(turn)
        assert len(client.all_of("item/agentMessage/delta")) == 20_000


def test_starts_badly(fake: Fake) -> None:
    def serve(server: Any) -> None:
        request = server.expect("initialize")
        server.line("Usage: something else")
        server.error(request, -32600, "not today")
        server.handshake(result={"shape": "wrong"}, delay=0.01)

    with RawClient(fake(serve).argv) as client:
        with pytest.raises(RpcFailure, match="not today"):
            client.request("initialize")
        assert client.initialize() == {"shape": "wrong"}
        assert client.junk == [b"Usage: something else\n"]


def test_closes_its_input(fake: Fake) -> None:
    def serve(server: Any) -> None:
        server.handshake()
        server.close_stdin()
        server.hang()

    server = fake(serve)
    with connected(server) as client:
        server.wait_for_mark("hangs")
        with pytest.raises(BrokenPipeError):
            client.notify("hello?")
        server.kill()


def test_stops_in_the_middle_of_a_line(fake: Fake) -> None:
    def serve(server: Any) -> None:
        server.handshake()
        server.write(b'{"method":"half')
        server.hang()

    server = fake(serve)
    with connected(server) as client:
        server.wait_for_mark("hangs")
        server.kill()
        assert client.wait() == -signal.SIGKILL
        assert client.junk == [b'{"method":"half']


def test_a_turn_that_fails(fake: Fake) -> None:
    def serve(server: Any) -> None:
        import fake_bodies

        server.handshake()
        turn = server.start_turn()
        method = "item/commandExecution/requestApproval"
        answer = turn.ask(method, fake_bodies.command_approval("thread-1", turn.id))
        turn.fail(answer["result"]["why"], "contextWindowExceeded")

    with connected(fake(serve)) as client:
        turn = client.start_turn(client.start_thread(), "go on")
        asked = client.wait_for_method("item/commandExecution/requestApproval")
        client.answer(asked, {"why": "too long"})
        end = client.completed(turn)
        assert (end["status"], end["error"]["message"]) == ("failed", "too long")
        assert client.all_of("error")[0]["willRetry"] is False


def test_survives_terminate(fake: Fake) -> None:
    def serve(server: Any) -> None:
        server.survive_terminate()
        server.handshake()
        server.mark("up")

    server = fake(serve)
    with connected(server) as client:
        server.wait_for_mark("up")
        client._process.terminate()
        client.notify("alive?")
        server.wait_for("alive?")


def test_a_client_that_closes_ends_it(fake: Fake) -> None:
    server = fake(quiet)
    with connected(server) as client:
        assert client.close() == 0
    server.wait_for_end()


def test_a_scenario_that_goes_wrong_is_told(fake: Fake) -> None:
    def serve(server: Any) -> None:
        server.handshake()
        raise ValueError("my mistake")

    server = fake(serve)
    with connected(server) as client:
        assert client.wait() == 70
    with pytest.raises(AssertionError, match="my mistake"):
        server.check()
    server._record.unlink()
