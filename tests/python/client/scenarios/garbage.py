"""Runtimes that write what no client expects, beside what it needs."""

from __future__ import annotations

from typing import Any


def lines_that_are_no_messages(server: Any) -> None:
    server.handshake()
    request = server.expect("model/list")
    for junk in ("not json", "null", "[]", "5", '"text"', "{}", "", "   ", "\r"):
        server.line(junk)
    server.line(b"\xff\xfe\x00")
    server.line({"id": request["id"]})
    server.line('{"id":1.5,"result":{}}')
    server.line('{"id":null,"result":{}}')
    server.line('{"id":[],"result":{}}')
    server.line('{"method":5,"params":{}}')
    server.line('{"id":{},"method":"item/tool/call","params":{}}')
    server.line("[" * 20_000)
    server.line('{"method":"turn/started","method":"turn/completed","params":{}}')
    server.result(request, {"data": [], "nextCursor": "whole"})


def lines_in_pieces(server: Any) -> None:
    server.handshake()
    turn = server.start_turn()
    server.write_in_pieces(turn.delta_line("grün €😀"), 1, 0.0005)
    server.write_in_pieces(turn.delta_line("zwei") * 2, 7, 0.0005)
    turn.complete()


def lines_that_end_as_on_windows(server: Any) -> None:
    server.handshake()
    request = server.expect("model/list")
    server.write(b'\r\n{"id":%d,"result":{"data":[]}}\r\n' % request["id"])


def a_line_of_eight_megabytes(server: Any) -> None:
    server.handshake()
    turn = server.start_turn()
    turn.message("ü" * 4_000_000)
    turn.complete()


def unknown_methods(server: Any) -> None:
    server.handshake()
    turn = server.start_turn()
    turn.say("never/heard/of", what="ever")
    server.notify("never/heard/of", {"threadId": "elsewhere"})
    answer = server.ask("never/asked", {})
    turn.message(str(answer["error"]["code"]))
    turn.complete()


def malformed_payloads_of_known_methods(server: Any) -> None:
    server.handshake()
    turn = server.start_turn()
    for method in (
        "turn/started",
        "item/started",
        "item/completed",
        "item/agentMessage/delta",
        "thread/tokenUsage/updated",
        "thread/started",
        "account/login/completed",
        "serverRequest/resolved",
        "error",
    ):
        for params in (None, 5, [], "x", {}, turn.place, {**turn.place, "item": 5}):
            server.line({"method": method, "params": params})
        server.line({"method": method})
        server.line({"method": method, "params": {"threadId": 1, "turnId": []}})
        wrong = {"turn": 5, "item": [], "tokenUsage": "x", "error": 7, "delta": {}}
        server.line({"method": method, "params": {**turn.place, **wrong}})
    turn.message("whole")
    turn.usage(20)
    turn.complete()


def an_end_that_cannot_be_read_ends_the_turn(server: Any, params: Any) -> None:
    server.handshake()
    turn = server.start_turn()
    turn.message("said before")
    server.line({"method": "turn/completed", "params": params})


def an_end_of_which_parts_cannot_be_read(server: Any) -> None:
    server.handshake()
    turn = server.start_turn()
    turn.message("said before")
    parts = {
        "items": [5, {"type": "agentMessage"}],
        "startedAt": "noon",
        "error": 5,
    }
    turn.complete(**parts)


def a_failed_turn_whose_error_cannot_be_read(server: Any) -> None:
    server.handshake()
    for number, error in enumerate((None, 5, {}, {"message": 5})):
        turn = server.start_turn(f"turn-{number}")
        turn.complete("failed", error=error)


def answers_that_do_not_fit(server: Any) -> None:
    server.handshake()
    for result in (None, 5, "x", [], {"data": 5}, {}):
        server.result(server.expect("model/list"), result)
    for error in (5, "x", [], {}, {"code": "x"}, {"code": 1, "message": None}):
        number = server.expect("model/list")["id"]
        server.line({"id": number, "error": error})


def answers_to_a_start_that_do_not_fit(server: Any) -> None:
    server.handshake()
    server.start_thread()
    for result in (None, 5, {}, {"turn": None}, {"turn": {"id": 5}}):
        server.result(server.expect("turn/start"), result)
    turn = server.start_turn()
    turn.message("well")
    turn.complete()


def a_thread_that_cannot_be_read(server: Any, result: Any) -> None:
    server.handshake()
    server.result(server.expect("thread/start"), result)
