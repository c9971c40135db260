"""Models, enums and unions as fields of a user's pydantic model."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from pydantic import BaseModel, TypeAdapter, ValidationError
from samples import item, turn

from codex_app_server.types import (
    AgentMessageThreadItem,
    CodexErrorInfo,
    DirectoryEntry,
    HttpConnectionFailedCodexErrorInfo,
    McpLoginMethod,
    ThreadItem,
    ThreadListParams,
    Turn,
    TurnStatus,
    Unknown,
)


class Record(BaseModel):
    turn: Turn
    last: ThreadItem | None = None
    items: list[ThreadItem] = []
    status: TurnStatus = TurnStatus.completed
    error: CodexErrorInfo | None = None
    tree: DirectoryEntry | None = None
    params: ThreadListParams | None = None
    login: McpLoginMethod | None = None


VALUE: dict[str, Any] = {
    "turn": turn([item(), {"type": "new"}]),
    "last": {"type": "newer", "a": 1},
    "items": [item()],
    "status": "later",
    "error": {"httpConnectionFailed": {}},
    "tree": {"name": "a", "children": [{"name": "b"}]},
    "params": {"sectionId": None},
    "login": {"type": "token", "token": "x"},
}


def test_validate_and_dump() -> None:
    record = Record.model_validate(VALUE)
    assert isinstance(record.turn.items[0], AgentMessageThreadItem)
    assert record.last == Unknown("newer", {"type": "newer", "a": 1})
    assert isinstance(record.error, HttpConnectionFailedCodexErrorInfo)
    assert record.status is TurnStatus("later")
    assert record.tree
    assert record.tree.children[0].name == "b"
    text = record.model_dump_json(by_alias=True)
    assert json.loads(text)["turn"]["itemsView"] == "full"
    assert json.loads(text)["params"] == {"sectionId": None}
    assert Record.model_validate_json(text) == record
    assert Record.model_validate(record.model_dump()) == record
    assert record.model_dump()["turn"]["items_view"] == "full"
    assert Record.model_validate_json(json.dumps(VALUE)) == record
    instance = Record(turn=record.turn, last=record.items[0])
    assert instance.last is record.items[0]


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({"turn": {"id": 1}}, "/id: expected string, got integer"),
        ({"last": item(id=5)}, "/id: expected string, got integer"),
        ({"items": [item(), 5]}, "expected object, got integer"),
        ({"status": 5}, "status"),
        ({"params": {"typo": 1}}, "ThreadListParams has no member 'typo'"),
        ({"login": {"type": "new"}}, "login"),
    ],
)
def test_validation_errors(change: dict[str, Any], text: str) -> None:
    with pytest.raises(ValidationError, match=text):
        Record.model_validate(VALUE | change)


@pytest.mark.parametrize("mode", ["validation", "serialization"])
def test_json_schema(mode: Any) -> None:
    schema = Record.model_json_schema(mode=mode)
    jsonschema.Draft202012Validator.check_schema(schema)
    definitions = schema["$defs"]
    assert definitions["DirectoryEntry"]["properties"]["children"] == {
        "type": "array",
        "items": {"$ref": "#/$defs/DirectoryEntry"},
    }
    assert definitions["Turn"]["required"] == ["id", "items", "status"]
    assert definitions["ThreadListParams"]["properties"]["sectionId"] == {
        "anyOf": [{"type": "string"}, {"type": "null"}]
    }
    kept = Record.model_validate(VALUE).model_dump(
        mode="json", by_alias=True, exclude_none=True
    )
    jsonschema.validate(kept | {"params": {"sectionId": None}}, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"turn": {"id": 5}}, schema)
    assert TypeAdapter(list[ThreadItem]).json_schema()["type"] == "array"


def test_pydantic_is_not_imported_otherwise(package_root: Path) -> None:
    code = """
import sys
from codex_app_server import wire
from codex_app_server.types import Turn
wire.decode(b'{"method":"item/started","params":{"item":{"type":"zz"}}}')
Turn.model_validate({"id": "1", "items": [], "status": "x"}).model_dump_json()
assert not [name for name in sys.modules if name.startswith("pydantic")]
"""
    subprocess.run([sys.executable, "-c", code], cwd=package_root, check=True)
