"""From a configuration to an open connection, for threads.

In: a configuration and the author's handler. Out: a session whose runtime has introduced
itself, or the `StartError` that says why there is none; then nothing is left running.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .launch import launch_plan
from .observing import Observer
from .stdio import StdioTransport

if TYPE_CHECKING:
    from .config import CodexConfig
    from .handler import ServerRequestHandler
    from .session import Session
    from .transport import Transport


def open_session(config: CodexConfig, handler: ServerRequestHandler | None) -> Session:
    """Start the runtime, or connect to a running one."""
    observer = Observer(config)
    transport = _transport(config, observer)
    try:
        # the runtime starts while the rest is imported
        from .connection import Connection
        from .serving import ThreadServer
        from .session import Session

        connection = Connection(config, observer)
        session = Session(connection, transport, ThreadServer(handler))
    except BaseException:
        transport.close()
        raise
    session.open()
    return session


def _transport(config: CodexConfig, observer: Observer) -> Transport:
    if config.url is None:
        transport = StdioTransport(launch_plan(config), observer.stderr())
        transport.start()
        return transport
    from .websocket import WebSocketTransport

    return WebSocketTransport(config)
