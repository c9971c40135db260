"""Answer what Codex asks the program: approvals, questions, tools of your own.

A method that is not overridden refuses, and so does one that raises.

Run: python examples/15_server_requests/sync.py
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from codex_app_server import ApprovalMode, Codex, Sandbox, ServerRequestHandler
from codex_app_server.types import (
    CommandExecutionRequestApprovalParams,
    DynamicToolCallParams,
    DynamicToolCallResponse,
    FileChangeRequestApprovalParams,
    ToolRequestUserInputAnswer,
    ToolRequestUserInputParams,
    ToolRequestUserInputResponse,
)
