"""What older runtimes would not take is refused before it is sent, by method and member; what they take goes through.

The tables are emitted from the recorded exports; here they are held against the types and against the schema's history.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from codex_app_server import types
from codex_app_server._client import lives
from codex_app_server._client.errors import (
    ExperimentalApiError,
    UnsupportedByRuntimeError,
)
from codex_app_server._client.gate import check_request
from codex_app_server._client.version import RuntimeVersion
from codex_app_server.wire import methods

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).resolve().parents[3]
OLDEST, PIN = lives.RECORDED[0], lives.RECORDED[-1]
TEXT = types.TextUserInput(text="hello")


def refused(
    method: Any, params: Any, connected: str | None, experimental: bool = True
) -> str | None:
    """What the gate says, if it refuses."""
    version = None if connected is None else RuntimeVersion(connected)
    try:
        check_request(method, params, version, experimental)
    except (UnsupportedByRuntimeError, ExperimentalApiError) as error:
        return error.what
    return None


def turn(**members: Any) -> types.TurnStartParams:
    return types.TurnStartParams.model_validate(
        {"threadId": "t", "input": [TEXT], **members}
    )


def test_a_member_that_came_later() -> None:
    with pytest.raises(UnsupportedByRuntimeError) as caught:
        check_request(
            methods.TURN_START,
            turn(turnTrigger="timer"),
            RuntimeVersion("0.149.0"),
            True,
        )
    error = caught.value
    assert error.what == "turn/start: member `turnTrigger` (turn_trigger)"
    assert (error.since, error.connected) == ("0.154.0", "0.149.0")
    assert "0.154.0 or newer" in str(error)
    assert refused(methods.TURN_START, turn(turnTrigger=None), "0.149.0"), "null is set"
    assert refused(methods.TURN_START, turn(), "0.149.0") is None
    assert refused(methods.TURN_START, turn(turnTrigger="timer"), "0.154.0") is None


@pytest.mark.parametrize(
    "connected",
    [None, PIN, "0.999.0", "1.0.0", "0.0.0", "0.154.0", "0.158.0-alpha.2"],
)
def test_what_takes_it(connected: str | None) -> None:
    assert refused(methods.TURN_START, turn(turnTrigger="timer"), connected) is None


@pytest.mark.parametrize("connected", ["0.133.0", "0.144.2", "0.154.0-alpha.9"])
def test_what_does_not(connected: str) -> None:
    assert refused(methods.TURN_START, turn(turnTrigger="timer"), connected)


def test_what_stands_deeper() -> None:
    image = types.ImageUserInput(url="u", file_id="f")
    params = types.TurnStartParams(thread_id="t", input=[TEXT, image])
    what = refused(methods.TURN_START, params, "0.154.0")
    assert what == "turn/start: member `fileId` (input[1].file_id)"
    audio = types.AudioUserInput(url="u")
    params = types.TurnStartParams(thread_id="t", input=[audio])
    what = refused(methods.TURN_START, params, "0.144.4")
    assert what == "turn/start: variant `audio` (input[0])"
    assert refused(methods.TURN_START, params, "0.147.0") is None, "nobody knows"
    params = turn(effort="ultra")
    what = refused(methods.TURN_START, params, "0.136.0")
    assert what == "turn/start: value `ultra` (effort)"
    assert refused(methods.TURN_START, turn(effort="high"), "0.136.0") is None


def test_what_nobody_knows_goes_through() -> None:
    assert refused(methods.TURN_START, turn(effort="galactic"), "0.133.0") is None
    params = turn(outputSchema={"turnTrigger": "x", "effort": "ultra"})
    assert refused(methods.TURN_START, params, "0.133.0") is None
    params = types.ThreadStartParams(config={"model": {"turnTrigger": [1]}})
    assert refused(methods.THREAD_START, params, "0.133.0") is None


def test_a_method_that_came_later() -> None:
    params = types.ThreadItemsListParams(thread_id="t")
    assert refused(methods.THREAD_ITEMS_LIST, params, "0.136.0") == "thread/items/list"
    assert refused(methods.THREAD_ITEMS_LIST, params, "0.144.4") is None
    assert refused(methods.ACCOUNT_GATEWAY_OAUTH_READ, None, "0.154.0")


def test_params_that_came_to_a_method_without_any() -> None:
    params = types.GetAccountTokenUsageParams(thread_id="t")
    what = refused(methods.ACCOUNT_USAGE_READ, params, "0.144.4")
    assert what == "account/usage/read: member `threadId` (thread_id)"
    params = types.GetAccountTokenUsageParams()
    assert refused(methods.ACCOUNT_USAGE_READ, params, "0.144.4") is None


@pytest.mark.parametrize("between", ["0.137.0", "0.144.4-alpha.1", "0.144.3"])
def test_between_two_recorded_runtimes(between: str) -> None:
    """What the runtime would refuse itself is let through; a member it would ignore is not."""
    params = types.ThreadItemsListParams(thread_id="t")
    assert refused(methods.THREAD_ITEMS_LIST, params, between) is None
    assert refused(methods.TURN_START, turn(effort="ultra"), between) is None
    assert refused(methods.TURN_START, turn(multiAgentMode="none"), between)


def test_the_opt_in() -> None:
    for connected in (None, PIN, "0.0.0", "0.133.0"):
        params = types.ThreadStartParams(permissions="p")
        what = refused(methods.THREAD_START, params, connected, experimental=False)
        assert what == "thread/start: member `permissions` (permissions)"
        assert refused(methods.MEMORY_RESET, None, connected, experimental=False)
        params = types.ThreadStartParams(model="m")
        assert refused(methods.THREAD_START, params, connected, False) is None
    with pytest.raises(ExperimentalApiError, match="experimental_api=True"):
        check_request(methods.MEMORY_RESET, None, None, False)


def test_nothing_is_looked_at_where_nothing_can_be_lacking() -> None:
    class Untouched:
        def __getattribute__(self, name: str) -> Any:
            raise AssertionError(name)

    params: Any = Untouched()
    for connected in (PIN, "0.0.0"):
        version = RuntimeVersion(connected)
        check_request(methods.TURN_START, params, version, True)


def test_the_tables_speak_of_what_there_is() -> None:
    for table in (lives.MEMBERS, lives.EXPERIMENTAL_MEMBERS):
        for name, members in table.items():
            assert set(members) <= set(getattr(types, name).__struct_fields__), name
    for table in (lives.VALUES, lives.EXPERIMENTAL_VALUES):
        for name, values in table.items():
            assert set(values) <= {value.value for value in getattr(types, name)}, name
    for name in {*lives.VARIANTS, *lives.EXPERIMENTAL_VARIANTS}:
        assert getattr(types, name).__struct_fields__ is not None


def test_the_tables_say_what_is_recorded() -> None:
    history = tomllib.loads((ROOT / "schema" / "history.toml").read_text("utf-8"))
    assert history["records"] == list(lives.RECORDED)
    recorded = history["fields"]["TurnStartParams"]
    later = {
        wire: life.split()[0]
        for life, wires in recorded.items()
        for wire in wires
        if "until" not in life and life.split()[0] != OLDEST
    }
    cls = types.TurnStartParams
    names = dict(zip(cls.__struct_encode_fields__, cls.__struct_fields__, strict=True))
    assert lives.MEMBERS["TurnStartParams"] == {names[k]: v for k, v in later.items()}
    experimental = {
        names[wire]
        for life, wires in recorded.items()
        for wire in wires
        if "experimental" in life and "until" not in life
    }
    assert lives.EXPERIMENTAL_MEMBERS["TurnStartParams"] == experimental


def test_a_union_that_was_a_record_gates_none_of_its_first_variants() -> None:
    tool = {"type": "function", "name": "n", "description": "d", "inputSchema": {}}
    params = types.ThreadStartParams.model_validate({"dynamicTools": [tool]})
    assert refused(methods.THREAD_START, params, "0.136.0") is None
