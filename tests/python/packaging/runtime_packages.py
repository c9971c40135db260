"""Invented runtime packages in every form in which a source of a release comes: folder, archive and wheel.

They have the layout of real ones; their programs are texts, or what the test gives.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
import tarfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

Files = Mapping[str, bytes]

MATRIX = {
    "aarch64-apple-darwin": ["macosx_11_0_arm64"],
    "x86_64-apple-darwin": ["macosx_10_9_x86_64"],
    "aarch64-unknown-linux-musl": ["manylinux_2_17_aarch64", "musllinux_1_1_aarch64"],
    "x86_64-unknown-linux-musl": ["manylinux_2_17_x86_64", "musllinux_1_1_x86_64"],
    "x86_64-pc-windows-msvc": ["win_amd64"],
    "aarch64-pc-windows-msvc": ["win_arm64"],
}
"""The platform tags of each Rust target that is released."""

TARGET_OF = {tag: target for target, tags in MATRIX.items() for tag in tags}


def package(
    target: str | None = None, version: str | None = None, about: str = "package"
) -> dict[str, bytes]:
    """The files of a package, by path; without a target or a version it does not tell them."""
    suffix = ".exe" if target and "windows" in target else ""
    tells = {"version": version, "target": target, "variant": "codex"}
    tells = {name: value for name, value in tells.items() if value is not None}
    return {
        "codex-package.json": json.dumps(tells, indent=2).encode() + b"\n",
        f"bin/codex{suffix}": f"#!/bin/sh\n# codex of {about}\n".encode(),
        f"bin/codex-code-mode-host{suffix}": f"host of {about}\n".encode(),
        f"codex-resources/bwrap{suffix}": f"bwrap of {about}\n".encode(),
        f"codex-path/rg{suffix}": f"rg of {about}\n".encode(),
    }


def as_folder(files: Files, folder: Path, mode: int = 0o644) -> Path:
    """The files as they would be unpacked, all with the same mode."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        path.chmod(mode)
    return folder


def as_archive(files: Files, path: Path, below: str = "", mode: int = 0o600) -> Path:
    """The files as a `.tar.gz`, below a folder if one is named."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tarfile.open(path, "w:gz", compresslevel=1) as archive:
        for name, content in files.items():
            entry = tarfile.TarInfo(below + name)
            entry.size, entry.mode = len(content), mode
            archive.addfile(entry, io.BytesIO(content))
    return path


def as_wheel(files: Files, folder: Path, tag: str, version: str) -> Path:
    """The files as a wheel of the runtime, with the module and the papers that such a wheel has."""
    name = f"openai_codex_cli_bin-{version}"
    carried = {f"codex_cli_bin/{path}": content for path, content in files.items()}
    carried["codex_cli_bin/__init__.py"] = b'"""Another one than ours."""\n'
    carried[f"{name}.dist-info/METADATA"] = (
        f"Metadata-Version: 2.4\nName: openai-codex-cli-bin\nVersion: {version}\n"
    ).encode()
    carried[f"{name}.dist-info/WHEEL"] = (
        f"Wheel-Version: 1.0\nGenerator: a test\nRoot-Is-Purelib: false\nTag: py3-none-{tag}\n"
    ).encode()
    rows = [f"{path},sha256={_digest(it)},{len(it)}" for path, it in carried.items()]
    record = f"{name}.dist-info/RECORD"
    carried[record] = "\n".join([*rows, f"{record},,", ""]).encode()
    folder.mkdir(parents=True, exist_ok=True)
    wheel = folder / f"{name}-py3-none-{tag}.whl"
    with zipfile.ZipFile(wheel, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in carried.items():
            archive.writestr(path, content)
    return wheel


def _digest(content: bytes) -> str:
    digest = hashlib.sha256(content).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")
