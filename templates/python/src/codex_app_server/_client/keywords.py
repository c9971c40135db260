"""Methods that know what a caller meant by a mistaken keyword.

In: a class whose parameters are in snake_case. Out: the same class; its constructor and
each public method that it defines tell a caller who wrote `baseInstructions` that it is
called `base_instructions`. Signatures, names and documentation stay as they are.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import update_wrapper
from types import CodeType, FunctionType
from typing import Any, TypeVar

from .._runtime.keywords import mistaken_keyword

C = TypeVar("C")

# Python's own flags of code objects, which `inspect` names too; that import is not cheap.
TAKES_ANY_KEYWORD = 0x08
IS_COROUTINE = 0x80


def snake_case_keywords(cls: type[C]) -> type[C]:
    """Make the constructor and the public methods of a class name what was meant.

    Inherited methods, properties and methods that take any keyword are left alone.
    """
    for name, method in list(vars(cls).items()):
        is_public = name == "__init__" or not name.startswith("_")
        if isinstance(method, FunctionType) and is_public:
            code = method.__code__
            if not code.co_flags & TAKES_ANY_KEYWORD:
                setattr(cls, name, _checked(method, code))
    return cls


def _checked(method: FunctionType, code: CodeType) -> Callable[..., Any]:
    count = code.co_argcount + code.co_kwonlyargcount
    parameters = frozenset(code.co_varnames[:count])
    accepts = parameters.issuperset

    async def checked_coroutine(self: Any, *args: Any, **kwargs: Any) -> Any:
        if not accepts(kwargs):
            _explain(self, method, kwargs, parameters)
        return await method(self, *args, **kwargs)

    def checked(self: Any, *args: Any, **kwargs: Any) -> Any:
        if not accepts(kwargs):
            _explain(self, method, kwargs, parameters)
        return method(self, *args, **kwargs)

    is_coroutine = code.co_flags & IS_COROUTINE
    return update_wrapper(checked_coroutine if is_coroutine else checked, method)


def _explain(
    self: object,
    method: FunctionType,
    kwargs: dict[str, Any],
    parameters: frozenset[str],
) -> None:
    """Raise for a keyword whose meaning can be told; Python tells the others."""
    name = method.__name__
    called = type(self).__name__ if name == "__init__" else name
    mistake = mistaken_keyword(called, kwargs, parameters - {"self"})
    if mistake is not None:
        raise mistake
