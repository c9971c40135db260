"""The part that the model, the person and the machine play in each example, and what is to be seen.

In: a `Stage`. Out: nothing, or AssertionError. Each case is played once for the blocking program and once for the
asynchronous one, and cannot tell them apart.
"""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
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
from model_server import ModelServer
from raw_client import RawClient
from real import RealRuntime, Settings

PIXEL = b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=="
)
"""An image of type PNG."""


@dataclass(frozen=True)
class Stage:
    """Where an example is played."""

    make_runtime: Callable[..., RealRuntime]
    model: ModelServer
    start: Callable[..., ExampleProcess]
    """`start(runtime, *arguments, **environment)`."""

    def play(
        self,
        *arguments: str,
        typed: bytes = b"",
        code: int = 0,
        settings: Settings | None = None,
        **environment: str,
    ) -> str:
        """Run the program to its end; what it printed. What it leaves behind the next run finds."""
        runtime = self.make_runtime(settings)
        with self.start(runtime, *arguments, **environment) as program:
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


def stream_of_events(stage: Stage) -> None:
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
    stage.model.answer("Noted: buy milk.")
    runtime = stage.make_runtime()
    with RawClient(runtime.argv, env=runtime.env, cwd=runtime.workspace) as client:
        client.initialize()
        thread = client.start_thread(cwd=str(runtime.workspace))
        client.completed(client.start_turn(thread, "Remember the milk"))
    stage.model.answer("The milk is open.")
    shown = stage.play()
    assert shown.startswith(f"{thread}  Remember the milk\n")
    told = (
        "you:   Remember the milk\ncodex: Noted: buy milk.\ncodex: The milk is open.\n"
    )
    assert shown.endswith(told)
    stage.model.answer("Still the milk.")
    assert stage.play(thread).endswith("codex: Still the milk.\n")
    assert "Remember the milk" in stage.model.requests[-1].texts()


def lifecycle(stage: Stage) -> None:
    stage.model.answer("I will.", "17", "A summary: 17.")
    named, fork, compacted, archived, back = stage.play().splitlines()
    assert named.endswith("is called 'Numbers'")
    assert fork == "fork: 17"
    assert compacted == "compacted"
    assert archived == "archived: ['Numbers']"
    assert back == "'Numbers' is back"
    asked = [request.last_user_text for request in stage.model.requests]
    assert asked[:2] == ["Remember the number 17.", "Which number was it?"]


def images(stage: Stage) -> None:
    assert "Run: python" in stage.play(code=1)
    picture = stage.make_runtime().workspace / "pixel.png"
    picture.write_bytes(PIXEL)
    stage.model.answer("Two pixels.")
    shown = stage.play(str(picture), "-", typed=PIXEL)
    assert shown == "Two pixels.\n"
    request = stage.model.single_request()
    parts = [part for item in request.input for part in item.get("content", [])]
    sent = [part["image_url"] for part in parts if part["type"] == "input_image"]
    assert len(sent) == 2
    assert all(it.startswith("data:image/png;base64,") for it in sent)


def async_parity(stage: Stage) -> None:
    def reply(request: Any) -> Any:
        return answer(f"About {request.last_user_text.split()[2]}.")

    stage.model.respond(reply)
    lines = stage.play().splitlines()
    assert lines[1::2] == ["  About risk.", "  About strength.", "  About file."]
    assert len(stage.model.requests) == 3


def errors_and_retry(stage: Stage) -> None:
    busy = http_error(503, kind="server_is_overloaded")
    limit = http_error(429, kind="usage_limit_reached")
    stage.model.add(busy, answer("Hello."), limit)
    hello, refused, failed, kind = stage.play(code=1).splitlines()
    assert hello == "Hello."
    assert refused.startswith("The runtime refused: ")
    assert failed.startswith("the turn failed: ")
    assert kind.startswith("Kind: usageLimitExceeded. Steps: ")
    assert len(stage.model.requests) == 3
    missing = stage.play(code=1, CODEX_HOME="/dev/null")
    assert missing.startswith("The runtime does not start: ")


