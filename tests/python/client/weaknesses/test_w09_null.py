"""Weakness 9: null cannot be sent, and what the protocol requires can be left out."""

from __future__ import annotations

from sdks import Sdk, weakness


@weakness(9, AssertionError)
def test_null_is_sent_where_it_is_meant(sdk: Sdk) -> None:
    params = sdk.model("ThreadSectionMoveParams")
    moved = params(thread_id="t", section_id=None)
    assert sdk.sent(moved) == {"threadId": "t", "sectionId": None}


@weakness(9, AssertionError)
def test_what_is_required_cannot_be_left_out(sdk: Sdk) -> None:
    params = sdk.model("ThreadSectionMoveParams")
    try:
        params(thread_id="t")
    except (TypeError, ValueError):
        return
    raise AssertionError("section_id was not asked for")
