"""A running app-server: where it is, and in words why it cannot be reached.

In: the url and the token of a configuration, later what went wrong. Out: an address, or
a `ConnectError` that says what to do and does not hold the token.
"""

from __future__ import annotations

import os
import re
import socket
import ssl
from typing import TYPE_CHECKING
from urllib.parse import unquote

from .errors import CodexError, ConnectError

if TYPE_CHECKING:
    from .config import CodexConfig
    from .frames import Frames

EXTRA = "openai-codex-app-server-sdk[ws]"
"""What to install for the library that speaks WebSocket."""

UNIX = "unix://"
TOKEN_REFUSED = (401, 403)
LARGEST = 64 << 20
"""Bytes of one message that a runtime takes; a larger one costs the connection."""


class Endpoint:
    """What `CodexConfig.url` names."""

    def __init__(self, config: CodexConfig) -> None:
        assert config.url is not None, "there is an endpoint"
        self.url = config.url
        self.seconds = config.start_timeout
        self._token = config.auth_token

    @property
    def path(self) -> str | None:
        """Path of the Unix socket; None for an address of the network."""
        is_unix = self.url.startswith(UNIX)
        return unquote(self.url.removeprefix(UNIX)) if is_unix else None

    def frames(self) -> Frames:
        """A new WebSocket for it."""
        try:
            from websockets.exceptions import InvalidURI

            from .frames import Frames
        except ImportError as error:
            raise ConnectError(
                self.url,
                "the library websockets is missing or too old",
                f"run `pip install '{EXTRA}'`",
            ) from error
        try:
            return Frames("ws://localhost/" if self.path else self.url, self._token)
        except InvalidURI as error:
            reason, advice = "it is no url of a WebSocket", "correct CodexConfig.url"
            raise ConnectError(self.url, reason, advice) from error

    def unreachable(self, error: Exception) -> ConnectError:
        """There is no connection."""
        if isinstance(error, NotImplementedError):
            reason, advice = "this system has no Unix sockets", "use a ws:// url"
            return ConnectError(self.url, reason, advice)
        if isinstance(error, TimeoutError) or not isinstance(error, OSError):
            return ConnectError(
                self.url,
                f"it did not open a WebSocket within {self.seconds:g} s",
                "check that an app-server listens there, or give it more time with "
                "CodexConfig.start_timeout",
            )
        if isinstance(error, ssl.SSLCertVerificationError):
            return ConnectError(
                self.url,
                f"its certificate is not trusted: {error.verify_message}",
                "name the certificate of its issuer in SSL_CERT_FILE, or correct "
                "CodexConfig.url",
            )
        if isinstance(error, ssl.SSLError):
            reason = f"no TLS connection comes about: {error.reason}"
            advice = "write ws:// for an app-server without TLS"
            return ConnectError(self.url, reason, advice)
        if isinstance(error, socket.gaierror):
            reason = f"its host is not known: {error.strerror}"
            return ConnectError(self.url, reason, "correct CodexConfig.url")
        return ConnectError(self.url, _in_words(error))

    def refused(self, error: Exception | None) -> ConnectError:
        """There is a connection, and no WebSocket comes of it."""
        from websockets.exceptions import InvalidStatus

        if not isinstance(error, InvalidStatus):
            return ConnectError(self.url, "what answers there does not speak WebSocket")
        status = error.response.status_code
        if status not in TOKEN_REFUSED:
            return ConnectError(
                self.url, f"HTTP {status} was the answer, and no WebSocket"
            )
        if self._token is None:
            reason = f"it asks for a token (HTTP {status})"
            return ConnectError(self.url, reason, "set CodexConfig.auth_token")
        return ConnectError(
            self.url,
            f"it refuses the token (HTTP {status})",
            "set CodexConfig.auth_token to the one that it was started with",
        )


def _in_words(error: OSError) -> str:
    """What the system says, and what it says alike of every address of a host."""
    codes = {int(code) for code in re.findall(r"Errno (\d+)", str(error))}
    if len(codes) == 1:
        return os.strerror(codes.pop()).lower()
    return str(error) or "it hung up"


def check_size(line: bytes) -> None:
    """Refuse what would cost the connection."""
    if len(line) > LARGEST:
        raise CodexError(
            f"a message of {len(line)} bytes is more than the {LARGEST} that an "
            "app-server takes over a WebSocket; send less at once, or let the client "
            "start the runtime, where there is no limit"
        )
