"""Decode rate of the crate: lines in, typed notifications out, against typify's types and against hand-written ones.

In: the workload that the Python package is measured on. Out: rows for each of its sets; every contender decodes the same
lines in the same run of one release build. What is hand-written knows the measured messages and no others. Figures are
of processor time.
"""

from __future__ import annotations

import json
import subprocess
import tempfile
from pathlib import Path

from measure import Row, per_second
from rust_peers import BUILT, cargo, write_schema
from workload import lines

OURS, TYPIFY, BY_HAND = "wire::read_line", "typify", "hand-written serde"
BUDGETS = {TYPIFY: 8.0, BY_HAND: 0.9}
"""Times each of them, on the mix."""


def rows(*, quick: bool) -> list[Row]:
    write_schema()
    cargo("build", "--release", "--quiet", "--package", "decoding")
    found = []
    for stamped in (False, True):
        sets = lines(emitted_at=stamped)
        for name, taken in zip(sets, measured(sets, 5 if quick else 21), strict=True):
            count = int(taken.pop("lines"))
            label = f"{name}{', with emittedAtMs' if stamped else ''}"
            for reference in (TYPIFY, BY_HAND):
                ratio = taken[reference] / taken[OURS]
                budget = BUDGETS[reference] if name == "mix" else None
                found.append(
                    Row(
                        f"{label}: {OURS} / {reference}",
                        per_second(count, taken[OURS]),
                        per_second(count, taken[reference]),
                        ratio,
                        f">= {budget:g} ×" if budget else "",
                        ratio >= budget if budget else None,
                    )
                )
            found += [
                Row(
                    f"{label}: {other} / {BY_HAND}",
                    per_second(count, seconds),
                    per_second(count, taken[BY_HAND]),
                    taken[BY_HAND] / seconds,
                )
                for other, seconds in taken.items()
                if other not in (OURS, TYPIFY, BY_HAND)
            ]
    return found


def measured(sets: dict[str, list[str]], rounds: int) -> list[dict[str, float]]:
    """The seconds of each contender on each set, and the number of its lines."""
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for name, text in sets.items():
            files.append(Path(folder, f"{name}.ndjson"))
            files[-1].write_text("\n".join(text) + "\n", "utf-8")
        program = BUILT / "release" / "decoding"
        out = subprocess.check_output([program, str(rounds), *files])
    return [json.loads(line) for line in out.decode().splitlines()]
