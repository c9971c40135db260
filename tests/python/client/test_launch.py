"""What is started follows from the configuration and from what is installed, and from nothing else."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from codex_app_server import CodexConfig
from codex_app_server._client.errors import (
    CodexBinNotExecutableError,
    CodexBinNotFoundError,
    RuntimePackageMissingError,
    StartError,
)
from codex_app_server._client.launch import (
    LaunchPlan,
    launch_plan,
    merged,
    put_first_on_path,
)

POSIX = pytest.mark.skipif(os.name == "nt", reason="permissions are not of Windows")


@pytest.fixture
def codex(tmp_path: Path) -> Path:
    """An executable file."""
    return executable(tmp_path / "codex")


@pytest.fixture
def install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[str], Path]]:
    """Install a runtime package with the given source in place of whatever is there."""
    site = tmp_path / "site"
    monkeypatch.setattr(sys, "path", [str(site)])
    monkeypatch.delitem(sys.modules, "codex_cli_bin", raising=False)

    def make(source: str) -> Path:
        package = site / "codex_cli_bin"
        package.mkdir(parents=True)
        (package / "__init__.py").write_text(source, "utf-8")
        return package

    yield make
    sys.modules.pop("codex_cli_bin", None)


def executable(path: Path) -> Path:
    path.write_bytes(b"")
    path.chmod(0o755)
    return path


WHOLE = """
from pathlib import Path
def bundled_codex_path(): return Path(__file__).parent / "bin" / "codex"
def bundled_path_dir(): return Path(__file__).parent / "codex-path"
"""


def test_the_installed_runtime(install: Callable[[str], Path]) -> None:
    package = install(WHOLE)
    plan = launch_plan(CodexConfig())
    codex = str(package / "bin" / "codex")
    assert plan.argv == (codex, "app-server", "--listen", "stdio://")
    first, *others = plan.env["PATH"].split(os.pathsep)
    assert first == str(package / "codex-path")
    assert others == [it for it in os.environ["PATH"].split(os.pathsep) if it]
    assert {k: v for k, v in plan.env.items() if k != "PATH"} == {
        k: v for k, v in os.environ.items() if k != "PATH"
    }
    assert plan.cwd is None


NO_FUNCTION = WHOLE.partition("def bundled_path_dir")[0]
NO_FOLDER = NO_FUNCTION + "def bundled_path_dir(): return None"


@pytest.mark.parametrize("source", [NO_FUNCTION, NO_FOLDER])
def test_a_runtime_package_without_a_folder_of_programs(
    source: str, install: Callable[[str], Path]
) -> None:
    install(source)
    assert launch_plan(CodexConfig()).env == dict(os.environ)


def test_settings_stand_before_the_command(codex: Path) -> None:
    config = CodexConfig(str(codex), config_overrides=('model="x"', "a.b=1"))
    assert launch_plan(config).argv == (
        str(codex),
        *("--config", 'model="x"'),
        *("--config", "a.b=1"),
        *("app-server", "--listen", "stdio://"),
    )


def test_codex_bin_comes_before_the_installed_runtime(
    codex: Path, install: Callable[[str], Path]
) -> None:
    install("raise AssertionError('nobody asked for it')")
    plan = launch_plan(CodexConfig(codex))
    assert plan.argv[0] == str(codex)
    assert plan.env == dict(os.environ)


def test_the_whole_command_line_comes_before_all(
    install: Callable[[str], Path],
) -> None:
    install("raise AssertionError('nobody asked for it')")
    config = CodexConfig(
        "/no/such/file", ("anything", "--at", "all"), config_overrides=("a=1",)
    )
    plan = launch_plan(config)
    assert plan.argv == ("anything", "--at", "all")
    assert plan.env == dict(os.environ)


def test_home_is_expanded(codex: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(codex.parent))
    monkeypatch.setenv("USERPROFILE", str(codex.parent))
    plan = launch_plan(CodexConfig("~/codex", cwd="~"))
    assert (plan.argv[0], plan.cwd) == (str(codex), str(codex.parent))


def test_relative_paths_are_those_of_the_program(
    codex: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(codex.parent)
    (codex.parent / "work").mkdir()
    plan = launch_plan(CodexConfig("./codex", cwd="work"))
    assert plan.argv[0] == str(codex)
    assert plan.cwd == str(codex.parent / "work")


@pytest.mark.parametrize("make", [lambda path: None, Path.mkdir])
def test_codex_bin_that_is_no_file(tmp_path: Path, make: Callable[[Path], Any]) -> None:
    path = tmp_path / "codex"
    make(path)
    with pytest.raises(CodexBinNotFoundError) as raised:
        launch_plan(CodexConfig(path))
    assert raised.value.path == str(path)


def test_a_bare_name_is_not_looked_up(
    codex: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    monkeypatch.setenv("PATH", str(codex.parent))
    with pytest.raises(CodexBinNotFoundError, match="not searched for"):
        launch_plan(CodexConfig("codex"))


@POSIX
def test_codex_bin_that_may_not_be_executed(codex: Path) -> None:
    codex.chmod(0o644)
    with pytest.raises(CodexBinNotExecutableError) as raised:
        launch_plan(CodexConfig(codex))
    assert raised.value.path == str(codex)


def test_working_directory_that_is_none(codex: Path) -> None:
    for cwd in (codex, codex.parent / "none"):
        with pytest.raises(StartError, match="no such directory"):
            launch_plan(CodexConfig(codex, cwd=cwd))


def test_no_runtime_package(
    install: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch, codex: Path
) -> None:
    monkeypatch.setenv("PATH", str(codex.parent))
    with pytest.raises(RuntimePackageMissingError) as raised:
        launch_plan(CodexConfig())
    assert "not installed" in str(raised.value)
    assert raised.value.distribution == "openai-codex-cli-bin"
    assert isinstance(raised.value.__cause__, ModuleNotFoundError)


@pytest.mark.parametrize(
    ("source", "cause"),
    [
        ("import no_such_module_at_all", ModuleNotFoundError),
        ("raise OSError('unreadable')", OSError),
        ("", AttributeError),
        (
            "def bundled_codex_path(): raise FileNotFoundError('no binary')",
            FileNotFoundError,
        ),
        (
            WHOLE + "def bundled_path_dir(): raise FileNotFoundError('no folder')",
            FileNotFoundError,
        ),
    ],
)
def test_a_broken_runtime_package_is_told_and_nothing_else_tried(
    source: str,
    cause: type[Exception],
    install: Callable[[str], Path],
    monkeypatch: pytest.MonkeyPatch,
    codex: Path,
) -> None:
    monkeypatch.setenv("PATH", str(codex.parent))
    install(source)
    with pytest.raises(RuntimePackageMissingError) as raised:
        launch_plan(CodexConfig())
    assert type(raised.value.__cause__) is cause
    assert str(raised.value.__cause__) in str(raised.value)
    assert "damaged" in str(raised.value)


def test_variables_are_added_to_those_of_the_program(
    codex: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KEPT", "1")
    monkeypatch.setenv("CHANGED", "1")
    plan = launch_plan(CodexConfig(codex, env={"CHANGED": "2", "NEW": ""}))
    assert plan.env == {**os.environ, "CHANGED": "2", "NEW": ""}
    plan.env["KEPT"] = "2"
    assert os.environ["KEPT"] == "1"


def test_the_path_of_the_configuration_counts(install: Callable[[str], Path]) -> None:
    package = install(WHOLE)
    plan = launch_plan(CodexConfig(env={"PATH": os.pathsep.join(["/a", "", "/b"])}))
    folders = [str(package / "codex-path"), "/a", "/b"]
    assert plan.env["PATH"] == os.pathsep.join(folders)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("/usr/bin:/bin", "/codex:/usr/bin:/bin"),
        ("/usr/bin:/codex:/bin:/codex", "/codex:/usr/bin:/bin"),
        ("", "/codex"),
        (":/bin:", "/codex:/bin"),
        (None, "/codex"),
    ],
)
def test_put_first_on_path(before: str | None, after: str) -> None:
    env = {} if before is None else {"PATH": before}
    put_first_on_path(env, "/codex", windows=False)
    assert env == {"PATH": after}


def test_windows_keeps_its_name_for_path() -> None:
    env = {"Path": r"C:\Windows;C:\codex;", "OTHER": "x"}
    put_first_on_path(env, r"C:\codex", windows=True)
    assert env == {"Path": r"C:\codex;C:\Windows", "OTHER": "x"}
    empty: dict[str, str] = {}
    put_first_on_path(empty, r"C:\codex", windows=True)
    assert empty == {"PATH": r"C:\codex"}


def test_windows_knows_one_variable_by_every_spelling() -> None:
    env = merged({"PATH": "a", "X": "1"}, {"Path": "b", "x": "2"}, windows=True)
    assert env == {"Path": "b", "x": "2"}
    assert merged({"PATH": "a"}, {"Path": "b"}, windows=False) == {
        "PATH": "a",
        "Path": "b",
    }


def test_representation_shows_no_argument_and_no_variable() -> None:
    plan = LaunchPlan(("codex", "--config", "key=secret-1"), {"A": "secret-2"}, "/w")
    assert repr(plan) == "LaunchPlan('codex' with 2 arguments and 1 variables in '/w')"


@pytest.mark.tools
def test_the_real_runtime_is_found() -> None:
    import codex_cli_bin

    plan = launch_plan(CodexConfig())
    assert plan.argv[0] == str(codex_cli_bin.bundled_codex_path())
    assert plan.env["PATH"].split(os.pathsep)[0] == str(
        codex_cli_bin.bundled_path_dir()
    )


def test_nothing_is_imported_before_it_is_needed(fresh: Callable[[str], str]) -> None:
    found = fresh(
        "import sys, msgspec\nbefore = set(sys.modules)\n"
        "import codex_app_server._client.launch\n"
        "heavy = {'codex_cli_bin', 'subprocess', 'asyncio'}\n"
        "print(sorted(heavy & (set(sys.modules) - before)))"
    )
    assert found.strip() == "[]"
