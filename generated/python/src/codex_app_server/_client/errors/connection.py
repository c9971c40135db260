"""What goes wrong while an app-server is started or reached, and with its connection."""

from __future__ import annotations

from os import PathLike, fspath

from .base import CodexError, ending, shown, tail


class TransportClosedError(CodexError):
    """The connection to the app-server is gone, with everything that waited on it."""

    reason: str
    """How the connection ended."""
    exit_code: int | None
    """Exit code of the runtime, negative for a signal; None while it is not known."""
    stderr_tail: str
    """The last that the runtime wrote to stderr."""

    def __init__(
        self,
        reason: str = "it was closed",
        exit_code: int | None = None,
        stderr_tail: str = "",
    ) -> None:
        code = "" if exit_code is None else f" (the runtime {ending(exit_code)})"
        super().__init__(
            f"the connection to the app-server is gone: {shown(reason)}{code}. What was "
            f"under way may have run; open a new client to go on{tail(stderr_tail)}"
        )
        self.reason = reason
        self.exit_code = exit_code
        self.stderr_tail = stderr_tail


class DeadlineExceededError(CodexError, TimeoutError):
    """A request was not answered in time. It may have run all the same."""

    method: str
    """The method that was called."""
    seconds: float
    """How long the answer was waited for."""

    def __init__(self, method: str, seconds: float) -> None:
        super().__init__(
            f"{method} was not answered within {seconds:g} s. It may have run all the "
            "same; give it more time with timeout= or CodexConfig.request_timeout"
        )
        self.method = method
        self.seconds = seconds


class StartError(CodexError):
    """No app-server could be started, reached or used."""


class RuntimePackageMissingError(StartError, FileNotFoundError):
    """The package that carries the Codex runtime is missing or broken."""

    distribution: str
    """Name of the distribution to install."""

    def __init__(self, distribution: str, broken: str | None = None) -> None:
        state, option = "not installed", ""
        if broken is not None:
            state, option = f"broken: {shown(broken)}", "--force-reinstall "
        super().__init__(
            f"the package {distribution}, which carries the Codex runtime, is {state}; "
            f"run `pip install {option}{distribution}`, or set CodexConfig.codex_bin to "
            "the path of a codex executable"
        )
        self.distribution = distribution


class CodexBinNotFoundError(StartError, FileNotFoundError):
    """`CodexConfig.codex_bin` is not the path of a file."""

    path: str
    """The path, absolute."""

    def __init__(self, path: str | PathLike[str]) -> None:
        self.path = fspath(path)
        super().__init__(
            f"CodexConfig.codex_bin is {shown(self.path)}, and there is no such file; "
            "give the path of a codex executable (it is not looked up on PATH), or "
            "leave codex_bin out to use the installed runtime package"
        )


class CodexBinNotExecutableError(StartError, PermissionError):
    """`CodexConfig.codex_bin` is a file that may not be executed."""

    path: str
    """The path, absolute."""

    def __init__(self, path: str | PathLike[str]) -> None:
        self.path = fspath(path)
        super().__init__(
            f"CodexConfig.codex_bin is {shown(self.path)}, which may not be executed; "
            "allow it with `chmod +x`, or give the path of a codex executable"
        )


class RuntimeTooOldError(StartError):
    """The runtime is older than the oldest that this SDK speaks with."""

    connected: str
    """Version of the runtime."""
    oldest: str
    """The oldest version that would do."""

    def __init__(self, connected: str, oldest: str) -> None:
        super().__init__(
            f"the runtime is Codex {shown(connected)}, and this SDK needs {oldest} or "
            "newer; update the runtime, or point CodexConfig.codex_bin at a newer one"
        )
        self.connected = connected
        self.oldest = oldest


class NotAnAppServerError(StartError):
    """Whatever was started or reached does not speak the app-server protocol."""

    came: str
    """What came where the answer to `initialize` was expected."""

    def __init__(self, came: str) -> None:
        super().__init__(
            "no app-server answered: instead of the answer to initialize came "
            f"{shown(came) or 'nothing'}; check codex_bin, launch_args_override or url"
        )
        self.came = came


class RuntimeExitedError(StartError, TransportClosedError):
    """The runtime ended before it answered `initialize`."""

    exit_code: int | None
    """Its exit code, negative for a signal; None if it is not known."""
    stderr_tail: str
    """The last that it wrote to stderr."""

    def __init__(self, exit_code: int | None, stderr_tail: str = "") -> None:
        code = "ended" if exit_code is None else ending(exit_code)
        reason = f"the runtime {code} before it answered initialize"
        TransportClosedError.__init__(self, reason, exit_code, stderr_tail)
        self.args = (
            f"{reason}; its stderr and the config.toml in CODEX_HOME tell "
            f"why{tail(stderr_tail)}",
        )


class StartTimeoutError(StartError, TimeoutError):
    """The app-server did not answer `initialize` in time."""

    seconds: float
    """How long it was waited for."""
    stderr_tail: str
    """The last that the runtime wrote to stderr."""

    def __init__(self, seconds: float, stderr_tail: str = "") -> None:
        super().__init__(
            f"the app-server did not answer initialize within {seconds:g} s; give it "
            f"more time with CodexConfig.start_timeout{tail(stderr_tail)}"
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
    """The endpoint, without a query, which may hold secrets."""
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
