"""Weakness 13: most methods of the protocol cannot be called."""

from __future__ import annotations

import pinned
from sdks import Sdk, weakness


def stable_methods() -> set[str]:
    variants = pinned.bundle("stable")["definitions"]["ClientRequest"]["oneOf"]
    return {variant["properties"]["method"]["enum"][0] for variant in variants}


@weakness(13, AssertionError)
def test_every_stable_method_can_be_called(sdk: Sdk) -> None:
    assert len(stable_methods()) > 100
    assert stable_methods() - sdk.methods() == set()
