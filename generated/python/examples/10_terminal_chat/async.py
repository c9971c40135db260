"""A chat in the terminal: live progress, approvals, Ctrl-C.

While Codex works, Ctrl-C stops the turn; at the prompt it ends the chat.

Run: python examples/10_terminal_chat/async.py
"""

import asyncio
import signal
import sys
from contextlib import suppress
from threading import Thread as Worker
from typing import Literal

from codex_app_server import (
    ApprovalMode,
    AsyncCodex,
    AsyncTurnHandle,
    CodexError,
    CommandExecutionDecision,
    FileChangeDecision,
    ServerRequestHandler,
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
    """Hands each typed line to whoever asks: the chat, or an approval in its task."""

    def __init__(self) -> None:
        self.turn: AsyncTurnHandle | None = None
        self.approval: asyncio.Task[object] | None = None
        self.lines: asyncio.Queue[str | None] = asyncio.Queue()
        self.loop = asyncio.get_running_loop()
        Worker(target=self.read, daemon=True).start()

    def interrupt(self, chat: asyncio.Task[None]) -> None:
        """Stop the turn, or end the chat when none runs or it is being stopped."""
        turn, self.turn = self.turn, None
        if turn is None:
            chat.cancel()
        else:
            if self.approval:
                self.approval.cancel()  # else it would take the next line
            self.stopping = asyncio.ensure_future(turn.interrupt())

    def read(self) -> None:
        for line in sys.stdin:
            self.loop.call_soon_threadsafe(self.lines.put_nowait, line.strip())
        self.loop.call_soon_threadsafe(self.lines.put_nowait, None)

    async def ask(self, prompt: str) -> str | None:
        print(prompt, end="", flush=True)
        return await self.lines.get()

    async def approve(self, what: str) -> Literal["accept", "decline"]:
        self.approval = asyncio.current_task()
        answer = await self.ask(f"\nCodex wants to {what}. Allow? [y/N] ")
        return "accept" if answer == "y" else "decline"

    async def command_execution_approval(
        self, request: CommandExecutionRequestApprovalParams, /
    ) -> CommandExecutionDecision:
        return await self.approve(f"run {request.command} ({request.reason})")

    async def file_change_approval(
        self, request: FileChangeRequestApprovalParams, /
    ) -> FileChangeDecision:
        return await self.approve("make these changes")


async def follow(turn: AsyncTurnHandle) -> None:
    async for event in turn.stream():
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


async def chat(terminal: Terminal) -> None:
    async with AsyncCodex(handler=terminal) as codex:
        thread = await codex.thread_start(approval_mode=ApprovalMode.ask)
        while (line := await terminal.ask("> ")) is not None:
            if line:
                terminal.turn = await thread.turn(line)
                await follow(terminal.turn)
                terminal.turn = None


async def main() -> None:
    terminal = Terminal()
    task = asyncio.ensure_future(chat(terminal))

    def on_ctrl_c(*_: object) -> None:
        terminal.loop.call_soon_threadsafe(terminal.interrupt, task)

    signal.signal(signal.SIGINT, on_ctrl_c)
    with suppress(asyncio.CancelledError):
        await task


if __name__ == "__main__":
    try:
        asyncio.run(main())
    except CodexError as error:
        sys.exit(str(error))
