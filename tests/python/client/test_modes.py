"""Presets mean exactly what the schema has, and nothing but a preset is taken for one."""

from __future__ import annotations

from typing import Any

import pytest

from codex_app_server import wire
from codex_app_server._client.modes import (
    ApprovalMode,
    Sandbox,
    approval_settings,
    thread_sandbox,
    turn_sandbox,
)
from codex_app_server.types import (
    ApprovalsReviewer,
    AskForApprovalValue,
    DangerFullAccessSandboxPolicy,
    ReadOnlySandboxPolicy,
    SandboxMode,
    ThreadStartParams,
    TurnStartParams,
    WorkspaceWriteSandboxPolicy,
)
from codex_app_server.wire import methods


def test_presets_are_those_of_the_official_package_and_one_more() -> None:
    assert {mode.name: mode.value for mode in ApprovalMode} == {
        "deny_all": "deny_all",
        "auto_review": "auto_review",
        "ask": "ask",
    }
    assert {sandbox.name: sandbox.value for sandbox in Sandbox} == {
        "read_only": "read-only",
        "workspace_write": "workspace-write",
        "full_access": "full-access",
    }


@pytest.mark.parametrize(
    ("mode", "policy", "reviewer"),
    [
        (ApprovalMode.deny_all, AskForApprovalValue.never, None),
        (
            ApprovalMode.auto_review,
            AskForApprovalValue.on_request,
            ApprovalsReviewer.auto_review,
        ),
        (ApprovalMode.ask, AskForApprovalValue.on_request, ApprovalsReviewer.user),
    ],
)
def test_approvals(
    mode: ApprovalMode, policy: AskForApprovalValue, reviewer: ApprovalsReviewer | None
) -> None:
    settings: dict[str, Any] = approval_settings(mode)
    assert settings["approval_policy"] == policy
    assert ("approvals_reviewer" in settings) is (reviewer is not None)
    assert settings.get("approvals_reviewer") == reviewer
    params = ThreadStartParams.model_validate(settings)
    assert params.approval_policy is policy


def test_what_is_not_given_is_not_sent() -> None:
    assert approval_settings(None) == {}
    assert thread_sandbox(None) is None
    assert turn_sandbox(None) is None


def test_settings_are_the_caller_s_own() -> None:
    approval_settings(ApprovalMode.ask)["approval_policy"] = "never"
    assert approval_settings(ApprovalMode.ask)["approval_policy"] == "on-request"


@pytest.mark.parametrize(
    ("sandbox", "mode", "policy"),
    [
        (Sandbox.read_only, SandboxMode.read_only, ReadOnlySandboxPolicy),
        (
            Sandbox.workspace_write,
            SandboxMode.workspace_write,
            WorkspaceWriteSandboxPolicy,
        ),
        (
            Sandbox.full_access,
            SandboxMode.danger_full_access,
            DangerFullAccessSandboxPolicy,
        ),
    ],
)
def test_sandboxes(sandbox: Sandbox, mode: SandboxMode, policy: type) -> None:
    started = ThreadStartParams.model_validate({"sandbox": thread_sandbox(sandbox)})
    assert started.sandbox is mode
    turn = TurnStartParams.model_validate(
        {"thread_id": "t", "input": [], "sandbox_policy": turn_sandbox(sandbox)}
    )
    assert turn.sandbox_policy == policy()
    line = wire.encode_request(1, methods.TURN_START, turn).decode()
    assert f'"sandboxPolicy":{{"type":"{policy.type}"}}' in line  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "value", ["auto_review", "ask", "", 1, Sandbox.read_only, object()]
)
def test_only_approval_modes_are_approval_modes(value: Any) -> None:
    with pytest.raises(ValueError, match="approval_mode must be one of") as raised:
        approval_settings(value)
    for mode in ("deny_all", "auto_review", "ask"):
        assert f"ApprovalMode.{mode}" in str(raised.value)


@pytest.mark.parametrize("value", ["read-only", "full-access", "", ApprovalMode.ask])
@pytest.mark.parametrize("translate", [thread_sandbox, turn_sandbox])
def test_only_sandboxes_are_sandboxes(translate: Any, value: Any) -> None:
    with pytest.raises(ValueError, match="sandbox must be one of") as raised:
        translate(value)
    for sandbox in ("read_only", "workspace_write", "full_access"):
        assert f"Sandbox.{sandbox}" in str(raised.value)
