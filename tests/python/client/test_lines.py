"""Bytes come in any pieces, lines come out whole."""

from __future__ import annotations

import itertools

import pytest

from codex_app_server._client.lines import LineBuffer, LineTooLongError

TEXT = 'grün €\r\n\n  \n{"a":"😀"}\n\r\nlast'.encode()
LINES = ["grün €\r".encode(), '{"a":"😀"}'.encode()]


def fed(pieces: list[bytes], buffer: LineBuffer | None = None) -> list[bytes]:
    buffer = buffer or LineBuffer()
    return [line for piece in pieces for line in buffer.feed(piece)]


def test_every_split_in_two_and_in_three() -> None:
    for cuts in itertools.combinations_with_replacement(range(len(TEXT) + 1), 2):
        first, second = cuts
        pieces = [TEXT[:first], TEXT[first:second], TEXT[second:]]
        assert fed(pieces) == LINES, cuts


def test_byte_by_byte() -> None:
    assert fed([bytes([byte]) for byte in TEXT]) == LINES


def test_what_has_no_end_yet_waits() -> None:
    buffer = LineBuffer()
    assert fed([TEXT], buffer) == LINES
    assert fed([b" line"], buffer) == []
    assert fed([b"\n"], buffer) == [b"last line"]


def test_the_longest_line_is_accepted_and_a_longer_one_is_not() -> None:
    for pieces in ([b"x" * 8, b"\n"], [b"x" * 8 + b"\n"], [b"x"] * 8 + [b"\n"]):
        assert fed(pieces, LineBuffer(8)) == [b"x" * 8]
    for pieces in ([b"x" * 9], [b"x" * 9 + b"\n"], [b"x"] * 9, [b"\nxxxx", b"xxxxx"]):
        with pytest.raises(LineTooLongError, match="8 bytes"):
            fed(pieces, LineBuffer(8))


def test_each_line_has_the_whole_length_to_itself() -> None:
    buffer = LineBuffer(8)
    assert fed([b"xxxxx\nyyyyy", b"yyy\nzzzz", b"zzzz\n"], buffer) == [
        b"xxxxx",
        b"y" * 8,
        b"z" * 8,
    ]


def test_a_long_line_in_many_pieces_is_joined_once() -> None:
    # quadratic joining of 16 MB would take minutes
    assert fed([b"x" * 1024] * 16_384 + [b"\n"]) == [b"x" * 1024 * 16_384]
