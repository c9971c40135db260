"""Every example, both faces, against the real runtime with a model that plays its part.

A new folder of examples fails until it has a case here. What a person would see is what is compared.
"""

from __future__ import annotations

import ast
import inspect
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import example_cases
import pytest
from example_cases import Stage
from example_process import ExampleProcess
from model_server import ModelServer
from real import ROOT, RealRuntime

EXAMPLES = ROOT / "generated" / "python" / "examples"
FACES = ("sync", "async")
TOPICS = [folder.name for folder in sorted(EXAMPLES.iterdir())]

LIBRARIES = {"16_structured_output": {"msgspec", "pydantic"}}
"""What an example is about, beside the package."""


@pytest.mark.tools
@pytest.mark.usefixtures("no_leftovers")
@pytest.mark.parametrize("face", FACES)
@pytest.mark.parametrize("topic", TOPICS)
def test_an_example(
    topic: str,
    face: str,
    make_runtime: Callable[..., RealRuntime],
    model: ModelServer,
    project: Path,
) -> None:
    case = example_cases.CASES.get(topic)
    assert case is not None, f"{topic} has no case in example_cases.py"
    program = EXAMPLES / topic / f"{face}.py"

    def start(
        runtime: RealRuntime, *arguments: str, **environment: str
    ) -> ExampleProcess:
        return ExampleProcess(
            program,
            *arguments,
            runtime=runtime,
            source=project / "src",
            environment=environment,
        )

    case(Stage(make_runtime, model, start))
    assert model.unscripted == []


def test_no_case_is_left_over() -> None:
    assert sorted(example_cases.CASES) == TOPICS


@pytest.mark.parametrize("topic", TOPICS)
def test_an_example_has_two_faces_and_says_how_it_is_run(topic: str) -> None:
    folder = EXAMPLES / topic
    assert {it.name for it in folder.iterdir()} == {f"{face}.py" for face in FACES}
    for face in FACES:
        text = (folder / f"{face}.py").read_text("utf-8")
        told = ast.get_docstring(ast.parse(text)) or ""
        assert f"python examples/{topic}/{face}.py" in told
        assert 15 <= len(text.splitlines()) <= 125


@pytest.mark.parametrize("face", FACES)
def test_every_parameter_of_a_turn_is_shown(face: str) -> None:
    from codex_app_server import Thread

    text = (EXAMPLES / "11_every_parameter" / f"{face}.py").read_text("utf-8")
    calls = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call)]
    (shown,) = (
        {keyword.arg for keyword in call.keywords}
        for call in calls
        if isinstance(call.func, ast.Attribute) and call.func.attr == "turn"
    )
    assert shown == set(inspect.signature(Thread.turn).parameters) - {"self", "input"}


def imports(path: Path) -> Iterator[str]:
    """The modules that a program imports, by their whole names."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} has a relative import"
            yield node.module or ""


@pytest.mark.parametrize("topic", TOPICS)
def test_an_example_imports_what_anybody_may(topic: str) -> None:
    ours = {"codex_app_server", "codex_app_server.types"}
    allowed = ours | LIBRARIES.get(topic, set())
    for path in sorted((EXAMPLES / topic).iterdir()):
        found = {
            name
            for name in imports(path)
            if name.partition(".")[0] not in sys.stdlib_module_names
        }
        assert found <= allowed, path
        assert found & ours, path
