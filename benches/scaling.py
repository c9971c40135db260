"""How time grows with the schema: everything that the protocol has ten times, against the protocol as it is.

In: the committed exports and the curation file. Out: one row, of processor time. The grown project is a project like any other: its
exports are pinned, and every row of its curation file has nine siblings.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from bundle import WORDS, renamed, tenfold
from generation import bundle_path, compiler, copy_of_project
from measure import Row, children_time, command, interleaved, milliseconds

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

BUDGET = 12.0
"""Times, for ten times the definitions."""

Table = dict[str, Any]


def rows(*, quick: bool) -> list[Row]:
    with tempfile.TemporaryDirectory() as folder:
        program = compiler()
        single = copy_of_project(Path(folder, "single"))
        grown = copy_of_project(Path(folder, "grown"))
        grow(grown)
        for project in (single, grown):
            record(program, project)
        runs, prepare = {}, {}
        for project in (single, grown):
            name = project.parent.name
            runs[name] = command([program, "generate"], cwd=project)
            prepare[name] = _remover(project / "generated")
        seconds = interleaved(
            runs, rounds=3 if quick else 9, prepare=prepare, clock=children_time
        )
        ratio = seconds["grown"] / seconds["single"]
        counts = [len(_definitions(project)) for project in (grown, single)]
        label = f"generate, {counts[0]} definitions against {counts[1]}"
        return [
            Row(
                label,
                milliseconds(seconds["grown"]),
                milliseconds(seconds["single"]),
                ratio,
                f"<= {BUDGET:.0f} ×",
                ratio <= BUDGET,
            )
        ]


def _remover(path: Path) -> Any:
    return lambda: shutil.rmtree(path, ignore_errors=True)


def _definitions(project: Path) -> Table:
    found: Table = json.loads(bundle_path(project).read_text("utf-8"))["definitions"]
    return {**found, **found["v2"]}


def record(program: Path, project: Path) -> None:
    """Write the history of a project that knows one runtime: its own."""
    exports = project.parent / "exports"
    version = bundle_path(project).parents[1]
    shutil.copytree(version, exports / version.name)
    command([program, "history", "--exports", exports], cwd=project)()


def grow(project: Path) -> None:
    """Make the project's schema, its pin and its curation file ten times as large."""
    pin = project / "schema" / "pin.toml"
    text = pin.read_text("utf-8")
    for export in ("stable", "experimental"):
        path = bundle_path(project, export)
        before = hashlib.sha256(path.read_bytes()).hexdigest()
        large = tenfold(json.loads(path.read_text("utf-8")))
        path.write_text(json.dumps(large, indent=2) + "\n", "utf-8")
        text = text.replace(before, hashlib.sha256(path.read_bytes()).hexdigest())
    pin.write_text(text, "utf-8")
    curation = project / "schema" / "surface.toml"
    table = tomllib.loads(curation.read_text("utf-8"))
    curation.write_text(written(grown(table)), "utf-8")


def grown(table: Table) -> Table:
    """The curation file with siblings of every row that speaks of one method or one definition."""
    result = dict(table)
    for word in WORDS:
        pascal = word.capitalize()
        for section, behind in (
            ("modules", ""),
            ("methods", "result"),
            ("notifications", "params"),
        ):
            copies = {}
            for name, row in table.get(section, {}).items():
                copies[f"{word}/{name}"] = (
                    {**row, behind: pascal + row[behind]} if behind else row
                )
            result[section] = {**result.get(section, {}), **copies}
        for section in ("names", "hidden", "known_values"):
            copies = {}
            for name, row in table.get(section, {}).items():
                is_type = row.get("name", "")[:1].isupper()
                changed = {"name": pascal + row["name"]} if is_type else {}
                copies[_moved(name, pascal)] = {**row, **changed}
            result[section] = {**result.get(section, {}), **copies}
        more = []
        for patch in table.get("patches", []):
            values = {
                key: json.dumps(renamed(json.loads(patch[key]), word))
                for key in ("was", "becomes")
            }
            more.append({**patch, "at": _moved(patch["at"], pascal), **values})
        result["patches"] = [*result.get("patches", []), *more]
    return result


def _moved(name: str, pascal: str) -> str:
    """A definition's name, or a pointer into it, for its copy."""
    if not name.startswith("#/"):
        return pascal + name
    return re.sub(r"^(#/definitions/(?:v2/)?)", rf"\1{pascal}", name)


def written(table: Table, path: tuple[str, ...] = ()) -> str:
    """The table as TOML: its own values first, then the tables and arrays of tables inside."""
    lines, below = [], []
    for name, value in table.items():
        inner = (*path, name)
        heading = ".".join(map(json.dumps, inner))
        if isinstance(value, dict):
            below.append(f"\n[{heading}]\n{written(value, inner)}")
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            below += [f"\n[[{heading}]]\n{written(row, inner)}" for row in value]
        else:
            # a JSON text without escapes of surrogates is a TOML one
            lines.append(
                f"{json.dumps(name)} = {json.dumps(value, ensure_ascii=False)}\n"
            )
    return "".join((*lines, *below))
