"""Runtimes that tell of files that changed."""

from __future__ import annotations

from typing import Any


def a_change_before_the_answer(server: Any) -> None:
    server.handshake()
    request = server.expect("fs/watch")
    number = request["params"]["watchId"]
    server.notify("fs/changed", {"watchId": "another", "changedPaths": ["/no"]})
    server.notify("fs/changed", {"watchId": number, "changedPaths": ["/a"]})
    server.result(request, {"path": "/a"})
    server.notify("fs/changed", {"watchId": number, "changedPaths": ["/b"]})
    server.rule("fs/unwatch", {})


def death_while_somebody_waits(server: Any) -> None:
    server.handshake()
    server.result(server.expect("fs/watch"), {"path": "/a"})
    server.wait_for_test("die")
    server.die(3)


def a_refusal(server: Any) -> None:
    server.handshake()
    server.error(server.expect("fs/watch"), -32600, "no")
