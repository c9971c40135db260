"""Runtimes that fall silent, or only seem to."""

from __future__ import annotations

from typing import Any


def a_turn_that_says_nothing_for_long_is_waited_for(server: Any, probe: str) -> None:
    server.handshake()
    turn = server.start_turn()
    server.result(server.expect(probe), {"data": []})
    server.error(server.expect(probe), -32601, "never heard of it")
    turn.message("at last")
    turn.complete()


def a_slow_start_is_not_taken_for_silence(server: Any) -> None:
    server.handshake(delay=0.5)


def a_turn_that_talks_is_not_disturbed(server: Any) -> None:
    server.handshake()
    turn = server.start_turn()
    for _ in range(25):
        turn.delta("x")
        server.sleep(0.02)
    turn.complete()


def all_who_wait_are_told_that_it_is_gone(server: Any) -> None:
    server.handshake()
    server.start_turn()
    server.stderr("I am stuck\n")
    server.expect("never/said")


def a_listener_is_enough_to_notice_it(server: Any) -> None:
    server.handshake()
    server.expect("never/said")


def a_wait_with_a_time_of_its_own_ends_in_time(server: Any) -> None:
    server.handshake()
    server.start_turn()
    server.expect("never/said")


def output_closed_and_alive(server: Any) -> None:
    server.handshake()
    server.expect("model/list")
    server.stderr("I go deaf\n")
    server.close_stdout()
    server.expect("never/said")


def input_closed_and_alive(server: Any) -> None:
    server.handshake()
    turn = server.start_turn()
    server.close_stdin()
    turn.delta("deaf")
    server.hang()


def a_turn_that_talks_and_answers_nothing(server: Any, probe: str) -> None:
    """It is asked for a sign of life, and gives another than the answer."""
    server.handshake()
    turn = server.start_turn()
    server.expect(probe)
    for _ in range(20):
        turn.delta("x")
        server.sleep(0.05)
    turn.complete()
