"""Commands that the real runtime runs for a program: what they write and read, how they end, what holds them in."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from faces import Face
from real import RealRuntime

from codex_app_server import CodexConfig, Sandbox
from codex_app_server._client.errors import (
    DeadlineExceededError,
    InternalRpcError,
    InvalidRequestError,
)
from codex_app_server.types import WorkspaceWriteSandboxPolicy

pytestmark = [pytest.mark.tools, pytest.mark.usefixtures("no_leftovers")]

FREE = Sandbox.full_access
"""Starts a command in milliseconds; the sandbox takes a tenth of a second."""


def config(runtime: RealRuntime) -> CodexConfig:
    return CodexConfig(
        launch_args_override=runtime.argv, env=runtime.env, cwd=runtime.workspace
    )


@pytest.fixture
def codex(face: Face, runtime: RealRuntime) -> Iterator[Any]:
    """A client of the real runtime."""
    with face.open_with(config(runtime)) as made:
        yield made


def sh(script: str) -> list[str]:
    return ["sh", "-c", script]


def lives(pid: int) -> bool:
    """Whether a process runs; one that waits to be reaped does not."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text("utf-8", "replace")
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"


def wait_until_gone(pid: int) -> None:
    deadline = time.monotonic() + 20
    while lives(pid):
        assert time.monotonic() < deadline, f"process {pid} lives on"
        time.sleep(0.01)


# What they write and read.


@pytest.mark.parametrize("sandbox", [None, FREE])
def test_a_command(codex: Any, sandbox: Sandbox | None) -> None:
    script = "echo to stdout; echo to stderr >&2; exit 3"
    result = codex.run_command(sh(script), sandbox=sandbox)
    assert result.exit_code == 3
    assert (result.stdout, result.stderr) == (b"to stdout\n", b"to stderr\n")
    assert not result.cap_reached


def test_bytes_that_are_no_text(codex: Any) -> None:
    result = codex.run_command(["printf", r"\377\000\376"], sandbox=FREE)
    assert result.stdout == b"\xff\x00\xfe"


def test_output_as_it_comes(codex: Any, runtime: RealRuntime) -> None:
    script = "echo one; while [ ! -e go ]; do sleep 0.01; done; echo two >&2"
    with codex.start_command(sh(script), sandbox=FREE) as command:
        pieces = command.stream()
        first = next(pieces)
        assert (first.stream, first.data) == ("stdout", b"one\n")
        assert not first.cap_reached
        (runtime.workspace / "go").touch()
        rest = [(piece.stream, piece.data) for piece in pieces]
        assert rest == [("stderr", b"two\n")]
        result = command.wait()
    assert (result.stdout, result.stderr) == (b"one\n", b"two\n")


def test_standard_input(codex: Any) -> None:
    with codex.start_command(["cat"], stdin=True, sandbox=FREE) as command:
        pieces = command.stream()
        command.write(b"to and fro")
        assert next(pieces).data == b"to and fro"
        command.write(b"\xff\x00")
        command.close_stdin()
        assert b"".join(piece.data for piece in pieces) == b"\xff\x00"
        assert command.wait().exit_code == 0
        with pytest.raises(InvalidRequestError, match="no active command"):
            command.write(b"too late")


def test_input_of_megabytes(codex: Any) -> None:
    given = os.urandom(3 << 20)
    result = codex.run_command(["cat"], stdin=given, output_limit=None, sandbox=FREE)
    assert result.stdout == given


@pytest.mark.parametrize("stdin", [b"", b"x" * (3 << 20)], ids=["empty", "large"])
def test_input_that_nobody_reads(codex: Any, stdin: bytes) -> None:
    result = codex.run_command(sh("exit 5"), stdin=stdin, sandbox=FREE)
    assert result.exit_code == 5


def test_without_input(codex: Any) -> None:
    assert codex.run_command(["cat"], sandbox=FREE).stdout == b""
    with codex.start_command(["sleep", "20"], sandbox=FREE) as command:
        with pytest.raises(InvalidRequestError, match="stdin streaming"):
            command.write(b"x")
        with pytest.raises(InvalidRequestError, match="not attached to a PTY"):
            command.resize(10, 10)


