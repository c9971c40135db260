"""Who sits before a long piece of work sees how far it is, and sees nothing of that when it is over."""

from __future__ import annotations

import fcntl
import os
import pty
import struct
import subprocess
import termios
import threading
from pathlib import Path

import pytest
from release_command import ROOT, program
from runtime_packages import as_folder, package

pytestmark = [pytest.mark.slow, pytest.mark.tools]

SIZE = 128 << 20


def everything(terminal: int, said: list[bytes]) -> None:
    """Read until nobody writes any more, which Linux tells by an error."""
    try:
        while piece := os.read(terminal, 1 << 16):
            said.append(piece)
    except OSError:
        pass


def test_a_terminal_shows_how_far_it_is(tmp_path: Path) -> None:
    source = as_folder(package("x86_64-unknown-linux-musl", "1.2.3"), tmp_path / "it")
    os.truncate(source / "bin" / "codex", SIZE)
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 100, 0, 0))
    said: list[bytes] = []
    reader = threading.Thread(target=everything, args=(ours, said))
    reader.start()
    done = subprocess.run(
        [program(), "stage-runtime", tmp_path / "to", source, "--codex-version=1.2.3"],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", "TERM": "xterm"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=theirs,
        check=False,
    )
    os.close(theirs)
    reader.join()
    os.close(ours)
    shown = b"".join(said).decode()
    assert done.returncode == 0, shown
    assert "copying " in shown
    assert "/128.00 MiB" in shown
    # The last that was drawn is wiped, and the answer stands alone.
    assert "MiB" not in shown.rpartition("\x1b[2K")[2]
    assert b"\x1b" not in done.stdout
