"""What scripted app-servers at a socket do, for the tests of either language; `peers` has the sockets.

In: a connection, and what a test gives. Out: one end of it that a client must cope with. A script whose first parameter
is a `connection` speaks in bytes, one whose first is a `peer` over a WebSocket that is open.
"""

from __future__ import annotations

import socket

from model_replies import Gate
from peers import Peer, until_closed

PATIENCE = 20.0

# Bytes.


def says_nothing(connection: socket.socket) -> None:
    until_closed(connection)


def answers(connection: socket.socket, answer: str) -> None:
    """The same to whatever is asked, and the end where that is nothing."""
    connection.recv(1 << 16)
    connection.sendall(answer.encode())
    if answer:
        until_closed(connection)


def repeats_the_token(connection: socket.socket, token: str) -> None:
    """A refusal that tells what it refuses."""
    asked = connection.recv(1 << 16).decode()
    assert f"authorization: Bearer {token}\r\n".lower() in asked.lower(), asked
    answer = f"HTTP/1.1 403 No {token}\r\nX-Token: {token}\r\nContent-Length: 0\r\n\r\n"
    connection.sendall(answer.encode())
    until_closed(connection)


def closes_and_stays(connection: socket.socket) -> None:
    """1001, and the socket stays open."""
    upgrade(connection)
    connection.sendall(b"\x88\x05\x03\xe9bye")
    until_closed(connection)


def is_dead(connection: socket.socket) -> None:
    upgrade(connection)
    until_closed(connection)


def upgrade(connection: socket.socket) -> None:
    """The server's part of the handshake, by hand."""
    from websockets.utils import accept_key

    asked = connection.recv(1 << 16).decode()
    start = asked.lower().index("sec-websocket-key: ") + len("sec-websocket-key: ")
    key = asked[start:].partition("\r\n")[0]
    connection.sendall(
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
        b"Connection: Upgrade\r\n"
        b"Sec-WebSocket-Accept: %b\r\n\r\n" % accept_key(key).encode()
    )


# While it opens.


def greets(peer: Peer) -> None:
    peer.handshake()


def garbage_in_place_of_an_answer(peer: Peer) -> None:
    peer.expect("initialize")
    peer.say("<html>")
    peer.close()


def no_answer_to_initialize(peer: Peer) -> None:
    peer.expect("initialize")
    peer.read_to_the_end()


def the_end_in_place_of_an_answer(peer: Peer) -> None:
    peer.expect("initialize")
    peer.close(1013, "come again")


# On the connection.


def answers_models(peer: Peer) -> None:
    """Every request for models, until the client closes."""
    peer.handshake()
    try:
        while True:
            peer.result(peer.expect("model/list"), {"data": []})
    except EOFError:
        pass


def tells_the_token(peer: Peer, token: str) -> None:
    peer.handshake()
    peer.expect("model/list")
    peer.close(1008, f"not with {token}")


def frames_of_every_kind(peer: Peer) -> None:
    """An answer in pieces between frames that say nothing, and one in a binary frame."""
    peer.handshake()
    number = peer.expect("model/list")["id"]
    peer.say("")
    peer.say(b"\xff\xfe no text")
    peer.say("[1, 2")
    peer.connection.ping()
    text = f'{{"id": {number},\r\n "result":\n{{"data": [], "nextCursor": null}}}}'
    peer.connection.send(iter(text[at : at + 7] for at in range(0, len(text), 7)))
    request = peer.expect("model/list")
    peer.say(f'{{"id": {request["id"]}, "result": {{"data": []}}}}'.encode())
    peer.read_to_the_end()


def a_message_too_long(peer: Peer, longest: int) -> None:
    """One that is just taken, and the head of one that is not."""
    peer.handshake()
    peer.expect("model/list")
    peer.say("x" * (1 << 20))
    peer.bytes(b"\x81\x7f" + (longest + 1).to_bytes(8, "big"))
    peer.hang_up()


def bytes_that_are_no_frames(peer: Peer, data: str) -> None:
    """Bytes as hexadecimal digits, and the end."""
    peer.handshake()
    peer.expect("model/list")
    peer.bytes(bytes.fromhex(data))
    peer.hang_up()


def a_sudden_end(peer: Peer) -> None:
    peer.handshake()
    peer.expect("model/list")
    peer.hang_up()


def reads_no_more(peer: Peer, gate: Gate) -> None:
    """Not until the gate opens."""
    peer.handshake()
    peer.connection.recv_flow_control.acquire()  # its thread reads no more
    gate.reached.set()
    gate.opened.wait(PATIENCE)
    peer.connection.recv_flow_control.release()
    peer.hang_up()
