"""Runtimes that are being closed: quiet ones, busy ones, and those that will not go."""

from __future__ import annotations

from typing import Any


def quiet(server: Any) -> None:
    server.handshake()
    server.rule("model/list", {"data": [], "nextCursor": None})


def busy(server: Any) -> None:
    """A turn that goes on, and requests that are never answered."""
    server.handshake()
    server.start_turn()
    server.expect("never/said")


def many_close_at_once_while_many_call(server: Any) -> None:
    server.handshake()
    server.rule("model/list", lambda _: {"data": [], "nextCursor": None})
    server.expect("never/said")


def nothing_is_heard_afterwards(server: Any) -> None:
    server.handshake()
    try:
        server.expect("never/said")
    except EOFError:
        server.notify("account/updated", {"authMode": None})
        server.request("item/tool/call", {})
        server.notify("account/updated", {"authMode": None})


def a_runtime_that_stays(server: Any, reader: str) -> None:
    server.survive_terminate()
    server.handshake()
    if reader == "reads":
        try:
            server.expect("never/said")
        except EOFError:
            server.mark("saw the end")
    server.hang()


def a_runtime_that_leaves_on_request(server: Any) -> None:
    server.handshake()
    server.hang()


def a_runtime_that_talks_without_end(server: Any) -> None:
    server.handshake()
    turn = server.start_turn()
    while True:
        server.write(turn.delta_line("x") * 1000)


def while_a_huge_line_is_being_written(server: Any) -> None:
    server.handshake()
    server.start_thread()
    server.hang()


def with_child(server: Any, own_session: bool, dies: bool) -> None:
    """A process of the runtime's own that holds all its pipes."""
    import subprocess

    child = subprocess.Popen(["sleep", "60"], start_new_session=own_session)
    server.mark(str(child.pid))
    server.handshake()
    request = server.expect("model/list")
    if dies:
        server.die(3, "the last words")
    server.result(request, {"data": [], "nextCursor": None})
