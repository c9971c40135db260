"""`close` ends everything at once, whoever calls it, whenever, and whatever the runtime does about it."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from faces import Face, Work, config_for, standing
from fake_server import FakeServer
from leftovers import Snapshot
from scenarios import closing

from codex_app_server import Codex
from codex_app_server._client import core
from codex_app_server._client.errors import TransportClosedError

Fake = Callable[..., FakeServer]

pytestmark = pytest.mark.usefixtures("no_leftovers")

MODELS = {"data": [], "nextCursor": None}


def assert_closed(work: Any) -> None:
    error = work.error()
    assert type(error) is TransportClosedError, repr(error)
    assert "closed by this program" in str(error)


def test_the_runtime_sees_the_end_of_its_input(face: Face, fake: Fake) -> None:
    server = fake(closing.quiet)
    with face.open(server) as codex:
        codex.models()
    server.wait_for_end()
    assert server.record("end") == [True]


def test_again_and_again(face: Face, fake: Fake) -> None:
    server = fake(closing.quiet)
    codex = face.open(server)
    with codex:
        for _ in range(3):
            codex.close()
    codex.close()
    assert len(server.pids()) == 1


def test_all_who_wait_are_told(face: Face, fake: Fake) -> None:
    server = fake(closing.busy)
    codex = face.open(server)
    handle = codex.thread_start().turn("go")
    events = codex.notifications(timeout=20)
    stream = handle.stream()
    waiting = [
        face.begin(codex.models),
        face.begin(lambda: list(stream)),
        face.begin(handle.run),
        face.begin(lambda: list(events)),
        face.begin(lambda: handle.steer("more")),
    ]
    server.wait_for("model/list")
    server.wait_for("turn/steer")
    codex.close()
    for work in waiting:
        assert_closed(work)


def test_many_close_at_once_while_many_call(face: Face, fake: Fake) -> None:
    server = fake(closing.many_close_at_once_while_many_call)
    codex = face.open(server)

    def call(_: int) -> None:
        while True:
            codex.models()

    calls = face.begin_each(8, call)
    server.wait_for("model/list", 50)
    closes = face.begin_each(8, lambda _: codex.close())
    for work in closes:
        assert work.result() is None
    for work in calls:
        assert_closed(work)


def test_inside_with(face: Face, fake: Fake) -> None:
    with face.open(fake(closing.quiet)) as codex:
        codex.close()
        with pytest.raises(TransportClosedError, match="closed by this program"):
            codex.models()
        with pytest.raises(TransportClosedError, match="closed by this program"):
            codex.thread_start()


def test_an_error_inside_with_is_not_hidden(face: Face, fake: Fake) -> None:
    def work() -> None:
        with face.open(fake(closing.busy)) as codex:
            codex.thread_start().turn("go")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        work()


def test_nothing_is_heard_afterwards(face: Face, fake: Fake) -> None:
    """What the runtime still says while it ends reaches no hook and no handler."""

    unread: list[Any] = []
    codex = face.open(
        fake(closing.nothing_is_heard_afterwards), on_unread=unread.append
    )
    codex.close()
    assert unread == []


@pytest.mark.slow
@pytest.mark.parametrize("reader", ["reads", "does not read"])
def test_a_runtime_that_stays(face: Face, fake: Fake, reader: str) -> None:
    """It ignores the end of its input and SIGTERM, so it is killed."""

    server = fake(closing.a_runtime_that_stays, reader=reader)
    codex = face.open(server)
    server.wait_for("initialized")
    codex.close()
    server.wait_for_end(timeout=0.1)
    assert server.record("mark")[:1] == [
        "saw the end" if reader == "reads" else "hangs"
    ]


def test_a_runtime_that_leaves_on_request(face: Face, fake: Fake) -> None:
    server = fake(closing.a_runtime_that_leaves_on_request)
    codex = face.open(server)
    codex.close()
    server.wait_for_end(timeout=0.1)


def test_a_runtime_that_talks_without_end(face: Face, fake: Fake) -> None:
    server = fake(closing.a_runtime_that_talks_without_end)
    codex = face.open(server)
    stream = codex.thread_start().turn("go").stream()
    next(stream)
    codex.close()
    server.wait_for_end(timeout=0.1)


def test_while_a_huge_line_is_being_written(face: Face, fake: Fake) -> None:
    server = fake(closing.while_a_huge_line_is_being_written)
    codex = face.open(server)
    thread = codex.thread_start()
    work = face.begin(lambda: thread.turn("x" * 8_000_000))
    server.wait_for_mark("hangs")
    codex.close()
    assert_closed(work)


def test_from_a_signal_handler_while_its_thread_closes(fake: Fake) -> None:
    """A second Ctrl-C, or SIGTERM, finds the client being closed by the very thread that it interrupts."""
    server = fake(closing.a_runtime_that_leaves_on_request)
    codex = Codex(config_for(server))
    main = threading.get_ident()
    closed: list[bool] = []

    def press() -> None:
        while "_insist" not in standing(main):
            time.sleep(0.001)
        os.kill(os.getpid(), signal.SIGUSR1)

    def close(*_: object) -> None:
        codex.close()
        closed.append(True)

    before = signal.signal(signal.SIGUSR1, close)
    try:
        pressing = Work(press)
        codex.close()
        pressing.result()
    finally:
        signal.signal(signal.SIGUSR1, before)
    assert closed == [True]


def test_from_a_signal_handler_amid_a_call(
    fake: Fake, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The call was about to be sent: it is told, as all others are."""
    encode = core.encode_json
    codex = Codex(config_for(fake(closing.busy)))
    thread = codex.thread_start()

    def encode_and_close(*given: Any) -> bytes:
        codex.close()
        return encode(*given)

    monkeypatch.setattr(core, "encode_json", encode_and_close)
    assert_closed(Work(lambda: thread.turn("go")))


