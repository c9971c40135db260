"""Presets for approvals and the sandbox, and what they are in the protocol.

In: a preset, or None for what holds already. Out: members of params by Python name. A
text in place of a preset is refused, so that a typing error cannot widen permissions.
"""

from __future__ import annotations

from enum import Enum


class ApprovalMode(str, Enum):
    """Who decides when the agent asks to go beyond its sandbox."""

    deny_all = "deny_all"
    """Nobody: everything that needs approval is denied."""
    auto_review = "auto_review"
    """A model that reviews the requests, inside the runtime."""
    ask = "ask"
    """This program, through its `ServerRequestHandler`."""


class Sandbox(str, Enum):
    """What the agent's commands may access."""

    read_only = "read-only"
    """Read files."""
    workspace_write = "workspace-write"
    """Read files, and write inside the workspace."""
    full_access = "full-access"
    """Everything that the runtime itself may access."""


APPROVALS: dict[ApprovalMode, dict[str, str]] = {
    ApprovalMode.deny_all: {"approval_policy": "never"},
    ApprovalMode.auto_review: {
        "approval_policy": "on-request",
        "approvals_reviewer": "auto_review",
    },
    ApprovalMode.ask: {"approval_policy": "on-request", "approvals_reviewer": "user"},
}

MODES = {
    Sandbox.read_only: "read-only",
    Sandbox.workspace_write: "workspace-write",
    Sandbox.full_access: "danger-full-access",
}

POLICIES = {
    Sandbox.read_only: "readOnly",
    Sandbox.workspace_write: "workspaceWrite",
    Sandbox.full_access: "dangerFullAccess",
}


def approval_settings(mode: ApprovalMode | None) -> dict[str, object]:
    """The members `approval_policy` and `approvals_reviewer`, as far as they change."""
    if mode is None:
        return {}
    _check("approval_mode", mode, ApprovalMode)
    return {**APPROVALS[mode]}


def thread_sandbox(sandbox: Sandbox | None) -> str | None:
    """The `SandboxMode` that a thread starts with."""
    if sandbox is None:
        return None
    _check("sandbox", sandbox, Sandbox)
    return MODES[sandbox]


def turn_sandbox(sandbox: Sandbox | None) -> dict[str, object] | None:
    """The `SandboxPolicy` that holds from a turn on."""
    if sandbox is None:
        return None
    _check("sandbox", sandbox, Sandbox)
    return {"type": POLICIES[sandbox]}


def _check(name: str, value: object, presets: type[Enum]) -> None:
    if not isinstance(value, presets):
        options = ", ".join(str(preset) for preset in presets)
        raise ValueError(f"{name} must be one of {options}, not {value!r}")
