"""What the types of the crate cost whoever compiles them: `cargo check` of the crate alone, its dependencies built.

In: the crate without features; the same types, derived from its sources, with serde and the common derives on
everything; and what typify makes of the stable bundle. Out: rows. A crate is checked anew because a file of it was
touched, and a compiler keeps nothing from the time before. Figures are of processor time.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from measure import Row, children_time, interleaved
from rust_peers import CRATE, HOME, cargo, write_schema

BUDGET = 0.5
"""Times the same types with everything derived."""
OURS, DERIVED = (
    "codex-app-server, no features",
    "the same types, serde and common derives",
)
PACKAGES = {
    OURS: ("codex-app-server", CRATE),
    DERIVED: ("derived", HOME / "derived"),
    "typify": ("typify-output", HOME / "typify"),
}


def rows(*, quick: bool) -> list[Row]:
    write_schema()
    checks: dict[str, Callable[[], None]] = {}
    touches: dict[str, Callable[[], None]] = {}
    for name, (package, folder) in PACKAGES.items():
        checks[name] = partial(cargo, "check", "--quiet", "--package", package)
        touches[name] = (folder / "src" / "lib.rs").touch
        checks[name]()
    taken = interleaved(
        checks, rounds=1 if quick else 5, prepare=touches, clock=children_time
    )
    return [
        Row(
            name,
            f"{seconds:.2f} s",
            f"{taken[DERIVED]:.2f} s",
            seconds / taken[DERIVED],
            f"<= {BUDGET:g} ×" if name == OURS else "",
            seconds <= BUDGET * taken[DERIVED] if name == OURS else None,
        )
        for name, seconds in taken.items()
    ]
