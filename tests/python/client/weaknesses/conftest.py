"""What the official client leaves open when it fails is collected before the next test, which is not to blame for it."""

from __future__ import annotations

import gc
import warnings

import pytest


@pytest.fixture(autouse=True)
def nothing_of_the_test_before() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()
