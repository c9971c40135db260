"""Refuses a request that the connected runtime cannot take, before it is sent.

In: a method, its checked params and the runtime's version. Out: nothing, or the error
that names the method and the member. Only what is set is looked at; what this SDK does
not know is let through, and so is everything to a runtime that bears no version.

A runtime between two recorded ones may have what the later one has. A method, a value
or a variant is let through then, because a runtime refuses what it does not know; a
member is not, because it would be ignored in silence.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from msgspec import UNSET, Struct

from .._runtime.enums import OpenEnum
from .._runtime.extras import named_class
from .errors import ExperimentalApiError, UnsupportedByRuntimeError
from .lives import (
    EXPERIMENTAL_MEMBERS,
    EXPERIMENTAL_VALUES,
    EXPERIMENTAL_VARIANTS,
    MEMBERS,
    RECORDED,
    VALUES,
    VARIANTS,
)
from .version import RuntimeVersion

if TYPE_CHECKING:
    from .._runtime.methods import ClientMethod
    from .._runtime.model import Model
    from .._runtime.walk import Place

RUNTIMES = {text: RuntimeVersion(text) for text in RECORDED}
NEWEST = RUNTIMES[RECORDED[-1]]
NOTHING: Mapping[str, str] = {}


def check_request(
    method: ClientMethod[Any, Any],
    params: Model | None,
    connected: RuntimeVersion | None,
    experimental: bool,
) -> None:
    """Let a request pass, or say what the runtime would not take.

    Args:
        method: What is called.
        params: The params, if the method has any.
        connected: Version of the runtime, if it tells one. A build from a checkout, and
            a runtime as new as this SDK or newer, takes everything.
        experimental: Whether the connection opted in to what is experimental.

    Raises:
        ExperimentalApiError: It needs the opt-in.
        UnsupportedByRuntimeError: It needs a newer runtime.
    """
    older = connected
    if connected is None or connected.is_development or connected >= NEWEST:
        older = None
    if older is None and experimental:
        return
    gate = _Gate(method.name, older, experimental)
    if method.experimental and not experimental:
        raise ExperimentalApiError(method.name)
    if method.since is not None and gate.lacks(method.since):
        raise UnsupportedByRuntimeError(method.name, method.since, str(connected))
    if params is not None:
        gate.visit(params, None)


class _Gate:
    """One walk over the params of one request."""

    def __init__(
        self, method: str, older: RuntimeVersion | None, experimental: bool
    ) -> None:
        self.method = method
        self.older = older
        """The connected runtime, if it may lack something."""
        self.experimental = experimental

    def lacks(self, since: str, *, in_doubt: bool = False) -> bool:
        """Whether the connected runtime lacks what a recorded one was the first to have.

        Args:
            since: The recorded runtime.
            in_doubt: What is assumed of a runtime between that one and the one before.
        """
        if self.older is None or self.older >= RUNTIMES[since]:
            return False
        without = RECORDED[RECORDED.index(since) - 1]
        return in_doubt or self.older <= RUNTIMES[without]

    def visit(self, value: object, place: Place) -> None:
        """Look at a value, and at what is set in it."""
        if isinstance(value, Struct):
            self._record(value, place)
        elif isinstance(value, OpenEnum):
            self._value(value, place)
        elif isinstance(value, list):
            for index, item in enumerate(cast("list[object]", value)):
                self.visit(item, (place, index))
        elif isinstance(value, dict):
            for name, item in cast("dict[str, object]", value).items():
                self.visit(item, (place, name))

    def _record(self, record: Struct, place: Place) -> None:
        cls = named_class(type(record))
        name = cls.__name__
        tag = str(cls.__struct_config__.tag or name)
        since = VARIANTS.get(name)
        self._pass(f"variant `{tag}`", since, name in EXPERIMENTAL_VARIANTS, place)
        dates = MEMBERS.get(name, NOTHING)
        shy = EXPERIMENTAL_MEMBERS.get(name, frozenset[str]())
        wires = cls.__struct_encode_fields__
        for member, wire in zip(cls.__struct_fields__, wires, strict=True):
            value = getattr(record, member)
            if value is UNSET:
                continue
            at = (place, member)
            what = f"member `{wire}`"
            self._pass(what, dates.get(member), member in shy, at, in_doubt=True)
            self.visit(value, at)

    def _value(self, value: OpenEnum, place: Place) -> None:
        name, text = type(value).__name__, value.value
        since = VALUES.get(name, NOTHING).get(text)
        shy = text in EXPERIMENTAL_VALUES.get(name, ())
        self._pass(f"value `{text}`", since, shy, place)

    def _pass(
        self,
        what: str,
        since: str | None,
        is_experimental: bool,
        place: Place,
        *,
        in_doubt: bool = False,
    ) -> None:
        if is_experimental and not self.experimental:
            raise ExperimentalApiError(self._spell(what, place))
        if since is not None and self.lacks(since, in_doubt=in_doubt):
            spelled = self._spell(what, place)
            raise UnsupportedByRuntimeError(spelled, since, str(self.older))

    def _spell(self, what: str, place: Place) -> str:
        where = _path(place)
        return f"{self.method}: {what} ({where})" if where else f"{self.method}: {what}"


def _path(place: Place) -> str:
    """Where it is, as Python spells it: `input[0].file_id`."""
    steps: list[str] = []
    while place is not None:
        place, step = place
        steps.append(f"[{step}]" if isinstance(step, int) else f".{step}")
    return "".join(reversed(steps)).removeprefix(".")
