"""From a configuration to an open connection, for threads.

In: a configuration and the author's handler. Out: a session whose runtime has introduced
itself, or the `StartError` that says why there is none; then nothing is left running.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .connection import Connection
from .launch import launch_plan
from .serving import ThreadServer
from .session import Session
from .stdio import StdioTransport

if TYPE_CHECKING:
    from .config import CodexConfig
    from .handler import ServerRequestHandler
    from .transport import Transport


def open_session(config: CodexConfig, handler: ServerRequestHandler | None) -> Session:
    """Start the runtime, or connect to a running one."""
    connection = Connection(config)
    server = ThreadServer(handler)
    session = Session(connection, _transport(connection), server)
    session.open()
    return session


def _transport(connection: Connection) -> Transport:
    config = connection.config
    if config.url is None:
        return StdioTransport(launch_plan(config), connection.show_stderr)
    from .websocket import WebSocketTransport

    return WebSocketTransport(config)
