"""The real runtime, offline: a home of its own, a mock for its model, and nothing of the environment it is started from.

In: a folder, a `ModelServer` or the address of one, settings. Out: `argv`, `env` and `workspace`, with which a raw
client or a package starts it, or an `Endpoint` where it listens. The configuration keeps it from the internet: plugins,
apps and update checks are off and its model provider is on loopback; `netns` proves it.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from model_server import PATIENCE, ModelServer

ROOT = Path(__file__).resolve().parents[3]
KEPT = ("PYTEST_", "PYTHON", "CODEX_SDKGEN_", "COVERAGE", "LANG", "LC_")
"""Inherited variables with these beginnings may stay when a test is cut off from its environment."""


@dataclass(frozen=True)
class Settings:
    """What `config.toml` says. The policies' default is the middle of the road: ask, and write to the workspace."""

    model: str = "gpt-5.5"
    approval_policy: str = "on-request"
    sandbox_mode: str = "workspace-write"
    requires_openai_auth: bool = False
    retries: int = 0
    """How often the runtime asks the model again."""
    keys: Mapping[str, str | int | bool] = field(default_factory=dict)
    """Further keys of the top level."""
    features: Mapping[str, bool] = field(default_factory=dict)
    tables: str = ""
    """Further tables, as TOML."""

    def toml(self, model_url: str) -> str:
        top: dict[str, str | int | bool] = {
            "model": self.model,
            "model_provider": "mock_provider",
            "approval_policy": self.approval_policy,
            "sandbox_mode": self.sandbox_mode,
            "check_for_update_on_startup": False,
            **self.keys,
        }
        provider: dict[str, str | int | bool] = {
            "name": "Mock provider",
            "base_url": model_url,
            "wire_api": "responses",
            "request_max_retries": self.retries,
            "stream_max_retries": self.retries,
            "stream_idle_timeout_ms": 15000,
            "supports_websockets": False,
            "requires_openai_auth": self.requires_openai_auth,
        }
        lines = [
            *_pairs(top),
            "[features]",
            *_pairs({"plugins": False, "apps": False, **self.features}),
            "[model_providers.mock_provider]",
            *_pairs(provider),
        ]
        return "\n".join([*lines, self.tables, ""])


def _pairs(values: Mapping[str, str | int | bool]) -> Iterator[str]:
    """JSON's strings, numbers and truths are TOML's as well."""
    return (f"{key} = {json.dumps(value)}" for key, value in values.items())


@dataclass(frozen=True)
class Distribution:
    """An unpacked runtime wheel: the folder of its package."""

    package: Path

    @property
    def program(self) -> Path:
        return self.package / "bin" / "codex"

    @property
    def search_path(self) -> str:
        return f"{self.package / 'codex-path'}:/usr/bin:/bin"


def pinned() -> Distribution:
    """The runtime that is installed beside the tests; the test is skipped when there is none."""
    found = pytest.importorskip("codex_cli_bin", reason="the runtime is not installed")
    return Distribution(Path(found.bundled_package_dir()))


