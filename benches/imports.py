"""Import cost: fresh interpreters, whole process, against msgspec alone and against the published package.

Out: rows of wall time and of peak memory. The reference of the budget is `import msgspec`, which the package stands on.
"""

from __future__ import annotations

import subprocess

from measure import (
    Row,
    command,
    environment,
    interleaved,
    milliseconds,
    peak_mib,
    python,
)

BUDGET = 1.6
"""Times `import msgspec`, for the package and a client in hand."""

NOTHING, FLOOR, PEER, ROOT_IMPORT = (
    "pass",
    "import msgspec",
    "import openai_codex",
    "import codex_app_server",
)
CLIENT = "from codex_app_server import AsyncCodex, Codex, CodexConfig; AsyncCodex(CodexConfig())"
FIRST_DECODE = (
    "from codex_app_server import wire; "
    'wire.decode(b\'{"method":"thread/closed","params":{"threadId":"a"}}\')'
)
STATEMENTS = [
    NOTHING,
    FLOOR,
    ROOT_IMPORT,
    "import codex_app_server.types",
    "from codex_app_server.types import Thread",
    "from codex_app_server.types import ThreadStartParams, TurnStartParams, TurnCompletedNotification",
    "from codex_app_server import wire",
    FIRST_DECODE,
    "import pydantic; pydantic.BaseModel",
    PEER,
]


def rows(*, quick: bool) -> tuple[list[Row], list[Row]]:
    """Wall time, then memory."""
    statements = STATEMENTS
    if _has_client():
        statements = [*STATEMENTS[:3], CLIENT, *STATEMENTS[3:]]
    runs = {code: command(python(code)) for code in statements}
    wall = interleaved(runs, rounds=3 if quick else 15)
    peaks = {code: peak_mib(code, runs=1 if quick else 3) for code in statements}
    budgeted = CLIENT if CLIENT in runs else ROOT_IMPORT
    time_rows = []
    for code in statements:
        ratio = wall[code] / wall[FLOOR]
        held = ratio <= BUDGET if code == budgeted else None
        budget = f"<= {BUDGET} ×" if code == budgeted else ""
        time_rows.append(
            Row(
                _shown(code),
                milliseconds(wall[code]),
                milliseconds(wall[FLOOR]),
                ratio,
                budget,
                held,
            )
        )
    memory_rows = [
        Row(
            _shown(code),
            f"{peaks[code]:.1f} MiB",
            f"{peaks[FLOOR]:.1f} MiB",
            peaks[code] / peaks[FLOOR],
        )
        for code in statements
    ]
    return time_rows, memory_rows


def _shown(code: str) -> str:
    return "wire, and one message decoded" if code == FIRST_DECODE else f"`{code}`"


def _has_client() -> bool:
    probe = "import codex_app_server, sys; sys.exit('Codex' not in codex_app_server.__all__)"
    return subprocess.run(python(probe), env=environment(), check=False).returncode == 0
