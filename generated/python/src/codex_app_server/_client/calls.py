"""What makes one call of the protocol: members of its params in, a typed result out.

Members go by their Python names. `UNSET` means absent, `None` means null. The session
checks, encodes, waits and decodes; nothing here imports a model.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from msgspec import UNSET, UnsetType

if TYPE_CHECKING:
    from .._runtime.methods import ClientMethod
    from .._runtime.model import Model
    from .lazy_session import LazySession
    from .session import Session

P = TypeVar("P")
R = TypeVar("R")


def given(
    always: Mapping[str, object] | None = None, /, **members: object
) -> dict[str, object]:
    """The members that are not `None`, where `None` means "not sent".

    Those in `always` are sent as null if they are `None`.
    """
    found = {name: value for name, value in members.items() if value is not None}
    return {**always, **found} if always else found


def opposite(flag: bool | None) -> bool | None:
    """The other truth value; `None` stays `None`."""
    return None if flag is None else not flag


def text_at(method: ClientMethod[Any, R], result: R, path: str) -> str:
    """The text at a dotted path of a result.

    Raises `CodexError` when the runtime sent something else in its place.
    """
    value: object = result
    for step in path.split("."):
        value = getattr(value, step, None)
    if isinstance(value, str):
        return value
    from .errors import CodexError

    raise CodexError(f"{method.name}: the runtime's result has no string at {path}")


class Caller:
    """Calls methods and waits for their results."""

    _session: Session

    def __init__(self, session: Session) -> None:
        self._session = session

    def _call(
        self,
        method: ClientMethod[P, R],
        members: Mapping[str, object] | Model | UnsetType | None,
        timeout: float | UnsetType | None = UNSET,
    ) -> R:
        return self._session.call(method, _present(members), timeout)


class AsyncCaller:
    """Calls methods and awaits their results."""

    _session: LazySession

    def __init__(self, session: LazySession) -> None:
        self._session = session

    async def _call(
        self,
        method: ClientMethod[P, R],
        members: Mapping[str, object] | Model | UnsetType | None,
        timeout: float | UnsetType | None = UNSET,
    ) -> R:
        return await self._session.call(method, _present(members), timeout)


class ById:
    """Equal to what is known by the same id on the same connection."""

    _id: str

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return vars(self) == vars(other)

    def __hash__(self) -> int:
        return hash(self._id)


def _present(
    members: Mapping[str, object] | Model | UnsetType | None,
) -> Mapping[str, object] | Model | None:
    """The members that are not absent; a model, which knows its own, as it is."""
    if members is None or members is UNSET:
        return None
    if isinstance(members, Mapping):
        return {name: value for name, value in members.items() if value is not UNSET}
    return members
