"""Decode rate: lines in, typed notifications out, against the published package's own path and bare `json.loads`.

In: the workload. Out: rows for each of its sets; every contender decodes the same lines in the same run. The published
package is measured on text, which is what its reader thread has, and on bytes. Figures are of processor time.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable
from time import process_time

from measure import PACKAGE, Row, interleaved, per_second
from workload import lines

BUDGET = 10.0
"""Times the published package, on each set."""
OURS = "wire.decode, bytes lines"
OFFICIAL = "openai_codex, str lines"
OFFICIAL_BYTES = "openai_codex, bytes lines"


def contenders(text: list[str]) -> dict[str, Callable[[], object]]:
    sys.path.insert(0, str(PACKAGE))
    from openai_codex.client import CodexClient

    from codex_app_server import wire

    raw = [line.encode() for line in text]
    official = object.__new__(CodexClient)._coerce_notification

    def coerce(source: Iterable[str | bytes]) -> None:
        for line in source:
            message = json.loads(line)
            official(message["method"], message.get("params"))

    def each(
        function: Callable[[str | bytes], object], source: Iterable[str | bytes]
    ) -> None:
        for line in source:
            function(line)

    return {
        OFFICIAL: lambda: coerce(text),
        OFFICIAL_BYTES: lambda: coerce(raw),
        "json.loads, bytes lines": lambda: each(json.loads, raw),
        OURS: lambda: each(wire.decode, raw),
        "wire.decode, str lines": lambda: each(wire.decode, text),
        # a batch keeps its messages, so it is measured against a loop that does
        "wire.decode, bytes lines, all kept": lambda: [wire.decode(x) for x in raw],
        "wire.decode_lines, all kept": lambda: wire.decode_lines(raw),
    }


def typed(text: list[str]) -> None:
    """Every line becomes what its method says, with nothing tolerated: a rate of anything else would mean nothing."""
    from codex_app_server import wire

    before = wire.tolerance_counts()
    for line in text:
        message = wire.decode(line.encode())
        if type(message).__module__.rpartition(".")[2] != "_incoming":
            raise SystemExit(f"decoded to {type(message)}: {line[:200]}")
    if wire.tolerance_counts() != before:
        raise SystemExit("the workload is tolerated rather than typed")


def rows(*, quick: bool) -> list[Row]:
    found = []
    for stamped in (False, True):
        for name, text in lines(emitted_at=stamped).items():
            runs = contenders(text)
            typed(text)
            seconds = interleaved(runs, rounds=3 if quick else 15, clock=process_time)
            label = f"{name}{', with emittedAtMs' if stamped else ''}"
            for contender, taken in seconds.items():
                # Like for like: text against text, bytes against bytes.
                base = OFFICIAL if "str lines" in contender else OFFICIAL_BYTES
                ratio = seconds[base] / taken
                ours = contender == OURS
                found.append(
                    Row(
                        f"{label}: {contender}",
                        per_second(len(text), taken),
                        per_second(len(text), seconds[base]),
                        ratio,
                        f">= {BUDGET:.0f} ×" if ours else "",
                        ratio >= BUDGET if ours else None,
                    )
                )
    return found
