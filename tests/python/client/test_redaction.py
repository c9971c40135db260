"""No known secret gets through, in whatever form it stands, and other text is left alone."""

from __future__ import annotations

import json
import threading

import pytest

from codex_app_server._client.redaction import Redactor, names_secret


def redactor(*values: str | None) -> Redactor:
    made = Redactor()
    made.add(*values)
    return made


def test_nothing_known_nothing_changed() -> None:
    text = "any text " * 1000
    assert Redactor().redact(text) is text
    assert redactor(None, "", "short").redact("short text") == "short text"


def test_every_place() -> None:
    text = "Bearer sk-123456, again sk-123456; and sk-12345"
    assert redactor("sk-123456").redact(text) == (
        "Bearer <secret>, again <secret>; and sk-12345"
    )


@pytest.mark.parametrize("values", [("abcdef", "abcdefgh"), ("abcdefgh", "abcdef")])
def test_the_longest_first(values: tuple[str, ...]) -> None:
    assert redactor(*values).redact("abcdefgh abcdef") == "<secret> <secret>"


def test_a_secret_that_the_placeholder_holds() -> None:
    assert redactor("secret", "<secret>").redact("a secret") == "a <secret>"


@pytest.mark.parametrize("value", ["a.b*c+d(", "[x]\\y$z^", "ünïcödé", "pass word"])
def test_no_character_is_special(value: str) -> None:
    assert redactor(value).redact(f"<{value}>") == "<<secret>>"


@pytest.mark.parametrize("value", ['quoted"value', "back\\slash\\", '"\\"\\"\\'])
def test_as_it_stands_in_json(value: str) -> None:
    text = json.dumps({"key": value})
    assert redactor(value).redact(text) == '{"key": "<secret>"}'
    assert redactor(value).redact(value) == "<secret>"


def test_line_by_line() -> None:
    key = "-----BEGIN KEY-----\nMIIEvQ\n  abcdefghij\n\n-----END KEY-----\n"
    made = redactor(key)
    for line in key.split():
        if len(line) >= 6:
            assert line not in made.redact(f"stderr: {key}")
    assert made.redact("got abcdefghij") == "got <secret>"


def test_text_that_is_no_unicode() -> None:
    value = b"caf\xe9-secret".decode(errors="surrogateescape")
    assert redactor(value).redact(f"<{value}>") == "<<secret>>"


def test_more_may_become_known() -> None:
    made = redactor("first-secret")
    made.add("second-secret")
    assert made.redact("first-secret second-secret") == "<secret> <secret>"


def test_known_by_the_name_of_the_variable() -> None:
    made = Redactor()
    made.add_environment(
        {"OPENAI_API_KEY": "sk-abcdef", "HOME": "/somewhere", "EMPTY_TOKEN": ""}
    )
    assert made.redact("sk-abcdef in /somewhere") == "<secret> in /somewhere"


@pytest.mark.parametrize(
    "name",
    [
        "OPENAI_API_KEY",
        "openai_api_key",
        "AWS_SECRET_ACCESS_KEY",
        "AWS_SESSION_TOKEN",
        "GITHUB_TOKEN",
        "GH_PAT",
        "PGPASSWORD",
        "MYSQL_PWD",
        "DB_PASSWD",
        "SSH_PASSPHRASE",
        "SECRET_KEY_BASE",
        "GOOGLE_APPLICATION_CREDENTIALS",
        "PROXY_AUTH",
        "SESSION_COOKIE",
        "apiKey",
        "SIGNING_KEY",
        "LICENSE_JWT",
    ],
)
def test_names_of_secrets(name: str) -> None:
    assert names_secret(name)


@pytest.mark.parametrize(
    "name",
    [
        "PATH",
        "HOME",
        "PWD",
        "OLDPWD",
        "LANG",
        "CODEX_HOME",
        "RUST_LOG",
        "SSH_AUTH_SOCK",
        "XAUTHORITY",
        "API_KEY_FILE",
        "PASSWORD_PATH",
        "AWS_ACCESS_KEY_ID",
        "TOKEN_URL",
        "MAX_TOKEN_COUNT",
        "KEYBOARD_LAYOUT",
        "AUTHOR",
    ],
)
def test_names_of_anything_else(name: str) -> None:
    assert not names_secret(name)


def test_several_threads() -> None:
    made = Redactor()
    values = [f"secret-{index:05}" for index in range(400)]
    start = threading.Barrier(4)
    faults: list[str] = []

    def work(own: list[str]) -> None:
        start.wait()
        for value in own:
            made.add(value)
            if made.redact(value) != "<secret>":
                faults.append(value)

    threads = [
        threading.Thread(target=work, args=(values[index::4],)) for index in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert made.redact(" ".join(values)) == " ".join(["<secret>"] * 400)
