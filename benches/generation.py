"""The compiler as a process: writing everything, writing nothing because nothing changed, and the drift check.

In: the release build and the committed schema. Out: rows that set it beside other generators on the same schema. Peers
read the flat form of the bundle, write one language and no client; the compiler writes all that it has.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from bundle import flat
from measure import ROOT, TARGET, Failed, Row, command, interleaved, milliseconds
from peers import PEERS

BUDGET = 0.100
"""Seconds."""


def compiler() -> Path:
    """The release build, made first."""
    subprocess.run(["cargo", "build", "--release", "--quiet"], cwd=ROOT, check=True)
    target = Path(os.environ.get("CARGO_TARGET_DIR", TARGET))
    return (ROOT / target / "release" / "codex-sdkgen").resolve()


def bundle_path(project: Path, export: str = "experimental") -> Path:
    (path,) = (project / "schema").glob(f"*/{export}/*.schemas.json")
    return path


def copy_of_project(folder: Path) -> Path:
    """What the compiler reads, away from the checkout: it writes beside it."""
    project = folder / "project"
    shutil.copytree(ROOT / "schema", project / "schema")
    return project


def put_away(folder: Path) -> None:
    """Make room without deleting: ext4 is slow to give away what was deleted a moment ago."""
    if folder.exists():
        folder.rename(tempfile.mkdtemp(dir=folder.parent) + "/old")


def rows(*, quick: bool) -> list[Row]:
    with tempfile.TemporaryDirectory() as folder:
        return _rows(Path(folder), quick)


def _rows(folder: Path, quick: bool) -> list[Row]:
    program = compiler()
    project = copy_of_project(folder)
    generate = command([program, "generate"], cwd=project)
    new, same, check = (
        "generate, all SDKs, empty folder",
        "generate, nothing changed",
        "check, nothing changed",
    )
    ours = interleaved(
        {
            new: generate,
            same: generate,
            check: command([program, "check"], cwd=project),
        },
        rounds=3 if quick else 15,
        prepare={new: lambda: put_away(project / "generated")},
    )
    found = [
        Row(
            name,
            milliseconds(taken),
            milliseconds(ours[new]),
            taken / ours[new],
            f"<= {milliseconds(BUDGET)}",
            taken <= BUDGET,
        )
        for name, taken in ours.items()
    ]
    return found + _peers(project, folder, ours[new], quick)


def _peers(project: Path, folder: Path, ours: float, quick: bool) -> list[Row]:
    schema = folder / "flat.json"
    schema.write_text(
        json.dumps(flat(json.loads(bundle_path(project, "stable").read_text())))
    )
    found = []
    for peer in PEERS:
        if not peer.program.exists():
            found.append(Row(peer.name, "skipped: not installed", milliseconds(ours)))
            continue
        out = folder / peer.program.name
        out.mkdir()
        runs = {"peer": command(peer.arguments(schema, out))}
        try:
            taken = interleaved(runs, rounds=1 if quick else 5)["peer"]
        except Failed as failure:
            print(failure, file=sys.stderr)
            found.append(Row(peer.name, "failed", milliseconds(ours)))
            continue
        found.append(
            Row(peer.name, milliseconds(taken), milliseconds(ours), taken / ours)
        )
    return found
