"""Every block of Python in the documentation does what it says, with the real runtime and a model that plays along.

The model runs the command that the message has in `backquotes`, answers in the form that was asked for, and says hello
otherwise. Examples have tests of their own.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import snippets
from example_process import ExampleProcess
from model_replies import (
    REVIEWER,
    Reply,
    answer,
    exec_command,
    message,
    review,
    stream,
)
from model_server import ModelRequest, ModelServer
from real import ROOT, RealRuntime
from snippets import Snippet

SNIPPETS = [
    snippet
    for page in snippets.pages(ROOT, ROOT / "generated" / "python")
    for snippet in snippets.of_markdown(page, ROOT)
]
COMMAND = re.compile(r"`([^`]+)`")

pytestmark = pytest.mark.tools


def run(
    snippet: Snippet, runtime: RealRuntime, folder: Path, project: Path
) -> ExampleProcess:
    """Run a program with a person who says yes to everything."""
    program = folder / f"{snippet.name}.py"
    program.write_text(snippet.code, "utf-8")
    with ExampleProcess(
        program, runtime=runtime, source=project / "src", environment={}
    ) as process:
        assert process.end(b"y\n" * 9) == 0, process.output
        return process


@pytest.mark.parametrize(
    "snippet",
    [it for it in SNIPPETS if it.why_not_run is None],
    ids=lambda snippet: snippet.place,
)
def test_a_block_runs(
    snippet: Snippet,
    runtime: RealRuntime,
    model: ModelServer,
    tmp_path: Path,
    project: Path,
) -> None:
    model.respond(reply)
    shown = run(snippet, runtime, tmp_path, project).output
    assert "Traceback" not in shown
    for request in model.requests:
        if COMMAND.search(request.last_user_text):
            assert "exited with code 0" in json.dumps(model.requests[-1].input)


def test_code_in_docstrings_runs(
    runtime: RealRuntime, model: ModelServer, tmp_path: Path, project: Path
) -> None:
    model.respond(reply)
    found = list(snippets.of_docstrings())
    assert found
    for snippet in found:
        run(snippet, runtime, tmp_path, project)


def reply(request: ModelRequest) -> Reply | None:
    """What a model would do that takes every message by its word."""
    if request.model == REVIEWER:
        return review("allow")
    form = request.body.get("text", {}).get("format")
    if form is not None:
        return answer(json.dumps(example_of(form["schema"], form["schema"])))
    command = COMMAND.search(request.last_user_text)
    if command and request.input[-1]["type"] == "message":
        wanted = exec_command(f"echo {command[1]}", escalated="You have asked for it.")
        return stream(message("I will.", phase="commentary"), wanted)
    return answer("Hello.", deltas=2)


def example_of(schema: Any, whole: Any) -> Any:
    """The smallest value that fits a schema, as strict schemas are."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return example_of(whole["$defs"][name], whole)
    if "anyOf" in schema:
        return example_of(schema["anyOf"][0], whole)
    if "enum" in schema:
        return schema["enum"][0]
    members = schema.get("properties", {})
    values: dict[str, Any] = {
        "object": {name: example_of(member, whole) for name, member in members.items()},
        "array": [example_of(schema["items"], whole)] if "items" in schema else [],
        "string": "text",
        "integer": 1,
        "number": 1.5,
        "boolean": True,
        "null": None,
    }
    return values[schema["type"]]
