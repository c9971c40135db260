"""Weakness 23: what is installed does not say under which terms."""

from __future__ import annotations

from pathlib import Path

import pytest
from sdks import Sdk, weakness


@weakness(23, AssertionError)
@pytest.mark.slow
@pytest.mark.tools
def test_the_licence_is_installed(sdk: Sdk, tmp_path: Path) -> None:
    papers = [path.rpartition("/")[2] for path in sdk.installed_papers(tmp_path)]
    assert "METADATA" in papers
    assert "LICENSE" in papers
