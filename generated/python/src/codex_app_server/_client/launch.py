"""The process that a configuration asks for.

In: the configuration, the program's environment, what is installed. Out: a command
line, an environment and a working directory, or the `StartError` that tells why there
is none. Nothing is started and nothing is looked up on PATH.
"""

from __future__ import annotations

import os
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

from .errors import (
    CodexBinNotExecutableError,
    CodexBinNotFoundError,
    RuntimePackageMissingError,
    StartError,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .config import CodexConfig

RUNTIME_DISTRIBUTION = "openai-codex-cli-bin"
RUNTIME_PACKAGE = "codex_cli_bin"

WINDOWS = os.name == "nt"


class LaunchPlan(NamedTuple):
    """What to start, and how."""

    argv: tuple[str, ...]
    """The command line."""
    env: dict[str, str]
    """The whole environment."""
    cwd: str | None
    """The working directory, absolute; None for the program's own."""

    def __repr__(self) -> str:
        # Arguments and variables may hold secrets.
        program, *arguments = self.argv
        return (
            f"LaunchPlan({program!r} with {len(arguments)} arguments and"
            f" {len(self.env)} variables in {self.cwd!r})"
        )


class Bundle(NamedTuple):
    """The runtime that is installed as a package."""

    codex: str
    """Path of the executable."""
    path_dir: str | None
    """Folder of the programs that it calls."""


def launch_plan(config: CodexConfig) -> LaunchPlan:
    """How to start the app-server that the configuration asks for."""
    env = merged(os.environ, config.env or {}, windows=WINDOWS)
    cwd = _working_directory(config)
    if config.launch_args_override is not None:
        return LaunchPlan(config.launch_args_override, env, cwd)
    if config.codex_bin is not None:
        codex = _absolute(config.codex_bin)
        _check_executable(codex)
    else:
        codex, path_dir = installed_bundle()
        if path_dir is not None:
            put_first_on_path(env, path_dir, windows=WINDOWS)
    overrides = (part for kv in config.config_overrides for part in ("--config", kv))
    argv = (codex, *overrides, "app-server", "--listen", "stdio://")
    return LaunchPlan(argv, env, cwd)


def installed_bundle() -> Bundle:
    """The runtime of the installed package, which may be missing or broken."""
    try:
        package = import_module(RUNTIME_PACKAGE)
        codex = str(package.bundled_codex_path())
        find_path_dir = getattr(package, "bundled_path_dir", None)
        path_dir = None if find_path_dir is None else find_path_dir()
    except Exception as error:
        is_missing = (
            isinstance(error, ModuleNotFoundError) and error.name == RUNTIME_PACKAGE
        )
        broken = None if is_missing else f"{type(error).__name__}: {error}"
        raise RuntimePackageMissingError(RUNTIME_DISTRIBUTION, broken) from error
    return Bundle(codex, None if path_dir is None else str(path_dir))


def merged(
    environ: Mapping[str, str], changes: Mapping[str, str], *, windows: bool
) -> dict[str, str]:
    """An environment with changes. On Windows the case of names makes no difference."""
    env = dict(environ)
    for name, value in changes.items():
        if windows:
            for other in [it for it in env if it.upper() == name.upper()]:
                del env[other]
        env[name] = value
    return env


def put_first_on_path(env: dict[str, str], folder: str, *, windows: bool) -> None:
    """Let programs of the folder be found before others, and the folder be named once.

    The variable keeps the name that it has.
    """
    name = "PATH"
    if windows:
        name = next((it for it in env if it.upper() == "PATH"), name)
    separator = ";" if windows else ":"
    others = env.get(name, "").split(separator)
    kept = (it for it in others if it and it != folder)
    env[name] = separator.join((folder, *kept))


def _working_directory(config: CodexConfig) -> str | None:
    if config.cwd is None:
        return None
    cwd = _absolute(config.cwd)
    if not os.path.isdir(cwd):
        raise StartError(
            f"CodexConfig.cwd is {cwd!r}, and there is no such directory; create it or "
            "set another one"
        )
    return cwd


def _check_executable(path: str) -> None:
    if not os.path.isfile(path):
        raise CodexBinNotFoundError(path)
    if not WINDOWS and not os.access(path, os.X_OK):
        raise CodexBinNotExecutableError(path)


def _absolute(path: str | os.PathLike[str]) -> str:
    # A relative path would be taken from the working directory of the new process.
    return os.path.abspath(os.path.expanduser(path))