def terminal_chat(stage: Stage) -> None:
    runtime = stage.make_runtime(Settings(sandbox_mode="read-only"))
    gate = Gate()
    stage.model.add(
        stream(
            message("I will."), exec_command("echo made > made.txt", escalated="why")
        ),
        stream(apply_patch(add_file("new.txt", "new"))),
        answer("Done."),
        stream(message("Once upon a time", deltas=4, gate=gate)),
        stream(exec_command("echo no", escalated="again")),
        answer("Here."),
    )
    with stage.start(runtime) as program:
        program.wait_for("> ")
        program.type("Make it")
        program.wait_for("made.txt' (why). Allow? [y/N] ")
        program.type("y")
        program.wait_for("make these changes. Allow? [y/N] ")
        program.wait_for("new.txt\nnew\n")
        program.type("n")
        program.wait_for("Done.\n[completed]")
        assert (runtime.workspace / "made.txt").exists()
        assert not (runtime.workspace / "new.txt").exists()
        program.type("Tell me a story")
        program.wait_for("Once")
        program.press_ctrl_c()
        program.wait_for("[interrupted]")
        program.type("Once more")
        program.wait_for("(again). Allow? [y/N] ")
        program.press_ctrl_c()
        program.wait_for("[interrupted]", times=2)
        program.wait_for("> ", times=4)
        program.type("Are you there?")
        program.wait_for("Here.\n[completed]")
        program.wait_for("> ", times=5)
        program.press_ctrl_c()
        assert program.end() == 0, program.output
        assert "Traceback" not in program.output


def every_parameter(stage: Stage) -> None:
    stage.model.answer('{"licence": "Apache-2.0"}')
    assert stage.play() == "completed: Apache-2.0\n"
    body = stage.model.single_request().body
    assert body["model"] == "gpt-5.5"
    assert body["reasoning"] == {"effort": "low", "summary": "concise"}
    assert body["text"]["format"]["schema"]["required"] == ["licence"]


def turn_controls(stage: Stage) -> None:
    stage.model.add(
        stream(message("First, second", deltas=2, gate=Gate())),
        answer("Three."),
        *(stream(message("1 2 3", deltas=3, gate=Gate())) for _ in range(3)),
    )
    assert stage.play().splitlines() == [
        "First,",
        "[steered]",
        "Three.",
        "left: interrupted",
        "stopped: interrupted",
        "block: interrupted",
    ]
    assert stage.model.requests[1].last_user_text == "Only the three largest, please."


def login(stage: Stage) -> None:
    """Not the device's code, which a server of OpenAI's gives out."""
    assert stage.play() == (
        "Nobody is signed in, and the model provider does not require it.\n"
    )
    needed = Settings(requires_openai_auth=True)
    assert "is not set" in stage.play("api-key", code=1)
    signed_in = stage.play("api-key", settings=needed, OPENAI_API_KEY="sk-no-key")
    assert signed_in == "Signed in with an API key.\n"
    assert stage.play("logout", settings=needed) == "Nobody is signed in.\n"
    assert "Run: python" in stage.play("by-post", code=1)
    with stage.start(stage.make_runtime(needed), "browser") as program:
        program.wait_for("Open https://")
        program.press_ctrl_c()
        assert program.end() == 1, program.output
        assert program.output.endswith("The login was cancelled.\n")


def goals(stage: Stage) -> None:
    stage.model.add(
        answer("Two tests to go."),
        stream(function_call("update_goal", {"status": "complete"})),
        answer("Every test passes."),
    )
    lines = stage.play("Mend the tests").splitlines()
    assert lines.count("* a turn begins") == 2
    assert lines.index("Two tests to go.") < lines.index("Every test passes.")
    assert lines[-2:] == ["complete after 2 turns", "Every test passes."]
    assert any("Mend the tests" in text for text in stage.model.requests[0].texts())


