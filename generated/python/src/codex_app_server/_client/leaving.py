"""The end of a `with` block: what it was left with, and what goes wrong in leaving it.

In: the exception that ends the block, if any. Out: one error at most: that of the block
counts more than that of leaving it.
"""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext, suppress

from .errors import CodexError


def leaving(error: object) -> AbstractContextManager[None]:
    """Around what ends a block; hides its `CodexError` if the block has an error already."""
    return nullcontext() if error is None else suppress(CodexError)
