"""All requests of the protocol through the typed layer, against the real runtime, without a network."""

from __future__ import annotations

from pathlib import Path

import pytest
from netns import run_isolated_test

SWEEP = Path(__file__).with_name("sweep.py")


@pytest.mark.tools
@pytest.mark.parametrize("face", ["blocking", "asynchronous"])
def test_every_method_has_the_recorded_outcome(face: str) -> None:
    pytest.importorskip("codex_cli_bin", reason="the runtime is not installed")
    done = run_isolated_test(f"{SWEEP}::test_{face}")
    assert done.returncode == 0, done.stdout
    assert "1 passed" in done.stdout
