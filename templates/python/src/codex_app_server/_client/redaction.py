"""Keeps known secrets out of texts that are shown or logged.

In: values that are secret, then any text. Out: the text with `<secret>` in their place.
Safe for use from several threads.
"""

from __future__ import annotations

import re
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

SHORTEST = 6
"""A shorter value is left alone: it would also be found where it is none."""

PLACEHOLDER = "<secret>"

SECRET_NAME = re.compile(
    r"SECRET|PASSWORD|PASSWD|PASSPHRASE|TOKEN|CREDENTIAL|BEARER|COOKIE"
    r"|(API|ACCESS|PRIVATE)_?KEY|(KEY|AUTH|JWT|_PWD|_PAT)$",
    re.IGNORECASE,
)
PUBLIC_NAME = re.compile(r"(FILE|PATH|DIR|SOCK|UR[IL]|ID|LIMIT|COUNT)$", re.IGNORECASE)
"""What a name says that only tells where, which or how many."""


class Redactor:
    """Replaces the secrets that it was told of."""

    __slots__ = ("_lock", "_pattern", "_secrets")

    def __init__(self) -> None:
        self._lock = Lock()
        self._secrets: set[str] = set()
        self._pattern: re.Pattern[str] | None = None

    def add(self, *values: str | None) -> None:
        """Take each value for a secret from now on, whole and line by line."""
        found: set[str] = set()
        for value in values:
            for line in ("" if value is None else value).splitlines():
                text = line.strip()
                in_json = text.replace("\\", "\\\\").replace('"', '\\"')
                found.update((text, in_json))
        with self._lock:
            known = self._secrets | {it for it in found if len(it) >= SHORTEST}
            if known == self._secrets:
                return
            longest_first = sorted(known, key=len, reverse=True)
            self._secrets = known
            self._pattern = re.compile("|".join(map(re.escape, longest_first)))

    def add_environment(self, env: Mapping[str, str]) -> None:
        """Take the values of variables for secrets whose names say so."""
        self.add(*(value for name, value in env.items() if names_secret(name)))

    def redact(self, text: str) -> str:
        """The text without the secrets."""
        pattern = self._pattern
        return text if pattern is None else pattern.sub(PLACEHOLDER, text)


def names_secret(name: str) -> bool:
    """Whether a variable of that name holds a secret, by what such names hold."""
    return bool(SECRET_NAME.search(name)) and not PUBLIC_NAME.search(name)
