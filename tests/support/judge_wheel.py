"""A staged project and the wheel that was written of it directly in; what the build backend and the checkers of the
registry say of it out. Silent and 0 when the backend's own wheel has the same files, bytes, metadata, times and modes."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from shutil import copytree

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packaging.metadata import Metadata
from packaging.utils import parse_wheel_filename


def built(project: Path, folder: Path) -> Path:
    """The wheel that the pinned backend builds of a copy."""
    copy = folder / "project"
    copytree(project, copy)
    run(
        "build",
        "--wheel",
        "--no-isolation",
        "--outdir",
        str(folder / "dist"),
        str(copy),
    )
    (wheel,) = (folder / "dist").glob("*.whl")
    return wheel


def run(tool: str, *arguments: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", tool, *arguments],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.exit(f"{tool} {' '.join(arguments)}\n{done.stdout}{done.stderr}")


def differences(ours: zipfile.ZipFile, theirs: zipfile.ZipFile) -> list[str]:
    if ours.namelist() != theirs.namelist():
        return [f"names: {ours.namelist()}\nand {theirs.namelist()}"]
    found = []
    for one, other in zip(ours.infolist(), theirs.infolist(), strict=True):
        name = one.filename
        if comparable(ours, name) != comparable(theirs, name):
            found.append(
                f"{name}: {ours.read(name)[:2000]!r}\nand {theirs.read(name)[:2000]!r}"
            )
        if one.date_time != other.date_time:
            found.append(f"{name}: {one.date_time} and {other.date_time}")
        if (one.external_attr >> 16) & 0o777 != (other.external_attr >> 16) & 0o777:
            found.append(
                f"{name}: {one.external_attr >> 16:o} and {other.external_attr >> 16:o}"
            )
        if (one.create_system, one.compress_type) != (3, zipfile.ZIP_DEFLATED):
            found.append(
                f"{name}: system {one.create_system}, method {one.compress_type}"
            )
    return found


def comparable(wheel: zipfile.ZipFile, name: str) -> list[bytes]:
    """The lines of a member, without those that tell who wrote it."""
    lines = wheel.read(name).splitlines(keepends=True)
    if name.endswith(".dist-info/WHEEL"):
        return [line for line in lines if not line.startswith(b"Generator: ")]
    if name.endswith(".dist-info/RECORD"):
        return [line for line in lines if b".dist-info/WHEEL," not in line]
    return lines


def faults_of_record(wheel: zipfile.ZipFile) -> list[str]:
    (record,) = (
        name for name in wheel.namelist() if name.endswith(".dist-info/RECORD")
    )
    rows = list(csv.reader(io.StringIO(wheel.read(record).decode())))
    if [row[0] for row in rows] != wheel.namelist() or rows[-1] != [record, "", ""]:
        return [f"RECORD names {[row[0] for row in rows]}"]
    found = []
    for name, digest, size in rows[:-1]:
        data = wheel.read(name)
        encoded = (
            base64.urlsafe_b64encode(hashlib.sha256(data).digest()).decode().rstrip("=")
        )
        if (digest, size) != (f"sha256={encoded}", str(len(data))):
            found.append(f"RECORD: {name} {digest} {size}")
    return found


def faults_of_papers(path: Path, wheel: zipfile.ZipFile) -> list[str]:
    (metadata,) = (
        name for name in wheel.namelist() if name.endswith(".dist-info/METADATA")
    )
    said = Metadata.from_email(wheel.read(metadata), validate=True)
    name, version, _, tags = parse_wheel_filename(path.name)
    found = []
    if (said.name.replace("_", "-").lower(), said.version) != (name, version) or len(
        tags
    ) != 1:
        found.append(f"{path.name} is called {said.name} {said.version}")
    sboms = [name for name in wheel.namelist() if ".dist-info/sboms/" in name]
    for sbom in sboms:
        faults = JsonStrictValidator(SchemaVersion.V1_5).validate_str(
            wheel.read(sbom).decode()
        )
        if faults:
            found.append(f"{sbom}: {faults}")
    if len(sboms) != 1:
        found.append(f"the bills are {sboms}")
    return found


def main(project: Path, path: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        theirs = built(project, Path(folder))
        if theirs.name != path.name:
            sys.exit(f"{path.name} and {theirs.name}")
        with zipfile.ZipFile(path) as ours, zipfile.ZipFile(theirs) as other:
            bad = ours.testzip()
            found = [f"{bad} is broken"] if bad else []
            found += differences(ours, other)
            found += faults_of_record(ours)
            found += faults_of_papers(path, ours)
    if found:
        sys.exit("\n".join(found))
    run("twine", "check", "--strict", str(path))
    run("check_wheel_contents", str(path))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
