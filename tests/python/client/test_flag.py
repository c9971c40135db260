"""Who waits for a flag wakes when it is set, wherever its own thread stands in that moment."""

from __future__ import annotations

import sys
import threading
from types import FrameType
from typing import Any

from faces import Work

from codex_app_server._client import flag as flag_module
from codex_app_server._client.flag import Flag

PATIENCE = 20.0


def test_set_and_cleared() -> None:
    flag = Flag()
    assert not flag.is_set()
    assert not flag.wait(0)
    assert not flag.wait(0.01)
    flag.set()
    flag.set()
    assert flag.is_set()
    assert flag.wait()
    flag.clear()
    assert not flag.wait(0)


def test_all_who_wait() -> None:
    flag = Flag()
    waiting = [Work(lambda: flag.wait(PATIENCE)) for _ in range(8)]
    while len(flag._gates) < len(waiting):
        assert not any(work.is_done for work in waiting)
    flag.set()
    assert all(work.result() for work in waiting)
    assert flag._gates == []


def test_a_signal_handler_at_any_step_of_a_wait() -> None:
    """Here the trace function takes the part of the handler: it runs between two steps of the same thread."""
    steps = 0
    while waited_with_a_set_at(steps):
        steps += 1
    assert steps > 10


def waited_with_a_set_at(step: int) -> bool:
    """Wait for a flag that is set at that step of the wait. Whether the wait had so many."""
    flag = Flag()
    left = step

    def trace(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal left
        if frame.f_code.co_filename != flag_module.__file__:
            return None
        frame.f_trace_opcodes = True
        if event == "opcode" and left >= 0:
            left -= 1
            if left < 0:
                sys.settrace(None)
                flag.set()
        return trace

    timer = threading.Timer(0.2, flag.set)  # for a wait that is over before the step
    timer.start()
    sys.settrace(trace)
    try:
        assert flag.wait(PATIENCE)
    finally:
        sys.settrace(None)
        timer.cancel()
        timer.join()
    assert flag._gates == []
    return left < 0
