"""A configuration is checked as it is given and changed, and shows no secret."""

from __future__ import annotations

import copy
import inspect
import json
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from faces import Face
from fake_server import FakeServer
from scenarios import refused

import codex_app_server
from codex_app_server import (
    AsyncCodex,
    Codex,
    CodexConfig,
    ExperimentalApiError,
    ServerRequestHandler,
)

Fake = Callable[..., FakeServer]

SECRET = "sk-do-not-show"


def test_defaults() -> None:
    config = CodexConfig()
    assert config.codex_bin is None
    assert config.launch_args_override is None
    assert config.config_overrides == ()
    assert config.cwd is None
    assert config.env is None
    assert config.client_name == "codex_app_server_python"
    assert config.client_title == "Codex App Server Python SDK"
    assert config.client_version == codex_app_server.__version__
    assert config.experimental_api is True
    assert (config.url, config.auth_token) == (None, None)
    assert (config.request_timeout, config.start_timeout) == (60.0, 30.0)
    assert config.require_sign_in is False
    assert (config.max_in_flight, config.stream_limit) == (64, 100_000)
    assert config.opt_out_notifications == ()
    assert (config.on_stderr, config.on_unread) == (None, None)


@pytest.mark.tools
def test_positions_are_those_of_the_official_package() -> None:
    import openai_codex

    theirs = list(inspect.signature(openai_codex.CodexConfig).parameters)
    assert list(inspect.signature(CodexConfig).parameters)[: len(theirs)] == theirs
    config = CodexConfig("/bin/codex", ("codex",), ("a=1",), "/w", {"A": "b"}, "n")
    assert (config.cwd, config.env, config.client_name) == ("/w", {"A": "b"}, "n")


def test_a_change_is_checked_like_a_new_one() -> None:
    config = CodexConfig(cwd="/w")
    config.config_overrides = ["a=1"]  # type: ignore[assignment]
    assert config.config_overrides == ("a=1",)
    for name, value in (
        ("url", "ws://localhost:1"),  # excludes cwd
        ("start_timeout", -1),
        ("env", {"A=": "b"}),
    ):
        before = getattr(config, name)
        with pytest.raises(ValueError, match=name):
            setattr(config, name, value)
        assert getattr(config, name) == before
    with pytest.raises(AttributeError):
        config.start_time = 1  # type: ignore[attr-defined]


def test_what_a_client_was_made_with_stays(face: Face, fake: Fake) -> None:
    server = fake(refused.refusing, user_agent="fake/0.163.0")
    config = CodexConfig(launch_args_override=server.argv, experimental_api=False)
    with face.open_with(config) as codex:
        config.experimental_api = True
        with pytest.raises(ExperimentalApiError):
            codex.rpc.memory_status()


def test_what_was_given_may_change_afterwards() -> None:
    env, overrides = {"A": "b"}, ["a=1"]
    config = CodexConfig(env=env, config_overrides=overrides)  # type: ignore[arg-type]
    env["A"] = "c"
    overrides.append("b=2")
    assert config.env == {"A": "b"}
    assert config.config_overrides == ("a=1",)


def test_replace() -> None:
    config = CodexConfig(env={"A": "b"}, client_name="mine")
    changed = config.replace(client_name="yours", request_timeout=None)
    assert (changed.client_name, changed.request_timeout) == ("yours", None)
    assert changed.env == config.env
    assert config.client_name == "mine"
    with pytest.raises(ValueError, match="start_timeout"):
        config.replace(start_timeout=-1)
    with pytest.raises(TypeError):
        config.replace(start_time=1)


def test_is_a_value() -> None:
    config = CodexConfig(env={"A": "b"}, config_overrides=("a=1",))
    for other in (
        copy.copy(config),
        copy.deepcopy(config),
        pickle.loads(pickle.dumps(config)),
    ):
        assert other == config
    assert config != CodexConfig()


GOOD: list[dict[str, Any]] = [
    {"codex_bin": Path("/opt/codex")},
    {"cwd": Path("/tmp")},
    {"launch_args_override": ["codex", "app-server"]},
    {"config_overrides": ('model="x=y"', "features.apps=false")},
    {"env": {"A": ""}},
    {"client_name": "ünïcode (x)/1.0"},
    {"url": "ws://localhost:8080"},
    {"url": "ws://[::1]:8080/path?x=1"},
    {"url": "wss://example.org"},
    {"url": "unix:///run/codex.sock"},
    {"url": "wss://example.org", "auth_token": SECRET},
    {"url": "ws://127.0.0.1:80", "auth_token": SECRET},
    {"url": "ws://[::1]:80", "auth_token": SECRET},
    {"url": "ws://LOCALHOST", "auth_token": SECRET},
    {"request_timeout": None},
    {"request_timeout": 1, "start_timeout": 0.5},
    {"max_in_flight": 1, "stream_limit": 1},
    {"opt_out_notifications": ["thread/started"]},
    {"on_stderr": print, "on_unread": print},
]