def test_a_close_that_ctrl_c_breaks_off_ends_the_runtime(fake: Fake) -> None:
    server = fake(closing.a_runtime_that_stays, reader="does not read")
    codex = Codex(config_for(server))
    server.wait_for_mark("hangs")
    main = threading.get_ident()

    def press() -> None:
        while "_insist" not in standing(main):
            time.sleep(0.001)
        os.kill(os.getpid(), signal.SIGINT)

    pressing = Work(press)
    with pytest.raises(KeyboardInterrupt):
        codex.close()
    pressing.result()
    server.wait_for_end()


def lives(pid: int) -> bool:
    stat = Path(f"/proc/{pid}/stat")
    with suppress(OSError):
        return stat.read_text("utf-8").rpartition(")")[2].split()[0] != "Z"
    return False


def wait_until_gone(pid: int) -> None:
    deadline = time.monotonic() + 20
    while lives(pid):
        assert time.monotonic() < deadline, f"{pid} lives on"
        time.sleep(0.005)


def test_processes_that_the_runtime_left_behind(face: Face, fake: Fake) -> None:
    server = fake(closing.with_child, own_session=False, dies=False)
    with face.open(server) as codex:
        codex.models()
    (child,) = server.record("mark")
    wait_until_gone(int(child))


def test_processes_of_a_runtime_that_died(face: Face, fake: Fake) -> None:
    server = fake(closing.with_child, own_session=False, dies=True)
    with face.open(server) as codex:
        with pytest.raises(TransportClosedError, match="the last words") as caught:
            codex.models()
        assert caught.value.exit_code == 3
        (child,) = server.record("mark")
        wait_until_gone(int(child))


def test_a_daemon_that_holds_the_pipes_of_a_runtime_that_died(
    face: Face, fake: Fake
) -> None:
    """It is not the client's to end, and holds up nobody."""
    server = fake(closing.with_child, own_session=True, dies=True)
    lost = pytest.raises(TransportClosedError, match="exited")
    with face.open(server) as codex, lost:
        codex.models()
    os.kill(int(server.record("mark")[0]), signal.SIGKILL)


def test_a_daemon_that_holds_the_pipes_when_the_client_closes(
    face: Face, fake: Fake
) -> None:
    server = fake(closing.with_child, own_session=True, dies=False)
    before = Snapshot.take()
    with face.open(server) as codex:
        codex.models()
    daemon = int(server.record("mark")[0])
    try:
        assert lives(daemon)
        before.assert_nothing_added()
    finally:
        os.kill(daemon, signal.SIGKILL)
