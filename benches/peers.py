"""Other generators on the same schema, where they are installed: `benches/run --install-peers` puts them in target/peers.

In: the bundle with one flat table of definitions, which is the form that they accept. Out: command lines. A peer that
is not installed is named as skipped, never left out.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from measure import TARGET

HOME = TARGET / "peers"

DMCG_FLAGS = (
    "--output-model-type pydantic_v2.BaseModel --input-file-type jsonschema --target-python-version 3.11"
    " --use-standard-collections --enum-field-as-literal one --field-constraints --use-default-kwarg"
    " --snake-case-field --allow-population-by-field-name --use-title-as-name --use-annotated"
    " --use-union-operator --disable-timestamp --formatters ruff-format"
).split()
"""As the published package is generated."""


@dataclass(frozen=True)
class Peer:
    name: str
    program: Path
    install: tuple[str, ...]

    def arguments(self, schema: Path, out: Path) -> list[str | Path]:
        match self.name.partition(" ")[0]:
            case "datamodel-code-generator":
                return [
                    self.program,
                    "--input",
                    schema,
                    "--output",
                    out / "models.py",
                    *DMCG_FLAGS,
                ]
            case "cargo-typify":
                return [
                    self.program,
                    "typify",
                    "-B",
                    schema,
                    "--output",
                    out / "types.rs",
                ]
            case _:
                language = ("-l", "python", "--python-version", "3.7")
                return [
                    self.program,
                    "-s",
                    "schema",
                    *language,
                    f"{schema}#/definitions/",
                    "-o",
                    out / "types.py",
                ]


PEERS = (
    Peer(
        "datamodel-code-generator 0.89.0, pydantic",
        HOME / "python" / "bin" / "datamodel-codegen",
        (
            str(HOME / "python" / "bin" / "pip"),
            "install",
            "-q",
            "datamodel-code-generator[ruff]==0.89.0",
        ),
    ),
    Peer(
        "cargo-typify 0.8.0, Rust types",
        HOME / "bin" / "cargo-typify",
        (
            "cargo",
            "install",
            "--quiet",
            "--locked",
            "--root",
            str(HOME),
            "cargo-typify@0.8.0",
        ),
    ),
    Peer(
        "quicktype 26.0.0, Python",
        HOME / "node_modules" / ".bin" / "quicktype",
        (
            "npm",
            "install",
            "--silent",
            "--no-save",
            "--prefix",
            str(HOME),
            "quicktype@26.0.0",
        ),
    ),
)


def install(names: list[str]) -> None:
    """Install the peers whose name begins with one of `names`; all of them where none is given."""
    HOME.mkdir(parents=True, exist_ok=True)
    for peer in PEERS:
        if names and not peer.name.startswith(tuple(names)):
            continue
        if peer.install[0].endswith("pip") and not Path(peer.install[0]).exists():
            subprocess.run([sys.executable, "-m", "venv", HOME / "python"], check=True)
        if shutil.which(peer.install[0]) is None:
            print(
                f"{peer.name}: {peer.install[0]} is not on this machine",
                file=sys.stderr,
            )
            continue
        subprocess.run(peer.install, check=True)
