"""Build hook of the runtime wheel: the platform that the payload is for in, the one tag of the wheel out.

The tag is `platform-tag` of the hook's table, else the environment variable `CODEX_CLI_BIN_PLATFORM_TAG`, else the
platform of the interpreter. There is no source archive: it would hold programs for one platform and claim all of them.
"""

from __future__ import annotations

import os
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from packaging.tags import sys_tags


class RuntimeBuildHook(BuildHookInterface):
    """Makes the wheel one for its platform, and refuses source archives."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Set the tag, before anything is collected."""
        if self.target_name == "sdist":
            raise RuntimeError(
                "This package is wheel-only: build it with `python -m build --wheel`."
            )
        platform = (
            self.config.get("platform-tag")
            or os.environ.get("CODEX_CLI_BIN_PLATFORM_TAG")
            or next(iter(sys_tags())).platform
        )
        build_data["pure_python"] = False
        build_data["infer_tag"] = False
        build_data["tag"] = f"py3-none-{platform}"
