"""What the connected runtime lacks is refused before anything is sent, by the version that it tells; else all is sent.

Scripted runtimes of every version, so that what reaches them can be counted; real ones are in `test_older_runtimes`.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from faces import Face
from fake_server import FakeServer
from newer import CASES, newer_than
from scenarios import refused

from codex_app_server import (
    ExperimentalApiError,
    InvalidRequestError,
    UnsupportedByRuntimeError,
)
from codex_app_server._client.lives import RECORDED

Fake = Callable[..., FakeServer]

pytestmark = pytest.mark.usefixtures("no_leftovers")

OPENING = ["initialize", "initialized", "thread/start"]
SYSTEM = "(Linux 6.1; x86_64) dumb (fake; 1)"


def sent(server: FakeServer) -> list[str]:
    return [it["method"] for it in server.received()]


@pytest.mark.parametrize("version", RECORDED[:-1])
def test_nothing_is_sent(version: str, face: Face, fake: Fake) -> None:
    server = fake(refused.refusing, user_agent=f"fake/{version} {SYSTEM}")
    with face.open(server) as codex:
        thread = codex.thread_start()
        for case in newer_than(version):
            with pytest.raises(UnsupportedByRuntimeError) as caught:
                case.call(codex, thread)
            told = (caught.value.what, caught.value.since, caught.value.connected)
            assert told == (case.what, case.since, version)
    assert sent(server) == OPENING


@pytest.mark.parametrize(
    "user_agent",
    [
        f"fake/{RECORDED[-1]} {SYSTEM}",
        f"fake/0.0.0 {SYSTEM}",
        f"fake/1.2.3-alpha.4 {SYSTEM}",
        f"fake/0.999.0 {SYSTEM}",
        f"fake/yesterday {SYSTEM}",
        "a runtime that tells no version",
    ],
)
def test_all_is_sent(user_agent: str, face: Face, fake: Fake) -> None:
    server = fake(refused.refusing, user_agent=user_agent)
    with face.open(server) as codex:
        thread = codex.thread_start()
        for case in CASES:
            with pytest.raises(InvalidRequestError):
                case.call(codex, thread)
    wanted = [case.what.partition(":")[0] for case in CASES]
    assert sent(server) == [*OPENING, *wanted]


def test_a_prerelease_of_the_version_that_has_it(face: Face, fake: Fake) -> None:
    """It may have it: the runtime itself refuses all but members, which it would ignore."""
    server = fake(refused.refusing, user_agent=f"fake/0.154.0-alpha.9 {SYSTEM}")
    outcomes: dict[str, type[Exception]] = {}
    with face.open(server) as codex:
        thread = codex.thread_start()
        for case in CASES:
            with pytest.raises(
                (InvalidRequestError, UnsupportedByRuntimeError)
            ) as caught:
                case.call(codex, thread)
            if case.since == "0.154.0":
                outcomes[case.what] = caught.type
    assert outcomes == {
        "turn/start: member `turnTrigger` (turn_trigger)": UnsupportedByRuntimeError,
        "turn/start: member `toolOutput` (tool_output)": UnsupportedByRuntimeError,
        "thread/realtime/start: variant `existingCall` (transport)": InvalidRequestError,
    }


@pytest.mark.parametrize("version", ["0.133.0", "0.0.0", RECORDED[-1]])
def test_what_is_experimental_needs_the_opt_in(
    version: str, face: Face, fake: Fake
) -> None:
    server = fake(refused.refusing, user_agent=f"fake/{version} {SYSTEM}")
    with face.open(server, experimental_api=False) as codex:
        codex.thread_start()
        for call in (
            codex.rpc.memory_reset,
            lambda: codex.rpc.thread_start(permissions=":read-only"),
            lambda: codex.rpc.thread_list(project_id=None),
        ):
            with pytest.raises(ExperimentalApiError, match="experimental_api=True"):
                call()
    assert sent(server) == OPENING
