"""The asynchronous client and its threads, but for the methods that the protocol gives.

`AsyncCodexBase` starts the runtime when its context is entered or when it is first used;
`AsyncThreadBase` is a conversation. The emitted classes add one method for each curated
call. Nothing here is imported or started before it is needed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .calls import AsyncCaller, ById, given
from .config import CodexConfig

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from os import PathLike

    from typing_extensions import Self

    from ..types import ReviewDelivery, ReviewTarget, SandboxPolicy, ThreadGoal
    from .async_commands import AsyncCommandHandle
    from .async_goals import AsyncGoalHandle
    from .async_listening import AsyncEvents
    from .async_login import AsyncChatgptLoginHandle, AsyncDeviceCodeLoginHandle
    from .async_rpc import AsyncRpc
    from .async_turn import AsyncTurnHandle
    from .async_watches import AsyncWatch
    from .command_log import CommandResult
    from .handler import ServerRequestHandler
    from .lazy_session import LazySession
    from .metadata import RuntimeMetadata
    from .modes import Sandbox
    from .output import OutputSchema


class AsyncCodexBase(AsyncCaller):
    """A connection to one runtime."""

    def __init__(
        self,
        config: CodexConfig | None = None,
        *,
        handler: ServerRequestHandler | None = None,
    ) -> None:
        from .lazy_session import LazySession

        self._session = LazySession((config or CodexConfig()).replace(), handler)

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {self._session.state}>"

    async def __aenter__(self) -> Self:
        await self._session.enter()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """End the runtime, or the connection to it.

        Calls and streams that wait get a `TransportClosedError`. May be called more than once.
        """
        await self._session.close()

    @property
    def metadata(self) -> RuntimeMetadata:
        """What the runtime said of itself when it was started."""
        return self._session.metadata

    @property
    def rpc(self) -> AsyncRpc:
        """Every method of the protocol, typed."""
        from .async_rpc import AsyncRpc

        return AsyncRpc(self._session)

    async def login_api_key(self, api_key: str) -> None:
        """Sign in with an API key. Method: `account/login/start`."""
        from .async_login import login_api_key

        await login_api_key(self._session, api_key)

    async def login_chatgpt(self) -> AsyncChatgptLoginHandle:
        """Start to sign in with ChatGPT in a browser. Method: `account/login/start`."""
        from .async_login import login_chatgpt

        return await login_chatgpt(self._session)

    async def login_chatgpt_device_code(self) -> AsyncDeviceCodeLoginHandle:
        """Start to sign in with a code on another device.

        Method: `account/login/start`.
        """
        from .async_login import login_chatgpt_device_code

        return await login_chatgpt_device_code(self._session)

    async def run_command(
        self,
        command: Sequence[str | PathLike[str]],
        *,
        cwd: str | PathLike[str] | None = None,
        env: Mapping[str, str | None] | None = None,
        sandbox: Sandbox | SandboxPolicy | None = None,
        timeout: float | None = None,
        output_limit: int | None = 1 << 20,
        stdin: bytes | None = None,
    ) -> CommandResult:
        """Run a command where the runtime runs, outside any thread, and wait for its end.

        The model knows nothing of it. If the wait is broken off, the command is ended.
        Methods: `command/exec`, `command/exec/write`.

        Args:
            command: The program and its arguments. No shell takes them apart.
            cwd: Working directory; a relative one is taken from the runtime's. Default:
                the runtime's.
            env: Variables beside those of the runtime; `None` unsets one.
            sandbox: What the command may touch: a preset, or a model such as
                `types.WorkspaceWriteSandboxPolicy`. Default: what the configuration of
                the runtime says.
            timeout: Seconds after which the runtime ends the command, with exit code
                124. Default: no limit.
            output_limit: Bytes of each of stdout and stderr; what comes beyond is lost,
                and `cap_reached` tells. Default: 1 MiB. `None`: no limit.
            stdin: What the command reads. Default: nothing.

        Raises:
            InternalRpcError: the command could not be started. In a sandbox, a program
                that does not exist may end with an exit code other than 0 instead.
            TypeError: `command` is a text and not a sequence.
            ValueError: a value that cannot be meant.
            TransportClosedError: the connection ended first.
        """
        from .async_commands import run_command
        from .command_params import command_members

        members = command_members(
            command,
            cwd=cwd,
            env=env,
            sandbox=sandbox,
            timeout=timeout,
            output_limit=output_limit,
            stdin=stdin is not None,
        )
        return await run_command(await self._session.get(), members, stdin)

    async def start_command(
        self,
        command: Sequence[str | PathLike[str]],
        *,
        cwd: str | PathLike[str] | None = None,
        env: Mapping[str, str | None] | None = None,
        sandbox: Sandbox | SandboxPolicy | None = None,
        timeout: float | None = None,
        output_limit: int | None = 1 << 20,
        stdin: bool = False,
        tty: bool = False,
        size: tuple[int, int] | None = None,
    ) -> AsyncCommandHandle:
        """Start a command where the runtime runs, outside any thread.

        The model knows nothing of it. It ends with the connection at the latest.
        Method: `command/exec`.

        Args:
            command: The program and its arguments. No shell takes them apart.
            cwd: Working directory; a relative one is taken from the runtime's. Default:
                the runtime's.
            env: Variables beside those of the runtime; `None` unsets one.
            sandbox: What the command may touch: a preset, or a model such as
                `types.WorkspaceWriteSandboxPolicy`. Default: what the configuration of
                the runtime says.
            timeout: Seconds after which the runtime ends the command, with exit code
                124. Default: no limit.
            output_limit: Bytes of each of stdout and stderr; what comes beyond is lost,
                and `cap_reached` tells. Default: 1 MiB. `None`: no
                limit; what is streamed is then not kept for `wait`.
            stdin: Whether `write` may be used. Without, the command reads nothing.
            tty: Whether the command gets a terminal, which can be written to as well.
            size: Rows and columns of the terminal, in characters. Default: the runtime's.

        Raises:
            TypeError: `command` is a text and not a sequence.
            ValueError: a value that cannot be meant.
            TransportClosedError: the connection ended first.
        """
        from .async_commands import start_command
        from .command_params import command_members

        members = command_members(
            command,
            cwd=cwd,
            env=env,
            sandbox=sandbox,
            timeout=timeout,
            output_limit=output_limit,
            stdin=stdin,
            tty=tty,
            size=size,
        )
        return await start_command(await self._session.get(), members)

    async def watch(
        self, path: str | PathLike[str], *, timeout: float | None = None
    ) -> AsyncWatch:
        """Watch a file or folder where the runtime runs. Methods: `fs/watch`, `fs/unwatch`.

        Changes that come together are told together. Of a folder, what is directly in it
        is watched. The path need not exist yet.

        Args:
            path: A relative one is taken from the working directory of this program; for
                an app-server of a `url` it must be absolute.
            timeout: Longest wait for a change, in seconds; `None` waits as long as the
                runtime lives.

        Raises:
            ValueError: the path is not absolute, and the app-server is one of a `url`.
            TransportClosedError: the connection ended first.
        """
        from .async_watches import open_watch

        return await open_watch(self._session, path, timeout)

    def notifications(
        self, *methods: str, thread_id: str | None = None, timeout: float | None = None
    ) -> AsyncEvents:
        """Listen to notifications of the runtime, from now on.

        Args:
            methods: Wire names, such as `"account/updated"`; none means all.
            thread_id: Only those of this thread.
            timeout: Longest wait for one, in seconds; `None` waits as long as the
                runtime lives.
        """
        from .async_listening import AsyncEvents
        from .listeners import matching

        return AsyncEvents(self._session, matching(methods, thread_id), timeout)


class AsyncThreadBase(ById, AsyncCaller):
    """A conversation, known by its id.

    `AsyncCodex` makes them. One that `rpc` has started is `AsyncThread(codex, id)`.
    """

    def __init__(self, codex: AsyncCodexBase | LazySession, id: str) -> None:
        session = codex._session if isinstance(codex, AsyncCaller) else codex
        super().__init__(session)
        self._id = id

    @property
    def id(self) -> str:
        """Id of the thread."""
        return self._id

    def __repr__(self) -> str:
        return f"{type(self).__name__}(id={self.id!r})"

    async def review(
        self,
        target: ReviewTarget | None = None,
        *,
        delivery: ReviewDelivery | None = None,
    ) -> AsyncTurnHandle:
        """Start a review. Method: `review/start`.

        Args:
            target: What is reviewed: a model such as `types.BaseBranchReviewTarget`.
                Default: the uncommitted changes of the thread's working directory.
            delivery: Where the review runs. Default: in this thread.
        """
        from ..types import UncommittedChangesReviewTarget
        from ..wire import methods
        from .async_turn import AsyncTurnHandle

        members = given(
            thread_id=self.id,
            target=target or UncommittedChangesReviewTarget(),
            delivery=delivery,
        )
        session = await self._session.get()
        _, log, mailbox = await session.start_turn(
            methods.REVIEW_START, members, streaming=True, thread_id=None
        )
        return AsyncTurnHandle(session, log, mailbox)

    async def start_goal(
        self, objective: str, *, token_budget: int | None = None
    ) -> AsyncGoalHandle:
        """Have the runtime work on a goal, turn after turn. Method: `thread/goal/set`.

        The thread must not be ephemeral. A goal that it had is replaced.

        Args:
            objective: What is to be achieved.
            token_budget: Tokens that may be spent. Default: no limit.

        Raises:
            InvalidRequestError: the thread takes no goals.
        """
        from .async_goals import AsyncGoalHandle

        handle = AsyncGoalHandle(await self._session.get(), self.id)
        await handle.start(objective, token_budget)
        return handle

    async def goal(self) -> ThreadGoal | None:
        """The goal of the thread, if it has one. Method: `thread/goal/get`."""
        from ..wire import methods

        response = await self._call(methods.THREAD_GOAL_GET, {"thread_id": self.id})
        return response.goal

    async def _start_turn(
        self, members: dict[str, object], output_schema: OutputSchema | None
    ) -> AsyncTurnHandle:
        from ..wire import methods
        from .async_turn import AsyncTurnHandle
        from .output import OutputForm

        form = None if output_schema is None else OutputForm.of(output_schema)
        if form is not None:
            members["output_schema"] = form.schema
        session = await self._session.get()
        _, log, mailbox = await session.start_turn(
            methods.TURN_START, members, streaming=True, thread_id=self.id
        )
        return AsyncTurnHandle(session, log, mailbox, form)
