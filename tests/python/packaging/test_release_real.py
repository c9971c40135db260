"""The published runtime is unpacked, restaged in every form, built in both ways and installed; the SDK works with it.

The runtime has hundreds of megabytes: each of these happens once, and the tests look at what came out.
"""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import json
import os
import subprocess
import sys
import tarfile
import zipfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import published
import pytest
import snippets
from model_server import ModelServer
from pinned import version
from real import Distribution, RealRuntime, prepare
from release_command import ROOT, Done, succeed

pytestmark = [pytest.mark.slow, pytest.mark.tools]

MEBIBYTE = 1 << 20
MOST = 64 * MEBIBYTE
"""The most memory that staging may take."""
VERSION = ["--codex-version", version()]


@dataclass
class Release:
    """What was made of the published runtime, and what each step took."""

    folder: Path
    runs: dict[str, Done] = field(default_factory=dict)
    sums: dict[str, dict[str, str]] = field(default_factory=dict)
    """Of each form of the source, the SHA-256 and mode of every staged file."""

    def stage(self, form: str, source: Path, *more: str) -> Path:
        goal = self.folder / f"staged-{form}"
        line = ["stage-runtime", goal, source, *VERSION, *more]
        self.runs[form] = succeed(self.folder / f"of-{form}", *line)
        self.sums[form] = sums(goal)
        return goal

    def wheel(self, folder: str) -> Path:
        (found,) = (self.folder / folder).glob("*.whl")
        return found


def sums(folder: Path) -> dict[str, str]:
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.parent.name != "dist":
            mode = path.stat().st_mode
            found[path.relative_to(folder).as_posix()] = f"{mode:o} {digest(path)}"
    return found


def digest(path: Path) -> str:
    made = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(MEBIBYTE):
            made.update(piece)
    return made.hexdigest()


def build(project: Path, out: Path) -> None:
    subprocess.run(
        [
            *(sys.executable, "-m", "build", "--wheel", "--no-isolation"),
            *("--outdir", out, project),
        ],
        check=True,
        capture_output=True,
    )


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    """Everything of a release for this machine, from the published wheel."""
    made = Release(tmp_path_factory.mktemp("release"))
    source = published.unpack_runtime(made.folder / "codex-package")
    archive = made.folder / "codex-package.tar.gz"
    with tarfile.open(archive, "w:gz", compresslevel=1) as opened:
        opened.add(source, arcname=".")
    wheel = published.wheel(published.RUNTIME)
    sdk = made.folder / "sdk"
    # Two things at a time, each on one core; the slow one is to compress.
    with ThreadPoolExecutor(2) as pool:
        staged = made.stage("folder", source)
        built = pool.submit(build, staged, made.folder / "built")
        made.stage("wheel", wheel, "--wheel")
        made.stage("archive", archive)
        made.runs["sdk"] = succeed(made.folder, "stage-sdk", sdk, *VERSION, "--wheel")
        built.result()
    return made


def test_every_form_of_the_source_gives_the_same_bytes(release: Release) -> None:
    folder, archive, wheel = (release.sums[it] for it in ("folder", "archive", "wheel"))
    assert folder == archive == wheel
    payload = {name for name in folder if name.startswith("src/codex_cli_bin/")}
    with zipfile.ZipFile(published.wheel(published.RUNTIME)) as opened:
        names = {
            f"src/{it}" for it in opened.namelist() if it.startswith("codex_cli_bin/")
        }
    assert payload == {*names, "src/codex_cli_bin/py.typed"}


