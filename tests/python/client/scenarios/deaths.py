"""Runtimes that end, each at another point."""

from __future__ import annotations

from typing import Any


def before_it_reads(server: Any) -> None:
    server.die(3, "bad config\nthe last words\n")


def instead_of_an_answer_to_initialize(server: Any) -> None:
    server.expect("initialize")
    server.write(b'{"id":0,"resu')
    server.die(0, "the last words")


def as_soon_as_it_has_introduced_itself(server: Any) -> None:
    server.handshake()
    server.die(3, "the last words")


def by_a_signal(server: Any) -> None:
    server.handshake()
    server.expect("model/list")
    server.stderr("the last words")
    server.kill()


def in_the_middle_of_an_answer(server: Any) -> None:
    server.handshake()
    request = server.expect("model/list")
    server.write(b'{"id":%d,"result":{"data":[' % request["id"])
    server.die(3, "the last words")


def what_was_answered_before_is_not_lost(server: Any) -> None:
    server.handshake()
    first, second = server.collect(2, "model/list")
    server.result(first, {"data": [], "nextCursor": "one"})
    server.result(second, {"data": [], "nextCursor": "two"})
    server.die(3, "the last words")


def while_many_calls_wait(server: Any) -> None:
    server.handshake()
    server.collect(64, "model/list")
    server.die(3, "the last words")


def in_the_middle_of_a_turn(server: Any) -> None:
    server.handshake()
    turn = server.start_turn()
    joining = server.expect("turn/start")
    server.result(
        joining, {"turn": {"id": turn.id, "items": [], "status": "inProgress"}}
    )
    server.wait_for_test("go")
    turn.delta("said")
    server.die(3, "the last words")


def while_it_is_asked_to_stop(server: Any) -> None:
    server.handshake()
    turn = server.start_turn()
    server.expect("turn/interrupt")
    turn.delta("more")
    server.die(3, "the last words")


def while_the_client_closes(server: Any) -> None:
    server.handshake()
    server.rule("model/list", {"data": [], "nextCursor": None})
    try:
        server.expect("never/said")
    except EOFError:
        server.die(3, "the last words")


def last_words_that_are_read_slowly(server: Any) -> None:
    server.handshake()
    server.expect("model/list")
    server.die(3, "slowly\nthe last words")


def nobody_waits(server: Any) -> None:
    server.handshake()
    server.die(3, "the last words")


def the_end_of_stderr_is_bounded_and_shown_as_text(server: Any) -> None:
    server.handshake()
    server.expect("model/list")
    server.stderr(b"x" * 300_000 + b"\n\x1b[31mred\x1b[0m \xff\n")
    server.die(3, "the last words")
