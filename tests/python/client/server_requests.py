"""One request of the server for each method, as small as its schema allows, and what answers it well.

Run as a program it prints them as JSON, for the tests of another language.
"""

from __future__ import annotations

import json
from typing import Any, NamedTuple

TURN = {"threadId": "t", "turnId": "u", "itemId": "i"}
AT = {"startedAtMs": 1}


class Sample(NamedTuple):
    """A request and its answers."""

    method: str
    handler: str
    """The handler's method."""
    params: dict[str, Any]
    result: str
    """The definition of the result."""
    whole: dict[str, Any]
    """A result that is no refusal."""
    member: str | None = None
    """The member of it that may be answered alone."""

    def line(self, request_id: int | str = 7) -> bytes:
        message = {"id": request_id, "method": self.method, "params": self.params}
        return json.dumps(message).encode()


SAMPLES = [
    Sample(
        "item/commandExecution/requestApproval",
        "command_execution_approval",
        {**TURN, **AT, "command": "ls"},
        "CommandExecutionRequestApprovalResponse",
        {"decision": "accept"},
        "decision",
    ),
    Sample(
        "item/fileChange/requestApproval",
        "file_change_approval",
        {**TURN, **AT},
        "FileChangeRequestApprovalResponse",
        {"decision": "acceptForSession"},
        "decision",
    ),
    Sample(
        "item/permissions/requestApproval",
        "permissions_approval",
        {**TURN, **AT, "cwd": "/repo", "permissions": {"network": {"enabled": True}}},
        "PermissionsRequestApprovalResponse",
        {"permissions": {"network": {"enabled": True}}},
        "permissions",
    ),
    Sample(
        "item/tool/requestUserInput",
        "user_input",
        {**TURN, "isBlocking": True, "questions": []},
        "ToolRequestUserInputResponse",
        {"answers": {"q": {"answers": ["blue"]}}},
    ),
    Sample(
        "mcpServer/elicitation/request",
        "elicitation",
        {
            "threadId": "t",
            "serverName": "s",
            "mode": "form",
            "message": "Your name?",
            "requestedSchema": {"type": "object", "properties": {}},
        },
        "McpServerElicitationRequestResponse",
        {"action": "accept"},
        "action",
    ),
    Sample(
        "item/tool/call",
        "tool_call",
        {
            "threadId": "t",
            "turnId": "u",
            "callId": "c",
            "tool": "look_up",
            "arguments": {},
        },
        "DynamicToolCallResponse",
        {"success": True, "contentItems": [{"type": "inputText", "text": "42"}]},
    ),
    Sample(
        "account/chatgptAuthTokens/refresh",
        "refresh_tokens",
        {"reason": "unauthorized"},
        "ChatgptAuthTokensRefreshResponse",
        {"accessToken": "new", "chatgptAccountId": "a"},
    ),
    Sample(
        "attestation/generate",
        "attestation",
        {},
        "AttestationGenerateResponse",
        {"token": "proof"},
        "token",
    ),
    Sample(
        "currentTime/read",
        "current_time",
        {"threadId": "t"},
        "CurrentTimeReadResponse",
        {"currentTimeAt": 1},
        "currentTimeAt",
    ),
    Sample(
        "applyPatchApproval",
        "apply_patch_approval",
        {"callId": "c", "conversationId": "t", "fileChanges": {}},
        "ApplyPatchApprovalResponse",
        {"decision": "approved"},
        "decision",
    ),
    Sample(
        "execCommandApproval",
        "exec_command_approval",
        {
            "callId": "c",
            "conversationId": "t",
            "command": ["ls"],
            "cwd": "/repo",
            "parsedCmd": [],
        },
        "ExecCommandApprovalResponse",
        {"decision": "approved"},
        "decision",
    ),
]


if __name__ == "__main__":
    print(json.dumps([sample._asdict() for sample in SAMPLES]))