def test_staging_takes_little_memory(release: Release) -> None:
    peaks = {form: done.peak // MEBIBYTE for form, done in release.runs.items()}
    peaks.pop("sdk")  # which is a compilation
    assert max(peaks.values()) * MEBIBYTE < MOST, peaks


def test_nothing_of_the_progress_goes_into_a_log(release: Release) -> None:
    for form, done in release.runs.items():
        assert "\r" not in done.err, form
        assert "\x1b" not in done.err, form
        assert len(done.err.splitlines()) == 1, form


def records(wheel: zipfile.ZipFile) -> dict[str, tuple[str, str]]:
    """Digest and size of every file, as the wheel's own list has them."""
    (name,) = (it for it in wheel.namelist() if it.endswith(".dist-info/RECORD"))
    rows = csv.reader(io.StringIO(wheel.read(name).decode()))
    return {path: (digest, size) for path, digest, size in rows}


def test_both_ways_to_build_agree(release: Release) -> None:
    with (
        zipfile.ZipFile(release.wheel("built")) as built,
        zipfile.ZipFile(release.wheel("staged-wheel/dist")) as direct,
    ):
        assert Path(str(built.filename)).name == Path(str(direct.filename)).name
        assert built.namelist() == direct.namelist()
        differing = {
            name for name, row in records(built).items() if records(direct)[name] != row
        }
        # It names the program that wrote it.
        (told,) = differing
        assert told.endswith(".dist-info/WHEEL")
        lines = [
            [
                line
                for line in it.read(told).decode().splitlines()
                if "Generator" not in line
            ]
            for it in (built, direct)
        ]
        assert lines[0] == lines[1]
        assert [line for line in lines[0] if line.startswith("Tag:")] == [
            f"Tag: py3-none-{published.wheel(published.RUNTIME).stem.rpartition('-')[2]}"
        ]


def test_the_payload_is_what_was_published(release: Release) -> None:
    with (
        zipfile.ZipFile(published.wheel(published.RUNTIME)) as theirs,
        zipfile.ZipFile(release.wheel("staged-wheel/dist")) as ours,
    ):
        own = records(ours)
        for path, row in records(theirs).items():
            if (
                path.startswith("codex_cli_bin/")
                and path != "codex_cli_bin/__init__.py"
            ):
                assert own[path] == row


def test_the_bill_names_every_file_and_the_pin(release: Release) -> None:
    bill = json.loads((release.folder / "staged-wheel" / "sbom.cdx.json").read_text())
    told = json.dumps(bill)
    for name, entry in release.sums["wheel"].items():
        payload, _, path = name.partition("src/codex_cli_bin/")
        if not payload and path not in ("__init__.py", "py.typed"):
            assert entry.partition(" ")[2] in told, path
    pin = (ROOT / "schema" / "pin.toml").read_text("utf-8")
    for line in pin.partition("[files]")[2].split("\n"):
        assert line.partition(" = ")[2].strip('"') in told


def test_the_wheels_verify_together(release: Release) -> None:
    wheels = [release.wheel("staged-wheel/dist"), release.wheel("sdk/dist")]
    done = succeed(release.folder, "verify-wheel", *wheels, release.wheel("built"))
    assert done.out.count(f"reports {version()}") == 2
    assert done.peak < MOST


@pytest.fixture(scope="module")
def clean(release: Release, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The interpreter of an environment with both wheels and what they need, by their own metadata, and nothing else."""
    home = tmp_path_factory.mktemp("clean") / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", home], check=True)
    python = home / "bin" / "python"
    sources = [
        published.wheel(published.FOUNDATION).parent,
        release.folder / "staged-wheel" / "dist",
    ]
    subprocess.run(
        [
            *(sys.executable, "-m", "pip", "--python", python, "install", "--quiet"),
            *("--no-index", "--no-compile", "--disable-pip-version-check"),
            *(f"--find-links={source}" for source in sources),
            release.wheel("sdk/dist"),
        ],
        check=True,
    )
    return python


def in_clean(python: Path, runtime: RealRuntime, *line: str) -> str:
    done = subprocess.run(
        [python, "-I", *line],
        cwd=runtime.workspace,
        env=runtime.env,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def installed(clean: Path, model: ModelServer, tmp_path: Path) -> RealRuntime:
    """The runtime that was installed, with a home of its own and a mock for its model."""
    (package,) = clean.parent.parent.glob("lib/python*/site-packages/codex_cli_bin")
    return prepare(tmp_path / "runtime", model, None, Distribution(package))


def test_what_is_installed_has_the_functions_of_the_official_package(
    clean: Path, installed: RealRuntime
) -> None:
    code = (
        "import codex_cli_bin as it, json, os, importlib.metadata as m\n"
        "paths = [it.bundled_codex_path(), it.bundled_package_dir(), it.bundled_path_dir()]\n"
        "print(json.dumps([it.PACKAGE_NAME, m.version(it.PACKAGE_NAME), *map(str, paths),"
        " os.access(paths[0], os.X_OK)]))\n"
    )
    name, told, program, package, search, runs = json.loads(
        in_clean(clean, installed, "-c", code)
    )
    assert (name, told, runs) == (published.RUNTIME, version(), True)
    place = Path(package)
    assert place.name == "codex_cli_bin"
    assert (Path(program), Path(search)) == (
        place / "bin" / "codex",
        place / "codex-path",
    )


@pytest.mark.parametrize("face", ["blocking", "asynchronous"])
def test_the_quickstart_runs_against_what_is_installed(
    clean: Path, installed: RealRuntime, model: ModelServer, face: str, tmp_path: Path
) -> None:
    blocking, asynchronous, *_ = snippets.of_markdown(ROOT / "README.md", ROOT)
    code = {"blocking": blocking, "asynchronous": asynchronous}[face].code
    program = tmp_path / "quickstart.py"
    program.write_text(code, "utf-8")
    model.answer("It compiles schemas.", "The README.")
    said = in_clean(clean, installed, str(program))
    assert said == "It compiles schemas.\nThe README.\n"


def test_every_installed_file_is_the_one_of_its_wheel(clean: Path) -> None:
    (site,) = clean.parent.parent.glob("lib/python*/site-packages")
    (record,) = site.glob("openai_codex_cli_bin-*.dist-info/RECORD")
    seen = 0
    with record.open(newline="", encoding="utf-8") as file:
        for path, promised, _ in csv.reader(file):
            if path.startswith("codex_cli_bin/bin/"):
                found = bytes.fromhex(digest(site / path))
                told = base64.urlsafe_b64encode(found).decode().rstrip("=")
                assert promised == f"sha256={told}"
                assert os.access(site / path, os.X_OK)
                seen += 1
    assert seen == 2