def test_a_terminal(codex: Any) -> None:
    script = "stty size; read line; echo got $line; stty size; test -t 1"
    with codex.start_command(sh(script), tty=True, size=(11, 22)) as command:
        pieces = command.stream()
        seen = next(pieces).data
        while b"\n" not in seen:
            seen += next(pieces).data
        assert seen == b"11 22\r\n"
        command.resize(33, 44)
        command.write(b"this\n")
        result = command.wait()
        assert result.exit_code == 0
        assert result.stdout.endswith(b"got this\r\n33 44\r\n")


# How they end.


def test_ended_by_the_program(codex: Any, runtime: RealRuntime) -> None:
    script = "trap '' TERM HUP INT; echo $$; sleep 100 & wait"
    with codex.start_command(sh(script), sandbox=FREE) as command:
        pid = int(next(command.stream()).data)
        assert lives(pid)
        command.terminate()
        assert command.wait().exit_code == 137
        command.terminate()
    wait_until_gone(pid)


def test_ended_with_its_block(codex: Any) -> None:
    with codex.start_command(sh("echo $$; exec sleep 100"), sandbox=FREE) as command:
        pid = int(next(command.stream()).data)
    assert command.wait().exit_code == 137
    wait_until_gone(pid)


def test_ended_with_the_client(face: Face, runtime: RealRuntime) -> None:
    with face.open_with(config(runtime)) as codex:
        command = codex.start_command(sh("echo $$; exec sleep 100"), sandbox=FREE)
        pid = int(next(command.stream()).data)
    wait_until_gone(pid)


def test_ended_by_a_signal_and_by_the_clock(codex: Any) -> None:
    assert codex.run_command(sh("kill -TERM $$"), sandbox=FREE).exit_code == 143
    late = codex.run_command(sh("echo on; sleep 100"), timeout=0.3, sandbox=FREE)
    assert (late.exit_code, late.stdout) == (124, b"on\n")


def test_waiting_no_longer(codex: Any, runtime: RealRuntime) -> None:
    script = "while [ ! -e go ]; do sleep 0.01; done; echo done"
    with codex.start_command(sh(script), sandbox=FREE) as command:
        with pytest.raises(DeadlineExceededError, match="waiting for command/exec"):
            command.wait(timeout=0.1)
        pieces = command.stream(timeout=0.1)
        with pytest.raises(DeadlineExceededError, match="the next output"):
            next(pieces)
        (runtime.workspace / "go").touch()
        assert command.wait().stdout == b"done\n"


@pytest.mark.parametrize("what", ["program", "folder"])
def test_what_cannot_be_started(codex: Any, what: str) -> None:
    words = ["/no/such/program"] if what == "program" else ["true"]
    cwd = "/no/such/folder" if what == "folder" else None
    with pytest.raises(InternalRpcError, match="No such file or directory"):
        codex.run_command(words, cwd=cwd, sandbox=FREE)
    command = codex.start_command(words, cwd=cwd, sandbox=FREE)
    with pytest.raises(InternalRpcError):
        list(command.stream())
    with pytest.raises(InternalRpcError):
        command.wait()


def test_a_missing_program_in_the_sandbox(codex: Any) -> None:
    result = codex.run_command(["/no/such/program"])
    assert result.exit_code != 0
    assert b"No such file or directory" in result.stderr


# What holds them in.


def test_a_limit_of_output(codex: Any) -> None:
    script = "head -c 100000 /dev/zero; echo short >&2"
    result = codex.run_command(sh(script), output_limit=5000, sandbox=FREE)
    assert result.stdout == bytes(5000)
    assert result.stderr == b"short\n"
    assert result.cap_reached
    with codex.start_command(sh(script), output_limit=5000, sandbox=FREE) as command:
        pieces = [piece for piece in command.stream() if piece.stream == "stdout"]
        assert sum(len(piece.data) for piece in pieces) == 5000
        assert [piece.cap_reached for piece in pieces][-1]
        assert command.wait() == result


