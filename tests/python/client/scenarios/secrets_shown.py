"""Runtimes that repeat a secret wherever they can."""

from __future__ import annotations

from typing import Any


def leaks(server: Any, secret: str) -> None:
    """A runtime that says it wherever it can."""
    server.stderr(f"key {secret}\nand again {secret[:20]}")
    server.handshake()
    server.stderr(f"{secret[20:]}\n")
    server.notify("never/heard/of", {"key": secret})
    for method in ("model/list", "account/login/start"):
        request = server.expect(method)
        server.error(request, -32600, f"bad key {secret}", {"key": [secret]})
    server.expect("thread/start")
    server.die(3, f"{secret} {secret}\nlast {secret}")


def lets_in(server: Any, secret: str) -> None:
    server.handshake()
    server.result(server.expect("account/login/start"), {"type": "apiKey"})
    server.stderr(f"key {secret}\n")
    for method in ("model/list", "account/login/start"):
        request = server.expect(method)
        server.error(request, -32600, f"bad key {secret}", {"key": [secret]})
    server.expect("thread/start")
    server.die(3, f"{secret} {secret}\nlast {secret}")


def dies(server: Any, secret: str) -> None:
    server.die(1, f"refused: {secret}")


def waits(server: Any, secret: str) -> None:
    server.expect("initialize")
    server.stderr(f"trying {secret}")
    server.expect("never/said")


def babbles(server: Any, secret: str) -> None:
    server.line(f"hello {secret}")
    server.expect("never/said")


def refuses(server: Any, secret: str) -> None:
    server.error(server.expect("initialize"), -32600, f"who is {secret}?")


def a_runtime_that_falls_silent(server: Any, secret: str) -> None:
    server.handshake()
    server.start_turn()
    server.stderr(f"stuck with {secret}")
    server.expect("never/said")


def where_the_end_of_stderr_is_cut(
    server: Any, secret: str, before: int, end: str
) -> None:
    server.handshake()
    server.expect("model/list")
    server.stderr("x" * before + secret + end)
    server.die(3, "y" * 3980)
