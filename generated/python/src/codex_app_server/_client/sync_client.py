"""The blocking client and its threads, but for the methods that the protocol gives.

`CodexBase` starts the runtime when it is made and ends it in `close`; `ThreadBase` is a
conversation. The emitted classes add one method for each curated call.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .calls import ById, Caller, given
from .config import checked_arguments
from .keywords import snake_case_keywords

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from os import PathLike

    from typing_extensions import Self

    from ..types import ReviewDelivery, ReviewTarget, SandboxPolicy, ThreadGoal
    from .command_log import CommandResult
    from .commands import CommandHandle
    from .config import CodexConfig
    from .goals import GoalHandle
    from .handler import ServerRequestHandler
    from .listening import Events
    from .login import ChatgptLoginHandle, DeviceCodeLoginHandle
    from .metadata import RuntimeMetadata
    from .modes import Sandbox
    from .output import OutputSchema
    from .rpc import Rpc
    from .session import Session
    from .turn import TurnHandle
    from .watches import Watch


@snake_case_keywords
class CodexBase(Caller):
    """A connection to one runtime."""

    def __init__(
        self,
        config: CodexConfig | None = None,
        *,
        handler: ServerRequestHandler | None = None,
    ) -> None:
        from .opening import open_session

        self._session = open_session(checked_arguments(config, handler), handler)

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {self._session.state}>"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Stop the runtime, or disconnect from a running one.

        Pending calls and streams raise `TransportClosedError`. May be called from any
        thread, and more than once.
        """
        self._session.close()

    @property
    def metadata(self) -> RuntimeMetadata:
        """Version and platform of the connected runtime."""
        return self._session.metadata

    @property
    def rpc(self) -> Rpc:
        """Every request of the protocol as a typed method."""
        from .rpc import Rpc

        return Rpc(self._session)

    def login_api_key(self, api_key: str) -> None:
        """Sign in with an API key. Method: `account/login/start`."""
        from .login import login_api_key

        login_api_key(self._session, api_key)

    def login_chatgpt(self) -> ChatgptLoginHandle:
        """Start a ChatGPT login in a browser. Method: `account/login/start`."""
        from .login import login_chatgpt

        return login_chatgpt(self._session)

    def login_chatgpt_device_code(self) -> DeviceCodeLoginHandle:
        """Start a ChatGPT login with a code on another device.

        Method: `account/login/start`.
        """
        from .login import login_chatgpt_device_code

        return login_chatgpt_device_code(self._session)

    def run_command(
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
        """Run a command on the runtime's machine and wait until it exits.

        It belongs to no thread, and the model does not see it. If the wait is
        interrupted or cancelled, the command is terminated.
        Methods: `command/exec`, `command/exec/write`.

        Args:
            command: The program and its arguments; no shell is involved.
            cwd: Working directory, relative to that of the runtime. Default: that of
                the runtime.
            env: Variables to add to those of the runtime; `None` unsets one.
            sandbox: What the command may access: a preset, or a model such as
                `types.WorkspaceWriteSandboxPolicy`. Default: as configured in the
                runtime.
            timeout: Seconds after which the runtime ends the command with exit code
                124. Default: no limit.
            output_limit: Maximum number of bytes of stdout and of stderr. The rest is
                lost, and `cap_reached` is set. Default: 1 MiB. `None`: no limit.
            stdin: Standard input of the command. Default: empty.

        Raises:
            InternalRpcError: the command could not be started. In a sandbox, a missing
                program may instead give a nonzero exit code.
            TypeError: `command` is a string and not a sequence.
            ValueError: an argument is invalid.
            TransportClosedError: the connection ended first.
        """
        from .command_params import command_members
        from .commands import run_command

        members = command_members(
            command,
            cwd=cwd,
            env=env,
            sandbox=sandbox,
            timeout=timeout,
            output_limit=output_limit,
            stdin=stdin is not None,
        )
        return run_command(self._session, members, stdin)

    def start_command(
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
    ) -> CommandHandle:
        """Start a command on the runtime's machine.

        It belongs to no thread, and the model does not see it. It is terminated when the
        connection ends.
        Method: `command/exec`.

        Args:
            command: The program and its arguments; no shell is involved.
            cwd: Working directory, relative to that of the runtime. Default: that of
                the runtime.
            env: Variables to add to those of the runtime; `None` unsets one.
            sandbox: What the command may access: a preset, or a model such as
                `types.WorkspaceWriteSandboxPolicy`. Default: as configured in the
                runtime.
            timeout: Seconds after which the runtime ends the command with exit code
                124. Default: no limit.
            output_limit: Maximum number of bytes of stdout and of stderr. The rest is
                lost, and `cap_reached` is set. Default: 1 MiB. `None`: no
                limit, but output that is streamed is not kept for `wait`.
            stdin: Whether `write` may be used. Otherwise standard input is empty.
            tty: Whether the command runs in a terminal. This also enables `write`.
            size: Rows and columns of the terminal. Default: chosen by the runtime.

        Raises:
            TypeError: `command` is a string and not a sequence.
            ValueError: an argument is invalid.
            TransportClosedError: the connection ended first.
        """
        from .command_params import command_members
        from .commands import start_command

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
        return start_command(self._session, members)

    def watch(
        self, path: str | PathLike[str], *, timeout: float | None = None
    ) -> Watch:
        """Watch a file or directory on the runtime's machine.

        Changes in quick succession are reported together. Watching a directory is not
        recursive. The path need not exist yet. Methods: `fs/watch`, `fs/unwatch`.

        Args:
            path: A path, relative to the working directory of this program. It must be
                absolute if the client is connected to a `url`.
            timeout: Longest wait for a change, in seconds. Default: no limit.

        Raises:
            ValueError: the path is relative, and the client is connected to a `url`.
            TransportClosedError: the connection ended first.
        """
        from .watches import open_watch

        return open_watch(self._session, path, timeout)

    def notifications(
        self, *methods: str, thread_id: str | None = None, timeout: float | None = None
    ) -> Events:
        """Subscribe to notifications of the runtime.

        A synchronous subscription starts at once, an asynchronous one with `async with`
        or its first iteration.

        Args:
            methods: Protocol names, such as `"account/updated"`. Default: all.
            thread_id: Yield only notifications of this thread.
            timeout: Longest wait for one, in seconds. Default: no limit.
        """
        from .listeners import matching
        from .listening import Events

        return Events(self._session, matching(methods, thread_id), timeout)


@snake_case_keywords
class ThreadBase(ById, Caller):
    """A conversation, identified by its id.

    `Codex` creates them. For a thread that was started through `rpc`, use
    `Thread(codex, id)`.
    """

    def __init__(self, codex: CodexBase | Session, id: str) -> None:
        session = codex._session if isinstance(codex, Caller) else codex
        super().__init__(session)
        self._id = id

    @property
    def id(self) -> str:
        """Id of the thread."""
        return self._id

    def __repr__(self) -> str:
        return f"{type(self).__name__}(id={self.id!r})"

    def review(
        self,
        target: ReviewTarget | None = None,
        *,
        delivery: ReviewDelivery | None = None,
    ) -> TurnHandle:
        """Start a review. Method: `review/start`.

        Args:
            target: What to review: a model such as `types.BaseBranchReviewTarget`.
                Default: the uncommitted changes in the thread's working directory.
            delivery: Where the review runs. Default: in this thread.
        """
        from ..types import UncommittedChangesReviewTarget
        from ..wire import methods
        from .turn import TurnHandle

        members = given(
            thread_id=self.id,
            target=target or UncommittedChangesReviewTarget(),
            delivery=delivery,
        )
        _, log, mailbox = self._session.start_turn(
            methods.REVIEW_START, members, streaming=True, thread_id=None
        )
        return TurnHandle(self._session, log, mailbox)

    def start_goal(
        self, objective: str, *, token_budget: int | None = None
    ) -> GoalHandle:
        """Let the agent work on a goal, turn after turn. Method: `thread/goal/set`.

        The thread must not be ephemeral. An earlier goal of the thread is replaced.

        Args:
            objective: What the agent should achieve.
            token_budget: Maximum number of tokens to spend. Default: no limit.

        Raises:
            InvalidRequestError: the thread cannot have a goal.
        """
        from .goals import GoalHandle

        handle = GoalHandle(self._session, self.id)
        handle.start(objective, token_budget)
        return handle

    def goal(self) -> ThreadGoal | None:
        """Read the goal of the thread, if it has one. Method: `thread/goal/get`."""
        from ..wire import methods

        return self._call(methods.THREAD_GOAL_GET, {"thread_id": self.id}).goal

    def _start_turn(
        self, members: dict[str, object], output_schema: OutputSchema | None
    ) -> TurnHandle:
        from ..wire import methods
        from .output import OutputForm
        from .turn import TurnHandle

        form = None if output_schema is None else OutputForm.of(output_schema)
        if form is not None:
            members["output_schema"] = form.schema
        _, log, mailbox = self._session.start_turn(
            methods.TURN_START, members, streaming=True, thread_id=self.id
        )
        return TurnHandle(self._session, log, mailbox, form)
