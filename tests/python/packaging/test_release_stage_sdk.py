"""The SDK of a release is the reviewed package under the versions of the release, and asks for one runtime exactly.

The names are those of the official package's tests of the same rules, where it has them.
"""

from __future__ import annotations

import email
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest
from pinned import version
from release_command import ROOT, files, listing, refuse, succeed

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

pytestmark = [pytest.mark.slow, pytest.mark.tools]

NAME = "openai-codex-app-server-sdk"
STAMPED = {
    "README.md",
    "docs/api-reference.md",
    "pyproject.toml",
    "src/codex_app_server/_version.py",
}
"""The files in which a version stands."""


def project_of(folder: Path) -> dict[str, object]:
    found: dict[str, object] = tomllib.loads(
        (folder / "pyproject.toml").read_text("utf-8")
    )["project"]
    return found


def pins(needed: object) -> list[str]:
    assert isinstance(needed, list)
    return [need for need in needed if need.startswith("openai-codex-cli-bin")]


def reviewed(project: Path) -> dict[str, bytes]:
    """The committed package, without its list of files, which is for the command alone."""
    found = files(project)
    found.pop(".codex-sdkgen-manifest")
    return {name: it for name, it in found.items() if "__pycache__" not in name}


def test_stage_sdk_release_packages_reviewed_artifacts(
    tmp_path: Path, project: Path
) -> None:
    goal = tmp_path / "sdk"
    succeed(tmp_path, "stage-sdk", goal, "--codex-version", "0.170.0")
    staged = files(goal)
    ours = reviewed(project)
    assert set(staged) == {*ours, "sbom.cdx.json"}
    assert {name for name, it in ours.items() if staged[name] != it} == STAMPED
    assert not (goal / "src" / "codex_app_server" / "bin").exists()
    told = project_of(goal)
    assert (told["name"], told["version"]) == (NAME, "0.170.0")
    assert pins(told["dependencies"]) == ["openai-codex-cli-bin==0.170.0"]
    assert "version 0.170.0" in (goal / "README.md").read_text("utf-8")


@pytest.mark.parametrize("tag", ["0.163.0", "rust-v0.163.0-alpha.4", "v0.164.0-beta.1"])
def test_sdk_release_matches_runtime(tmp_path: Path, tag: str) -> None:
    goal = tmp_path / "sdk"
    done = succeed(tmp_path, "stage-sdk", goal, "--runtime-version", tag)
    told = project_of(goal)
    assert pins(told["dependencies"]) == [f"openai-codex-cli-bin=={told['version']}"]
    expected = {
        "0.163.0": "0.163.0",
        "rust-v0.163.0-alpha.4": "0.163.0a4",
        "v0.164.0-beta.1": "0.164.0b1",
    }
    assert told["version"] == expected[tag]
    assert ("whose schema is pinned" in done.err) == (told["version"] != version())


def test_stage_sdk_release_replaces_existing_staging_dir(tmp_path: Path) -> None:
    goal = tmp_path / "sdk"
    (goal / "dist").mkdir(parents=True)
    (goal / "dist" / "stale.whl").write_bytes(b"stale")
    succeed(tmp_path, "stage-sdk", goal, "--codex-version", "0.163.0")
    assert not (goal / "dist").exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["sdk"]


@pytest.mark.parametrize("runtime", ["0.120.0", "0.133.0a1", "0.0.0", "unknown", ""])
@pytest.mark.parametrize("own", [[], ["--sdk-version", "0.164.0b1"]])
def test_sdk_release_rejects_unsupported_runtime_even_for_beta(
    tmp_path: Path, runtime: str, own: list[str]
) -> None:
    goal = tmp_path / "sdk"
    goal.mkdir()
    (goal / "kept").write_bytes(b"as it was")
    before = listing(tmp_path)
    told = refuse(tmp_path, "stage-sdk", goal, "--codex-version", runtime, *own)
    reason = "error[E821]" if runtime.startswith("0.") else "error[E800]"
    assert told.startswith(reason)
    assert listing(tmp_path) == before


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([], "--codex-version"),
        (["--codex-version", ""], "it is empty"),
        (["--codex-version", "0.163.0", "--sdk-version", ""], "it is empty"),
        (["--codex-version", "0.163.0", "--sdk-version", "latest"], "latest"),
    ],
)
def test_stage_sdk_rejects_empty_runtime_version(
    tmp_path: Path, arguments: list[str], told: str
) -> None:
    assert told in refuse(tmp_path, "stage-sdk", tmp_path / "sdk", *arguments)
    assert not (tmp_path / "sdk").exists()


def test_stage_sdk_release_rejects_missing_or_duplicate_runtime_pin(
    tmp_path: Path,
) -> None:
    """There is one row for the runtime: without it there is no pin, and no second one can be written."""
    rows = (ROOT / "schema" / "surface.toml").read_text("utf-8")
    before, table, after = rows.partition("[runtime]\n")
    assert table
    surface = tmp_path / "surface.toml"
    goal = tmp_path / "sdk"
    line = ["stage-sdk", goal, "--codex-version", "0.163.0", "--surface", surface]
    surface.write_text(before + after.partition("\n\n")[2], "utf-8")
    assert "asks for no runtime" in refuse(tmp_path, *line)
    surface.write_text(rows + "\n[runtime]\ndistribution = 'a'\npackage = 'a'\n")
    assert "duplicate" in refuse(tmp_path, *line)
    assert not goal.exists()


@pytest.mark.parametrize(
    ("own", "runtime"),
    [("0.163.1", "0.170.0a2"), ("0.164.0b1", "0.163.0")],
)
def test_built_sdk_uses_explicit_release_versions(
    tmp_path: Path, project: Path, own: str, runtime: str
) -> None:
    goal, out = tmp_path / "sdk", tmp_path / "out"
    before = listing(project)
    versions = ["--codex-version", runtime, "--sdk-version", own]
    succeed(tmp_path, "stage-sdk", goal, *versions, "--wheel")
    subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", "--outdir", out, goal],
        check=True,
        capture_output=True,
    )
    assert listing(project) == before
    (direct,), (built,), (archive,) = (
        (goal / "dist").glob("*.whl"),
        out.glob("*.whl"),
        out.glob("*.tar.gz"),
    )
    assert direct.name == built.name
    with tarfile.open(archive) as opened:
        inside = {
            it.name.partition("/")[2]: opened.extractfile(it).read()  # type: ignore[union-attr]
            for it in opened.getmembers()
            if it.isfile()
        }
    told = [inside["PKG-INFO"]]
    for wheel in map(zipfile.ZipFile, (direct, built)):
        (papers,) = {
            name.partition("/")[0] for name in wheel.namelist() if "-info/" in name
        }
        told.append(wheel.read(f"{papers}/METADATA"))
        tags = wheel.read(f"{papers}/WHEEL").decode().splitlines()
        assert [line for line in tags if line.startswith("Tag:")] == [
            "Tag: py3-none-any"
        ]
        for name, content in reviewed(project).items():
            if name.startswith("src/") and name not in STAMPED:
                assert wheel.read(name.removeprefix("src/")) == content
                assert inside[name] == content
    for text in told:
        metadata = email.message_from_bytes(text)
        assert (metadata["Name"], metadata["Version"]) == (NAME, own)
        needed = metadata.get_all("Requires-Dist", [])
        assert pins(needed) == [f"openai-codex-cli-bin=={runtime}"]
