"""What a version is called for Python, as a release tag and for Cargo: the command as a person and a workflow call it."""

from __future__ import annotations

from pathlib import Path

import pytest
from release_command import refuse, run, succeed

pytestmark = [pytest.mark.slow, pytest.mark.tools]

SPELLED = {
    "rust-v0.116.0-alpha.1": "0.116.0a1",
    "rust-v0.116.0-alpha.1.2": "0.116.0a1.post2",
    "v0.116.0-beta.2": "0.116.0b2",
    "0.116.0rc3": "0.116.0rc3",
    "1.2.3-rc.1": "1.2.3rc1",
    "0.116.0": "0.116.0",
    "1": "1",
    " 1.2.3\n": "1.2.3",
    "1.2.3-alpha4": "1.2.3a4",
    "1.2.3-alpha.01": "1.2.3a01",
    "1.2.3.post1": "1.2.3.post1",
    "1.2.3a1.post2": "1.2.3a1.post2",
}
REFUSED = [
    *("", "rust-v", "rust-v1.2.3-alpha", "1.2.3-beta.1.2", "rust-vv1.2.3", "V1.2.3"),
    *("1.2.3.dev1", "1.2.3+local", "0.0.0-dev", "invalid"),
]
RELEASED = {
    "rust-v0.116.0": ("0.116.0", "rust-v0.116.0"),
    "0.116.0a1": ("0.116.0a1", "rust-v0.116.0-alpha.1"),
    "rust-v0.116.0-alpha.1.2": ("0.116.0a1.post2", "rust-v0.116.0-alpha.1.2"),
    "v1.2.3": ("1.2.3", "rust-v1.2.3"),
}


@pytest.mark.parametrize("given", SPELLED)
def test_normalize_codex_version_accepts_release_tags_and_pep440_versions(
    tmp_path: Path, given: str
) -> None:
    done = succeed(tmp_path, "version", given)
    assert done.out.splitlines()[0] == f"python_version={SPELLED[given]}"


@pytest.mark.parametrize("given", REFUSED)
def test_what_is_no_version_is_refused_with_what_is(tmp_path: Path, given: str) -> None:
    told = refuse(tmp_path, "version", given)
    assert told.startswith("error[E800]")
    assert "rust-v1.2.3-alpha.1" in told


@pytest.mark.parametrize(
    ("given", "tag", "crate"),
    [
        ("0.116.0", "rust-v0.116.0", "0.116.0"),
        ("0.116.0a1", "rust-v0.116.0-alpha.1", "0.116.0-alpha.1"),
        ("0.116.0a1.post2", "rust-v0.116.0-alpha.1.2", "0.116.0-alpha.1.2"),
        ("0.116.0b2", "rust-v0.116.0-beta.2", "0.116.0-beta.2"),
        ("0.116.0rc3", "rust-v0.116.0-rc.3", "0.116.0-rc.3"),
        ("1.2", "rust-v1.2", "1.2.0"),
    ],
)
def test_release_version_conversions_map_python_versions_to_codex_tags(
    tmp_path: Path, given: str, tag: str, crate: str
) -> None:
    done = succeed(tmp_path, "version", given)
    lines = [f"python_version={given}", f"release_tag={tag}", f"crate_version={crate}"]
    assert done.out.splitlines() == lines


@pytest.mark.parametrize("given", RELEASED)
def test_release_version_cli_writes_python_runtime_outputs(
    tmp_path: Path, given: str
) -> None:
    output = tmp_path / "output"
    output.write_text("before=1\n")
    done = run(tmp_path, "version", given, "--github-output", output)
    assert (done.code, done.out, done.err) == (0, "", "")
    python, tag = RELEASED[given]
    told = f"before=1\npython_version={python}\nrelease_tag={tag}\n"
    assert output.read_text() == told


@pytest.mark.parametrize(
    "given",
    [
        "rust-v1.2.3-alpha",
        "rust-v1.2.3-beta.1",
        "invalid",
        "1.2",
        "1.2.3rc1",
        "1.2.3.post1",
    ],
)
def test_release_version_cli_rejects_unsupported_runtime_releases(
    tmp_path: Path, given: str
) -> None:
    output = tmp_path / "output"
    refuse(tmp_path, "version", given, "--github-output", output)
    assert not output.exists()
