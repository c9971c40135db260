"""The part that the model, the person and the machine play in each example, and what is to be seen.

In: a `Stage`. Out: nothing, or AssertionError. Each case is played once for the blocking program and once for the
asynchronous one, and cannot tell them apart.
"""

from __future__ import annotations

import itertools
import json
from base64 import b64decode
from collections.abc import Callable
from dataclasses import dataclass

from example_process import ExampleProcess
from model_replies import (
    Gate,
    add_file,
    answer,
    apply_patch,
    exec_command,
    function_call,
    http_error,
    message,
    stream,
    usage,
)
from model_server import ModelRequest, ModelServer
from real import RealRuntime, Settings

PNG = b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=="
)
"""One pixel."""


@dataclass(frozen=True)
class Stage:
    """Where an example is played."""

    make_runtime: Callable[..., RealRuntime]
    model: ModelServer
    start: Callable[..., ExampleProcess]
    """`start(runtime, *arguments)`."""

    def play(self, *arguments: str, typed: str = "", code: int = 0) -> str:
        """Run the program to its end; what it printed. What it leaves in the workspace the next run finds."""
        with self.start(self.make_runtime(), *arguments) as program:
            ended = program.end(typed)
            assert ended == code, program.output
            return program.output


def quickstart(stage: Stage) -> None:
    stage.model.answer("A compiler.", "README.md")
    assert stage.play() == "A compiler.\nREADME.md\n"
    first, second = stage.model.requests
    assert first.last_user_text in second.texts()


def run(stage: Stage) -> None:
    stage.model.add(
        stream(exec_command("echo large")),
        stream(apply_patch(add_file("list.txt", "large"))),
        stream(message("One large file."), used=usage(40, 2)),
    )
    shown = stage.play("Which files are large?")
    assert shown.startswith("One large file.\n\nThe turn is completed. It took ")
    assert "echo large' -> 0\n" in shown
    assert "list.txt\n" in shown
    assert shown.endswith("  tokens  42 in, 4 out\n")
    assert stage.model.requests[0].last_user_text == "Which files are large?"


def stream_events(stage: Stage) -> None:
    talk = message("I will run them.", deltas=4)
    stage.model.add(stream(talk, exec_command("echo passed")), answer("All pass."))
    shown = stage.play()
    assert shown.startswith("I will run them.\n$ ")
    assert "echo passed'\npassed\n-> 0\nAll pass." in shown
    assert shown.endswith("\n[completed]\n")


def models(stage: Stage) -> None:
    listed = stage.play()
    assert listed.startswith("Codex 0.")
    assert "  gpt-5.5              low, medium, high, xhigh\n" in listed
    stage.model.answer("A model.")
    shown = stage.play("gpt-5.5")
    assert shown.endswith("\nGPT-5.5, effort xhigh: A model.\n")
    request = stage.model.single_request()
    assert (request.model, request.body["reasoning"]["effort"]) == ("gpt-5.5", "xhigh")
    assert "no model gpt-0" in stage.play("gpt-0", code=1)


def existing_thread(stage: Stage) -> None:
    nothing = stage.play(code=1)
    assert nothing == "There is no conversation about this folder yet.\n"
