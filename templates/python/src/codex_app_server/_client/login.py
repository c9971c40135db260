"""Signing in: at once with a key, or with a handle that waits for a person.

In: a session. Out: a login that the runtime has confirmed, or its handle. The listener
is there before the login starts, so that a quick confirmation is not missed. Keys are
made known to the redactor and stand in no error.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..types import (
    AccountLoginCompletedNotification,
    ApiKeyLoginAccountParams,
    ChatgptDeviceCodeLoginAccountParams,
    ChatgptDeviceCodeLoginAccountResponse,
    ChatgptLoginAccountParams,
    ChatgptLoginAccountResponse,
)
from ..wire import methods
from .deadline import Deadline
from .errors import CodexError
from .listeners import Subscription, matching

if TYPE_CHECKING:
    from ..types import CancelLoginAccountResponse
    from .session import Session

COMPLETED = methods.ACCOUNT_LOGIN_COMPLETED.name


def login_api_key(session: Session, api_key: str) -> None:
    """Sign in with a key."""
    session.redactor.add(api_key)
    params = ApiKeyLoginAccountParams(api_key=api_key)
    session.call(methods.ACCOUNT_LOGIN_START, params)


def login_chatgpt(session: Session) -> ChatgptLoginHandle:
    """Start a login in a browser."""
    subscription = session.subscribe(matching([COMPLETED]))
    params = ChatgptLoginAccountParams()
    try:
        result = session.call(methods.ACCOUNT_LOGIN_START, params)
        started = expected(result, ChatgptLoginAccountResponse)
    except BaseException:
        session.unsubscribe(subscription)
        raise
    handle = ChatgptLoginHandle(session, started.login_id, subscription)
    handle.auth_url = started.auth_url
    return handle


def login_chatgpt_device_code(session: Session) -> DeviceCodeLoginHandle:
    """Start a login on another device."""
    subscription = session.subscribe(matching([COMPLETED]))
    params = ChatgptDeviceCodeLoginAccountParams()
    try:
        result = session.call(methods.ACCOUNT_LOGIN_START, params)
        started = expected(result, ChatgptDeviceCodeLoginAccountResponse)
    except BaseException:
        session.unsubscribe(subscription)
        raise
    handle = DeviceCodeLoginHandle(session, started.login_id, subscription)
    handle.verification_url = started.verification_url
    handle.user_code = started.user_code
    return handle


def expected(result: Any, kind: type[Any]) -> Any:
    """The answer to a login of this kind, or the error that it is another."""
    if not isinstance(result, kind):
        raise CodexError(
            "the runtime answered the login with"
            f" {type(result).__name__}, not with {kind.__name__}"
        )
    return result


def confirmation(
    login_id: str, events: list[Any]
) -> AccountLoginCompletedNotification | None:
    """The end of this login among what was heard."""
    for event in events:
        payload = event.payload
        if (
            isinstance(payload, AccountLoginCompletedNotification)
            and payload.login_id == login_id
        ):
            return payload
    return None


class LoginHandle:
    """A login that a person finishes."""

    def __init__(
        self, session: Session, login_id: str, subscription: Subscription
    ) -> None:
        self._session = session
        self._subscription = subscription
        self._completed: AccountLoginCompletedNotification | None = None
        self.login_id = login_id
        """Id of the login."""

    def __repr__(self) -> str:
        return f"{type(self).__name__}(login_id={self.login_id!r})"

    def wait(
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
                events = self._session.take(self._subscription.mailbox, deadline)
            except EOFError:  # somebody else who waits has heard of it
                continue
            if not events:
                raise deadline.error(COMPLETED)
            self._completed = confirmation(self.login_id, events)
        self._session.unsubscribe(self._subscription)
        return self._completed

    def cancel(self) -> CancelLoginAccountResponse:
        """Give the login up. Method: `account/login/cancel`."""
        members = {"login_id": self.login_id}
        return self._session.call(methods.ACCOUNT_LOGIN_CANCEL, members)


class ChatgptLoginHandle(LoginHandle):
    """A login with ChatGPT in a browser."""

    auth_url: str
    """The page to open."""


class DeviceCodeLoginHandle(LoginHandle):
    """A login with a code on another device."""

    verification_url: str
    """The page to open on any device."""

    user_code: str
    """The code to enter there."""
