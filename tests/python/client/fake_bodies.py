"""Bodies of the protocol as the recorded server sends them, for what a fake one says.

In: ids and texts. Out: plain values, complete enough for every client. Standard library only: the fake process uses it.
"""

from __future__ import annotations

from base64 import b64encode
from typing import Any

Body = dict[str, Any]

USER_AGENT = "fake/0.163.0 (Linux 6.1; x86_64) dumb (fake; 1)"


def initialized(user_agent: str = USER_AGENT) -> Body:
    """The result of `initialize`."""
    return {
        "userAgent": user_agent,
        "codexHome": "/fake/.codex",
        "platformFamily": "unix",
        "platformOs": "linux",
    }


def thread(thread_id: str, **members: Any) -> Body:
    """A thread at rest, with no turns."""
    return {
        "id": thread_id,
        "environments": [],
        "extra": None,
        "sessionId": thread_id,
        "forkedFromId": None,
        "parentThreadId": None,
        "preview": "",
        "ephemeral": False,
        "section": None,
        "sectionEnteredAt": None,
        "projectId": None,
        "historyMode": "paginated",
        "modelProvider": "mock_provider",
        "model": "gpt-5.5",
        "reasoningEffort": None,
        "createdAt": 1795252429,
        "updatedAt": 1795252429,
        "recencyAt": 1795252429,
        "status": {"type": "idle"},
        "path": None,
        "cwd": "/fake/work",
        "cliVersion": "0.163.0",
        "originator": "fake",
        "source": "vscode",
        "canAcceptDirectInput": True,
        "threadSource": None,
        "agentNickname": None,
        "agentRole": None,
        "gitInfo": None,
        "name": None,
        "daybreakEnabled": None,
        "turns": [],
        **members,
    }


def thread_opened(thread_id: str, **members: Any) -> Body:
    """The result of `thread/start`, `thread/resume` and `thread/fork`."""
    return {
        "thread": thread(thread_id),
        "model": "gpt-5.5",
        "modelProvider": "mock_provider",
        "serviceTier": None,
        "disabledPluginIds": [],
        "cwd": "/fake/work",
        "runtimeWorkspaceRoots": ["/fake/work"],
        "instructionSources": [],
        "approvalPolicy": "on-request",
        "approvalsReviewer": "user",
        "sandbox": {
            "type": "workspaceWrite",
            "writableRoots": [],
            "networkAccess": False,
            "excludeTmpdirEnvVar": False,
            "excludeSlashTmp": False,
        },
        "activePermissionProfile": None,
        "reasoningEffort": None,
        "multiAgentMode": "explicitRequestOnly",
        **members,
    }


def turn(turn_id: str, status: str = "inProgress", **members: Any) -> Body:
    """A turn; `status`: inProgress, completed, interrupted or failed."""
    over = status != "inProgress"
    return {
        "id": turn_id,
        "rootTurnId": turn_id,
        "items": [],
        "itemsView": "notLoaded",
        "status": status,
        "error": None,
        "startedAt": 1795252429,
        "completedAt": 1795252430 if over else None,
        "durationMs": 1000 if over else None,
        **members,
    }


def turn_error(message: str, info: Any = "other") -> Body:
    """Why a turn failed; `info` is the `codexErrorInfo`."""
    return {
        "message": message,
        "codexErrorInfo": info,
        "additionalDetails": None,
        "misalignment": None,
    }


def agent_message(text: str, item_id: str = "msg-1", phase: str | None = None) -> Body:
    """An answer, as an item."""
    return {
        "type": "agentMessage",
        "id": item_id,
        "text": text,
        "phase": phase,
        "memoryCitation": None,
        "delivery": None,
        "questions": None,
    }


def command_execution(
    command: str, status: str = "inProgress", item_id: str = "call-1", **members: Any
) -> Body:
    """A command, as an item; `status`: inProgress, completed, failed or declined."""
    return {
        "type": "commandExecution",
        "id": item_id,
        "command": command,
        "cwd": "/fake/work",
        "processId": None,
        "source": "agent",
        "status": status,
        "commandActions": [{"type": "unknown", "command": command}],
        "aggregatedOutput": None,
        "exitCode": None,
        "durationMs": None,
        **members,
    }


def token_usage(total: int = 15) -> Body:
    """The usage of a thread that is all of the last turn."""
    count = {
        "totalTokens": total,
        "inputTokens": total - 5,
        "cachedInputTokens": 2,
        "cacheWriteInputTokens": 0,
        "outputTokens": 5,
        "reasoningOutputTokens": 1,
    }
    return {"total": count, "last": dict(count), "modelContextWindow": 258400}


def command_approval(
    thread_id: str, turn_id: str, command: str = "make", item_id: str = "call-1"
) -> Body:
    """The params of `item/commandExecution/requestApproval`."""
    return {
        "kind": "command",
        "threadId": thread_id,
        "turnId": turn_id,
        "itemId": item_id,
        "startedAtMs": 1795252441269,
        "environmentId": "local",
        "reason": "needs it",
        "command": command,
        "cwd": "/fake/work",
        "commandActions": [{"type": "unknown", "command": command}],
        "proposedExecpolicyAmendment": [command],
        "availableDecisions": ["accept", "cancel"],
    }


def file_change_approval(thread_id: str, turn_id: str, item_id: str = "call-1") -> Body:
    """The params of `item/fileChange/requestApproval`."""
    return {
        "threadId": thread_id,
        "turnId": turn_id,
        "itemId": item_id,
        "startedAtMs": 1795252442944,
        "reason": None,
        "grantRoot": None,
    }


def models() -> Body:
    """The result of `model/list`: one model."""
    one = {
        "id": "gpt-5.5",
        "model": "gpt-5.5",
        "upgrade": None,
        "upgradeInfo": None,
        "availabilityNux": None,
        "displayName": "GPT-5.5",
        "description": "A model.",
        "modelSpecialty": None,
        "hidden": False,
        "supportedReasoningEfforts": [{"reasoningEffort": "low", "description": "Low"}],
        "defaultReasoningEffort": "low",
        "inputModalities": ["text", "image"],
        "supportsPersonality": False,
        "additionalSpeedTiers": [],
        "serviceTiers": [],
        "defaultServiceTier": None,
        "isDefault": True,
    }
    return {"data": [one], "nextCursor": None}


def command_output(
    process_id: str, data: bytes, stream: str = "stdout", *, last: bool = False
) -> tuple[str, Body]:
    """Method and params of a piece of what a command writes."""
    return "command/exec/outputDelta", {
        "processId": process_id,
        "stream": stream,
        "deltaBase64": b64encode(data).decode(),
        "capReached": last,
    }


def command_ended(exit_code: int = 0) -> Body:
    """The result of `command/exec` whose output was streamed."""
    return {"exitCode": exit_code, "stdout": "", "stderr": ""}


def goal(status: str, thread_id: str = "thread-1") -> Body:
    """A goal of a thread."""
    return {
        "threadId": thread_id,
        "objective": "Finish.",
        "status": status,
        "tokenBudget": None,
        "tokensUsed": 0,
        "timeUsedSeconds": 0,
        "createdAt": 1795252463,
        "updatedAt": 1795252463,
    }
