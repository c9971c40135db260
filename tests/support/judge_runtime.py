"""A staged runtime project in; that its package tells where the runtime lies, that it is typed and plain, and that only
wheels come of it out. Silent and 0 when all of that holds."""

from __future__ import annotations

import os
import runpy
import subprocess
import sys
import tempfile
from pathlib import Path
from shutil import copytree, rmtree
from unittest.mock import patch


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", *arguments],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **environment},
    )


def holds(done: subprocess.CompletedProcess[str]) -> None:
    assert done.returncode == 0, f"{done.args}\n{done.stdout}{done.stderr}"


def loaded(package: Path) -> dict[str, object]:
    return runpy.run_path(str(package / "__init__.py"))


def raises(function: object) -> str:
    try:
        function()  # type: ignore[operator]
    except FileNotFoundError as error:
        return str(error)
    raise AssertionError(f"{function} did not raise")


def judge_api(package: Path) -> None:
    names = loaded(package)
    assert names["__all__"] == [
        "PACKAGE_NAME",
        "bundled_codex_path",
        "bundled_package_dir",
        "bundled_path_dir",
    ]
    assert names["PACKAGE_NAME"] == "openai-codex-cli-bin"
    codex, folder, path = (names[name] for name in names["__all__"][1:])
    assert codex() == package / "bin" / "codex"
    assert folder() == package
    assert path() == package / "codex-path"

    # A runtime for Windows has other names, wherever it is looked at.
    (package / "bin" / "codex").rename(package / "bin" / "codex.exe")
    assert codex() == package / "bin" / "codex.exe"
    (package / "bin" / "codex").touch()
    assert codex() == package / "bin" / "codex"

    # A single program is no package.
    (package / "codex-package.json").unlink()
    rmtree(package / "codex-path")
    assert codex() == package / "bin" / "codex"
    assert path() is None
    assert "codex-package.json" in raises(folder)
    rmtree(package / "bin")
    assert "codex" in raises(codex)


def judge_builds(project: Path) -> None:
    refused = run("build", "--sdist", "--no-isolation", str(project))
    assert refused.returncode, refused.stdout
    assert "wheel-only" in refused.stdout + refused.stderr, (
        refused.stdout + refused.stderr
    )

    # Without a tag of its own, the project takes that of the environment.
    settings = project / "pyproject.toml"
    lines = settings.read_text().splitlines(keepends=True)
    settings.write_text(
        "".join(line for line in lines if not line.startswith("platform-tag"))
    )
    holds(
        run(
            "build",
            "--wheel",
            "--no-isolation",
            str(project),
            CODEX_CLI_BIN_PLATFORM_TAG="win_arm64",
        )
    )
    (wheel,) = (project / "dist").glob("*.whl")
    assert wheel.name.endswith("-py3-none-win_arm64.whl"), wheel.name
    rmtree(project / "dist")
    with patch.dict(os.environ):
        os.environ.pop("CODEX_CLI_BIN_PLATFORM_TAG", None)
        holds(run("build", "--wheel", "--no-isolation", str(project)))
    (wheel,) = (project / "dist").glob("*.whl")
    assert not wheel.name.endswith("-any.whl"), wheel.name


def main(project: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder).resolve() / "project"
        copytree(project, copy)
        package = copy / "src" / "codex_cli_bin"
        holds(run("mypy", "--strict", "--cache-dir", os.devnull, str(package)))
        holds(run("ruff", "format", "--isolated", "--no-cache", "--check", str(copy)))
        holds(run("ruff", "check", "--isolated", "--no-cache", str(copy)))
        judge_builds(copy)
        judge_api(package)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
