"""Measuring side by side: contenders take turns in one run, medians are compared, and the table tells the ratio.

In: functions or command lines. Out: seconds, peak memory and rows of a markdown table. Nothing here knows what is
measured.
"""

from __future__ import annotations

import gc
import os
import platform
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "target"
PACKAGE = ROOT / "generated" / "python" / "src"

PEAK = """
try:
    with open("/proc/self/status") as status:
        peak = next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
except OSError:
    import resource
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(peak)
"""
"""The process's own high-water mark: what a parent sees includes what it was forked from."""


class Failed(SystemExit):
    """A measured process did not do what it should; nothing can be said of its time."""


@dataclass(frozen=True)
class Row:
    """One comparison."""

    what: str
    ours: str
    reference: str
    ratio: float | None = None
    budget: str = ""
    holds: bool | None = None

    def cells(self) -> list[str]:
        ratio = "" if self.ratio is None else f"{self.ratio:.2f} ×"
        verdict = {True: "PASS", False: "over", None: ""}[self.holds]
        return [self.what, self.ours, self.reference, ratio, self.budget, verdict]


def machine() -> str:
    """One line that tells readers what absolute figures mean."""
    versions = (
        f"Python {platform.python_version()}, {platform.system()} {platform.machine()}"
    )
    return f"{os.cpu_count()} processors, {versions}"


def environment() -> dict[str, str]:
    """What measured interpreters see: the emitted package, and byte code kept out of its tree."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return kept | {
        "PYTHONPATH": str(PACKAGE),
        "PYTHONPYCACHEPREFIX": str(TARGET / "pycache"),
    }


def interleaved(
    contenders: Mapping[str, Callable[[], object]],
    rounds: int,
    prepare: Mapping[str, Callable[[], object]] | None = None,
    clock: Callable[[], float] = time.perf_counter,
) -> dict[str, float]:
    """Median seconds of each contender; every round runs each of them once, and a first round does not count.

    What `prepare` has for a contender is done before each of its runs and is not timed. Pure computation is better
    measured with `time.process_time`, which other programs on the machine disturb less.
    """
    taken: dict[str, list[float]] = {name: [] for name in contenders}
    for _ in range(rounds + 1):
        for name, run in contenders.items():
            if prepare and name in prepare:
                prepare[name]()
            gc.collect()
            begun = clock()
            run()
            taken[name].append(clock() - begun)
    return {name: statistics.median(times[1:]) for name, times in taken.items()}


def children_time() -> float:
    """Processor time of the processes that were run so far."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def command(
    arguments: Sequence[str | Path], cwd: Path = ROOT, accept: tuple[int, ...] = (0,)
) -> Callable[[], None]:
    """A process run to its end; an exit status that was not foreseen ends the benchmark."""

    def run() -> None:
        done = subprocess.run(
            list(map(str, arguments)),
            cwd=cwd,
            env=environment(),
            capture_output=True,
            check=False,
        )
        if done.returncode not in accept:
            tail = done.stderr.decode(errors="replace")[-2000:]
            shown = " ".join(map(str, arguments))
            raise Failed(f"{shown} ended with {done.returncode}\n{tail}")

    return run


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


def peak_mib(code: str, runs: int = 3) -> float:
    """Peak memory of a fresh interpreter that runs `code`."""
    peaks = [
        int(subprocess.check_output(python(code + PEAK), env=environment())) / 1024
        for _ in range(runs)
    ]
    return statistics.median(peaks)


def milliseconds(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms" if seconds >= 0.01 else f"{seconds * 1000:.2f} ms"


def per_second(count: int, seconds: float) -> str:
    return f"{count / seconds:,.0f}/s"


def table(
    title: str, rows: Sequence[Row], columns: tuple[str, str] = ("ours", "reference")
) -> str:
    """Markdown, padded so that it also reads in a terminal."""
    lines = [
        ["what", *columns, "ratio", "budget", "verdict"],
        *(row.cells() for row in rows),
    ]
    widths = [max(len(line[i]) for line in lines) for i in range(6)]
    text = [
        "| "
        + " | ".join(
            cell.ljust(width) for cell, width in zip(line, widths, strict=True)
        )
        + " |"
        for line in lines
    ]
    text.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join((f"### {title}", "", *text, ""))
