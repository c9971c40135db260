"""The compiler's own instances, judged twice: by an independent validator on the committed schema, and by the package.

In: the lines of `codex-sdkgen dump instances`, each a type, the place of its schema, a value and a verdict. `valid`:
both accept, and the value comes back the same. `invalid`: both refuse; `format`: likewise, where the validator is told
what integer formats mean. `open`: what no schema of today promises but a newer server may send; it is kept, reported
and comes back the same. `older`: what an older server leaves out; it is read, reported and comes back the same, and
nobody may build it.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

import pytest
from pinned import ROOT, validator

pytestmark = [pytest.mark.slow, pytest.mark.tools]


class Instance(NamedTuple):
    """One line of the dump."""

    type: str
    schema: str
    verdict: str
    why: str
    value: Any

    def __str__(self) -> str:
        text = json.dumps(self.value)
        short = text if len(text) <= 300 else f"{text[:300]}…"
        return (
            f"{self.type} ({self.schema}), {self.verdict} because {self.why}: {short}"
        )


@cache
def instances() -> tuple[Instance, ...]:
    """Every instance; the compiler is built first where it is not."""
    command = os.environ.get("CODEX_SDKGEN")
    start = [command] if command else ["cargo", "run", "--quiet", "--"]
    done = subprocess.run(
        [*start, "dump", "instances"], cwd=ROOT, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
    # cut at line feeds alone: a value may hold other separators
    lines = done.stdout.decode().removesuffix("\n").split("\n")
    return tuple(
        Instance(*(row[name] for name in Instance._fields))
        for row in map(json.loads, lines)
    )


def having(*verdicts: str) -> Iterator[Instance]:
    return (one for one in instances() if one.verdict in verdicts)


DECLARED_OPEN = {
    "#/definitions/v2/CodexErrorInfo": "its last branch is any text and any object",
}
"""What the schema itself leaves open, so that the validator accepts newcomers."""


def canonical(value: object) -> str:
    return json.dumps(value, sort_keys=True)


class Verdict(NamedTuple):
    """What the package makes of a value."""

    accepted: bool
    """Read without anything that does not fit."""
    kinds: frozenset[str]
    """What was tolerated."""
    encoded: Any
    """The value as it is written back, or the error that says why there is none."""


def read(instance: Instance, tolerated: list[Any]) -> Verdict:
    """As a value from the server: tolerant, and exact so that it can be compared."""
    from codex_app_server import types, wire
    from codex_app_server._runtime.codec import encode_json
    from codex_app_server._runtime.codec import read as read_tolerant

    tolerated.clear()
    annotation = getattr(types, instance.type)
    data = json.dumps(instance.value).encode()
    try:
        value = read_tolerant(annotation, data, instance.type, exact=True)
    except wire.WireError as error:
        return Verdict(False, frozenset({"malformed"}), str(error))
    encoded = json.loads(encode_json(value, instance.type))
    kinds = frozenset(event.kind for event in tolerated)
    return Verdict("malformed" not in kinds, kinds, encoded)


def fits_natively(instance: Instance) -> bool:
    """Whether the hot path alone reads it, without the tolerant one."""
    from codex_app_server import types
    from codex_app_server._runtime.codec import FAILURES, decoder
    from codex_app_server._runtime.enums import PENDING

    annotation = getattr(types, instance.type)
    try:
        decoder(annotation).decode(json.dumps(instance.value).encode())
    except FAILURES:
        return False
    met_unknown_values = bool(PENDING)
    PENDING.clear()
    return not met_unknown_values


def build(instance: Instance, tolerated: list[Any]) -> Verdict:
    """As a value that a user built: strict."""
    from codex_app_server import types, wire
    from codex_app_server._runtime.codec import check, encode_json

    tolerated.clear()
    annotation = getattr(types, instance.type)
    try:
        value = check(annotation, instance.value, instance.type, exact=True)
    except wire.WireError as error:
        return Verdict(False, frozenset({"malformed"}), str(error))
    encoded = json.loads(encode_json(value, instance.type))
    return Verdict(True, frozenset(event.kind for event in tolerated), encoded)


def accepts(instance: Instance) -> bool:
    return bool(validator(instance.schema).is_valid(instance.value))


def report(failures: list[str]) -> None:
    shown = "\n".join(failures[:25])
    assert not failures, f"{len(failures)} instances:\n{shown}"


def test_the_dump_is_worth_running() -> None:
    from codex_app_server import types

    verdicts = Counter(instance.verdict for instance in instances())
    assert {"valid", "invalid", "open"} <= set(verdicts)
    assert set(verdicts) <= {"valid", "invalid", "open", "older", "format"}
    assert sum(verdicts.values()) > 5000, verdicts
    named = {instance.type for instance in instances()}
    assert named <= set(types.__all__)


def test_valid_ones_are_accepted_by_both_and_come_back(tolerated: list[Any]) -> None:
    failures = []
    for instance in having("valid"):
        errors = list(validator(instance.schema).iter_errors(instance.value))
        if errors:
            failures.append(f"{instance}\n  the validator: {errors[0].message[:200]}")
        for judge in (read, build):
            verdict = judge(instance, tolerated)
            if not verdict.accepted or verdict.kinds:
                failures.append(f"{instance}\n  {judge.__name__}: {verdict}")
            elif canonical(verdict.encoded) != canonical(instance.value):
                failures.append(f"{instance}\n  {judge.__name__}: comes back changed")
        # a record that allows any member keeps them on the tolerant path
        if instance.why != "a member that is not listed" and not fits_natively(
            instance
        ):
            failures.append(f"{instance}\n  the hot path does not read it")
    report(failures)


def test_invalid_ones_are_refused_by_both(tolerated: list[Any]) -> None:
    failures = []
    for instance in having("invalid", "format"):
        if accepts(instance):
            failures.append(f"{instance}\n  the validator accepts it")
        for judge in (read, build):
            verdict = judge(instance, tolerated)
            if verdict.accepted:
                failures.append(f"{instance}\n  {judge.__name__} accepts it: {verdict}")
        if fits_natively(instance):
            failures.append(f"{instance}\n  the hot path reads it")
    report(failures)


def test_older_ones_are_read_and_reported_but_not_built(tolerated: list[Any]) -> None:
    failures = []
    seen = 0
    for instance in having("older"):
        seen += 1
        if accepts(instance):
            failures.append(f"{instance}\n  the validator accepts it")
        verdict = read(instance, tolerated)
        if not verdict.accepted or verdict.kinds != {"absent_member"}:
            failures.append(f"{instance}\n  read: {verdict}")
        elif canonical(verdict.encoded) != canonical(instance.value):
            failures.append(f"{instance}\n  comes back changed: {verdict}")
        if build(instance, tolerated).accepted:
            failures.append(f"{instance}\n  it can be built")
    report(failures)
    assert seen >= 7


def test_open_ones_are_kept_reported_and_come_back(tolerated: list[Any]) -> None:
    failures = []
    kept: Counter[str] = Counter()
    for instance in having("open"):
        verdict = read(instance, tolerated)
        kept.update(verdict.kinds)
        if not verdict.kinds:
            failures.append(f"{instance}\n  nothing is reported")
        elif fits_natively(instance):
            failures.append(f"{instance}\n  the hot path reads it without a word")
        elif canonical(verdict.encoded) != canonical(instance.value):
            failures.append(f"{instance}\n  comes back changed: {verdict}")
        # draft 7 allows members that it does not name
        elif verdict.kinds == {"unknown_member"} or instance.schema in DECLARED_OPEN:
            continue
        elif accepts(instance):
            failures.append(f"{instance}\n  the validator accepts it")
    report(failures)
    assert {"unknown_value", "unknown_variant", "unknown_member"} <= set(kept), kept
