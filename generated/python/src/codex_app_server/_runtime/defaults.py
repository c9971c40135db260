"""Defaults that instances must not share: a value in, a factory of equal values out."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from functools import partial
from typing import TypeVar

T = TypeVar("T")


def fresh(value: T) -> Callable[[], T]:
    """A factory that gives each instance a copy of its own."""
    return partial(deepcopy, value)
