"""The curated client surface of `codex app-server`. Nothing is imported before use."""

from typing import TYPE_CHECKING

from ._runtime.lazy import lazy_exports

if TYPE_CHECKING:
    from . import types, wire
    from ._types.shared import ApprovalsReviewer, TurnStatus
    from ._types.thread import Thread
else:
    __getattr__, __dir__ = lazy_exports(
        globals(),
        {
            "ApprovalsReviewer": "_types.shared",
            "Thread": "_types.thread",
            "TurnStatus": "_types.shared",
        },
        submodules=("types", "wire"),
    )

__all__ = [
    "ApprovalsReviewer",
    "Thread",
    "TurnStatus",
    "types",
    "wire",
]
