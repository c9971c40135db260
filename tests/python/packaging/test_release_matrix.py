"""Every platform from one machine: each gets the right names, modes and tag, and all of them are staged or none."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

import pytest
from release_command import files, listing, refuse, succeed
from runtime_packages import (
    MATRIX,
    TARGET_OF,
    as_archive,
    as_folder,
    as_wheel,
    package,
)

pytestmark = [pytest.mark.slow, pytest.mark.tools]

VERSION = ["--codex-version", "1.2.3"]


def archives(folder: Path) -> Path:
    """A source for every target, as releases have them."""
    for target in MATRIX:
        content = package(target, "1.2.3", about=target)
        as_archive(content, folder / f"codex-package-{target}.tar.gz", mode=0o600)
    return folder


def papers(wheel: Path) -> tuple[set[str], list[str]]:
    """The names in a wheel, and the tags that it claims."""
    with zipfile.ZipFile(wheel) as opened:
        names = opened.namelist()
        (told,) = (name for name in names if name.endswith(".dist-info/WHEEL"))
        lines = opened.read(told).decode().splitlines()
    return set(names), [line for line in lines if line.startswith("Tag:")]


def test_every_platform_is_staged_from_one_host(tmp_path: Path) -> None:
    sources, goal = archives(tmp_path / "sources"), tmp_path / "staged"
    (sources / "SHA256SUMS").write_text("")
    (sources / ".hidden").write_text("")
    line = ["stage-runtime", goal, "--all-platforms", sources, *VERSION, "--wheel"]
    done = succeed(tmp_path, *line, "--platform-tag", "macosx_12_0_arm64", umask=0o077)
    assert "SHA256SUMS" in done.err
    assert ".hidden" not in done.err
    targets = {**TARGET_OF, "macosx_12_0_arm64": "aarch64-apple-darwin"}
    assert {path.name for path in goal.iterdir()} == set(targets)
    for tag, target in targets.items():
        content = package(target, "1.2.3", about=target)
        payload = goal / tag / "src" / "codex_cli_bin"
        assert {name: files(payload)[name] for name in content} == content
        (wheel,) = (goal / tag / "dist").iterdir()
        assert wheel.name == f"openai_codex_cli_bin-1.2.3-py3-none-{tag}.whl"
        assert f"{wheel}  {wheel.stat().st_size} bytes  sha256:" in done.out
        names, tags = papers(wheel)
        assert tags == [f"Tag: py3-none-{tag}"]
        assert {f"codex_cli_bin/{name}" for name in content} < names
        for name in content:
            runs = name.startswith(("bin/", "codex-path/"))
            expected = 0o755 if runs else 0o644
            assert (payload / name).stat().st_mode & 0o7777 == expected, name
    modes = {mode for _, (mode, _) in listing(goal).items()}
    assert modes == {"40755", "100755", "100644"}


def test_sources_come_in_every_form_and_tell_their_platform(tmp_path: Path) -> None:
    sources, goal = tmp_path / "sources", tmp_path / "staged"
    forms = dict(
        zip(
            MATRIX,
            ["folder", "named", "archive", "wheels", "wheel", "archive"],
            strict=True,
        )
    )
    for target, form in forms.items():
        content = package(target, "1.2.3", about=target)
        tag = MATRIX[target][0]
        if form == "folder":
            as_folder(content, sources / f"unpacked-{tag}")
        elif form == "named":
            as_folder(package(None, None, about=target), sources / f"codex-{target}")
        elif form == "archive":
            as_archive(content, sources / f"codex-package-{target}.tar.gz")
        else:
            wanted = MATRIX[target] if form == "wheels" else [tag]
            for own in wanted:
                as_wheel(
                    {**content, "codex-resources/tag": own.encode()},
                    sources,
                    own,
                    "1.2.3",
                )
    succeed(tmp_path, "stage-runtime", goal, "--all-platforms", sources, *VERSION)
    for tag, target in TARGET_OF.items():
        payload = files(goal / tag / "src" / "codex_cli_bin")
        assert (
            f"codex of {target}\n".encode()
            in payload["bin/codex.exe" if tag.startswith("win") else "bin/codex"]
        )
        if forms[target] == "wheels":
            assert payload["codex-resources/tag"] == tag.encode()


def test_a_platform_without_a_source_is_named_and_nothing_is_staged(
    tmp_path: Path,
) -> None:
    sources, goal = archives(tmp_path / "sources"), tmp_path / "staged"
    goal.mkdir()
    (goal / "kept").write_bytes(b"as it was")
    for gone in ("aarch64-apple-darwin", "x86_64-unknown-linux-musl"):
        (sources / f"codex-package-{gone}.tar.gz").unlink()
    line = ["stage-runtime", goal, "--all-platforms", sources, *VERSION]
    told = refuse(tmp_path, *line)
    assert told.startswith("error[E822]")
    missing = {"macosx_11_0_arm64", "manylinux_2_17_x86_64", "musllinux_1_1_x86_64"}
    assert {tag for tag in TARGET_OF if tag in told} == missing
    assert files(goal) == {"kept": b"as it was"}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["sources", "staged"]


@pytest.mark.parametrize(
    "fault", ["version", "target", "incomplete", "truncated", "twice"]
)
def test_one_bad_source_is_enough(tmp_path: Path, fault: str) -> None:
    sources, goal = archives(tmp_path / "sources"), tmp_path / "staged"
    goal.mkdir()
    (goal / "kept").write_bytes(b"as it was")
    target = "x86_64-pc-windows-msvc"
    place = sources / f"codex-package-{target}.tar.gz"
    if fault == "version":
        as_archive(package(target, "1.2.4"), place)
    elif fault == "target":
        as_archive(package("aarch64-pc-windows-msvc", "1.2.3"), place)
    elif fault == "incomplete":
        content = package(target, "1.2.3")
        del content["bin/codex-code-mode-host.exe"]
        as_archive(content, place)
    elif fault == "truncated":
        place.write_bytes(place.read_bytes()[:-20])
    else:
        shutil.copyfile(place, sources / f"again-{target}.tar.gz")
    told = refuse(tmp_path, "stage-runtime", goal, "--all-platforms", sources, *VERSION)
    assert target in told
    assert files(goal) == {"kept": b"as it was"}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["sources", "staged"]


def test_a_tag_of_no_platform_has_no_source(tmp_path: Path) -> None:
    sources = archives(tmp_path / "sources")
    line = ["stage-runtime", tmp_path / "staged", "--all-platforms", sources, *VERSION]
    told = refuse(tmp_path, *line, "--platform-tag", "manylinux_2_17_ppc64le")
    assert "manylinux_2_17_ppc64le" in told
    refuse(
        tmp_path,
        "stage-runtime",
        tmp_path / "a",
        "--all-platforms",
        tmp_path / "b",
        *VERSION,
    )
