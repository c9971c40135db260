"""One WebSocket without I/O: lines in and out, bytes out and in.

In: lines to send, and the bytes that came. Out: bytes to send, the lines that came, one
for each message, and in the end how it ended, in words. A line that is longer than the
app-server takes in one piece goes in several. Nothing is logged: the library would log
the token. This module needs the library `websockets`.
"""

from __future__ import annotations

from logging import CRITICAL, Logger
from typing import TYPE_CHECKING

from websockets.client import ClientProtocol
from websockets.frames import CloseCode, Frame, Opcode
from websockets.protocol import State
from websockets.uri import parse_uri

from .lines import LONGEST_LINE

if TYPE_CHECKING:
    from collections.abc import Iterator

PIECE = 1 << 20
"""Bytes in one frame. The runtime takes up to 16 MiB."""

CONTENT = (Opcode.TEXT, Opcode.BINARY, Opcode.CONT)


class Frames:
    """The state of one WebSocket of a client."""

    def __init__(self, url: str, token: str | None) -> None:
        """Raises `websockets.exceptions.InvalidURI` for a url that is none."""
        self.uri = parse_uri(url)
        """Where it is: host, port, and whether it is `secure`."""
        self._protocol = ClientProtocol(
            self.uri, max_size=LONGEST_LINE, logger=Logger("silent", CRITICAL)
        )
        self._token = token
        self._pieces: list[bytes] = []
        self.was_accepted = False
        """Whether the other side has agreed to a WebSocket."""

    @property
    def is_open(self) -> bool:
        """Whether messages can be sent."""
        return self._protocol.state is State.OPEN

    @property
    def is_ending(self) -> bool:
        """Whether all is said; the other side should close the connection now."""
        return self._protocol.close_expected()

    @property
    def refusal(self) -> Exception | None:
        """Why there will be no WebSocket, once that is known."""
        return self._protocol.handshake_exc

    def outgoing(self) -> bytes:
        """What is to be sent now."""
        return b"".join(self._protocol.data_to_send())

    # What the program says.

    def begin(self) -> None:
        """Ask for a WebSocket."""
        request = self._protocol.connect()
        if self._token is not None:
            request.headers["Authorization"] = f"Bearer {self._token}"
        self._protocol.send_request(request)

    def send(self, line: bytes) -> None:
        """Send a line as one message."""
        protocol = self._protocol
        if len(line) <= PIECE:
            protocol.send_text(line)
            return
        protocol.send_text(line[:PIECE], fin=False)
        for start in range(PIECE, len(line), PIECE):
            end = start + PIECE
            protocol.send_continuation(line[start:end], fin=end >= len(line))

    def ping(self) -> None:
        """Ask for a sign of life."""
        self._protocol.send_ping(b"")

    def close(self) -> None:
        """Say that nothing more will be sent."""
        self._protocol.send_close(CloseCode.NORMAL_CLOSURE)

    # What came.

    def receive(self, data: bytes) -> list[bytes]:
        """Take in bytes; the messages that they end."""
        self._protocol.receive_data(data)
        return list(self._messages())

    def receive_end(self) -> None:
        """Nothing more will come."""
        self._protocol.receive_eof()

    def how_it_ended(self) -> str:
        """How the connection ended, when `receive_end` has been called."""
        error = self._protocol.close_exc
        if error.rcvd is not None:
            said = f": {error.rcvd.reason}" if error.rcvd.reason else ""
            return f"the app-server closed it with code {error.rcvd.code}{said}"
        if error.sent is not None:
            return f"the app-server broke the rules of WebSocket: {error.__cause__}"
        return "the app-server went away without a word"

    def _messages(self) -> Iterator[bytes]:
        for event in self._protocol.events_received():
            if not isinstance(event, Frame):
                self.was_accepted = self.refusal is None
                continue
            if event.opcode not in CONTENT:
                continue
            self._pieces.append(bytes(event.data))
            if event.fin:
                message = b"".join(self._pieces)
                self._pieces.clear()
                if message.strip():
                    # in JSON a line end is a space; in a string it is escaped
                    yield message.replace(b"\n", b" ")
