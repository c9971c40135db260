"""The params of a command, from what a program says.

In: the parameters of `Codex.start_command`. Out: members of `command/exec` by Python
name; what cannot be meant raises `TypeError` or `ValueError` before anything is sent.
"""

from __future__ import annotations

from itertools import count
from math import ceil, isfinite
from os import PathLike, fspath
from typing import TYPE_CHECKING, Any

from ..types import CommandExecTerminalSize
from .calls import given
from .modes import Sandbox, turn_sandbox

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ..types import SandboxPolicy

OUTPUT_LIMIT = 1 << 20
"""What the runtime keeps of each stream by itself."""

_numbers = count(1)


def command_members(
    command: Sequence[str | PathLike[str]],
    *,
    cwd: str | PathLike[str] | None,
    env: Mapping[str, str | None] | None,
    sandbox: Sandbox | SandboxPolicy | None,
    timeout: float | None,
    output_limit: int | None,
    stdin: bool,
    tty: bool = False,
    size: tuple[int, int] | None = None,
) -> dict[str, Any]:
    """The members, with an id that no other command of this program has."""
    if isinstance(command, str | bytes):
        raise TypeError(
            "command must be a sequence of strings, like ['git', 'status'], not a single "
            "string; no shell is involved"
        )
    words = [fspath(word) for word in command]
    if not words:
        raise ValueError("command is empty")
    if size is not None and not tty:
        raise ValueError("size is only for commands in a terminal; pass tty=True too")
    return given(
        command=words,
        process_id=f"client-{next(_numbers)}",
        cwd=None if cwd is None else fspath(cwd),
        env=None if env is None else dict(env),
        sandbox_policy=_policy(sandbox),
        stream_stdin=stdin or None,
        stream_stdout_stderr=True,
        tty=tty or None,
        size=None if size is None else terminal_size(*size),
        **_limits(timeout, output_limit),
    )


def terminal_size(rows: int, cols: int) -> CommandExecTerminalSize:
    """The size of a terminal, in characters."""
    if min(rows, cols) < 1:
        raise ValueError(
            f"a terminal needs at least 1 row and 1 column, not {rows} and {cols}"
        )
    return CommandExecTerminalSize(rows=rows, cols=cols)


def _policy(sandbox: Sandbox | SandboxPolicy | None) -> object:
    if sandbox is None or isinstance(
        sandbox, str
    ):  # which any text is, not to be meant
        return turn_sandbox(sandbox)
    return sandbox


def _limits(timeout: float | None, output_limit: int | None) -> dict[str, Any]:
    limits: dict[str, Any] = {}
    if timeout is None:
        limits["disable_timeout"] = True
    elif isfinite(timeout) and timeout > 0:
        limits["timeout_ms"] = ceil(timeout * 1000)
    else:
        raise ValueError(
            f"timeout must be a positive number of seconds or None, not {timeout}"
        )
    if output_limit is None:
        limits["disable_output_cap"] = True
    elif output_limit >= 0:
        limits["output_bytes_cap"] = output_limit
    else:
        raise ValueError(
            f"output_limit must be a number of bytes or None, not {output_limit}"
        )
    return limits
