"""What stands in decoded values and could not be read.

In: any value that the client gave. Out: the place and the reason of each part that is kept raw because it does not fit.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from codex_app_server import types


def malformed(value: Any, place: str = "") -> Iterator[str]:
    """The parts of a value that do not fit their type, wherever they stand."""
    if isinstance(value, types.Malformed):
        yield f"{place}: {value.error}"
    elif isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            yield from malformed(getattr(value, name), f"{place}.{name}")
    elif isinstance(value, list | tuple):
        for index, item in enumerate(value):
            yield from malformed(item, f"{place}[{index}]")
    elif isinstance(value, dict):
        for name, item in value.items():
            yield from malformed(item, f"{place}[{name!r}]")
