"""How the runtime is started or reached, and how the client behaves.

In: what the program wants, checked as it is given. Out: a value that every other part
of the client reads; a client has its own, so that nobody changes it under way. No
representation of it shows a secret.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import isfinite
from os import PathLike, fspath
from typing import TYPE_CHECKING, Any, TypeAlias

from msgspec import Struct
from msgspec.structs import force_setattr, replace

from .._runtime.keywords import ExplainingMeta
from .._version import __version__
from .dataclass_view import DataclassMember

if TYPE_CHECKING:
    from typing_extensions import Self

    from ..types import ServerNotification
    from ..wire import UnknownNotification

    Notification: TypeAlias = ServerNotification | UnknownNotification
else:
    Notification = Any

LOOPBACK = ("127.0.0.1", "::1", "localhost")

PROCESS = ("codex_bin", "launch_args_override", "config_overrides", "cwd", "env")
"""What only a process that the client starts can be given."""


class CodexConfig(Struct, metaclass=ExplainingMeta):
    """Settings of a client and of the runtime that it starts or connects to.

    Most programs need none: `Codex()` starts the runtime that is installed with this
    package. Invalid values raise `TypeError` or `ValueError` at once. A client reads
    its settings when it is created; later changes affect later clients.
    """

    codex_bin: str | PathLike[str] | None = None
    """Path of the codex executable. Default: that of the installed runtime package.

    It is not searched for on PATH; `~` is expanded.
    """
    launch_args_override: tuple[str, ...] | None = None
    """Complete command line to run instead of `codex app-server ...`."""
    config_overrides: tuple[str, ...] = ()
    """Overrides of `config.toml`, each `key=value` with a TOML value."""
    cwd: str | PathLike[str] | None = None
    """Working directory of the runtime and its threads. Default: the program's."""
    env: Mapping[str, str] | None = None
    """Environment variables of the runtime, in addition to those of the program."""
    client_name: str = "codex_app_server_python"
    """Name that the client reports to the runtime."""
    client_title: str = "Codex App Server Python SDK"
    """Human-readable name that the client reports to the runtime."""
    client_version: str = __version__
    """Version that the client reports to the runtime."""
    experimental_api: bool = True
    """Whether experimental methods and fields may be used."""
    url: str | None = None
    """URL of a running app-server to connect to instead of starting one:
    `ws://HOST:PORT`, `wss://HOST` or `unix:///PATH`.

    Requires the extra `ws` of this package. Proxy settings in the environment are
    ignored.
    """
    auth_token: str | None = None
    """Bearer token for a `wss://` url, or for a `ws://` url on this machine."""
    request_timeout: float | None = 60.0
    """Default timeout of a request, in seconds; None for no limit."""
    start_timeout: float = 30.0
    """Timeout of starting or connecting, in seconds."""
    require_sign_in: bool = False
    """Whether to raise `NotSignedInError` at start if nobody is signed in."""
    max_in_flight: int = 64
    """Maximum number of unanswered requests; further ones wait before they are sent.

    The runtime leaves requests unanswered when several hundred are sent at once.
    """
    stream_limit: int = 100_000
    """Unread events after which a stream ends with `StreamLaggedError`."""
    opt_out_notifications: tuple[str, ...] = ()
    """Notification methods that the runtime should not send, by exact name."""
    on_stderr: Callable[[str], None] | None = None
    """Called with each line that the runtime writes to stderr, without the newline."""
    on_unread: Callable[[Notification], None] | None = None
    """Called with each notification that no stream or subscription reads."""

    if not TYPE_CHECKING:
        __dataclass_fields__ = DataclassMember()
        __dataclass_params__ = DataclassMember()

    def __post_init__(self) -> None:
        _check_path("codex_bin", self.codex_bin)
        if self.launch_args_override is not None:
            command = _texts("launch_args_override", self.launch_args_override)
            _need(bool(command and command[0]), "launch_args_override is empty")
            force_setattr(self, "launch_args_override", command)
        overrides = _texts("config_overrides", self.config_overrides)
        for override in overrides:
            key, equals, _ = override.partition("=")
            _need(
                bool(key.strip() and equals),
                "each of config_overrides must be key=value, like 'model=\"gpt-5.5\"'",
            )
        force_setattr(self, "config_overrides", overrides)
        _check_path("cwd", self.cwd)
        if self.env is not None:
            force_setattr(self, "env", _environment(self.env))
        for name in ("client_name", "client_title", "client_version"):
            _check_title(name, getattr(self, name))
        _check_type("experimental_api", self.experimental_api, bool, "a bool")
        _check_type("require_sign_in", self.require_sign_in, bool, "a bool")
        if self.request_timeout is not None:
            _check_seconds("request_timeout", self.request_timeout, ", or None")
        _check_seconds("start_timeout", self.start_timeout)
        _check_count("max_in_flight", self.max_in_flight)
        _check_count("stream_limit", self.stream_limit)
        names = _texts("opt_out_notifications", self.opt_out_notifications)
        force_setattr(self, "opt_out_notifications", names)
        for name in ("on_stderr", "on_unread"):
            value = getattr(self, name)
            if value is not None and not callable(value):
                raise TypeError(f"{name} must be callable, not {type(value).__name__}")
        self._check_endpoint()

    def _check_endpoint(self) -> None:
        if self.url is None:
            _need(self.auth_token is None, "auth_token requires url")
            return
        _check_type("url", self.url, str, "a str")
        for name in PROCESS:
            _need(
                not getattr(self, name),
                f"url cannot be combined with {name}, which is for a runtime that the "
                "client starts",
            )
        scheme, host = _endpoint(self.url)
        if self.auth_token is None:
            return
        _check_type("auth_token", self.auth_token, str, "a str")
        _need(
            self.auth_token.isascii() and self.auth_token.isprintable(),
            "auth_token has characters that are not allowed in an HTTP header",
        )
        _need(bool(self.auth_token.strip()), "auth_token is empty")
        _need(scheme != "unix", "auth_token is for ws:// and wss:// urls")
        _need(
            scheme == "wss" or host in LOOPBACK,
            "auth_token would cross the network unencrypted; use a wss:// url",
        )

    def __setattr__(self, name: str, value: object) -> None:
        if name in self.__struct_fields__:  # what does not fit is refused beforehand
            value = getattr(self.replace(**{name: value}), name)
        force_setattr(self, name, value)

    def replace(self, **changes: Any) -> Self:
        """Return a copy with some fields replaced; it is validated again."""
        return replace(self, **changes)

    def __repr__(self) -> str:
        shown = ", ".join(f"{name}={value!r}" for name, value in self.__rich_repr__())
        return f"CodexConfig({shown})"

    def __rich_repr__(self) -> list[tuple[str, object]]:
        """What differs from the defaults, without what may be secret."""
        defaults = zip(self.__struct_fields__, self.__struct_defaults__, strict=True)
        changed = (name for name, value in defaults if getattr(self, name) != value)
        return [(name, self._shown(name)) for name in changed]

    def _shown(self, name: str) -> object:
        if name == "launch_args_override" and self.launch_args_override is not None:
            program, *arguments = self.launch_args_override
            return (program, Hidden(f"{len(arguments)} more"))
        if name == "config_overrides":
            return tuple(it.partition("=")[0] + "=…" for it in self.config_overrides)
        if name == "env" and self.env is not None:
            return dict.fromkeys(self.env, Hidden("hidden"))
        if name == "url" and self.url is not None:
            return self.url.partition("?")[0]
        if name == "auth_token":
            return Hidden("secret")
        return getattr(self, name)


