"""What the blocking and the asynchronous session have in common; no I/O, no waiting.

In: a configuration and, later, what the runtime said of itself. Out: checked params,
deadlines, and the words for what goes wrong.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from msgspec import UNSET, UnsetType

from .._runtime.codec import check
from .._runtime.decoding import decode_result
from .._runtime.errors import Problem, WireError
from .._runtime.messages import MalformedMessage, Response
from .._runtime.model import Model
from .._runtime.tolerance import printable
from .core import Core
from .errors import (
    CodexError,
    ConnectError,
    JsonRpcError,
    NotAnAppServerError,
    RuntimeExitedError,
    StartTimeoutError,
    TransportClosedError,
)
from .gate import check_request
from .metadata import RuntimeMetadata, read_metadata
from .observing import Observer
from .transport import End
from .version import RuntimeVersion

if TYPE_CHECKING:
    from .._runtime.messages import RequestMessage, UnknownRequest
    from .._runtime.methods import ClientMethod
    from ..types import Notification
    from .config import CodexConfig

P = TypeVar("P")
R = TypeVar("R")

CLOSED = End("the client was closed by this program")
MISHEARD = End("the client failed to handle what the runtime sent")


class Connection:
    """The policy of one connection."""

    def __init__(self, config: CodexConfig, observer: Observer) -> None:
        self.config = config
        self.observer = observer
        self.redactor = observer.redactor
        self.metadata: RuntimeMetadata | None = None
        self.version: RuntimeVersion | None = None
        self.requests: list[RequestMessage | UnknownRequest] = []
        """Requests of the runtime that nobody has looked at."""
        self.unread: list[Notification] = []
        """Notifications that nobody read and the hook has not seen."""
        self.core = Core(
            self._asked,
            self.unread.append,
            self._malformed,
            self.redactor.redact,
        )
        self._oddity: str | None = None

    @property
    def state(self) -> str:
        """How the connection stands, in a few words."""
        if self.core.failure is not None:
            return "closed"
        return f"connected to {'a runtime' if self.version is None else self.version}"

    def params(
        self, method: ClientMethod[P, R], members: Mapping[str, object] | Model | None
    ) -> object:
        """The checked params of a call; UNSET if it has none.

        Raises `WireError` for what does not fit, and what the gate raises.
        """
        if isinstance(members, Mapping):
            members = {k: v for k, v in members.items() if v is not UNSET}
        value: object = UNSET
        if method.params_name is None:
            if members:
                problem = Problem("", "the method takes no params")
                raise WireError(method.name, [problem])
        elif members or not method.optional_params:
            value = check(method.params_type, members or {}, method.name, exact=True)
        model = value if isinstance(value, Model) else None
        if self.metadata is not None:
            experimental = self.config.experimental_api
            check_request(method, model, self.version, experimental)
        return value

    def seconds(
        self, method: ClientMethod[Any, Any], timeout: float | UnsetType | None
    ) -> float | None:
        """How long a call may take; None for ever."""
        if timeout is not UNSET:
            return timeout
        own, usual = method.timeout, self.config.request_timeout
        if own is UNSET:
            return usual
        return own if own is None or usual is None else min(own, usual)

    @property
    def patience(self) -> float | None:
        """Seconds of silence after which an open connection is looked after."""
        return None if self.metadata is None else self.config.request_timeout

    def result(self, method: ClientMethod[P, R], response: Response) -> R:
        """The typed result of a call."""
        try:
            return decode_result(method, response)
        except WireError as error:
            raise CodexError(
                f"the answer of the runtime is unreadable: {error}"
            ) from None

    def opened(self, response: Response, method: ClientMethod[Any, Any]) -> None:
        """The runtime has answered `initialize`."""
        try:
            result = decode_result(method, response)
        except WireError as error:
            raise NotAnAppServerError(str(error)) from None
        metadata = read_metadata(result)
        self.version = metadata.version
        self.metadata = metadata

    def start_failure(self, error: CodexError) -> CodexError:
        """What a failure means while the connection opens."""
        has_last_words = isinstance(error, TransportClosedError) and error.stderr_tail
        if self._oddity is not None and not has_last_words:
            return NotAnAppServerError(self.redactor.redact(self._oddity))
        if isinstance(error, TransportClosedError):
            if self.config.url is not None:
                reason = f"{error.reason} before it answered initialize"
                return ConnectError(self.config.url, reason)
            return RuntimeExitedError(error.exit_code, error.stderr_tail)
        if isinstance(error, JsonRpcError):
            return NotAnAppServerError(f"the error {error.code}, {error.message!r}")
        return error

    def start_timeout(self, tail: str) -> CodexError:
        """There was no answer to `initialize` in time."""
        if self._oddity is not None:
            return self.start_failure(CodexError())
        shown = self.redactor.redact(tail)
        return StartTimeoutError(self.config.start_timeout, shown)

    def _asked(self, request: RequestMessage | UnknownRequest) -> None:
        self.requests.append(request)
        method = printable(str(getattr(request, "method", "")))
        self._note_oddity(f"a request, {method!r}")

    def _malformed(self, message: MalformedMessage) -> None:
        self._note_oddity(repr(printable(message.raw[:200].decode("utf-8", "replace"))))

    def _note_oddity(self, came: str) -> None:
        """Keep what came first where the answer to `initialize` was expected."""
        if self.metadata is None and self._oddity is None:
            self._oddity = came
