"""Weakness 20: importing the package loads everything that it might ever need."""

from __future__ import annotations

import json
from collections.abc import Callable

from sdks import Sdk, weakness

COSTLY = {"pydantic", "asyncio", "importlib.metadata", "logging", "socket"}

PROGRAM = """
import sys
before = set(sys.modules)
import {name} as package
package.CodexConfig(), package.Codex, package.CodexError
loaded = sorted(set(sys.modules) - before)
import json
print(json.dumps(loaded))
"""


@weakness(20, AssertionError)
def test_importing_loads_what_is_used(sdk: Sdk, fresh: Callable[[str], str]) -> None:
    modules = set(json.loads(fresh(PROGRAM.format(name=sdk.name))))
    assert modules & COSTLY == set()
    assert len(modules) < 150