def checked_arguments(config: object, handler: object) -> CodexConfig:
    """A client's own copy of its configuration; `TypeError` for what is none, or no handler."""
    if handler is not None:
        from .handler import ServerRequestHandler

        if not isinstance(handler, ServerRequestHandler):
            wanted = "an instance of a ServerRequestHandler subclass"
            raise TypeError(f"handler must be {wanted}, not {_kind(handler)}")
    if config is None:
        return CodexConfig()
    if not isinstance(config, CodexConfig):
        raise TypeError(f"config must be a CodexConfig, not {_kind(config)}")
    return config.replace()


def _kind(value: object) -> str:
    if isinstance(value, type):
        return f"the class {value.__name__}"
    return type(value).__name__


class Hidden:
    """Stands in a representation for what it does not show."""

    __slots__ = ("what",)

    def __init__(self, what: str) -> None:
        self.what = what

    def __repr__(self) -> str:
        return f"<{self.what}>"


def _endpoint(url: str) -> tuple[str, str]:
    """Scheme and host of a url that can be one of an app-server."""
    scheme, mark, rest = url.partition("://")
    _need(
        bool(mark) and scheme in ("ws", "wss", "unix"),
        f"url must start with ws://, wss:// or unix://, not {url[:8]!r}",
    )
    _need(
        url.isprintable() and " " not in url,
        "url has spaces or control characters; write them as %XX",
    )
    if scheme == "unix":
        _need(
            rest.startswith("/") and len(rest) > 1,
            "url must contain the absolute path of the socket: unix:///PATH",
        )
        return scheme, ""
    authority = rest.partition("/")[0].partition("?")[0]
    _need(
        "@" not in authority, "url must not contain a user or password; use auth_token"
    )
    host, port = _host_and_port(authority)
    _need(bool(host), "url has no host; it must look like ws://HOST:PORT")
    _need(
        not port or (port.isdecimal() and int(port) < 2**16),
        "url has no valid port",
    )
    return scheme, host


