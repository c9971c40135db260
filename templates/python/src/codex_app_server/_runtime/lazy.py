"""Module exports that are imported on first use (PEP 562).

In: a table from public name to the module that holds it. Out: `__getattr__` and
`__dir__` for the module. A name is looked up once; threads that meet get one object.
"""

import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any


def lazy_exports(
    namespace: dict[str, Any],
    homes: Mapping[str, str],
    *,
    submodules: tuple[str, ...] = (),
) -> tuple[Callable[[str], Any], Callable[[], list[str]]]:
    """Return `__getattr__` and `__dir__` of the module whose globals are `namespace`.

    Homes are dotted paths below the package of that module; a leading dot goes up.
    """
    # The module offers its exports and nothing that it needed to say so.
    for name in ("TYPE_CHECKING", "lazy_exports"):
        namespace.pop(name, None)
    module: str = namespace["__name__"]
    package: str = namespace["__package__"]

    def __getattr__(name: str) -> Any:
        home = homes.get(name)
        if home is not None:
            value = getattr(import_module(f".{home}", package), name)
        elif name in submodules:
            value = import_module(f".{name}", package)
        else:
            raise AttributeError(
                f"module {module!r} has no attribute {name!r}",
                name=name,
                obj=sys.modules[module],
            )
        namespace[name] = value
        return value

    def __dir__() -> list[str]:
        return sorted({*namespace, *homes, *submodules})

    return __getattr__, __dir__
