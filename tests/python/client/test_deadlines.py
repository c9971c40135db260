"""How long a call may take: as the client is set or less, as its row says, unless the call itself says otherwise.

Every request of the protocol is called. Those that wait for a person, a command or a transfer have no deadline of their
own; all others have, so that nothing waits for ever for an answer that never comes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from faces import Face
from fake_server import FakeServer
from msgspec import UNSET
from msgspec.structs import replace
from pinned import curation
from recorded_calls import Recording
from scenarios import deadlines
from sweep import METHODS, arguments, name_of

from codex_app_server import DeadlineExceededError, InvalidRequestError
from codex_app_server.wire import methods

Fake = Callable[..., FakeServer]

pytestmark = pytest.mark.usefixtures("no_leftovers")

PROBE = methods.THREAD_LOADED_LIST.name
SECONDS = 0.4
"""The `request_timeout` of these clients."""
ROWS: dict[str, dict[str, Any]] = curation()["client"]["timeouts"]
PATIENT = [name for name, row in ROWS.items() if row.get("none")]


def test_the_table_is_what_was_curated() -> None:
    for name, method in METHODS.items():
        row = ROWS.get(name)
        if row is None:
            assert method.timeout is UNSET, name
        elif row.get("none"):
            assert method.timeout is None, name
        else:
            assert method.timeout == float(row["seconds"]), name
    assert ROWS.keys() <= METHODS.keys()


def test_every_method(face: Face, fake: Fake) -> None:
    calls = Recording().given("/", "thread", "turn")
    params = {name: given for name, given, _ in calls if name != PROBE}
    assert params.keys() == METHODS.keys() - {PROBE}
    server = fake(deadlines.late, probe=PROBE, patient=PATIENT)
    settings = {"request_timeout": SECONDS, "max_in_flight": 2 * len(params)}
    with face.open(server, **settings) as codex:

        def begin(name: str) -> Any:
            plain, named = arguments(METHODS[name], params[name])
            call = getattr(codex.rpc, name_of(name))
            return face.begin(lambda: call(*plain, **named))

        works = {name: begin(name) for name in params}
        for name in works.keys() - set(PATIENT):
            error = works[name].error()
            assert isinstance(error, DeadlineExceededError), (name, error)
            assert (error.method, error.seconds) == (name, SECONDS)
        assert not any(works[name].is_done for name in PATIENT)
        codex.models()
        for name in PATIENT:
            assert isinstance(works[name].error(), InvalidRequestError), name


def test_what_the_call_itself_says(face: Face, fake: Fake) -> None:
    """A number is a deadline for any method, None is none."""

    server = fake(deadlines.what_the_call_itself_says, probe=PROBE)
    with face.open(server, request_timeout=SECONDS) as codex:
        models = face.begin(lambda: codex.rpc.model_list(timeout=None))
        with pytest.raises(DeadlineExceededError) as caught:
            codex.rpc.command_exec(command=["true"], timeout=0.1)
        assert (caught.value.method, caught.value.seconds) == ("command/exec", 0.1)
        with pytest.raises(DeadlineExceededError):
            codex.rpc.thread_list()
        assert not models.is_done
        codex.models()
        assert models.result().data == []


def test_a_row_that_is_shorter(
    face: Face, fake: Fake, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It holds for the handle of a turn as for the request itself."""

    short = replace(methods.TURN_INTERRUPT, timeout=0.3)
    monkeypatch.setattr(methods, "TURN_INTERRUPT", short)
    with face.open(fake(deadlines.a_row_that_is_shorter), request_timeout=20) as codex:
        turn = codex.thread_start().turn("go")
        ids = {"thread_id": turn.thread_id, "turn_id": turn.id}
        for call in (turn.interrupt, lambda: codex.rpc.turn_interrupt(**ids)):
            with pytest.raises(DeadlineExceededError) as caught:
                call()
            assert caught.value.method == "turn/interrupt"
            assert caught.value.seconds == 0.3
