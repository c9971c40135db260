"""Weakness 10: a default that is not of the type that its field declares."""

from __future__ import annotations

import enum

import pytest
from sdks import Sdk, weakness

CASES = [
    ("Turn", "items_view", {"id": "t", "items": [], "status": "completed"}),
    (
        "CommandExecutionThreadItem",
        "source",
        {
            "type": "commandExecution",
            "id": "c",
            "command": "ls",
            "commandActions": [],
            "cwd": "/",
            "status": "completed",
        },
    ),
    (
        "PluginSummary",
        "availability",
        {
            "id": "p",
            "name": "p",
            "authPolicy": "ON_USE",
            "enabled": True,
            "installPolicy": "AVAILABLE",
            "installed": True,
            "source": {"type": "local", "path": "/p"},
        },
    ),
    (
        "HookRunSummary",
        "source",
        {
            "id": "h",
            "displayOrder": 1,
            "entries": [],
            "eventName": "stop",
            "executionMode": "sync",
            "handlerType": "command",
            "scope": "turn",
            "sourcePath": "/h",
            "startedAt": 1,
            "status": "completed",
        },
    ),
]


@weakness(10, AssertionError)
@pytest.mark.parametrize(("name", "field", "value"), CASES)
def test_a_default_is_of_its_type(
    name: str, field: str, value: dict[str, object], sdk: Sdk
) -> None:
    default = getattr(sdk.model(name).model_validate(value), field)
    assert isinstance(default, enum.Enum)


@weakness(10, AssertionError)
def test_a_default_of_a_list_is_of_its_type(sdk: Sdk) -> None:
    model = {
        "id": "m",
        "model": "m",
        "displayName": "M",
        "description": "",
        "hidden": False,
        "isDefault": True,
        "defaultReasoningEffort": "low",
        "supportedReasoningEfforts": [],
    }
    modalities = sdk.model("Model").model_validate(model).input_modalities
    assert [type(it).__name__ for it in modalities] == ["InputModality"] * 2
