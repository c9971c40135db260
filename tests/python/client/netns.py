"""A place without a network: commands that run in a network namespace of their own, with loopback up.

In: a command. Out: the same command, run where 127.0.0.1 is all there is; whether such a place can be made here.

    python tests/python/client/netns.py python -m pytest tests/python/client
"""

from __future__ import annotations

import os
import struct
import subprocess
import sys
from collections.abc import Sequence
from functools import cache
from typing import NoReturn

import pytest

INSIDE = "CODEX_SDKGEN_INSIDE_NETNS"
"""Set for commands that run in such a place."""


@cache
def unshare() -> tuple[str, ...] | None:
    """The command that makes the namespace, as root or with a user namespace; None where neither works."""
    if not sys.platform.startswith("linux"):
        return None
    for options in ("-n", "-rn"):
        try:
            command = ("unshare", options)
            done = subprocess.run([*command, "true"], capture_output=True, check=False)
        except OSError:
            return None
        if done.returncode == 0:
            return command
    return None


def isolated(command: Sequence[str]) -> list[str]:
    """The command, for a process that has loopback alone; the test is skipped where that cannot be had."""
    prefix = unshare()
    if prefix is None:
        pytest.skip("no network namespace can be made: unshare -n and -rn both fail")
    return [*prefix, sys.executable, __file__, "--inside", *command]


def run_isolated(
    command: Sequence[str], timeout: float = 120.0
) -> subprocess.CompletedProcess[str]:
    """Run it to its end, in at most `timeout` seconds."""
    return subprocess.run(
        isolated(command), capture_output=True, text=True, timeout=timeout, check=False
    )


def run_isolated_test(node: str) -> subprocess.CompletedProcess[str]:
    """Run one pytest node, as `path::name`, with loopback alone."""
    return run_isolated([sys.executable, "-m", "pytest", node])


def raise_loopback() -> None:
    """Bring `lo` up; what `ip link set lo up` does."""
    import fcntl
    import socket

    set_flags, up = 0x8914, 0x1
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, set_flags, struct.pack("16sh14x", b"lo", up))


def main(arguments: Sequence[str]) -> NoReturn:
    if arguments[0] == "--inside":
        raise_loopback()
        os.environ[INSIDE] = "1"
        command = list(arguments[1:])
    else:
        command = isolated(arguments)
    os.execvp(command[0], command)


if __name__ == "__main__":
    main(sys.argv[1:])
