"""Weakness 16: lists that somebody keeps by hand: of models, of exports, of what a runtime must be new enough for.

What nobody thought of is missing from them: types that events are made of have no public name, and of all that needs a
newer runtime four members are known to. Here each table follows from the schema and from what recorded runtimes
exported; the second half derives the tables once more, from the record itself.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Iterator
from enum import Enum
from typing import Any, get_args

import msgspec
import pytest
from fake_server import FakeServer
from pinned import ROOT
from sdks import Sdk, weakness
from sweep import METHODS

from codex_app_server import types
from codex_app_server._client import lives

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

HISTORY = tomllib.loads((ROOT / "schema" / "history.toml").read_text("utf-8"))
RECORDS: list[str] = HISTORY["records"]
TAKERS = {
    method.params_name: method
    for method in METHODS.values()
    if hasattr(types, str(method.params_name))
    and hasattr(getattr(types, str(method.params_name)), "__struct_fields__")
}
"""The class of params of each method that has one."""


def dated(table: dict[str, list[str]]) -> dict[str, tuple[int, bool]]:
    """Names that are not gone: the record that has each first, and whether it is experimental."""
    return {
        name: (RECORDS.index(life.split()[0]), "experimental" in life)
        for life, names in table.items()
        if "until" not in life
        for name in names
    }


FIELDS = {owner: dated(table) for owner, table in HISTORY["fields"].items()}
CLASSES = dated(HISTORY["types"])
REQUESTS = dated(HISTORY["methods"]["client request"])


Fake = Callable[..., FakeServer]


def talks(server: Any) -> None:
    import fake_bodies

    server.handshake()
    turn = server.start_turn()
    turn.delta("Hello")
    turn.item(fake_bodies.agent_message("Hello"))
    turn.usage(20)
    turn.complete()


@weakness(16, AssertionError)
def test_what_an_event_is_made_of_has_a_public_name(sdk: Sdk, fake: Fake) -> None:
    public = importlib.import_module(f"{sdk.name}.types").__all__
    with sdk.connected(fake(talks)) as codex:
        stream = codex.thread_start().turn("talk").stream()
        kinds = {type(event.payload).__name__ for event in sdk.soon(lambda: [*stream])}
    assert "TurnCompletedNotification" in kinds
    assert kinds - {*public} == set()


def older(server: Any) -> None:
    server.handshake(user_agent="fake/0.144.4 (Linux 6.1; x86_64) dumb (fake; 1)")
    server.rule("thread/list", {"data": [], "nextCursor": None})


@weakness(16, AssertionError)
def test_a_runtime_is_not_sent_what_it_does_not_know(sdk: Sdk, fake: Fake) -> None:
    server = fake(older)
    with sdk.connected(server) as codex:
        assert sdk.soon(codex.thread_list).data == []
        try:
            sdk.soon(lambda: codex.thread_list(section_id="section-1"))
        except sdk.root.CodexError as error:
            assert "0.144.4" in str(error)
    assert [it["params"] for it in server.received("thread/list")] == [{}]


def test_the_runtimes_are_the_recorded_ones() -> None:
    assert list(lives.RECORDED) == RECORDS


def test_each_method_is_dated() -> None:
    for name, method in METHODS.items():
        since, experimental = REQUESTS[name]
        assert method.since == (RECORDS[since] if since else None), name
        assert method.experimental == experimental, name
    assert METHODS.keys() == REQUESTS.keys()


@pytest.mark.parametrize("name", TAKERS)
def test_each_member_that_came_later_is_gated(name: str) -> None:
    cls: Any = getattr(types, name)
    fields = dict(zip(cls.__struct_encode_fields__, cls.__struct_fields__, strict=True))
    recorded = FIELDS.get(name, {})
    assert fields.keys() == recorded.keys()
    oldest = min(CLASSES[name][0], REQUESTS[TAKERS[name].name][0])
    later = {
        fields[wire]: RECORDS[since]
        for wire, (since, _) in recorded.items()
        if since > oldest
    }
    assert lives.MEMBERS.get(name, {}) == later
    if not TAKERS[name].experimental:
        shy = {
            fields[wire] for wire, (_, experimental) in recorded.items() if experimental
        }
        assert lives.EXPERIMENTAL_MEMBERS.get(name, frozenset()) == shy


def enums_of(annotation: Any) -> Iterator[type[Enum]]:
    """The enums that a type names directly."""
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        yield annotation
    for inner in get_args(annotation):
        yield from enums_of(inner)


SENT = {
    enum.__name__
    for name in TAKERS
    for field in msgspec.structs.fields(getattr(types, name))
    for enum in enums_of(field.type)
}
"""The enums that stand in params."""


@pytest.mark.parametrize("name", sorted(SENT | lives.VALUES.keys()))
def test_each_value_that_came_later_is_gated(name: str) -> None:
    recorded = dated(HISTORY["values"][name])
    oldest = min(since for since, _ in recorded.values())
    later = {text: RECORDS[at] for text, (at, _) in recorded.items() if at > oldest}
    assert lives.VALUES.get(name, {}) == later
