"""Processor time of a client while a turn streams 10,000 deltas from the real runtime, against a bare `json.loads` reader.

In: the pinned runtime, offline, and a mock model in a process of its own. Out: one row for each contender: the figure
is what the client's process used from the start of a turn to its end, the median of the turns. Contenders take turns.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, cast

from measure import PACKAGE, ROOT, Row, milliseconds

DELTAS = 10_000
BUDGET = 2.0
"""Times the bare reader, for the asynchronous stream."""
BARE, OURS = "bare json.loads reader", "codex_app_server, async stream"

SETUP = """
import json, sys, time
argv, env, cwd, turns = json.loads(sys.stdin.readline())
def measured(run):
    run()  # what is imported on first use does not count
    taken = []
    for _ in range(turns):
        begun = time.process_time()
        run()
        taken.append(time.process_time() - begun)
    print(json.dumps(taken))
"""
BARE_READER = """
import subprocess
process = subprocess.Popen(argv, env=env, cwd=cwd, stdin=-1, stdout=-1, stderr=subprocess.DEVNULL)
def ask(number, method, params):
    line = json.dumps({"id": number, "method": method, "params": params})
    process.stdin.write(line.encode() + b"\\n")
    process.stdin.flush()
def until(fits):
    for line in process.stdout:
        message = json.loads(line)
        if fits(message):
            return message
ask(0, "initialize", {"clientInfo": {"name": "bare", "version": "1"}})
until(lambda message: message.get("id") == 0)
ask(1, "thread/start", {})
thread = until(lambda message: message.get("id") == 1)["result"]["thread"]["id"]
def run():
    ask(2, "turn/start", {"threadId": thread, "input": [{"type": "text", "text": "Go."}]})
    until(lambda message: message.get("method") == "turn/completed")
measured(run)
process.stdin.close()
process.wait()
"""
BLOCKING = """
from PACKAGE import Codex, CodexConfig
with Codex(CodexConfig(launch_args_override=tuple(argv), env=env, cwd=cwd)) as codex:
    thread = codex.thread_start()
    def run():
        for event in thread.turn("Go.").stream():
            pass
    measured(run)
"""
ASYNCHRONOUS = """
import asyncio
from PACKAGE import AsyncCodex, CodexConfig
async def main():
    async with AsyncCodex(CodexConfig(launch_args_override=tuple(argv), env=env, cwd=cwd)) as codex:
        thread = await codex.thread_start()
        async def run():
            turn = await thread.turn("Go.")
            async for event in turn.stream():
                pass
        await run()
        taken = []
        for _ in range(turns):
            begun = time.process_time()
            await run()
            taken.append(time.process_time() - begun)
        print(json.dumps(taken))
asyncio.run(main())
"""
CONTENDERS = {
    BARE: BARE_READER,
    OURS: ASYNCHRONOUS.replace("PACKAGE", "codex_app_server"),
    "codex_app_server, blocking stream": BLOCKING.replace(
        "PACKAGE", "codex_app_server"
    ),
    "openai_codex, async stream": ASYNCHRONOUS.replace("PACKAGE", "openai_codex"),
    "openai_codex, blocking stream": BLOCKING.replace("PACKAGE", "openai_codex"),
}


def rows(*, quick: bool) -> list[Row]:
    sys.path.insert(0, str(ROOT / "tests" / "python" / "client"))
    from model_server import ModelProcess
    from real import prepare

    taken: dict[str, list[float]] = {name: [] for name in CONTENDERS}
    with ModelProcess(deltas=DELTAS) as model:
        for _ in range(1 if quick else 3):
            for name, code in CONTENDERS.items():
                with tempfile.TemporaryDirectory(prefix="codex-bench-") as folder:
                    # only the address of a model is asked for
                    runtime = prepare(Path(folder), cast(Any, model))
                    given = [
                        list(runtime.argv),
                        runtime.env,
                        str(runtime.workspace),
                        2 if quick else 5,
                    ]
                    taken[name] += _seconds(code, given)
    medians = {name: statistics.median(times) for name, times in taken.items()}
    return [
        Row(
            f"{name}, {DELTAS:,} deltas",
            milliseconds(seconds),
            milliseconds(medians[BARE]),
            seconds / medians[BARE],
            f"<= {BUDGET:.0f} ×" if name == OURS else "",
            seconds / medians[BARE] <= BUDGET if name == OURS else None,
        )
        for name, seconds in medians.items()
    ]


def _seconds(code: str, given: list[object]) -> list[float]:
    """What one client used for each of its turns, in a process without this one's environment."""
    done = subprocess.run(
        [sys.executable, "-c", SETUP + code],
        input=json.dumps(given) + "\n",
        env={"PYTHONPATH": str(PACKAGE), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"a client failed\n{done.stderr[-2000:]}")
    found: list[float] = json.loads(done.stdout)
    return found
