"""Reads what older runtimes may send with the package of today: typed, nothing malformed.

In: a folder with the package and one file of instances for each runtime. What came to be
required since is filled in; all that the curation lists is met, and nothing else.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, sys.argv[1])

from codex_app_server import types, wire
from codex_app_server._runtime.codec import read

SAID_BUT_NOT_DONE = {
    "HookMetadata": "one record allowed a hook of the kind `command` without one",
    "ThreadIncrementElicitationResponse": "the count was written as unsigned",
    "ThreadDecrementElicitationResponse": "the count was written as unsigned",
}
"""What older schemas allow and no runtime did."""


def sendable(file: Path) -> list[dict[str, Any]]:
    """The values of named types that the runtime may send."""
    rows = map(json.loads, file.read_text("utf-8").removesuffix("\n").split("\n"))
    return [
        row
        for row in rows
        if row["outbound"] and row["named"] and row["verdict"] == "valid"
    ]


def main(folder: str) -> None:
    """Say how many were read; fail with those that do not fit."""
    events: list[wire.ToleranceEvent] = []
    wire.on_tolerance(events.append)
    files = sorted(Path(folder).glob("*.jsonl"))
    faults: list[str] = []
    filled: set[str] = set()
    odd: set[str] = set()
    count = 0
    for file in files:
        for row in sendable(file):
            annotation = getattr(types, row["type"], None)
            if annotation is None:
                continue
            events.clear()
            count += 1
            try:
                read(annotation, json.dumps(row["value"]).encode(), row["type"])
            except wire.WireError as error:
                faults.append(f"{file.stem}: {error}")
            for event in events:
                if event.kind == "absent_member":
                    filled.add(f"{event.subject}{event.pointer}")
                elif event.kind == "malformed" and row["type"] in SAID_BUT_NOT_DONE:
                    odd.add(row["type"])
                elif event.kind == "malformed":
                    faults.append(f"{file.stem}: {event}, {row['why']}")
    assert not faults, "\n".join(faults[:20])
    assert odd == set(SAID_BUT_NOT_DONE), odd
    assert {name for name in filled if name.count("/") == 1} == {
        "ExternalAgentConfigImportCompletedNotification/importId",
        "ExternalAgentConfigImportCompletedNotification/itemTypeResults",
        "ExternalAgentConfigImportHistoriesReadResponse/connectors",
        "ExternalAgentConfigImportResponse/importId",
        "PermissionProfileSummary/allowed",
        "PluginDetail/appTemplates",
        "Thread/projectId",
        "ToolRequestUserInputParams/isBlocking",
    }, filled
    print(f"{len(files)} runtimes, {count} values")


if __name__ == "__main__":
    main(sys.argv[1])
