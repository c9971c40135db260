"""Runtimes that do not start as they should."""

from __future__ import annotations

from typing import Any


def the_working_directory_is_missing(server: Any) -> None:
    server.handshake()


def it_answers_as_no_app_server_does(server: Any, answer: Any) -> None:
    request = server.expect("initialize")
    server.line({"id": request["id"], **answer})
    server.expect("never/said")


def it_dies(server: Any) -> None:
    server.die(1, "config.toml: approval_policy is wrong\n")


def its_last_words_count_more_than_what_else_it_said(server: Any) -> None:
    server.line("starting ...")
    server.die(1, "no space left\n")


def it_does_not_answer_in_time(server: Any) -> None:
    server.expect("initialize")
    server.stderr("still thinking\n")
    server.expect("never/said")


def it_is_too_old(server: Any, user_agent: str) -> None:
    request = server.expect("initialize")
    import fake_bodies as bodies

    server.result(request, bodies.initialized(user_agent))
    server.expect("never/said")


def it_is_too_old_for_the_asynchronous_client(server: Any) -> None:
    server.handshake(user_agent="fake/0.100.0 (Linux) dumb (fake; 1)")


def nobody_is_signed_in(server: Any, answer: Any) -> None:
    server.handshake()
    server.result(server.expect("account/read"), answer)


def nobody_is_asked_to_sign_in_unless_it_is_wanted(server: Any) -> None:
    server.handshake()


def a_handshake_is_as_the_protocol_has_it(server: Any) -> None:
    server.handshake()