def _host_and_port(authority: str) -> tuple[str, str]:
    if authority.startswith("["):  # an IPv6 address
        host, _, port = authority[1:].partition("]")
        return host, port.removeprefix(":")
    host, _, port = authority.partition(":")
    return host.lower(), port


def _environment(env: Mapping[str, str]) -> dict[str, str]:
    _check_type("env", env, Mapping, "a mapping")
    for name, value in env.items():
        _check_type("each name in env", name, str, "a str")
        _need(
            bool(name) and "=" not in name and "\0" not in name,
            f"env has {name!r}, which is not a valid variable name",
        )
        _check_type(f"the value of {name!r} in env", value, str, "a str")
        _need("\0" not in value, f"the value of {name!r} in env has a null character")
    return dict(env)


def _texts(name: str, values: tuple[str, ...]) -> tuple[str, ...]:
    # a list will do; a text alone would fall apart into letters
    _check_type(name, values, (tuple, list), "a tuple of strings")
    for value in values:
        _check_type(f"each of {name}", value, str, "a str")
        _need("\0" not in value, f"{name} has a null character")
    return tuple(values)


def _check_path(name: str, value: str | PathLike[str] | None) -> None:
    if value is None:
        return
    _check_type(name, value, (str, PathLike), "a path")
    _check_type(name, fspath(value), str, "a str path")
    _need(value != "", f"{name} is empty; omit it or set a path")


def _check_title(name: str, value: str) -> None:
    _check_type(name, value, str, "a str")
    _need(bool(value.strip()), f"{name} is empty")
    _need(value.isprintable(), f"{name} has control characters")


def _check_seconds(name: str, value: float, otherwise: str = "") -> None:
    _check_type(name, value, (int, float), f"a number of seconds{otherwise}")
    _need(
        isfinite(value) and value > 0,
        f"{name} must be a positive number of seconds{otherwise}, not {value}",
    )


def _check_count(name: str, value: int) -> None:
    _check_type(name, value, int, "an integer")
    _need(value > 0, f"{name} must be 1 or more, not {value}")


def _check_type(
    name: str, value: object, kind: type | tuple[type, ...], wanted: str
) -> None:
    # `bool` counts as an integer to `isinstance`, and to nobody who sets a time-out
    if not isinstance(value, kind) or (kind is not bool and isinstance(value, bool)):
        raise TypeError(f"{name} must be {wanted}, not {type(value).__name__}")


def _need(condition: bool, complaint: str) -> None:
    if not condition:
        raise ValueError(complaint)
