"""What the recorded older runtimes may say, read with the types of today: nothing is lost, and nothing is malformed.

In: the compiler's own instances of each older export, compiled provisionally. Out: each value that such a runtime could
send to a client, under the type that bears its name today, comes back the same; what it leaves out is told of, and each
row of the curation file that says what stands for a member is needed by one of them.
"""

from __future__ import annotations

import json
import os
import subprocess
import tarfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from pinned import ROOT, curation, tomllib

pytestmark = [pytest.mark.slow, pytest.mark.tools]

ARCHIVE = ROOT / "tests" / "fixtures" / "exports.tar.xz"
ODDITIES = tomllib.loads(
    (ROOT / "tests" / "fixtures" / "older.toml").read_text("utf-8")
)
GONE = set(ODDITIES["gone"])
"""Types that no message of today has."""
NEVER_SENT = {(row["type"], row["pointer"]) for row in ODDITIES["never_sent"]}
"""What an older schema allows, no runtime sends, and the types of today do not take."""


@cache
def archived() -> tuple[str, ...]:
    with tarfile.open(ARCHIVE) as archive:
        names = {name.partition("/")[0] for name in archive.getnames()}
    return tuple(sorted(names))


def codex_sdkgen(*arguments: str) -> str:
    command = os.environ.get("CODEX_SDKGEN")
    start = [command] if command else ["cargo", "run", "--quiet", "--"]
    done = subprocess.run(
        [*start, *arguments], cwd=ROOT, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode()


def said_by(version: str, folder: Path) -> Iterator[tuple[str, str, Any]]:
    """Each value that a runtime of that version could send: type, description, value."""
    with tarfile.open(ARCHIVE) as archive:
        for name in archive.getnames():
            file = archive.extractfile(name)
            if file is not None and name.startswith(f"{version}/"):
                (folder / name).parent.mkdir(parents=True)
                (folder / name).write_bytes(file.read())
    schema = folder / "schema"
    schema.mkdir()
    exports = ("--from", str(folder / version), "--version", version)
    codex_sdkgen("pin", "--schema", str(schema), *exports)
    history = (ROOT / "schema" / "history.toml").read_text("utf-8")
    (schema / "history.toml").write_text(history, "utf-8")
    lines = codex_sdkgen("dump", "instances", "--provisional", "--schema", str(schema))
    for line in lines.removesuffix("\n").split("\n"):
        row = json.loads(line)
        if row["verdict"] == "valid" and row["outbound"]:
            yield row["type"], row["why"], row["value"]


def test_all_that_they_say_is_read(tmp_path: Path, tolerated: list[Any]) -> None:
    from codex_app_server import types
    from codex_app_server._runtime.codec import encode_json, read

    left_out: set[str] = set()
    gone: set[str] = set()
    wrong: list[str] = []
    for version in archived():
        count = 0
        for name, why, value in said_by(version, tmp_path / version):
            if not hasattr(types, name):
                gone.add(name)
                continue
            count += 1
            tolerated.clear()
            data = json.dumps(value).encode()
            found = read(getattr(types, name), data, name, exact=True)
            if json.loads(encode_json(found, name)) != value:
                wrong.append(f"{version} {name}, {why}: comes back changed")
            for event in tolerated:
                member = event.pointer.removeprefix("/")
                if event.kind == "absent_member" and "/" not in member:
                    left_out.add(f"{name}.{member}")
                if (
                    event.kind == "malformed"
                    and (name, event.pointer) not in NEVER_SENT
                ):
                    wrong.append(f"{version} {name}, {why}: {event}")
        assert count > 1000, version
    assert wrong == []
    assert left_out == curation()["absent"].keys()
    assert gone == GONE
