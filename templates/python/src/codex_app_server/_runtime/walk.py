"""State of one walk of the slow path: where it is, what it found, what it may contain.

A place is a linked list of member names and indices, because most places are never
printed.
"""

from typing import NamedTuple, TypeAlias

from .errors import Problem
from .scalars import JsonValue
from .selection import KINDS
from .tolerance import POINTER_LIMIT, ToleranceKind
from .unions import Malformed

Place: TypeAlias = "tuple[Place, str | int] | None"

MAX_DEPTH = 128
"""Containers inside each other that are walked; a deeper value is malformed."""


class Misfit(Exception):
    """A value does not fit its type. Somebody above contains it."""

    def __init__(self, reason: str, place: Place) -> None:
        super().__init__(reason)
        self.reason = reason
        self.place = place


class Finding(NamedTuple):
    """Something that was tolerated, or with `malformed` only contained."""

    kind: ToleranceKind
    place: Place
    reason: str


class Walk:
    """One pass over one value."""

    __slots__ = ("by_name", "depth", "exact", "findings", "in_variant", "strict")

    def __init__(
        self, *, exact: bool = False, strict: bool = False, by_name: bool = False
    ) -> None:
        self.exact = exact
        """Absent members stay absent, and integers stay integers."""
        self.strict = strict
        """The value is going to be sent or was built by hand: all bounds hold."""
        self.by_name = by_name
        """Members may come under their Python names."""
        self.in_variant = False
        """A misfit belongs to the variant around it, so that matching one proves it."""
        self.depth = 0
        self.findings: list[Finding] = []

    def note(self, kind: ToleranceKind, place: Place, reason: str) -> None:
        """Remember something that was tolerated."""
        self.findings.append(Finding(kind, place, reason))

    def contain(self, misfit: Misfit, value: JsonValue, place: Place) -> Malformed:
        """Replace the smallest value that does not fit, unless a variant must."""
        if self.in_variant:
            raise misfit
        self.note("malformed", misfit.place, misfit.reason)
        return Malformed(value, explain(misfit, place))

    def problems(self, known: bool = False) -> list[Problem]:
        """What does not fit at all; with `known`, also what was only not known."""
        return [
            Problem(pointer(finding.place), finding.reason)
            for finding in self.findings
            if known or finding.kind == "malformed"
        ]


def explain(misfit: Misfit, place: Place) -> str:
    """The reason with a pointer that starts at `place`."""
    inside = pointer(misfit.place, place)
    return f"{inside}: {misfit.reason}" if inside else misfit.reason


def pointer(place: Place, root: Place = None) -> str:
    """The JSON pointer (RFC 6901) from `root` to `place`, cut when it is very long."""
    steps: list[str] = []
    while place is not None and place is not root:
        place, step = place
        text = str(step)[:POINTER_LIMIT].replace("~", "~0").replace("/", "~1")
        steps.append("/" + text)
    text = "".join(reversed(steps))
    return text if len(text) <= POINTER_LIMIT else text[: POINTER_LIMIT - 1] + "…"


def kind_of(value: object) -> str:
    """The JSON kind of a value, for messages."""
    return KINDS.get(type(value), type(value).__name__)