def older(version: str) -> Distribution:
    """A published runtime, installed into `target/runtimes` the first time; skipped when the registry gives none."""
    home = ROOT / "target" / "runtimes" / version
    home.parent.mkdir(parents=True, exist_ok=True)
    # Several processes may want it at once; the first installs it.
    with (home.parent / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not home.exists():
            _install(f"openai-codex-cli-bin=={version}", home)
    return Distribution(home / "codex_cli_bin")


def _install(requirement: str, home: Path) -> None:
    with tempfile.TemporaryDirectory(dir=home.parent) as scratch:
        done = subprocess.run(
            [
                *(sys.executable, "-m", "pip", "install", "--quiet", "--no-deps"),
                *("--no-compile", "--retries", "0", "--target", f"{scratch}/it"),
                requirement,
            ],
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            reason = done.stderr.strip().rpartition("\n")[2]
            pytest.skip(f"{requirement} cannot be installed: {reason}")
        Path(scratch, "it").rename(home)


@dataclass(frozen=True)
class RealRuntime:
    """How to start the runtime. Each process that is started shares the home, as several windows of one user would."""

    home: Path
    """Holds everything that the runtime may touch; see `env`."""
    model: ModelServer
    argv: tuple[str, ...]
    """The whole command, over standard input and output: `launch_args_override` of either package."""
    env: dict[str, str]
    """The whole environment. A package merges it into its own: see `cut_off`."""
    workspace: Path

    @property
    def codex_home(self) -> Path:
        return self.home / "codex-home"

    def cut_off(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Take every variable out of this process that a package would pass on: keys, proxies, other homes."""
        for name in list(os.environ):
            if not name.startswith(KEPT):
                monkeypatch.delenv(name)
        for name, value in self.env.items():
            monkeypatch.setenv(name, value)

    @contextmanager
    def listening(self, kind: str = "ws", *arguments: str) -> Iterator[Endpoint]:
        """The runtime as a process of its own, at a `ws` or a `unix` address; further arguments as `--ws-auth`."""
        with tempfile.TemporaryDirectory(prefix="app-server-") as folder:
            # The path of a socket may have about a hundred bytes.
            url = {"ws": "ws://127.0.0.1:0", "unix": f"unix://{folder}/s"}[kind]
            log = Path(folder, "log")
            with log.open("wb") as errors:
                process = subprocess.Popen(
                    [*self.argv[:-1], url, *arguments],
                    cwd=self.workspace,
                    env=self.env,
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=errors,
                )
            try:
                yield Endpoint(_ready(url, process, log), process, log)
            finally:
                _stop(process)


@dataclass(frozen=True)
class Endpoint:
    """A running app-server, where it listens and what it prints."""

    url: str
    process: subprocess.Popen[bytes]
    log: Path

    def stop(self) -> int:
        """Ask it to end, and wait for it; give back its exit code."""
        return _stop(self.process)


def _ready(url: str, process: subprocess.Popen[bytes], log: Path) -> str:
    """Wait until it takes connections; AssertionError with its log when it does not. The address, with its port."""
    deadline = time.monotonic() + PATIENCE
    while True:
        if url.startswith("unix://"):
            with socket.socket(socket.AF_UNIX) as probe:
                if probe.connect_ex(url.removeprefix("unix://")) == 0:
                    return url
        elif found := re.search(r"listening on: (ws://[0-9.:]+)\n", log.read_text()):
            return found[1]
        assert process.poll() is None, f"it ended: {log.read_text()}"
        assert time.monotonic() < deadline, f"it never listened: {log.read_text()}"
        time.sleep(0.02)


def _stop(process: subprocess.Popen[bytes]) -> int:
    process.terminate()
    try:
        return process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        return process.wait()


def prepare(
    folder: Path,
    model: ModelServer,
    settings: Settings | None = None,
    distribution: Distribution | None = None,
) -> RealRuntime:
    """Write the home of a runtime below `folder`; nothing is started.

    The home must not lie below the temporary folder that the runtime is told of, or it refuses to place its helpers.
    """
    distribution = distribution or pinned()
    places = {name: folder / name for name in ("codex-home", "home", "tmp", "work")}
    for place in places.values():
        place.mkdir(parents=True, exist_ok=True)
    config = (settings or Settings()).toml(model.url)
    (places["codex-home"] / "config.toml").write_text(config, "utf-8")
    env = {
        "CODEX_HOME": str(places["codex-home"]),
        "HOME": str(places["home"]),
        "TMPDIR": str(places["tmp"]),
        "CODEX_APP_SERVER_DISABLE_MANAGED_CONFIG": "1",
        "RUST_LOG": "warn",
        "PATH": distribution.search_path,
    }
    argv = (str(distribution.program), "app-server", "--listen", "stdio://")
    return RealRuntime(folder, model, argv, env, places["work"])
