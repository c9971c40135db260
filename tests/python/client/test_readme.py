"""What the README promises: the emitted package is installed, and its ten lines hold a conversation without a network.

The code and the configuration are taken from the README as they stand there; only the port is the mock model's.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
import snippets
from example_process import ExampleProcess
from model_server import ModelServer
from netns import run_isolated_test
from real import ROOT, RealRuntime

pytestmark = pytest.mark.tools

PAGES = [ROOT / "README.md", ROOT / "generated" / "python" / "README.md"]
"""Pages that begin with the conversation, blocking and then asynchronous."""

SERVICE = "http://127.0.0.1:8080/v1"
QUESTIONS = ["What does this project do?", "Which part of it is tested least?"]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, project: Path) -> Path:
    """A folder into which the package is installed; what it needs is installed beside the tests."""
    folder = tmp_path_factory.mktemp("site")
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-index", "--no-deps"]
    subprocess.run(
        [*pip, "--no-build-isolation", "--target", folder, project], check=True
    )
    return folder


def configuration(page: Path) -> str:
    """The block of TOML in a page."""
    (found,) = re.findall(
        r"^```toml\n(.*?)^```$", page.read_text("utf-8"), re.MULTILINE | re.DOTALL
    )
    return str(found)


@pytest.mark.parametrize("face", ["blocking", "asynchronous"])
@pytest.mark.parametrize("page", PAGES, ids=["repository", "package"])
def test_ten_lines_hold_a_conversation(
    page: Path,
    face: str,
    site: Path,
    runtime: RealRuntime,
    model: ModelServer,
    tmp_path: Path,
) -> None:
    settings = configuration(ROOT / "README.md")
    assert settings.count(SERVICE) == 1
    settings = settings.replace(SERVICE, model.url)
    (runtime.codex_home / "config.toml").write_text(settings, "utf-8")
    blocking, asynchronous, *_ = snippets.of_markdown(page, ROOT)
    code = {"blocking": blocking, "asynchronous": asynchronous}[face].code
    assert ("await" in code) == (face == "asynchronous")
    assert len([line for line in code.splitlines() if line.strip()]) <= 10
    program = tmp_path / "conversation.py"
    program.write_text(code, "utf-8")
    model.answer("It compiles schemas.", "The README.")
    with ExampleProcess(
        program, runtime=runtime, source=site, environment={}
    ) as process:
        assert process.end() == 0, process.output
        assert process.output == "It compiles schemas.\nThe README.\n"
    first, second = model.requests
    assert first.model == "gpt-5.5"
    assert first.last_user_text == QUESTIONS[0]
    assert [text for text in second.texts() if text in QUESTIONS] == QUESTIONS


@pytest.mark.slow
def test_no_network_is_needed() -> None:
    node = f"{Path(__file__)}::test_ten_lines_hold_a_conversation"
    done = run_isolated_test(node)
    assert done.returncode == 0, done.stdout
    assert f"{2 * len(PAGES)} passed" in done.stdout


def test_the_pages_tell_one_configuration() -> None:
    guide = ROOT / "generated" / "python" / "docs" / "getting-started.md"
    told = [configuration(page).splitlines() for page in (ROOT / "README.md", guide)]
    first, second = ([line.partition(" #")[0] for line in lines] for lines in told)
    assert first == second


def test_the_official_package_runs_the_program_that_migrates(
    runtime: RealRuntime, model: ModelServer, tmp_path: Path, project: Path
) -> None:
    guide = project / "docs" / "migrating.md"
    (snippet,) = snippets.of_markdown(guide, ROOT)
    assert snippet.code.count("codex_app_server") == 1
    for package in ("codex_app_server", "openai_codex"):
        program = tmp_path / f"with_{package}.py"
        program.write_text(snippet.code.replace("codex_app_server", package), "utf-8")
        model.answer("Hello.", "Goodbye.")
        with ExampleProcess(
            program, runtime=runtime, source=project / "src", environment={}
        ) as process:
            assert process.end() == 0, process.output
            lines = process.output.splitlines()
        assert lines[0].startswith("Hello. ")
        assert lines[-1] == "turn/completed"
