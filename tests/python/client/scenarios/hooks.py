"""Runtimes that give hooks something to hear."""

from __future__ import annotations

from typing import Any


def says(server: Any, count: int) -> None:
    """So many notifications that nobody reads, around a turn that somebody does."""
    server.handshake()
    for number in range(count):
        server.notify("never/heard/of", {"number": number})
    turn = server.start_turn()
    for number in range(count, 2 * count):
        server.notify("never/heard/of", {"number": number})
        turn.delta("read")
    turn.complete()
    turn.delta("too late")
    server.rule("model/list", {"data": []})


def stderr_by_lines(server: Any) -> None:
    server.stderr("before\n")
    server.handshake()
    for piece in (
        b"on",
        b"e\r\ntw",
        b"o\n\n  \n",
        b"gr\xc3",
        b"\xbcn \x1b[31mred\x1b[0m\n",
    ):
        server.stderr(piece)
        server.sleep(0.01)
    server.stderr("x" * 5000 + "\n")
    server.stderr("\x07bell\n")
    server.rule("model/list", {"data": []})
    server.expect("model/list")
    server.stderr("last")


def a_hook_that_fails(server: Any) -> None:
    server.handshake()
    for number in range(3):
        server.stderr(f"{number}\n")
        server.notify("never/heard/of", {"number": number})
    server.rule("model/list", {"data": []})


def noisy(server: Any) -> None:
    """After `model/list`, a line on stderr and a notification that nobody reads."""
    server.handshake()
    server.rule("model/list", {"data": []})
    server.expect("thread/start")
    server.notify("never/heard/of")
    server.stderr("a line\n")
    server.expect("never/said")


def a_stream_that_is_collected_anywhere(server: Any) -> None:
    server.handshake()
    turn = server.start_turn()
    server.expect("model/list")
    server.line({"method": "never/heard/of", "params": {}})
    server.result(server.expect("turn/interrupt"), {})
    turn.complete("interrupted")
