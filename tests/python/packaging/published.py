"""What is published: the pinned runtime's wheel, and the one of the library that the SDK stands on.

They are fetched once, into `target/published`. Everything that is done with the runtime is slow for its size: it is
unpacked, staged and installed once for a module.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from release_command import ROOT

HOME = ROOT / "target" / "published"
RUNTIME = "openai-codex-cli-bin"
FOUNDATION = "msgspec"


def pinned(distribution: str) -> str:
    """The requirement by which the tests are installed."""
    text = (ROOT / "tests" / "requirements.txt").read_text("utf-8")
    (found,) = re.findall(rf"^{distribution}==.*$", text, re.MULTILINE)
    return str(found)


def wheel(distribution: str) -> Path:
    """The wheel of a pinned distribution for this machine and this Python, as it was published."""
    tag = f"cp{sys.version_info[0]}{sys.version_info[1]}"
    home = HOME / tag / pinned(distribution)
    if not home.exists():
        home.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=home.parent) as scratch:
            subprocess.run(
                [
                    *(sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"),
                    *("--only-binary", ":all:", "--dest", f"{scratch}/it"),
                    pinned(distribution),
                ],
                check=True,
            )
            Path(scratch, "it").rename(home)
    (found,) = home.iterdir()
    return found


def unpack_runtime(folder: Path) -> Path:
    """The package inside the published wheel, as it was before it became one."""
    with zipfile.ZipFile(wheel(RUNTIME)) as opened:
        for entry in opened.infolist():
            inside = entry.filename.removeprefix("codex_cli_bin/")
            if inside in (entry.filename, "__init__.py") or entry.is_dir():
                continue
            path = folder / inside
            path.parent.mkdir(parents=True, exist_ok=True)
            with opened.open(entry) as source, path.open("wb") as target:
                while piece := source.read(1 << 20):
                    target.write(piece)
    return folder