def test_no_limit_of_output(codex: Any) -> None:
    script = "head -c 3000000 /dev/zero"
    assert len(codex.run_command(sh(script), sandbox=FREE).stdout) == 1 << 20
    result = codex.run_command(sh(script), output_limit=None, sandbox=FREE)
    assert (len(result.stdout), result.cap_reached) == (3_000_000, False)
    with codex.start_command(sh(script), output_limit=None, sandbox=FREE) as command:
        assert sum(len(piece.data) for piece in command.stream()) == 3_000_000
        assert command.wait().stdout == b""


def test_surroundings(codex: Any, runtime: RealRuntime) -> None:
    (runtime.workspace / "below").mkdir()
    script = 'pwd; echo "$ADDED ${HOME-unset}"'
    env = {"ADDED": "yes", "HOME": None}
    for cwd in ("below", runtime.workspace / "below"):
        result = codex.run_command(sh(script), cwd=cwd, env=env, sandbox=FREE)
        said = f"{runtime.workspace}/below\nyes unset\n"
        assert result.stdout.decode() == said


def test_sandboxes(codex: Any, runtime: RealRuntime) -> None:
    write = sh("echo x > made")
    refused = codex.run_command(write, sandbox=Sandbox.read_only)
    assert refused.exit_code != 0
    assert b"Read-only" in refused.stderr
    assert codex.run_command(write, sandbox=Sandbox.workspace_write).exit_code == 0
    assert (runtime.workspace / "made").read_text() == "x\n"
    beside = runtime.home / "beside"
    beside.mkdir()
    for roots in ([], [str(beside)]):
        policy = WorkspaceWriteSandboxPolicy(
            exclude_slash_tmp=True, exclude_tmpdir_env_var=True, writable_roots=roots
        )
        codex.run_command(sh(f"echo x > {beside}/made"), sandbox=policy)
        assert (beside / "made").exists() == bool(roots)


@pytest.mark.parametrize(
    ("command", "members", "error", "says"),
    [
        ("ls -l", {}, TypeError, r"like \['git', 'status'\], not a single string"),
        ([], {}, ValueError, "command is empty"),
        (["ls"], {"sandbox": "read-only"}, ValueError, "Sandbox.read_only"),
        (["ls"], {"timeout": 0}, ValueError, "a positive number of seconds or None"),
        (["ls"], {"timeout": float("nan")}, ValueError, "a positive number"),
        (["ls"], {"output_limit": -1}, ValueError, "a number of bytes or None"),
        (["ls"], {"size": (1, 1)}, ValueError, "pass tty=True too"),
        (["ls"], {"tty": True, "size": (0, 1)}, ValueError, "at least 1 row"),
    ],
)
def test_what_cannot_be_meant(
    codex: Any, command: Any, members: Any, error: type[Exception], says: str
) -> None:
    with pytest.raises(error, match=says):
        codex.start_command(command, **members)


# Many of them.


def test_streamed_once(codex: Any) -> None:
    with codex.start_command(["true"], sandbox=FREE) as command:
        assert list(command.stream()) == []
        with pytest.raises(RuntimeError, match="streamed already"):
            command.stream()


def test_more_at_once_than_requests_may_be(
    face: Face, codex: Any, runtime: RealRuntime
) -> None:
    """They run side by side, though no more than 64 requests may wait for an answer."""
    script = "echo $$ >> begun; while [ ! -e go ]; do sleep 0.1; done; echo done"
    commands = [codex.start_command(sh(script), sandbox=FREE) for _ in range(80)]
    begun = runtime.workspace / "begun"
    deadline = time.monotonic() + 60
    while not begun.exists() or len(begun.read_text().split()) < len(commands):
        assert time.monotonic() < deadline, "they do not run side by side"
        time.sleep(0.05)
    (runtime.workspace / "go").touch()
    assert {command.wait().stdout for command in commands} == {b"done\n"}


def test_a_burst(face: Face, codex: Any) -> None:
    """More than the runtime answers when they are sent at once."""
    works = face.begin_each(500, lambda _: codex.run_command(["true"], sandbox=FREE))
    assert {work.result(120).exit_code for work in works} == {0}
