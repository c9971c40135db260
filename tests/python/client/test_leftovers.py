"""The watch over leftovers sees each kind of them, and lets go what ends by itself."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
import threading
import time

import pytest
from leftovers import Snapshot, run

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="leftovers are read from /proc"
)


def test_a_thread() -> None:
    before = Snapshot.take()
    end = threading.Event()
    thread = threading.Thread(target=end.wait, name="lingerer", daemon=True)
    thread.start()
    with pytest.raises(AssertionError, match="thread lingerer"):
        before.assert_nothing_added(grace=0)
    end.set()
    before.assert_nothing_added()


def test_a_process() -> None:
    before = Snapshot.take()
    process = subprocess.Popen(["sleep", "60"])
    with pytest.raises(AssertionError, match=r"process \d+ sleep 60"):
        before.assert_nothing_added(grace=0)
    process.kill()
    time.sleep(0.05)
    with pytest.raises(AssertionError, match="not reaped"):
        before.assert_nothing_added(grace=0)
    process.wait()
    before.assert_nothing_added()


def test_pipes_and_sockets() -> None:
    before = Snapshot.take()
    reading, writing = os.pipe()
    with pytest.raises(AssertionError, match=f"file {reading} pipe:"):
        before.assert_nothing_added(grace=0)
    os.close(reading)
    os.close(writing)
    with socket.socket(), pytest.raises(AssertionError, match="socket:"):
        before.assert_nothing_added(grace=0)
    before.assert_nothing_added()


def test_a_task(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("leftovers.GRACE", 0.0)
    keep = []

    async def leaves_a_task() -> None:
        keep.append(asyncio.create_task(asyncio.sleep(60)))

    with pytest.raises(AssertionError, match="tasks left behind"):
        run(leaves_a_task())

    async def leaves_none() -> int:
        await asyncio.create_task(asyncio.sleep(0))
        return 7

    assert run(leaves_none()) == 7
