"""One runtime is staged: what its project holds, how it replaces the one before, and everything that is refused.

The names are those of the official package's tests of the same rules, where it has them.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from pinned import curation
from release_command import ROOT, files, listing, refuse, succeed
from runtime_packages import as_archive, as_folder, as_wheel, package

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

pytestmark = [pytest.mark.slow, pytest.mark.tools]

LINUX = "x86_64-unknown-linux-musl"
VERSION = ["--codex-version", "1.2.3"]
PAYLOAD = "src/codex_cli_bin"
INCLUDED = [
    f"{PAYLOAD}/codex-package.json",
    f"{PAYLOAD}/bin/**",
    f"{PAYLOAD}/codex-resources/**",
    f"{PAYLOAD}/codex-path/**",
]


def pyproject(folder: Path) -> dict[str, Any]:
    return tomllib.loads((folder / "pyproject.toml").read_text("utf-8"))


def tag_of(folder: Path) -> str:
    wheel = pyproject(folder)["tool"]["hatch"]["build"]["targets"]["wheel"]
    return str(wheel["hooks"]["custom"]["platform-tag"])


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """An unpacked package for Linux."""
    return as_folder(package(LINUX, "1.2.3"), tmp_path / "source")


@pytest.fixture
def goal(tmp_path: Path) -> Path:
    """A folder with something that was staged before."""
    folder = tmp_path / "staged"
    folder.mkdir()
    (folder / "stale").write_bytes(b"as it was")
    return folder


def test_runtime_package_template_has_no_checked_in_binaries() -> None:
    template = ROOT / "templates" / "runtime" / PAYLOAD
    assert set(files(template)) == {"__init__.py.in", "py.typed"}


@pytest.mark.parametrize("given", ["1.2.3", "rust-v1.2.3", "v1.2.3"])
def test_stage_runtime_release_copies_package_layout_and_sets_version(
    tmp_path: Path, goal: Path, given: str
) -> None:
    content = package(None, None)
    source = as_folder(content, tmp_path / "source")
    line = ["stage-runtime", goal, source, "--codex-version", given]
    succeed(tmp_path, *line, "--platform-tag", "manylinux_2_17_x86_64")
    staged = files(goal / PAYLOAD)
    assert {name: staged[name] for name in content} == content
    assert set(staged) == {*content, "__init__.py", "py.typed"}
    told = pyproject(goal)["project"]
    assert (told["name"], told["version"]) == ("openai-codex-cli-bin", "1.2.3")


def test_stage_runtime_release_replaces_existing_staging_dir(
    tmp_path: Path, source: Path, goal: Path
) -> None:
    done = succeed(tmp_path, "stage-runtime", goal, source, *VERSION)
    assert not (goal / "stale").exists()
    assert str(goal) in done.err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["source", "staged"]


@pytest.mark.parametrize(
    ("asked", "tag"),
    [
        ([], "manylinux_2_17_x86_64"),
        (["--platform-tag", "musllinux_1_1_x86_64"], "musllinux_1_1_x86_64"),
        (["--platform-tag", "manylinux_2_28_x86_64"], "manylinux_2_28_x86_64"),
    ],
)
def test_stage_runtime_release_can_pin_wheel_platform_tag(
    tmp_path: Path, source: Path, goal: Path, asked: list[str], tag: str
) -> None:
    succeed(tmp_path, "stage-runtime", goal, source, *VERSION, *asked)
    assert tag_of(goal) == tag


def test_a_published_wheel_keeps_its_tag(tmp_path: Path, goal: Path) -> None:
    wheel = as_wheel(package(LINUX, "1.2.3"), tmp_path, "musllinux_1_1_x86_64", "1.2.3")
    succeed(tmp_path, "stage-runtime", goal, wheel, *VERSION)
    assert tag_of(goal) == "musllinux_1_1_x86_64"


@pytest.mark.parametrize(
    ("tag", "name"), [("win_arm64", "codex.exe"), ("musllinux_1_1_aarch64", "codex")]
)
def test_a_bare_program_that_tells_no_platform_has_the_name_of_the_one_asked_for(
    tmp_path: Path, goal: Path, tag: str, name: str
) -> None:
    source = tmp_path / "built"
    source.write_bytes(b"a program of a kind that is not known\n")
    told = refuse(tmp_path, "stage-runtime", goal, source, *VERSION)
    assert "none of the kinds" in told
    source.chmod(0o755)
    succeed(tmp_path, "stage-runtime", goal, source, *VERSION, "--platform-tag", tag)
    assert tag_of(goal) == tag
    staged = goal / "src" / "codex_cli_bin" / "bin"
    assert [path.name for path in staged.iterdir()] == [name]


@pytest.mark.parametrize("form", ["archive", "dir"])
def test_stage_runtime_release_rejects_incomplete_package_layout(
    tmp_path: Path, goal: Path, form: str
) -> None:
    content = {"codex-package.json": b"{}\n", "bin/codex": b"#!/bin/sh\n"}
    if form == "archive":
        source = as_archive(content, tmp_path / "package.tar.gz")
    else:
        source = as_folder(content, tmp_path / "source")
    before = listing(tmp_path)
    told = refuse(tmp_path, "stage-runtime", goal, source, *VERSION)
    for missing in ("bin/codex-code-mode-host", "codex-resources", "codex-path"):
        assert missing in told
    assert listing(tmp_path) == before


def test_stage_runtime_directory_matches_archive(tmp_path: Path) -> None:
    content = package(LINUX, "1.2.3")
    sources = [
        as_folder(content, tmp_path / "source"),
        as_archive(content, tmp_path / "top.tar.gz"),
        as_archive(
            content, tmp_path / "below.tar.gz", below="codex-package/", mode=0o777
        ),
        as_wheel(content, tmp_path, "manylinux_2_17_x86_64", "1.2.3"),
    ]
    staged = []
    for at, source in enumerate(sources):
        goal = tmp_path / f"staged-{at}"
        succeed(tmp_path, "stage-runtime", goal, source, *VERSION, "--wheel")
        staged.append(listing(goal))
    assert all(other == staged[0] for other in staged)
    inode = (sources[0] / "bin" / "codex").stat().st_ino
    assert (tmp_path / "staged-0" / PAYLOAD / "bin" / "codex").stat().st_ino != inode


@pytest.mark.parametrize("kind", ["file-link", "directory-link", "fifo"])
def test_stage_runtime_directory_rejects_non_regular_entries(
    tmp_path: Path, source: Path, goal: Path, kind: str
) -> None:
    odd = source / "codex-resources" / "odd"
    if kind == "fifo":
        os.mkfifo(odd)
    else:
        target = source / "bin"
        odd.symlink_to(target if kind == "directory-link" else target / "codex")
    told = refuse(tmp_path, "stage-runtime", goal, source, *VERSION)
    assert "codex-resources/odd" in told
    assert files(goal) == {"stale": b"as it was"}


@pytest.mark.parametrize("place", ["same", "inside", "parent", "link"])
def test_stage_runtime_directory_rejects_overlapping_staging(
    tmp_path: Path, place: str
) -> None:
    source = as_folder(package(LINUX, "1.2.3"), tmp_path / "around" / "source")
    (tmp_path / "link").symlink_to(tmp_path / "around")
    goal = {
        "same": source,
        "inside": source / "staged",
        "parent": source.parent,
        "link": tmp_path / "link" / "source" / "staged",
    }[place]
    before = listing(tmp_path)
    told = refuse(tmp_path, "stage-runtime", goal, source, *VERSION)
    assert told.startswith("error[E806]")
    assert listing(tmp_path) == before


def test_stage_runtime_stages_package_without_type_generation(
    tmp_path: Path, source: Path, goal: Path
) -> None:
    """A row that nothing uses stops every compilation, and not this."""
    rows = (ROOT / "schema" / "surface.toml").read_text("utf-8")
    surface = tmp_path / "surface.toml"
    surface.write_text(f"{rows}\n[hidden.NothingOfThatName]\nreason = 'A test.'\n")
    given = [*VERSION, "--surface", surface]
    assert "E011" in refuse(tmp_path, "stage-sdk", goal, *VERSION, "--surface", surface)
    succeed(tmp_path, "stage-runtime", goal, source, *given)
    assert set(files(goal / PAYLOAD)) > set(package(LINUX))


def test_runtime_distribution_name_is_consistent(
    tmp_path: Path, source: Path, goal: Path
) -> None:
    succeed(tmp_path, "stage-runtime", goal, source, *VERSION)
    names = curation()["runtime"]
    assert pyproject(goal)["project"]["name"] == names["distribution"]
    module = (goal / "src" / names["package"] / "__init__.py").read_text("utf-8")
    assert f'PACKAGE_NAME: Final = "{names["distribution"]}"' in module or (
        f'PACKAGE_NAME = "{names["distribution"]}"' in module
    )
    sdk = pyproject(ROOT / "generated" / "python")["project"]["dependencies"]
    assert [need for need in sdk if need.startswith(f"{names['distribution']}==")]


def test_runtime_package_is_wheel_only_and_builds_platform_specific_wheels(
    tmp_path: Path, source: Path, goal: Path
) -> None:
    succeed(tmp_path, "stage-runtime", goal, source, *VERSION)
    targets = pyproject(goal)["tool"]["hatch"]["build"]["targets"]
    assert targets["wheel"]["packages"] == [PAYLOAD]
    assert targets["wheel"]["include"] == INCLUDED
    assert set(targets["wheel"]["hooks"]) == {"custom"}
    assert targets["sdist"] == {"hooks": {"custom": {}}}
    build = [
        sys.executable,
        "-m",
        "build",
        "--no-isolation",
        "--outdir",
        tmp_path,
        goal,
    ]
    refused = subprocess.run(
        [*build, "--sdist"], capture_output=True, text=True, check=False
    )
    assert refused.returncode != 0
    assert "wheel-only" in refused.stdout + refused.stderr
    assert not [*tmp_path.glob("*.tar.gz"), *tmp_path.glob("*.whl")]


def test_the_source_has_the_digest_that_was_promised(
    tmp_path: Path, goal: Path
) -> None:
    source = as_archive(package(LINUX, "1.2.3"), tmp_path / "package.tar.gz")
    digest = hashlib.sha256(source.read_bytes()).hexdigest()
    line = ["stage-runtime", goal, source, *VERSION, "--sha256"]
    other = digest.replace(digest[0], "0" if digest[0] != "0" else "1")
    assert refuse(tmp_path, *line, other).startswith("error[E804]")
    refuse(tmp_path, *line, digest[:-1])
    assert files(goal) == {"stale": b"as it was"}
    succeed(tmp_path, *line, digest.upper())
    assert not (goal / "stale").exists()


@pytest.mark.parametrize(
    ("target", "version", "more", "told"),
    [
        (LINUX, "1.2.4", [], "error[E820]"),
        (LINUX, "1.2.3-alpha.1", [], "error[E820]"),
        (LINUX, "1.2.3", ["--platform-tag", "win_amd64"], "E80"),
        (LINUX, "1.2.3", ["--platform-tag", "manylinux_2_17_aarch64"], "E80"),
        (None, None, ["--platform-tag", "win_amd64"], "codex.exe"),
        (LINUX, "1.2.3", ["--platform-tag", "any"], "error[E801]"),
        (LINUX, "1.2.3", ["--platform-tag", "linux-x86_64"], "error[E801]"),
        (
            LINUX,
            "1.2.3",
            ["--platform-tag", "win_amd64", "--platform-tag", "win_arm64"],
            "error[E700]",
        ),
    ],
)
def test_what_does_not_agree_is_refused(
    tmp_path: Path,
    goal: Path,
    target: str | None,
    version: str | None,
    more: list[str],
    told: str,
) -> None:
    source = as_folder(package(target, version), tmp_path / "source")
    assert told in refuse(tmp_path, "stage-runtime", goal, source, *VERSION, *more)
    assert files(goal) == {"stale": b"as it was"}


def test_a_wheel_of_another_version_is_refused(tmp_path: Path, goal: Path) -> None:
    wheel = as_wheel(package(LINUX), tmp_path, "manylinux_2_17_x86_64", "1.2.2")
    told = refuse(tmp_path, "stage-runtime", goal, wheel, *VERSION)
    assert "1.2.2" in told
    assert files(goal) == {"stale": b"as it was"}


def test_a_version_in_another_spelling_is_the_same(tmp_path: Path, goal: Path) -> None:
    content = package(LINUX, "0.164.0-alpha.1")
    source = as_folder(content, tmp_path / "source")
    line = ["stage-runtime", goal, source, "--runtime-version", "rust-v0.164.0-alpha.1"]
    succeed(tmp_path, *line)
    assert pyproject(goal)["project"]["version"] == "0.164.0a1"


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["GOAL"],
        ["GOAL", "SOURCE"],
        ["GOAL", "SOURCE", "--codex-version", ""],
        ["GOAL", "SOURCE", *VERSION, "--all-platforms", "SOURCE"],
        ["GOAL", "--all-platforms", "SOURCE", *VERSION, "--sha256", "00"],
        ["GOAL", "nowhere", *VERSION],
    ],
    ids=str,
)
def test_a_line_that_says_too_little_or_too_much_is_refused(
    tmp_path: Path, source: Path, goal: Path, arguments: list[str]
) -> None:
    places = {"GOAL": str(goal), "SOURCE": str(source)}
    line = [places.get(word, word) for word in arguments]
    refuse(tmp_path, "stage-runtime", *line)
    assert files(goal) == {"stale": b"as it was"}
