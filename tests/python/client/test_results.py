"""What a turn comes to: its items whole and in order, its answer, its usage, and its failure as an error that has them all."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from typing import Any

import pytest
from faces import Face
from fake_server import FakeServer
from scenarios import results

from codex_app_server import TurnResult
from codex_app_server._client.errors import CodexError, TurnFailedError
from codex_app_server.types import (
    AgentMessageThreadItem,
    HttpConnectionFailedCodexErrorInfo,
    Turn,
    TurnItemsView,
    TurnStatus,
)

Fake = Callable[..., FakeServer]

pytestmark = pytest.mark.usefixtures("no_leftovers")


def run(face: Face, server: FakeServer) -> TurnResult:
    with face.open(server) as codex:
        result = codex.thread_start().run("go")
        assert isinstance(result, TurnResult)
        return result


def test_a_result_is_a_turn_with_its_items(face: Face, fake: Fake) -> None:
    result = run(face, fake(results.a_result_is_a_turn_with_its_items))
    assert isinstance(result, Turn)
    assert (result.id, result.status) == ("turn-1", TurnStatus.completed)
    assert (result.started_at, result.duration_ms) == (1795252429, 1000)
    assert result.items_view == TurnItemsView.full
    assert [item.id for item in result.items] == ["msg-1", "call-1", "msg-2", "msg-3"]
    assert result.final_response == "last"
    assert result.usage is not None
    assert result.usage.total.total_tokens == 30
    assert result.parsed is None
    assert result.error is None


@pytest.mark.parametrize(
    ("messages", "answer"),
    [
        ([], None),
        ([["plain", None]], "plain"),
        ([["one", None], ["two", None]], "two"),
        ([["final", "final_answer"], ["plain", None]], "final"),
        ([["one", "final_answer"], ["two", "final_answer"]], "two"),
        ([["plain", None], ["note", "commentary"]], "plain"),
        ([["note", "commentary"]], None),
        ([["note", "commentary"], ["", "final_answer"]], ""),
        ([["plain", None], ["", None]], ""),
        ([["plain", None], ["?", "of the future"]], "plain"),
    ],
)
def test_the_answer(fake: Fake, messages: list[Any], answer: str | None) -> None:
    assert run(Face(), fake(results.speaks, messages=messages)).final_response == answer


def test_who_joins_late_gets_the_whole_result(face: Face, fake: Fake) -> None:
    with face.open(fake(results.who_joins_late_gets_the_whole_result)) as codex:
        thread = codex.thread_start()
        first = thread.turn("go")
        result = thread.turn("join").run()
        assert [item.text for item in result.items] == ["before", "after"]
        assert first.run() == result
        assert result.usage is not None


def test_a_turn_without_usage(face: Face, fake: Fake) -> None:
    result = run(face, fake(results.speaks, messages=[["plain", None]]))
    assert result.usage is None


def test_a_failed_turn_is_an_error_that_has_it_all(face: Face, fake: Fake) -> None:
    info = {"httpConnectionFailed": {"httpStatusCode": 502}}
    failed = pytest.raises(TurnFailedError, match="the model is gone")
    with face.open(fake(results.fails, info=info)) as codex, failed as caught:
        codex.thread_start().run("go")
    error = caught.value
    assert isinstance(error, CodexError)
    assert isinstance(error, RuntimeError)
    assert isinstance(error.turn, TurnResult)
    assert (error.turn.id, error.turn.status) == ("turn-1", TurnStatus.failed)
    assert error.error is not None
    assert error.error.message == "the model is gone"
    assert isinstance(error.codex_error_info, HttpConnectionFailedCodexErrorInfo)
    assert error.codex_error_info.http_connection_failed.http_status_code == 502
    (item,) = error.items
    assert isinstance(item, AgentMessageThreadItem)
    assert item.text == error.turn.final_response == "half an answer"
    assert error.usage is not None
    assert error.usage.total.total_tokens == 20
    for other in (copy.copy(error), pickle.loads(pickle.dumps(error))):
        assert (type(other), str(other)) == (TurnFailedError, str(error))
        assert other.turn == error.turn


@pytest.mark.parametrize("info", ["usageLimitExceeded", "of the future", {"new": {}}])
def test_the_kind_of_a_failure(fake: Fake, info: Any) -> None:
    failed = pytest.raises(TurnFailedError)
    with Face().open(fake(results.fails, info=info)) as codex, failed as caught:
        codex.thread_start().run("go")
    found = caught.value.codex_error_info
    assert getattr(found, "raw", getattr(found, "value", found)) == info


def test_a_stream_of_a_failed_turn_ends_like_any_other(face: Face, fake: Fake) -> None:
    with face.open(fake(results.fails, info="other")) as codex:
        handle = codex.thread_start().turn("go")
        events = list(handle.stream())
        assert [it.method for it in events][-2:] == ["error", "turn/completed"]
        for _ in range(2):
            with pytest.raises(TurnFailedError):
                handle.run()


def test_an_interrupted_turn_is_returned(face: Face, fake: Fake) -> None:
    result = run(face, fake(results.an_interrupted_turn_is_returned))
    assert result.status == TurnStatus.interrupted
    assert result.final_response == "half"


def test_a_status_of_the_future_is_returned(face: Face, fake: Fake) -> None:
    assert (
        str(run(face, fake(results.a_status_of_the_future_is_returned)).status.value)
        == "postponed"
    )
