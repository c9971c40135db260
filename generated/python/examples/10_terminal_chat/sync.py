"""A chat in the terminal: live progress, approvals, Ctrl-C.

While Codex works, Ctrl-C stops the turn; at the prompt it ends the chat.

Run: python examples/10_terminal_chat/sync.py
"""

import sys
from queue import Queue
from threading import Thread as Worker
from typing import Literal

from codex_app_server import (
    ApprovalMode,
    Codex,
    CodexError,
    CommandExecutionDecision,
    FileChangeDecision,
    ServerRequestHandler,
    TurnHandle,
)
from codex_app_server.types import (
    AgentMessageDeltaNotification,
    CommandExecutionRequestApprovalParams,
    CommandExecutionThreadItem,
    FileChangeRequestApprovalParams,
    FileChangeThreadItem,
    ItemCompletedNotification,
    ItemStartedNotification,
    TurnCompletedNotification,
)


class Terminal(ServerRequestHandler):
    """Hands each typed line to whoever asks: the chat, or an approval in its thread."""

    def __init__(self) -> None:
        self.lines: Queue[str | None] = Queue()
        self.is_asked = False
        Worker(target=self.read, daemon=True).start()

    def read(self) -> None:
        for line in sys.stdin:
            self.lines.put(line.strip())
        self.lines.put(None)

    def ask(self, prompt: str) -> str | None:
        print(prompt, end="", flush=True)
        return self.lines.get()

    def approve(self, what: str) -> Literal["accept", "decline"]:
        self.is_asked = True
        answer = self.ask(f"\nCodex wants to {what}. Allow? [y/N] ")
        self.is_asked = False
        return "accept" if answer == "y" else "decline"

    def command_execution_approval(
        self, request: CommandExecutionRequestApprovalParams, /
    ) -> CommandExecutionDecision:
        return self.approve(f"run {request.command} ({request.reason})")

    def file_change_approval(
        self, request: FileChangeRequestApprovalParams, /
    ) -> FileChangeDecision:
        return self.approve("make these changes")


def follow(turn: TurnHandle) -> None:
    for event in turn.stream():
        match event.payload:
            case AgentMessageDeltaNotification(delta=text):
                print(text, end="", flush=True)
            case ItemCompletedNotification(item=CommandExecutionThreadItem() as done):
                print(f"$ {done.command} -> {done.status}")
            case ItemStartedNotification(item=FileChangeThreadItem(changes=changes)):
                print(*(f"\n{it.path}\n{it.diff}" for it in changes))
            case TurnCompletedNotification(turn=end):
                print(f"\n[{end.status}]", end.error.message if end.error else "")
            case _:
                pass


def main() -> None:
    terminal = Terminal()
    with Codex(handler=terminal) as codex:
        thread = codex.thread_start(approval_mode=ApprovalMode.ask)
        while (line := terminal.ask("> ")) is not None:
            if not line:
                continue
            turn = thread.turn(line)
            try:
                follow(turn)
            except KeyboardInterrupt:
                turn.interrupt()
                if terminal.is_asked:
                    terminal.lines.put("no")  # else it would take the next line
                print(f"\n[{turn.run().status}]")


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        print()
    except CodexError as error:
        sys.exit(str(error))