@pytest.mark.parametrize("members", GOOD, ids=str)
def test_good(members: dict[str, Any]) -> None:
    config = CodexConfig(**members)
    for name, value in members.items():
        kept = getattr(config, name)
        assert kept == (tuple(value) if isinstance(value, list) else value)


class Bytes:
    """A path that is no text."""

    def __fspath__(self) -> bytes:
        return b"/x"


BAD: list[tuple[dict[str, Any], type[Exception], str]] = [
    ({"codex_bin": ""}, ValueError, "codex_bin is empty"),
    ({"codex_bin": 1}, TypeError, "codex_bin must be a path"),
    ({"codex_bin": b"/x"}, TypeError, "codex_bin must be a path"),
    ({"cwd": 1}, TypeError, "cwd must be a path"),
    ({"cwd": Bytes()}, TypeError, "cwd must be a str path"),
    ({"launch_args_override": "codex app-server"}, TypeError, "tuple of strings"),
    ({"launch_args_override": ()}, ValueError, "override is empty"),
    ({"launch_args_override": ("",)}, ValueError, "override is empty"),
    ({"launch_args_override": ("codex", 1)}, TypeError, "each of launch_args"),
    ({"launch_args_override": ("codex\0",)}, ValueError, "null character"),
    ({"config_overrides": "a=1"}, TypeError, "tuple of strings"),
    ({"config_overrides": ("a",)}, ValueError, "key=value"),
    ({"config_overrides": ("=1",)}, ValueError, "key=value"),
    ({"env": [("A", "b")]}, TypeError, "env must be a mapping"),
    ({"env": {"A": 1}}, TypeError, "the value of 'A' in env"),
    ({"env": {1: "b"}}, TypeError, "each name in env"),
    ({"env": {"": "b"}}, ValueError, "not a valid variable name"),
    ({"env": {"A=B": "c"}}, ValueError, "not a valid variable name"),
    ({"env": {"A": f"{SECRET}\0"}}, ValueError, "null character"),
    ({"client_name": ""}, ValueError, "client_name is empty"),
    ({"client_name": "two\nlines"}, ValueError, "control characters"),
    ({"client_title": None}, TypeError, "client_title must be a str"),
    ({"client_version": 1}, TypeError, "client_version must be a str"),
    ({"experimental_api": 1}, TypeError, "experimental_api must be a bool"),
    ({"require_sign_in": "yes"}, TypeError, "require_sign_in must be a bool"),
    ({"request_timeout": 0}, ValueError, "positive number of seconds, or None"),
    ({"request_timeout": -1.5}, ValueError, "positive"),
    ({"request_timeout": float("nan")}, ValueError, "positive"),
    ({"request_timeout": float("inf")}, ValueError, "positive"),
    ({"request_timeout": "60"}, TypeError, "number of seconds"),
    ({"request_timeout": True}, TypeError, "number of seconds"),
    ({"start_timeout": None}, TypeError, "number of seconds"),
    ({"start_timeout": 0}, ValueError, "positive"),
    ({"max_in_flight": 0}, ValueError, "1 or more"),
    ({"max_in_flight": 1.5}, TypeError, "an integer"),
    ({"stream_limit": True}, TypeError, "an integer"),
    ({"stream_limit": -1}, ValueError, "1 or more"),
    ({"opt_out_notifications": "thread/started"}, TypeError, "tuple of strings"),
    ({"on_stderr": "print"}, TypeError, "on_stderr must be callable"),
    ({"on_unread": 1}, TypeError, "on_unread must be callable"),
    ({"url": 1}, TypeError, "url must be a str"),
    ({"url": ""}, ValueError, "ws://"),
    ({"url": "localhost:80"}, ValueError, "ws://"),
    ({"url": "http://localhost"}, ValueError, "ws://"),
    ({"url": "WS://localhost"}, ValueError, "ws://"),
    ({"url": "ws://"}, ValueError, "no host"),
    ({"url": "ws://:80"}, ValueError, "no host"),
    ({"url": "ws://host:port"}, ValueError, "no valid port"),
    ({"url": "ws://host:65536"}, ValueError, "no valid port"),
    ({"url": f"ws://me:{SECRET}@host"}, ValueError, "auth_token"),
    ({"url": "ws://host/a b"}, ValueError, "spaces"),
    ({"url": "ws://host/\r\nX: y"}, ValueError, "control characters"),
    ({"url": "unix://relative"}, ValueError, "absolute path"),
    ({"url": "unix:///"}, ValueError, "absolute path"),
    ({"url": "ws://h", "codex_bin": "/x"}, ValueError, "cannot be combined"),
    (
        {"url": "ws://h", "launch_args_override": ("x",)},
        ValueError,
        "cannot be combined",
    ),
    ({"url": "ws://h", "config_overrides": ("a=1",)}, ValueError, "cannot be combined"),
    ({"url": "ws://h", "env": {"A": "b"}}, ValueError, "cannot be combined"),
    ({"url": "ws://h", "cwd": "/w"}, ValueError, "cannot be combined"),
    ({"auth_token": SECRET}, ValueError, "requires url"),
    ({"url": "unix:///s", "auth_token": SECRET}, ValueError, "ws:// and wss://"),
    ({"url": "ws://example.org", "auth_token": SECRET}, ValueError, "unencrypted"),
    ({"url": "wss://h", "auth_token": ""}, ValueError, "empty"),
    ({"url": "wss://h", "auth_token": f"{SECRET}\r\nX: y"}, ValueError, "header"),
    ({"url": "wss://h", "auth_token": b"x"}, TypeError, "auth_token must be a str"),
]


