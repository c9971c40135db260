"""A runtime that refuses whatever reaches it."""

from __future__ import annotations

from typing import Any


def refusing(server: Any, user_agent: str) -> None:
    """A thread, and no to everything else."""
    server.handshake(user_agent=user_agent)
    server.start_thread()
    while True:
        server.error(server.receive(), -32600, "no")
