"""Versions of the runtime: read from what it says about itself, and put in order.

In: the `userAgent` of the answer to `initialize`, or a version as releases write it.
Out: a value that compares as PEP 440 does, prereleases before their release.
"""

from __future__ import annotations

import re
from functools import total_ordering

PHASES = {"a": -3, "alpha": -3, "b": -2, "beta": -2, "rc": -1, None: 0}

VERSION = re.compile(
    r"(?P<release>\d+(?:\.\d+)*)"
    r"(?:[-.]?(?P<phase>alpha|beta|rc|a|b)\.?(?P<number>\d+))?"
    r"(?:\.(?:post)?(?P<post>\d+))?"
    r"(?:\+[0-9A-Za-z.-]+)?",
    re.ASCII,
)

CANDIDATE = re.compile(
    r"(?P<before>[/ ])(?P<text>[0-9][^\s/]*)(?=(?P<system> \([^()]*;)|\s|$)", re.ASCII
)
"""A word of a `userAgent` that may be the version, and whether the system follows."""


@total_ordering
class RuntimeVersion:
    """A version of the Codex runtime."""

    __slots__ = ("_key", "text")

    text: str
    """The version as it was written."""

    def __init__(self, text: str) -> None:
        found = VERSION.fullmatch(text)
        if found is None:
            raise ValueError(f"{text!r} is not a version of the Codex runtime")
        release = tuple(map(int, found["release"].split(".")))
        while release and release[-1] == 0:
            release = release[:-1]
        number, post = int(found["number"] or 0), int(found["post"] or -1)
        self.text = text
        self._key = (release, PHASES[found["phase"]], number, post)

    @staticmethod
    def parse(user_agent: str) -> RuntimeVersion | None:
        """The version in a `userAgent`; None if there is none that can be read.

        The server writes `NAME/VERSION (OS; ARCH) TERMINAL (NAME; CLIENT_VERSION)`, where
        the name is the client's own and may hold anything that a version may.
        """
        found = list(CANDIDATE.finditer(user_agent))
        for candidate in found:
            name, rest = user_agent[: candidate.start()], user_agent[candidate.end() :]
            if candidate["before"] == "/" and f" ({name}; " in rest:
                return _read(candidate["text"])
        found.sort(key=lambda it: (not it["system"], it["before"] != "/"))
        return _read(found[0]["text"]) if found else None

    @property
    def is_development(self) -> bool:
        """Whether it was built from a checkout, which bears no version of its own."""
        return not self._key[0]

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, RuntimeVersion):
            return NotImplemented
        return self._key == other._key

    def __lt__(self, other: object) -> bool:
        if not isinstance(other, RuntimeVersion):
            return NotImplemented
        return self._key < other._key

    def __hash__(self) -> int:
        return hash(self._key)

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"RuntimeVersion({self.text!r})"


def parse_version(text: str) -> RuntimeVersion:
    """The version that a text means; a text that means none raises `ValueError`."""
    return RuntimeVersion(text)


def _read(text: str) -> RuntimeVersion | None:
    try:
        return RuntimeVersion(text)
    except ValueError:
        return None
