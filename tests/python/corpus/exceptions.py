"""The lines of the recorded corpus that are not as the schema has them, each with the reason. Everything else must fit.

In: `tests/fixtures/corpus.toml`, which the tests of the crate read as well.
"""

from __future__ import annotations

from typing import Any

from pinned import ROOT, tomllib

_TABLES: dict[str, dict[str, Any]] = tomllib.loads(
    (ROOT / "tests" / "fixtures" / "corpus.toml").read_text("utf-8")
)

UNPAIRED: dict[str, str] = _TABLES["unpaired"]
"""Answers whose request is not in the recording."""

UNSPECIFIED: dict[str, tuple[set[str], str]] = {
    place: (set(row["kinds"]), row["why"])
    for place, row in _TABLES["unspecified"].items()
}
"""What the server sent against its own schema: the kinds of tolerance, and why."""

NO_METHOD: dict[str, str] = _TABLES["no_method"]
"""What clients sent on purpose that no typed call can say."""

REFUSED: dict[str, str] = _TABLES["refused"]
"""What the schema allows and this package does not send."""

UNFIT: set[str] = {
    f"{session}:{line}" for session, lines in _TABLES["unfit"].items() for line in lines
}
"""What clients sent on purpose and the schema refuses."""
