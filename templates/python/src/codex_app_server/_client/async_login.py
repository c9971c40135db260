"""Signing in, for an event loop: at once with a key, or with a handle that waits.

In: a session that opens when it is needed. Out: a login that the runtime has confirmed,
or its handle. What holds for `login` holds here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..types import (
    ApiKeyLoginAccountParams,
    ChatgptDeviceCodeLoginAccountParams,
    ChatgptDeviceCodeLoginAccountResponse,
    ChatgptLoginAccountParams,
    ChatgptLoginAccountResponse,
)
from ..wire import methods
from .deadline import Deadline
from .listeners import Subscription, matching
from .login import COMPLETED, confirmation, expected

if TYPE_CHECKING:
    from ..types import AccountLoginCompletedNotification, CancelLoginAccountResponse
    from .async_session import AsyncSession
    from .lazy_session import LazySession


async def login_api_key(opener: LazySession, api_key: str) -> None:
    """Sign in with a key."""
    session = await opener.get()
    session.redactor.add(api_key)
    params = ApiKeyLoginAccountParams(api_key=api_key)
    await session.call(methods.ACCOUNT_LOGIN_START, params)


async def login_chatgpt(opener: LazySession) -> AsyncChatgptLoginHandle:
    """Start a login in a browser."""
    session = await opener.get()
    subscription = session.subscribe(matching([COMPLETED]))
    params = ChatgptLoginAccountParams()
    try:
        result = await session.call(methods.ACCOUNT_LOGIN_START, params)
        started = expected(result, ChatgptLoginAccountResponse)
    except BaseException:
        session.unsubscribe(subscription)
        raise
    handle = AsyncChatgptLoginHandle(session, started.login_id, subscription)
    handle.auth_url = started.auth_url
    return handle


async def login_chatgpt_device_code(opener: LazySession) -> AsyncDeviceCodeLoginHandle:
    """Start a login on another device."""
    session = await opener.get()
    subscription = session.subscribe(matching([COMPLETED]))
    params = ChatgptDeviceCodeLoginAccountParams()
    try:
        result = await session.call(methods.ACCOUNT_LOGIN_START, params)
        started = expected(result, ChatgptDeviceCodeLoginAccountResponse)
    except BaseException:
        session.unsubscribe(subscription)
        raise
    handle = AsyncDeviceCodeLoginHandle(session, started.login_id, subscription)
    handle.verification_url = started.verification_url
    handle.user_code = started.user_code
    return handle


class AsyncLoginHandle:
    """A login that a person finishes."""

    def __init__(
        self, session: AsyncSession, login_id: str, subscription: Subscription
    ) -> None:
        self._session = session
        self._subscription = subscription
        self._completed: AccountLoginCompletedNotification | None = None
        self.login_id = login_id
        """Id of the login."""

    def __repr__(self) -> str:
        return f"{type(self).__name__}(login_id={self.login_id!r})"

    async def wait(
        self, *, timeout: float | None = None
    ) -> AccountLoginCompletedNotification:
        """Wait until the login has succeeded or failed: see `success` and `error`.

        Args:
            timeout: Longest wait, in seconds; `None` waits as long as the runtime lives.

        Raises:
            DeadlineExceededError: it has not ended within `timeout`.
            TransportClosedError: the connection ended first.
        """
        deadline = Deadline(timeout)
        while self._completed is None:
            try:
                events = await self._session.take(self._subscription.mailbox, deadline)
            except EOFError:  # somebody else who waits has heard of it
                continue
            if not events:
                raise deadline.error(COMPLETED)
            self._completed = confirmation(self.login_id, events)
        self._session.unsubscribe(self._subscription)
        return self._completed

    async def cancel(self) -> CancelLoginAccountResponse:
        """Give the login up. Method: `account/login/cancel`."""
        members = {"login_id": self.login_id}
        return await self._session.call(methods.ACCOUNT_LOGIN_CANCEL, members)


class AsyncChatgptLoginHandle(AsyncLoginHandle):
    """A login with ChatGPT in a browser."""

    auth_url: str
    """The page to open."""


class AsyncDeviceCodeLoginHandle(AsyncLoginHandle):
    """A login with a code on another device."""

    verification_url: str
    """The page to open on any device."""

    user_code: str
    """The code to enter there."""
