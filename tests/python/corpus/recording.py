"""The recorded traffic of the real app-server, read from the committed archive.

In: `tests/fixtures/corpus.tar.gz`, one file a session, one JSON object a line. Out: messages in their order, each with
its place, its direction and, for an answer, the method that it answers. Nothing is decoded by the package under test.
`python tests/python/corpus/recording.py FOLDER` writes the archive anew: the same recordings give the same archive.
"""

from __future__ import annotations

import gzip
import io
import json
import os
import sys
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

ARCHIVE = Path(__file__).resolve().parents[2] / "fixtures" / "corpus.tar.gz"
MORE = "CODEX_SDKGEN_CORPUS"
"""Environment variable: a folder of further recordings, tested like the committed ones."""

Kind = Literal["request", "notification", "response", "error", "other"]


@dataclass(frozen=True)
class Message:
    """One line that was a JSON object."""

    session: str
    line: int
    from_server: bool
    kind: Kind
    method: str | None
    """Its own method, or the one that it answers; None where the recording holds no such request."""
    value: dict[str, Any]

    @property
    def place(self) -> str:
        return f"{self.session}:{self.line}"

    @property
    def text(self) -> bytes:
        return json.dumps(
            self.value, ensure_ascii=False, separators=(",", ":")
        ).encode()


def sessions() -> dict[str, str]:
    """Name to lines, in the order of names."""
    found: dict[str, str] = {}
    with tarfile.open(ARCHIVE) as archive:
        for member in archive:
            file = archive.extractfile(member)
            assert file is not None, member.name
            found[member.name] = file.read().decode()
    if folder := os.environ.get(MORE):
        for path in sorted(Path(folder).glob("*.jsonl")):
            found.setdefault(path.name, path.read_text("utf-8"))
    return found


@cache
def messages() -> tuple[Message, ...]:
    """Every JSON object of every session."""
    return tuple(
        message for name, text in sessions().items() for message in _read(name, text)
    )


def raw_lines() -> list[str]:
    """The few lines that are not objects which a client built."""
    return [
        entry["raw"]
        for text in sessions().values()
        for entry in map(json.loads, _lines(text))
        if "raw" in entry
    ]


def _lines(text: str) -> list[str]:
    """Cut at line feeds alone: recorded text holds other separators, such as U+2028."""
    return text.removesuffix("\n").split("\n")


def _read(session: str, text: str) -> Iterator[Message]:
    asked: dict[tuple[bool, str], str] = {}
    for number, line in enumerate(_lines(text), 1):
        entry = json.loads(line)
        if "msg" not in entry:
            continue
        value: dict[str, Any] = entry["msg"]
        from_server = entry["dir"] == "s2c"
        kind = _kind(value)
        method = value.get("method")
        if kind == "request" and isinstance(method, str):
            asked[from_server, json.dumps(value["id"])] = method
        elif kind in ("response", "error"):
            method = asked.get((not from_server, json.dumps(value.get("id"))))
        yield Message(session, number, from_server, kind, method, value)


def _kind(value: dict[str, Any]) -> Kind:
    if "method" in value:
        return "request" if "id" in value else "notification"
    if "result" in value:
        return "response"
    return "error" if "error" in value else "other"


def pack(recordings: dict[str, bytes]) -> bytes:
    """A tar archive without owners, times or any other trace of where it was made."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for name in sorted(recordings):
            entry = tarfile.TarInfo(name)
            entry.size = len(recordings[name])
            archive.addfile(entry, io.BytesIO(recordings[name]))
    return buffer.getvalue()


if __name__ == "__main__":
    found = {path.name: path.read_bytes() for path in Path(sys.argv[1]).glob("*.jsonl")}
    ARCHIVE.write_bytes(gzip.compress(pack(found), mtime=0))
