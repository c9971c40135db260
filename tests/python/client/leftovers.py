"""What a client must not leave behind: threads, child processes, pipes and sockets, asyncio tasks.

In: a snapshot from before. Out: what is there now and was not then, once it has had a moment to go away by itself.
Nothing is collected for the client's sake: a pipe that only the garbage collector would close is left behind.
"""

from __future__ import annotations

import asyncio
import os
import threading
import time
from collections.abc import Coroutine
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")

GRACE = 5.0
"""Seconds in which what is ending may end."""


@dataclass(frozen=True)
class Snapshot:
    """What the process holds. Without a `/proc`, threads alone."""

    threads: frozenset[threading.Thread]
    children: frozenset[int]
    files: frozenset[tuple[str, str]]
    """Number and target of each open pipe, socket and anonymous file."""

    @classmethod
    def take(cls) -> Snapshot:
        return cls(frozenset(threading.enumerate()), _children(), _files())

    def added(self) -> list[str]:
        """What is there now and was not then, in words."""
        now = Snapshot.take()
        return [
            *(f"thread {thread.name}" for thread in now.threads - self.threads),
            *(f"process {_name(child)}" for child in now.children - self.children),
            *(f"file {' '.join(file)}" for file in now.files - self.files),
        ]

    def assert_nothing_added(self, grace: float = GRACE) -> None:
        """AssertionError that lists what is still there after `grace` seconds."""
        deadline = time.monotonic() + grace
        while added := self.added():
            assert time.monotonic() < deadline, f"left behind: {sorted(added)}"
            time.sleep(0.01)


def _children() -> frozenset[int]:
    """The processes that this one started, all the way down, and those that wait to be reaped."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            stat = entry.read_text("utf-8", "replace")
        except OSError:
            continue
        parents[int(entry.parent.name)] = int(stat.rpartition(")")[2].split()[1])
    found: set[int] = set()
    todo = {os.getpid()}
    while todo:
        todo = {child for child, parent in parents.items() if parent in todo}
        found |= todo
    return frozenset(found)


def _name(pid: int) -> str:
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        command = b""
    return f"{pid} {command.replace(bytes(1), b' ').decode() or '(ended, not reaped)'}"


def _files() -> frozenset[tuple[str, str]]:
    found = set()
    for entry in Path("/proc/self/fd").glob("*"):
        try:
            target = os.readlink(entry)
        except OSError:
            continue
        if target.startswith(("pipe:", "socket:", "anon_inode:")):
            found.add((entry.name, target))
    return frozenset(found)


def run(main: Coroutine[Any, Any, T]) -> T:
    """`asyncio.run`, and AssertionError when `main` leaves tasks that are not done."""

    async def guarded() -> T:
        result = await main
        await no_tasks()
        return result

    return asyncio.run(guarded())


async def no_tasks() -> None:
    """AssertionError when other tasks of the loop do not end soon."""
    deadline = time.monotonic() + GRACE
    while tasks := asyncio.all_tasks() - {asyncio.current_task()}:
        assert time.monotonic() < deadline, f"tasks left behind: {tasks}"
        await asyncio.sleep(0.01)