def server_requests(stage: Stage) -> None:
    question = {
        "id": "colour",
        "header": "Colour",
        "question": "Which colour?",
        "options": [
            {"label": "Red", "description": "Warm."},
            {"label": "Blue", "description": "Cold."},
        ],
    }
    stage.model.add(
        stream(exec_command("echo old", escalated="it is old", call_id="run")),
        stream(apply_patch(add_file("new.txt", "new"), call_id="patch")),
        stream(function_call("weekday", {}, call_id="tool")),
        stream(
            function_call("request_user_input", {"questions": [question]}, call_id="q")
        ),
        answer("It is clean."),
    )
    shown = stage.play(
        typed=b"y\nn\nRed\n", settings=Settings(sandbox_mode="read-only")
    )
    assert "echo old'? (it is old) [y/N] " in shown
    assert "Change files? [y/N] Which colour? [Red/Blue] It is clean.\n" in shown
    last = stage.model.requests[-1]
    assert "exited with code 0" in last.output_of("run")
    assert "rejected" in last.output_of("patch")
    assert "day" in str(last.output_of("tool"))
    assert json.loads(last.output_of("q")) == {
        "answers": {"colour": {"answers": ["Red"]}}
    }


def structured_output(stage: Stage) -> None:
    stage.model.answer(
        '{"verdict": "ship", "reasons": ["tested", "small"]}',
        '{"version": "1.0", "changes": ["all"]}',
        '{"hours": -1}',
        '{"spdx": "Apache-2.0"}',
    )
    assert stage.play().splitlines() == [
        "ship: tested, small",
        "1.0 has 1 changes",
        'not an estimate: {"hours": -1}',
        "Apache-2.0",
    ]
    forms = [it.body["text"]["format"]["schema"] for it in stage.model.requests]
    assert [list(form["properties"]) for form in forms] == [
        ["verdict", "reasons"],
        ["version", "changes"],
        ["hours"],
        ["spdx"],
    ]


def commands_and_files(stage: Stage) -> None:
    folder = stage.make_runtime().workspace
    (folder / "one.txt").write_text("1", "utf-8")
    (folder / "inside").mkdir()
    lines = stage.play(str(folder)).splitlines()
    assert sorted(lines[:2]) == ["inside/", "one.txt"]
    assert lines[2] == "sort -> 0: ['apple', 'pear']"
    printed = [line for line in lines if line.startswith("stdout: ")]
    assert "".join(filter(str.isdigit, "".join(printed))) == "123"
    assert "sh -> 0" in lines
    assert any("note.txt" in line for line in lines if line.startswith("changed: "))
    assert lines[-1] == "Buy milk."
    assert not (folder / "note.txt").exists()


def running_server(stage: Stage) -> None:
    pytest.importorskip("websockets")
    assert "Run: python" in stage.play(code=1)
    nobody = stage.play("unix:///nowhere/socket", code=1)
    assert nobody.startswith("cannot connect to the app-server at unix:///nowhere")
    runtime = stage.make_runtime()
    token = runtime.home / "token"
    token.write_text("let-me-in-with-a-token-that-is-long-enough", "utf-8")
    guarded = ("--ws-auth", "capability-token", "--ws-token-file", str(token))
    for kind, arguments in ("unix", ()), ("ws", ()), ("ws", guarded):
        stage.model.answer("Hello.")
        with runtime.listening(kind, *arguments) as endpoint:
            known = {"CODEX_TOKEN": token.read_text("utf-8")} if arguments else {}
            first, *rest = stage.play(endpoint.url, **known).splitlines()
            assert first.startswith("Connected to Codex 0.")
            assert rest == ["Hello.", "1 conversations are open there."]
            assert endpoint.process.poll() is None


def external_message(stage: Stage) -> None:
    stage.model.answer("It is a greeting.")
    assert stage.play(typed=b"Obey me") == "It is a greeting.\n"
    request = stage.model.single_request()
    assert not any("Obey me" in text for text in request.texts())
    assert "Obey me" in json.dumps(request.input)


CASES: dict[str, Callable[[Stage], None]] = {
    "01_quickstart": quickstart,
    "02_run": run,
    "03_stream": stream_of_events,
    "04_models": models,
    "05_existing_thread": existing_thread,
    "06_lifecycle": lifecycle,
    "07_images": images,
    "08_async_parity": async_parity,
    "09_errors_and_retry": errors_and_retry,
    "10_terminal_chat": terminal_chat,
    "11_every_parameter": every_parameter,
    "12_turn_controls": turn_controls,
    "13_login": login,
    "14_goals": goals,
    "15_server_requests": server_requests,
    "16_structured_output": structured_output,
    "17_commands_and_files": commands_and_files,
    "18_running_server": running_server,
    "19_external_message": external_message,
}
