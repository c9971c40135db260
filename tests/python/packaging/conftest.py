"""The fixture of the client's tests that releases need too: a mock for the model of a real runtime."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from model_server import ModelServer


@pytest.fixture
def model() -> Iterator[ModelServer]:
    """A mock model that answers what the test scripts."""
    with ModelServer() as server:
        yield server
