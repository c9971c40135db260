"""The methods that pydantic users know, on every record."""

import json
from typing import Any

import pytest
from samples import item, turn

from codex_app_server.types import (
    UNSET,
    AgentMessageThreadItem,
    CommandHookMetadata,
    Config,
    HttpConnectionFailedCodexErrorInfo,
    ImageUserInput,
    MessagePhase,
    TextUserInput,
    ThreadListParams,
    Turn,
    TurnStartParams,
    TurnStatus,
    Unknown,
)
from codex_app_server.wire import WireError


def test_validate_accepts_both_spellings() -> None:
    wire = {"threadId": "t", "input": [], "outputSchema": None}
    python = {"thread_id": "t", "input": [], "output_schema": None}
    assert TurnStartParams.model_validate(wire) == TurnStartParams.model_validate(
        python
    )
    text = json.dumps(python)
    for data in (text, text.encode(), bytearray(text.encode()), json.dumps(wire)):
        assert TurnStartParams.model_validate_json(data).output_schema is None
    hook = {
        "handler_type": "command",
        "command": "c",
        "enabled": True,
        "timeout_sec": 1,
        "async_": True,
    }
    metadata = CommandHookMetadata.model_validate(hook)
    assert (metadata.async_, metadata.model_extra) == (True, {})
    assert metadata.model_dump()["handler_type"] == "command"
    assert metadata.model_dump(by_alias=True)["handlerType"] == "command"


def test_validate_takes_instances_and_mappings_with_instances() -> None:
    inner = TextUserInput(text="a")
    params = TurnStartParams.model_validate({"threadId": "t", "input": [inner]})
    assert params.input == [inner]
    assert TurnStartParams.model_validate(params) is params


def test_validate_is_open_for_what_is_new() -> None:
    value = turn([item(), {"type": "new"}], status="later", more=1)
    result = Turn.model_validate(value)
    assert result.items[1] == Unknown("new", {"type": "new"})
    assert result.status == TurnStatus("later")
    assert result.model_extra == {"more": 1}
    assert Turn.model_validate_json(json.dumps(value)) == result


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({}, "Turn: /id: required member is missing; /items: required"),
        ({"id": 1, "items": [], "status": "x"}, "Turn: /id: expected string"),
        (
            {"id": "1", "items": [{"type": "agentMessage"}], "status": "x"},
            "/items/0/id",
        ),
        ([], "expected object, got array"),
        (object(), "expected JSON, got object"),
        (None, "expected object, got null"),
    ],
)
def test_validate_refuses_what_does_not_fit(value: Any, text: str) -> None:
    with pytest.raises(WireError, match=text):
        Turn.model_validate(value)


@pytest.mark.parametrize(
    "text", ["", "{", "nope", b"\xff", '"\\ud800x"', "[" * 100_000]
)
def test_validate_json_refuses_what_is_not_json(text: Any) -> None:
    with pytest.raises(WireError):
        Turn.model_validate_json(text)


def test_validate_refuses_another_tag() -> None:
    with pytest.raises(WireError, match="/type: expected 'agentMessage'"):
        AgentMessageThreadItem.model_validate(item(type="plan"))
    assert AgentMessageThreadItem.model_validate({"id": "i", "text": "t"}).id == "i"


def test_inbound_records_refuse_unknown_members() -> None:
    for build in (
        ThreadListParams.model_validate,
        lambda value: ThreadListParams.model_validate_json(json.dumps(value)),
    ):
        with pytest.raises(WireError, match="/cursr: ThreadListParams has no member"):
            build({"cursr": "x"})


def test_dump() -> None:
    value = Turn.model_validate(turn([item(phase="commentary"), {"type": "new"}], n=1))
    dumped = value.model_dump()
    assert dumped == {
        "id": "u",
        "items": [
            {
                "type": "agentMessage",
                "id": "i1",
                "text": "hello",
                "phase": MessagePhase.commentary,
            },
            {"type": "new"},
        ],
        "status": TurnStatus.completed,
        "error": None,
        "items_view": "full",
        "n": 1,
    }
    assert type(dumped["status"]) is TurnStatus
    assert type(value.model_dump(mode="json")["status"]) is str
    assert "itemsView" in value.model_dump(by_alias=True)
    assert "error" not in value.model_dump(exclude_none=True)
    assert Turn.model_validate(dumped) == value
    assert Turn.model_validate_json(value.model_dump_json()) == value
    assert json.loads(value.model_dump_json(by_alias=True))["itemsView"] == "full"
    assert value.model_dump_json(indent=2).startswith('{\n  "id": "u"')


def test_dump_of_absent_members() -> None:
    params = ThreadListParams(section_id=None, limit=3)
    assert params.model_dump() == {"section_id": None, "limit": 3}
    assert params.model_dump(exclude_none=True) == {"limit": 3}
    everything = params.model_dump(exclude_unset=False)
    assert everything["cursor"] is None
    assert list(everything) == [
        "cursor",
        "cwd",
        "limit",
        "section_id",
        "timeout_sec",
        "use_state_db_only",
    ]


def test_dump_of_nested_maps_keeps_their_names() -> None:
    value = Config.model_validate({"desktop": {"fooBar": {"bazQux": 1}}, "myKey": 2})
    assert value.model_dump(exclude_none=True) == {
        "desktop": {"fooBar": {"bazQux": 1}},
        "myKey": 2,
    }
    info = HttpConnectionFailedCodexErrorInfo.model_validate(
        {"http_connection_failed": {"http_status_code": 1}}
    )
    assert info.model_dump() == {"http_connection_failed": {"http_status_code": 1}}


def test_copy() -> None:
    value = Turn.model_validate(turn([item()], n=1))
    other = value.model_copy(update={"id": "v"})
    assert (other.id, value.id) == ("v", "u")
    assert other.items is value.items
    assert other.model_extra == {"n": 1}
    with pytest.raises(TypeError, match="nope"):
        value.model_copy(update={"nope": 1})


def test_members_are_keyword_only_and_defaults_are_not_shared() -> None:
    with pytest.raises(TypeError):
        TextUserInput("text")  # type: ignore[misc]
    first = Turn(id="1", items=[], status=TurnStatus.failed)
    assert first.error is None
    assert ImageUserInput(url="u").file_id is UNSET
    from codex_app_server.types import DirectoryEntry

    one, two = DirectoryEntry(name="a"), DirectoryEntry(name="b")
    one.children.append(two)
    assert two.children == []
