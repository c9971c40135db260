"""The mock model says what it was told to, and remembers what it was asked; seen through plain HTTP."""

from __future__ import annotations

import http.client
import json
import threading
from typing import Any
from urllib.parse import urlsplit

import pytest
from model_replies import (
    Gate,
    Pause,
    answer,
    cut,
    cut_into,
    exec_command,
    flood,
    http_error,
    message,
    review,
    stream,
    usage,
)
from model_server import ModelProcess, ModelServer

pytestmark = pytest.mark.usefixtures("no_leftovers")

Events = list[dict[str, Any]]


def ask(url: str, text: str = "Hello", path: str = "/responses") -> tuple[int, bytes]:
    place = urlsplit(url)
    connection = http.client.HTTPConnection(place.netloc, timeout=20)
    content = [{"type": "input_text", "text": text}]
    item = {"type": "message", "role": "user", "content": content}
    connection.request("POST", place.path + path, json.dumps({"input": [item]}))
    with connection.getresponse() as response:
        body = response.read()
    connection.close()
    return response.status, body


def events(body: bytes) -> Events:
    found = []
    for block in body.decode().removesuffix("\n\n").split("\n\n"):
        kind, data = block.split("\n")
        found.append(json.loads(data.removeprefix("data: ")))
        assert kind == f"event: {found[-1]['type']}"
    return found


def test_replies_come_in_their_order(model: ModelServer) -> None:
    model.answer("One", "Two")
    bodies = [events(ask(model.url, text)[1]) for text in ("a", "b")]
    said = [body[-2]["item"]["content"][0]["text"] for body in bodies]
    assert said == ["One", "Two"]
    assert [request.last_user_text for request in model.requests] == ["a", "b"]


def test_a_response_in_full(model: ModelServer) -> None:
    parts = message("Hello", deltas=2, phase="final_answer"), exec_command("ls")
    model.add(stream(*parts, used=usage(7, 3, cached=1), response_id="r1"))
    created, added, first, second, done, call, end = events(ask(model.url)[1])
    assert created == {"type": "response.created", "response": {"id": "r1"}}
    assert added["item"]["content"][0]["text"] == ""
    assert first["delta"] + second["delta"] == "Hello"
    assert done["item"]["phase"] == "final_answer"
    assert json.loads(call["item"]["arguments"]) == {"cmd": "ls"}
    assert end["response"]["usage"]["total_tokens"] == 10
    assert end["response"]["usage"]["input_tokens_details"] == {"cached_tokens": 1}


def test_a_responder_goes_first(model: ModelServer) -> None:
    model.answer("scripted")
    model.respond(lambda it: review("deny") if it.last_user_text == "judge" else None)
    verdict = events(ask(model.url, "judge")[1])[-2]["item"]["content"][0]["text"]
    assert json.loads(verdict)["outcome"] == "deny"
    assert b"scripted" in ask(model.url, "talk")[1]


def test_what_nobody_scripted_is_refused(model: ModelServer) -> None:
    status, body = ask(model.url)
    assert status == 500
    assert "no reply for request 1" in json.loads(body)["error"]["message"]
    assert ask(model.url, path="/models")[0] == 404
    assert len(model.unscripted) == len(model.others) == 1
    assert model.single_request() == model.unscripted[0]


def test_an_http_error(model: ModelServer) -> None:
    model.add(http_error(429, "slow down", kind="usage_limit_reached"))
    status, body = ask(model.url)
    error = json.loads(body)["error"]
    assert (status, error["type"], error["message"]) == (
        429,
        "usage_limit_reached",
        "slow down",
    )


def test_a_gate_holds_the_stream(model: ModelServer) -> None:
    gate = Gate()
    model.add(stream(message("Hello", deltas=2, gate=gate)))
    answers: list[tuple[int, bytes]] = []
    asking = threading.Thread(target=lambda: answers.append(ask(model.url)))
    asking.start()
    gate.wait_until_reached()
    assert answers == []
    gate.open()
    asking.join()
    assert events(answers[0][1])[-1]["type"] == "response.completed"


def test_closing_ends_what_stands_at_a_gate() -> None:
    gate = Gate()
    with ModelServer(stream(message("Hello", gate=gate))) as model:
        answers: list[tuple[int, bytes]] = []
        asking = threading.Thread(target=lambda: answers.append(ask(model.url)))
        asking.start()
        gate.wait_until_reached()
    asking.join()
    assert events(answers[0][1])[-1]["type"] == "response.output_text.delta"


def test_waits_for_requests(model: ModelServer) -> None:
    model.answer("One")
    asking = threading.Thread(target=ask, args=(model.url,))
    asking.start()
    assert len(model.wait_for_requests(1)) == 1
    asking.join()
    with pytest.raises(AssertionError, match="1 requests came, 2 were awaited"):
        model.wait_for_requests(2, timeout=0.01)


@pytest.mark.parametrize("count", [1, 50_000])
def test_a_flood(count: int, model: ModelServer) -> None:
    model.add(flood(count))
    body = ask(model.url)[1]
    assert body.count(b'"type":"response.output_text.delta","delta":"x"}') == count
    assert events(body[-2000:].partition(b"\n\n")[2])[-1]["response"]["usage"]


def test_from_a_process_of_its_own() -> None:
    with ModelProcess(deltas=3, text="Hello") as model:
        for _ in range(2):
            deltas = [it["delta"] for it in events(ask(model.url)[1]) if "delta" in it]
            assert deltas == ["H", "el", "lo"]


def test_pieces_and_pauses() -> None:
    assert cut_into("Hello", 3) == ["H", "el", "lo"]
    assert cut_into("ab", 4) == ["", "a", "", "b"]
    assert cut_into("ab", 0) == []
    plain = cut(message("x"))
    slow = plain.slowly(0.5)
    assert slow.steps[::2] == plain.steps
    assert slow.steps[1::2] == (Pause(0.5),) * (len(plain.steps) - 1)
    assert len(answer("x", deltas=5).steps) == 9
