"""In the place without a network there is loopback and nothing else, and the runtime's tests pass there."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from netns import INSIDE, run_isolated, run_isolated_test

PROBE = """
import os, socket
print(os.environ["%s"], sorted(name for _, name in socket.if_nameindex()))
with socket.create_server(("127.0.0.1", 0)) as server:
    socket.create_connection(server.getsockname()).close()
try:
    socket.create_connection(("192.0.2.1", 80), timeout=5)
except OSError as error:
    print(error.strerror)
"""


def test_loopback_is_all_there_is() -> None:
    done = run_isolated([sys.executable, "-c", PROBE % INSIDE])
    assert done.returncode == 0, done.stderr
    assert done.stdout.split("\n") == ["1 ['lo']", "Network is unreachable", ""]


@pytest.mark.tools
def test_a_turn_of_the_real_runtime_needs_no_more() -> None:
    pytest.importorskip("codex_cli_bin")
    node = Path(__file__).with_name("test_real_runtime.py")
    done = run_isolated_test(f"{node}::test_a_turn")
    assert done.returncode == 0, done.stdout
    assert "1 passed" in done.stdout
