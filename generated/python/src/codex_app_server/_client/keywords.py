"""Methods that know what a caller meant by a keyword in another spelling.

In: a class whose parameters are in snake_case. Out: the same class; each public method
that it defines tells a caller who wrote `baseInstructions` that it is called
`base_instructions`. Signatures, names and documentation stay as they are.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import update_wrapper
from types import CodeType, FunctionType
from typing import Any, TypeVar

C = TypeVar("C")

# Python's own flags of code objects, which `inspect` names too; that import is not cheap.
TAKES_ANY_KEYWORD = 0x08
IS_COROUTINE = 0x80


def snake_case_keywords(cls: type[C]) -> type[C]:
    """Make the public methods that a class defines name the keyword that was meant.

    Inherited methods, properties and methods that take any keyword are left alone.
    """
    for name, method in list(vars(cls).items()):
        if isinstance(method, FunctionType) and not name.startswith("_"):
            code = method.__code__
            if not code.co_flags & TAKES_ANY_KEYWORD:
                setattr(cls, name, _checked(method, code))
    return cls


def _checked(method: FunctionType, code: CodeType) -> Callable[..., Any]:
    count = code.co_argcount + code.co_kwonlyargcount
    parameters = frozenset(code.co_varnames[:count])
    accepts = parameters.issuperset

    async def checked_coroutine(*args: Any, **kwargs: Any) -> Any:
        if not accepts(kwargs):
            _explain(method, kwargs, parameters)
        return await method(*args, **kwargs)

    def checked(*args: Any, **kwargs: Any) -> Any:
        if not accepts(kwargs):
            _explain(method, kwargs, parameters)
        return method(*args, **kwargs)

    is_coroutine = code.co_flags & IS_COROUTINE
    return update_wrapper(checked_coroutine if is_coroutine else checked, method)


def _explain(
    method: FunctionType, kwargs: dict[str, Any], parameters: frozenset[str]
) -> None:
    """Raise for a keyword that is a parameter in another spelling."""
    spelled = {_folded(name): name for name in parameters}
    for given in kwargs:
        meant = spelled.get(_folded(given))
        if given not in parameters and meant is not None:
            raise TypeError(
                f"{method.__name__}() got an unexpected keyword argument {given!r};"
                f" did you mean {meant!r}?"
            )


def _folded(name: str) -> str:
    return name.replace("_", "").lower()
