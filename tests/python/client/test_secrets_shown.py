"""A secret that the program gives is shown nowhere, whatever the runtime does with it."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable
from typing import Any

import pytest
from faces import Face, config_for
from fake_server import FakeServer
from scenarios import secrets_shown

from codex_app_server import CodexConfig
from codex_app_server._client.errors import (
    CodexError,
    InvalidRequestError,
    NotAnAppServerError,
    RuntimeExitedError,
    StartError,
    StartTimeoutError,
    TransportClosedError,
)

Fake = Callable[..., FakeServer]

pytestmark = pytest.mark.usefixtures("no_leftovers")

SECRET = "sk-proj-0123456789-ABCDEFGHIJ-klmnopqrstuv"
PIECE = 12
"""So many characters of a secret in a row are too many."""


def assert_hidden(*shown: object) -> None:
    """No piece of the secret is in what is shown."""
    for text in map(str, shown):
        for start in range(len(SECRET) - PIECE + 1):
            at = text.find(SECRET[start : start + PIECE])
            assert at < 0, text[max(0, at - 200) : at + 200]


def assert_error_hides_it(error: BaseException) -> None:
    """Neither its text nor what it carries, nor the traceback that a program would log."""
    trace = "".join(traceback.format_exception(error))
    assert_hidden(error, repr(error), vars(error), trace)


@pytest.fixture(autouse=True)
def all_logs_hide_it(caplog: pytest.LogCaptureFixture) -> Any:
    """Every log line of these tests is held to the same."""
    caplog.set_level(logging.DEBUG)
    yield
    assert_hidden(*(record.getMessage() for record in caplog.records))


@pytest.mark.parametrize("given", ["env", "login"])
def test_a_key_that_the_runtime_repeats(face: Face, fake: Fake, given: str) -> None:
    server = fake(secrets_shown.leaks, secret=SECRET)
    lines: list[str] = []
    env = {"OPENAI_API_KEY": SECRET} if given == "env" else {}
    config = config_for(server, env=env, on_stderr=lines.append)
    assert_hidden(repr(config), config)
    if given == "login":  # it is known as a secret from then on
        server = fake(secrets_shown.lets_in, secret=SECRET)
        config = config_for(server, on_stderr=lines.append)
    codex = face.open_with(config)
    with codex:
        assert_hidden(repr(codex))
        if given == "login":
            codex.login_api_key(SECRET)
        with pytest.raises(InvalidRequestError) as refused:
            codex.models()
        assert_error_hides_it(refused.value)
        assert "bad key <secret>" in str(refused.value)
        assert refused.value.data == {"key": ["<secret>"]}
        with pytest.raises(InvalidRequestError) as refused:
            codex.login_api_key(SECRET)
        assert_error_hides_it(refused.value)
        with pytest.raises(TransportClosedError) as gone:
            codex.thread_start()
        assert_error_hides_it(gone.value)
        assert "last <secret>" in gone.value.stderr_tail
    if given == "env":
        assert lines[:2] == ["key <secret>", "and again <secret>"]
    assert_hidden(*lines)


def test_a_start_that_fails(face: Face, fake: Fake) -> None:
    kinds: list[tuple[Any, type[CodexError]]] = [
        (secrets_shown.dies, RuntimeExitedError),
        (secrets_shown.waits, StartTimeoutError),
        (secrets_shown.babbles, NotAnAppServerError),
        (secrets_shown.refuses, NotAnAppServerError),
    ]
    for serve, kind in kinds:
        server = fake(serve, secret=SECRET)
        env = {"MY_ACCESS_TOKEN": SECRET}
        with pytest.raises(kind, match="<secret>") as caught:
            face.open(server, env=env, start_timeout=3)
        assert_error_hides_it(caught.value)


def test_a_runtime_that_falls_silent(face: Face, fake: Fake) -> None:
    server = fake(secrets_shown.a_runtime_that_falls_silent, secret=SECRET)
    env = {"OPENAI_API_KEY": SECRET}
    with face.open(server, env=env, request_timeout=1.0) as codex:
        with pytest.raises(TransportClosedError, match="silent") as caught:
            codex.thread_start().run("go")
        assert_error_hides_it(caught.value)
        assert caught.value.stderr_tail == "stuck with <secret>"


@pytest.mark.parametrize("before", [3950, 3970, 3990, 5000, 20_360, 262_130])
@pytest.mark.parametrize("end", ["", "\n"])
def test_where_the_end_of_stderr_is_cut(fake: Fake, before: int, end: str) -> None:
    server = fake(
        secrets_shown.where_the_end_of_stderr_is_cut,
        secret=SECRET,
        before=before,
        end=end,
    )
    gone = pytest.raises(TransportClosedError)
    env = {"OPENAI_API_KEY": SECRET}
    with Face().open(server, env=env) as codex, gone as caught:
        codex.models()
    assert_error_hides_it(caught.value)
    assert 0 < len(caught.value.stderr_tail) <= 4000


def test_a_token_for_an_endpoint(face: Face) -> None:
    config = CodexConfig(url="ws://127.0.0.1:9", auth_token=SECRET, start_timeout=5)
    assert_hidden(repr(config), config)
    with pytest.raises(StartError) as caught:
        face.open_with(config)
    assert_error_hides_it(caught.value)
