"""What the runtime says of itself when a connection opens.

In: the answer to `initialize`. Out: the answer as a model, with the version that it
tells. The names that users of the official package know are here as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from .._runtime.extras import widened
from ..types import InitializeResponse
from .errors import NotAnAppServerError, RuntimeTooOldError
from .lives import RECORDED
from .version import RuntimeVersion, parse_version

if TYPE_CHECKING:
    from .config import CodexConfig


class ServerInfo(NamedTuple):
    """Name and version, taken from the user agent of the runtime."""

    name: str
    version: str


class RuntimeMetadata(InitializeResponse):
    """The runtime's answer to `initialize`."""

    @property
    def version(self) -> RuntimeVersion | None:
        """Version of the connected runtime; None if it does not report one."""
        return RuntimeVersion.parse(self.user_agent)

    @property
    def server_info(self) -> ServerInfo:
        """The first word of the user agent, and the version of the runtime."""
        version = self.version
        name = self.user_agent
        if version is not None:
            name = name.partition(str(version))[0].rstrip("/ ")
        return ServerInfo(name, "" if version is None else str(version))

    if not TYPE_CHECKING:  # as code for the official package spells them

        @property
        def serverInfo(self) -> ServerInfo:
            return self.server_info

        @property
        def userAgent(self) -> str:
            return self.user_agent

        @property
        def platformFamily(self) -> str:
            return self.platform_family

        @property
        def platformOs(self) -> str:
            return self.platform_os


def initialize_members(config: CodexConfig) -> dict[str, Any]:
    """The params of `initialize`, by Python name."""
    capabilities: dict[str, Any] = {"experimental_api": config.experimental_api}
    if config.opt_out_notifications:
        opt_out = list(config.opt_out_notifications)
        capabilities["opt_out_notification_methods"] = opt_out
    return {
        "client_info": {
            "name": config.client_name,
            "title": config.client_title,
            "version": config.client_version,
        },
        "capabilities": capabilities,
    }


def read_metadata(result: InitializeResponse) -> RuntimeMetadata:
    """Check who answered. Raises a `StartError` if it is no runtime that will do."""
    user_agent: object = getattr(result, "user_agent", None)
    if not isinstance(user_agent, str) or not user_agent.strip():
        raise NotAnAppServerError("a result without a user agent")
    metadata = widened(RuntimeMetadata, result)
    version = metadata.version
    oldest = RECORDED[0]
    if (
        version is not None
        and not version.is_development
        and version < parse_version(oldest)
    ):
        raise RuntimeTooOldError(str(version), oldest)
    return metadata
