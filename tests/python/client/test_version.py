"""The version of a runtime is found whatever the client is called, and versions are in the order of PEP 440."""

from __future__ import annotations

import itertools
import pickle
import random

import pytest
from packaging.version import Version

from codex_app_server._client.version import RuntimeVersion, parse_version

NAMES = [
    "plain",
    "codex_app_server_python",
    "my app",
    "tool/1.0 (x)",
    "tool/2.0",
    "a/9",
    "evil/9.9.9 (Linux; x) t",
    "a 1.2.3 b",
    "7",
    "1.2.3",
    "(Linux; x86_64)",
    "ünïcode",
    "",
    " ",
    "x (y; 5)",
]
SYSTEM = "(Debian 12.0.0; x86_64)"


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("client_version", ["9.9", "1/2.3.4 (a; b)", ""])
@pytest.mark.parametrize("version", ["0.163.0", "0.151.0-alpha.6", "0.0.0"])
def test_what_the_runtime_says(name: str, client_version: str, version: str) -> None:
    user_agent = f"{name}/{version} {SYSTEM} unknown ({name}; {client_version})"
    assert str(RuntimeVersion.parse(user_agent)) == version


@pytest.mark.parametrize(
    ("user_agent", "version"),
    [
        ("codex-cli/1.2.3", "1.2.3"),
        (f"codex-cli/0.151.0 {SYSTEM}", "0.151.0"),
        (f"a/9/0.151.0 {SYSTEM} xterm", "0.151.0"),
        (f"tool/1.0 (x)/0.151.0 {SYSTEM} iTerm.app/3.4", "0.151.0"),
        (f"a 1.2.3 b/0.151.0 {SYSTEM}", "0.151.0"),
        ("a 1.2.3 b/0.151.0", "0.151.0"),
        ("name 0.151.0", "0.151.0"),
        (f"name 0.151.0 {SYSTEM} iTerm.app/3.4", "0.151.0"),
        ("name/0.151.0-alpha.6.1 tail", "0.151.0-alpha.6.1"),
        ("name/0.151.0.post1", "0.151.0.post1"),
    ],
)
def test_what_others_may_say(user_agent: str, version: str) -> None:
    assert str(RuntimeVersion.parse(user_agent)) == version


@pytest.mark.parametrize(
    "user_agent",
    [
        "",
        "codex",
        "codex/",
        "codex/unknown",
        "codex/0.x.0",
        f"codex/0.151.0-nightly {SYSTEM} t (codex; 1)",
        "codex/" + "9" * 100_000,
        "/" * 5000,
    ],
)
def test_no_version(user_agent: str) -> None:
    assert RuntimeVersion.parse(user_agent) is None


ORDERED = [
    "0.0.0",
    "0.99.9",
    "0.151.0-alpha.1",
    "0.151.0a1.post2",
    "0.151.0-alpha.2",
    "0.151.0-alpha.10",
    "0.151.0-beta.1",
    "0.151.0-rc.1",
    "0.151.0",
    "0.151.0.post1",
    "0.151.1",
    "0.163.0",
    "1",
    "1.0.1",
]


def test_order() -> None:
    shuffled = list(map(parse_version, ORDERED))
    random.Random(5).shuffle(shuffled)
    assert list(map(str, sorted(shuffled))) == ORDERED
    for one, other in itertools.pairwise(map(parse_version, ORDERED)):
        assert one < other
        assert one != other


PEP_440 = [
    "0.151.0",
    "0.151",
    "0.151.0a1",
    "0.151.0a1.post2",
    "0.151.0b2",
    "0.151.0rc3",
    "0.151.0.post1",
    "1",
    "1.0.0",
    "0.0.0",
    "0.151.0+local.1",
]


@pytest.mark.parametrize(("one", "other"), list(itertools.product(PEP_440, repeat=2)))
def test_an_independent_judge_agrees(one: str, other: str) -> None:
    ours, theirs = parse_version(one), parse_version(other)
    judge_of = {it: Version(it.partition("+")[0]) for it in (one, other)}
    assert (ours < theirs) == (judge_of[one] < judge_of[other])
    assert (ours == theirs) == (judge_of[one] == judge_of[other])
    assert (ours >= theirs) == (judge_of[one] >= judge_of[other])
    if ours == theirs:
        assert hash(ours) == hash(theirs)


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("0.116.0-alpha.1", "0.116.0a1"),
        ("0.116.0-alpha.1.2", "0.116.0a1.post2"),
        ("0.116.0-beta.2", "0.116.0b2"),
        ("1.2.3-rc.1", "1.2.3rc1"),
        ("1.2.3-alpha4", "1.2.3a4"),
        ("1.2.3-alpha.01", "1.2.3a1"),
        ("1.2", "1.2.0"),
    ],
)
def test_spellings_of_one_version(text: str, same: str) -> None:
    assert parse_version(text) == parse_version(same)
    assert str(parse_version(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "invalid",
        "1.",
        ".1",
        "1.2.3-alpha",
        "1.2.3.dev1",
        "v1",
        "1 ",
        "\N{ARABIC-INDIC DIGIT ONE}.1",
    ],
)
def test_what_is_no_version(text: str) -> None:
    with pytest.raises(ValueError, match="not a version"):
        parse_version(text)


def test_development_builds() -> None:
    assert parse_version("0.0.0").is_development
    assert parse_version("0.0.0-alpha.1").is_development
    assert not parse_version("0.0.1").is_development


def test_is_a_value() -> None:
    version = parse_version("0.151.0-alpha.1")
    assert repr(version) == "RuntimeVersion('0.151.0-alpha.1')"
    assert pickle.loads(pickle.dumps(version)) == version
    assert version != "0.151.0-alpha.1"
    with pytest.raises(TypeError):
        _ = version < "1"
