"""What goes wrong while an app-server is started or reached, and with its connection."""

from __future__ import annotations

from os import PathLike, fspath
from os.path import isdir

from .base import CodexError, ending, shown, tail


class TransportClosedError(CodexError):
    """The connection to the app-server ended, which fails everything pending on it."""

    reason: str
    """Why the connection ended."""
    exit_code: int | None
    """Exit code of the runtime, negative for a signal; None if it is not known."""
    stderr_tail: str
    """The end of what the runtime wrote to stderr."""

    def __init__(
        self,
        reason: str = "it was closed",
        exit_code: int | None = None,
        stderr_tail: str = "",
    ) -> None:
        code = "" if exit_code is None else f" (the runtime {ending(exit_code)})"
        super().__init__(
            f"the connection to the app-server ended: {shown(reason)}{code}. Pending "
            "requests may have been executed; create a new client to continue"
            f"{tail(stderr_tail)}"
        )
        self.reason = reason
        self.exit_code = exit_code
        self.stderr_tail = stderr_tail


class DeadlineExceededError(CodexError, TimeoutError):
    """A call timed out. The request may have been executed nevertheless."""

    method: str
    """The method that was called, or what was waited for."""
    seconds: float
    """The timeout, in seconds."""

    def __init__(self, method: str, seconds: float) -> None:
        super().__init__(
            f"timed out after {seconds:g} s waiting for {method}, which may still be "
            "executed or completed; a longer timeout= or CodexConfig.request_timeout gives "
            "it more time"
        )
        self.method = method
        self.seconds = seconds


class StartError(CodexError):
    """The app-server could not be started, reached or used."""


class RuntimePackageMissingError(StartError, FileNotFoundError):
    """The package that contains the Codex runtime is missing or damaged."""

    distribution: str
    """Name of the distribution to install."""

    def __init__(self, distribution: str, broken: str | None = None) -> None:
        state, option = "not installed", ""
        if broken is not None:
            state, option = f"damaged: {shown(broken)}", "--force-reinstall "
        super().__init__(
            f"the package {distribution}, which contains the Codex runtime, is {state}; "
            f"run `pip install {option}{distribution}`, or set CodexConfig.codex_bin to "
            "the path of a codex executable"
        )
        self.distribution = distribution


class CodexBinNotFoundError(StartError, FileNotFoundError):
    """There is no file at `CodexConfig.codex_bin`."""

    path: str
    """The path, absolute."""

    def __init__(self, path: str | PathLike[str]) -> None:
        self.path = fspath(path)
        state = (
            "which is a directory" if isdir(self.path) else "and there is no such file"
        )
        super().__init__(
            f"CodexConfig.codex_bin is {shown(self.path)}, {state}; "
            "give the path of a codex executable (it is not searched for on PATH), or "
            "omit codex_bin to use the installed runtime package"
        )


class CodexBinNotExecutableError(StartError, PermissionError):
    """The file at `CodexConfig.codex_bin` cannot be executed."""

    path: str
    """The path, absolute."""

    def __init__(self, path: str | PathLike[str]) -> None:
        self.path = fspath(path)
        super().__init__(
            f"CodexConfig.codex_bin is {shown(self.path)}, which cannot be executed; "
            "make it executable with `chmod +x`, or give the path of a codex executable"
        )


class RuntimeTooOldError(StartError):
    """The runtime is older than the oldest version that this package supports."""

    connected: str
    """Version of the runtime."""
    oldest: str
    """The oldest supported version."""

    def __init__(self, connected: str, oldest: str) -> None:
        super().__init__(
            f"the runtime is Codex {shown(connected)}, and this SDK needs {oldest} or "
            "newer; update the runtime, or point CodexConfig.codex_bin at a newer one"
        )
        self.connected = connected
        self.oldest = oldest


class NotAnAppServerError(StartError):
    """What was started or connected to does not speak the app-server protocol."""

    came: str
    """What was received instead of the answer to `initialize`."""

    def __init__(self, came: str) -> None:
        super().__init__(
            "this is not an app-server: expected the answer to initialize, got "
            f"{shown(came) or 'nothing'}; check codex_bin, launch_args_override or url"
        )
        self.came = came


class RuntimeExitedError(StartError, TransportClosedError):
    """The runtime exited before it answered `initialize`."""

    exit_code: int | None
    """Its exit code, negative for a signal; None if it is not known."""
    stderr_tail: str
    """The end of what it wrote to stderr."""

    def __init__(self, exit_code: int | None, stderr_tail: str = "") -> None:
        code = "ended" if exit_code is None else ending(exit_code)
        reason = f"the runtime {code} before it answered initialize"
        TransportClosedError.__init__(self, reason, exit_code, stderr_tail)
        self.args = (
            f"{reason}; check its stderr and the config.toml in CODEX_HOME"
            f"{tail(stderr_tail)}",
        )


class StartTimeoutError(StartError, TimeoutError):
    """The app-server did not answer `initialize` in time."""

    seconds: float
    """The timeout, in seconds."""
    stderr_tail: str
    """The end of what the runtime wrote to stderr."""

    def __init__(self, seconds: float, stderr_tail: str = "") -> None:
        super().__init__(
            f"the app-server did not answer initialize within {seconds:g} s; "
            f"CodexConfig.start_timeout gives it more time{tail(stderr_tail)}"
        )
        self.seconds = seconds
        self.stderr_tail = stderr_tail


class NotSignedInError(StartError):
    """`CodexConfig.require_sign_in` is set and nobody is signed in."""

    def __init__(self) -> None:
        super().__init__(
            "nobody is signed in and CodexConfig.require_sign_in is set; run `codex "
            "login`, or leave require_sign_in out and call login_api_key() or "
            "login_chatgpt()"
        )


class ConnectError(StartError):
    """The app-server at `CodexConfig.url` could not be reached."""

    url: str
    """The URL, without its query, which may contain secrets."""
    reason: str
    """Why it could not be reached."""

    def __init__(
        self,
        url: str,
        reason: str,
        advice: str = "start an app-server there with `codex app-server --listen URL`, "
        "or correct CodexConfig.url",
    ) -> None:
        self.url = url.partition("?")[0]
        self.reason = reason
        super().__init__(
            f"cannot connect to the app-server at {shown(self.url)}: {shown(reason)}; "
            f"{advice}"
        )
