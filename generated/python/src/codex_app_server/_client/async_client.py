"""The asynchronous client and its threads, but for the methods that the protocol gives.

`AsyncCodexBase` starts the runtime when its context is entered or when it is first used;
`AsyncThreadBase` is a conversation. The emitted classes add one method for each curated
call. Nothing here is imported or started before it is needed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .calls import AsyncCaller, given
from .config import CodexConfig

if TYPE_CHECKING:
    from typing_extensions import Self

    from ..types import ReviewDelivery, ReviewTarget, ThreadGoal
    from .async_goals import AsyncGoalHandle
    from .async_listening import AsyncEvents
    from .async_login import AsyncChatgptLoginHandle, AsyncDeviceCodeLoginHandle
    from .async_rpc import AsyncRpc
    from .async_turn import AsyncTurnHandle
    from .handler import ServerRequestHandler
    from .lazy_session import LazySession
    from .metadata import RuntimeMetadata
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

        self._session = LazySession(config or CodexConfig(), handler)

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

        return AsyncEvents(self._session, methods, thread_id, timeout)


class AsyncThreadBase(AsyncCaller):
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