@pytest.mark.parametrize(("members", "cls", "message"), BAD, ids=str)
def test_bad(members: dict[str, Any], cls: type[Exception], message: str) -> None:
    with pytest.raises(cls) as raised:
        CodexConfig(**members)
    assert message in str(raised.value)
    assert SECRET not in str(raised.value)


@pytest.mark.parametrize("client", [Codex, AsyncCodex])
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"config": {"cwd": "."}}, "config must be a CodexConfig, not dict"),
        ({"config": CodexConfig}, "not the class CodexConfig"),
        ({"handler": print}, "an instance of a ServerRequestHandler subclass, not"),
        ({"handler": ServerRequestHandler}, "not the class ServerRequestHandler"),
    ],
)
def test_what_is_no_argument_of_a_client(
    client: type, arguments: dict[str, Any], message: str
) -> None:
    with pytest.raises(TypeError, match=message):
        client(**arguments)


def test_unknown_member() -> None:
    with pytest.raises(TypeError):
        CodexConfig(codexBin="/x")  # type: ignore[call-arg]


@pytest.mark.parametrize(
    "members",
    [
        {"env": {"OPENAI_API_KEY": SECRET}},
        {"config_overrides": (f'provider.token="{SECRET}"',)},
        {"launch_args_override": ("codex", "--config", f"key={SECRET}")},
        {"url": f"wss://example.org/?token={SECRET}"},
        {"url": "wss://example.org", "auth_token": SECRET},
    ],
    ids=str,
)
def test_no_representation_shows_a_secret(members: dict[str, Any]) -> None:
    config = CodexConfig(**members)
    for text in (repr(config), f"{config}", repr([config])):
        assert SECRET not in text
    assert SECRET not in repr(config.__rich_repr__())


def test_representation_tells_what_was_changed() -> None:
    assert repr(CodexConfig()) == "CodexConfig()"
    config = CodexConfig(
        config_overrides=("a.b=1",),
        env={"OPENAI_API_KEY": SECRET},
        start_timeout=5,
    )
    assert repr(config) == (
        "CodexConfig(config_overrides=('a.b=…',), env={'OPENAI_API_KEY': <hidden>}, "
        "start_timeout=5)"
    )
    config = CodexConfig(url="wss://example.org/path?x=1", auth_token=SECRET)
    assert repr(config) == (
        "CodexConfig(url='wss://example.org/path', auth_token=<secret>)"
    )
    config = CodexConfig(launch_args_override=("codex", "-c", "x"), codex_bin="/x")
    assert repr(config) == (
        "CodexConfig(codex_bin='/x', launch_args_override=('codex', <2 more>))"
    )


def test_costs_no_heavy_import(fresh: Callable[[str], str]) -> None:
    loaded = json.loads(
        fresh(
            "import json, sys, msgspec\nbefore = set(sys.modules)\n"
            "from codex_app_server import CodexConfig; CodexConfig()\n"
            "print(json.dumps(sorted(set(sys.modules) - before)))"
        )
    )
    heavy = {"asyncio", "dataclasses", "logging", "pydantic", "socket", "subprocess"}
    assert heavy & set(loaded) == set()
    assert [it for it in loaded if it.startswith("codex_app_server._types")] == []
