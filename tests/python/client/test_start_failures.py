"""A start that fails says why, with everything that helps, and leaves nothing behind."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from faces import Face
from fake_bodies import USER_AGENT, initialized
from fake_server import FakeServer
from scenarios import starts

from codex_app_server import CodexConfig
from codex_app_server._client.errors import (
    CodexBinNotExecutableError,
    CodexBinNotFoundError,
    CodexError,
    NotAnAppServerError,
    NotSignedInError,
    RuntimeExitedError,
    RuntimePackageMissingError,
    RuntimeTooOldError,
    StartError,
    StartTimeoutError,
)

Fake = Callable[..., FakeServer]

pytestmark = pytest.mark.usefixtures("no_leftovers")


def failure(face: Face, config: CodexConfig) -> StartError:
    """The error that the start ends with."""
    with pytest.raises(StartError) as caught:
        face.open_with(config)
    assert isinstance(caught.value, CodexError)
    return caught.value


def failure_of(face: Face, server: FakeServer, **members: Any) -> StartError:
    return failure(face, CodexConfig(launch_args_override=server.argv, **members))


# What can be known before a process exists.


def test_the_runtime_is_not_installed(
    face: Face, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "codex_cli_bin", None)
    error = failure(face, CodexConfig())
    assert isinstance(error, RuntimePackageMissingError)
    assert isinstance(error, FileNotFoundError)
    assert error.distribution == "openai-codex-cli-bin"
    assert "pip install openai-codex-cli-bin" in str(error)


def test_the_executable_is_nowhere(face: Face, tmp_path: Path) -> None:
    for path in (tmp_path / "codex", tmp_path):
        error = failure(face, CodexConfig(codex_bin=path))
        assert isinstance(error, CodexBinNotFoundError)
        assert isinstance(error, FileNotFoundError)
        assert error.path == str(path)
        assert str(path) in str(error)


def test_the_executable_may_not_be_executed(face: Face, tmp_path: Path) -> None:
    path = tmp_path / "codex"
    path.write_text("#!/bin/sh\n", "utf-8")
    error = failure(face, CodexConfig(codex_bin=path))
    assert isinstance(error, CodexBinNotExecutableError)
    assert isinstance(error, PermissionError)
    assert error.path == str(path)
    assert "chmod" in str(error)


def test_the_executable_is_for_another_machine(face: Face, tmp_path: Path) -> None:
    path = tmp_path / "codex"
    path.write_bytes(b"\x7fELF but not really")
    path.chmod(0o755)
    error = failure(face, CodexConfig(codex_bin=path))
    assert type(error) is StartError
    assert str(path) in str(error)


def test_the_command_is_nowhere(face: Face) -> None:
    config = CodexConfig(launch_args_override=("no-such-command", "app-server"))
    error = failure(face, config)
    assert isinstance(error, CodexBinNotFoundError)
    assert "no-such-command" in str(error)


def test_the_working_directory_is_missing(
    face: Face, fake: Fake, tmp_path: Path
) -> None:
    server = fake(starts.the_working_directory_is_missing)
    file = tmp_path / "file"
    file.touch()
    for path in (tmp_path / "nowhere", file):
        error = failure_of(face, server, cwd=path)
        assert type(error) is StartError
        assert str(path) in str(error)
    assert server.pids() == []


# What the process tells.


@pytest.mark.parametrize(
    ("command", "came"),
    [
        (("/bin/echo", "hello"), "hello"),
        ((sys.executable, "--version"), "Python 3"),
        (("/bin/sh", "-c", "echo '{}'; sleep 60"), "{}"),
        (("/bin/sh", "-c", "printf '\\033[1m\\n'"), "u{1b}[1m"),
        (("/bin/cat",), "a request, 'initialize'"),
    ],
    ids=["echo", "python", "json", "escapes", "cat"],
)
def test_it_is_no_app_server(face: Face, command: tuple[str, ...], came: str) -> None:
    error = failure(face, CodexConfig(launch_args_override=command, start_timeout=3))
    assert isinstance(error, NotAnAppServerError), repr(error)
    assert came in error.came
    assert came in str(error)


@pytest.mark.parametrize(
    ("answer", "came"),
    [
        ({"result": {}}, "a user agent"),
        ({"result": {"userAgent": 5}}, "a user agent"),
        ({"result": {"userAgent": "  "}}, "a user agent"),
        ({"result": None}, "initialize"),
        ({"result": []}, "initialize"),
        ({"error": {"code": -32600, "message": "who are you?"}}, "who are you?"),
    ],
)
def test_it_answers_as_no_app_server_does(
    face: Face, fake: Fake, answer: Any, came: str
) -> None:
    error = failure_of(
        face, fake(starts.it_answers_as_no_app_server_does, answer=answer)
    )
    assert isinstance(error, NotAnAppServerError), repr(error)
    assert came in str(error)


def test_it_dies(face: Face, fake: Fake) -> None:
    error = failure_of(face, fake(starts.it_dies))
    assert isinstance(error, RuntimeExitedError)
    assert error.exit_code == 1
    assert error.stderr_tail == "config.toml: approval_policy is wrong"
    assert "code 1" in str(error)
    assert "approval_policy" in str(error)


def test_its_last_words_count_more_than_what_else_it_said(
    face: Face, fake: Fake
) -> None:
    error = failure_of(
        face, fake(starts.its_last_words_count_more_than_what_else_it_said)
    )
    assert isinstance(error, RuntimeExitedError)
    assert error.stderr_tail == "no space left"


def test_it_does_not_answer_in_time(face: Face, fake: Fake) -> None:
    server = fake(starts.it_does_not_answer_in_time)
    error = failure_of(face, server, start_timeout=3)
    assert isinstance(error, StartTimeoutError)
    assert isinstance(error, TimeoutError)
    assert error.seconds == 3
    assert error.stderr_tail == "still thinking"
    assert "start_timeout" in str(error)
    server.wait_for_end(timeout=0.1)


@pytest.mark.parametrize(
    ("version", "is_too_old"),
    [
        ("0.100.0", True),
        ("0.132.9", True),
        ("0.133.0-alpha.1", True),
        ("0.133.0", False),
        ("0.0.0", False),
        ("9.0.0", False),
    ],
)
def test_it_is_too_old(fake: Fake, version: str, is_too_old: bool) -> None:
    agent = USER_AGENT.replace("0.163.0", version)
    server = fake(starts.it_is_too_old, user_agent=agent)
    if not is_too_old:
        with Face().open(server) as codex:
            assert str(codex.metadata.version) == version
        return
    error = failure_of(Face(), server)
    assert isinstance(error, RuntimeTooOldError)
    assert (error.connected, error.oldest) == (version, "0.133.0")
    assert version in str(error)


def test_it_is_too_old_for_the_asynchronous_client(face: Face, fake: Fake) -> None:
    server = fake(starts.it_is_too_old_for_the_asynchronous_client)
    assert isinstance(failure_of(face, server), RuntimeTooOldError)
    server.wait_for_end(timeout=0.1)


SIGNED_IN = {"type": "apiKey"}


@pytest.mark.parametrize(
    ("account", "needed", "may_start"),
    [(None, True, False), (None, False, True), (SIGNED_IN, True, True)],
)
def test_nobody_is_signed_in(
    face: Face, fake: Fake, account: Any, needed: bool, may_start: bool
) -> None:
    server = fake(
        starts.nobody_is_signed_in,
        answer={"account": account, "requiresOpenaiAuth": needed},
    )
    if may_start:
        with face.open(server, require_sign_in=True):
            return
    error = failure_of(face, server, require_sign_in=True)
    assert isinstance(error, NotSignedInError)
    assert "login" in str(error)
    server.wait_for_end(timeout=0.1)


def test_nobody_is_asked_to_sign_in_unless_it_is_wanted(face: Face, fake: Fake) -> None:
    server = fake(starts.nobody_is_asked_to_sign_in_unless_it_is_wanted)
    with face.open(server):
        pass
    assert server.received("account/read") == []


def test_a_handshake_is_as_the_protocol_has_it(face: Face, fake: Fake) -> None:
    server = fake(starts.a_handshake_is_as_the_protocol_has_it)
    opt_out = ("item/agentMessage/delta",)
    with face.open(server, client_name="mine", opt_out_notifications=opt_out) as codex:
        metadata = codex.metadata
        assert metadata.user_agent == USER_AGENT
        assert metadata.server_info.version == "0.163.0"
        assert metadata.codex_home == initialized()["codexHome"]
    first, second = server.received()[:2]
    assert first["params"]["clientInfo"]["name"] == "mine"
    assert first["params"]["capabilities"] == {
        "experimentalApi": True,
        "optOutNotificationMethods": ["item/agentMessage/delta"],
    }
    assert second == {"method": "initialized"}
