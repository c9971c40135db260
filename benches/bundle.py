"""Other forms of the schema bundle: flat, as peers want it, and many times as large, to see how time grows.

In: the combined bundle as the runtime exports it. Out: bundles that are valid in the same way. A copy of a definition
has its name behind a word (`ThreadItem`, `AmberThreadItem`), a copy of a method has it before a slash
(`thread/start`, `amber/thread/start`), so that every rule that finds a type by name finds the copy's own.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Json = dict[str, Any]

NAMESPACE = "v2"
ENVELOPES = (
    "ClientRequest",
    "ServerRequest",
    "ClientNotification",
    "ServerNotification",
)
WORDS = ("amber", "birch", "coral", "dusk", "ember", "fjord", "grove", "heath", "inlet")
"""One for each copy; no word of the protocol and no number."""
PREFIX = "#/definitions/"


def flat(bundle: Json) -> Json:
    """One table with what the runtime's own flat export has: the namespace, requests, notifications, what they need."""
    outer = dict(bundle["definitions"])
    inner = outer.pop(NAMESPACE)

    def lift(_: str, reference: str) -> str:
        return reference.replace(f"{PREFIX}{NAMESPACE}/", PREFIX)

    everything = {**outer, **inner}
    kept: Json = {}
    wanted = [*inner, "ClientRequest", "ServerNotification"]
    while wanted:
        name = wanted.pop()
        if name not in kept:
            kept[name] = with_texts(everything[name], ("$ref",), lift)
            wanted += _named(kept[name])
    return {**bundle, "definitions": {name: kept[name] for name in sorted(kept)}}


def _named(value: Any) -> list[str]:
    """The definitions that a lifted body refers to."""
    found: list[str] = []

    def note(_: str, reference: str) -> str:
        found.append(reference.removeprefix(PREFIX))
        return reference

    with_texts(value, ("$ref",), note)
    return found


def tenfold(bundle: Json) -> Json:
    """Every definition and every method ten times."""
    definitions = bundle["definitions"]
    outer = {name: body for name, body in definitions.items() if name != NAMESPACE}
    inner = definitions[NAMESPACE]
    grown_outer, grown_inner = dict(outer), dict(inner)
    for word in WORDS:
        grown_inner |= {
            word.capitalize() + name: renamed(body, word)
            for name, body in inner.items()
        }
        for name, body in outer.items():
            if name in ENVELOPES:
                more = [method_variant(variant, word) for variant in body["oneOf"]]
                grown_outer[name] = {
                    **body,
                    "oneOf": [*grown_outer[name]["oneOf"], *more],
                }
            elif not shared(name):
                grown_outer[word.capitalize() + name] = renamed(body, word)
    return {**bundle, "definitions": {**grown_outer, NAMESPACE: grown_inner}}


def shared(name: str) -> bool:
    """What the protocol itself is made of stays single."""
    return name == "RequestId" or name.startswith("JSONRPC")


def renamed(body: Any, word: str) -> Any:
    """A copy whose references and titles are the copies' own."""
    prefix = word.capitalize()

    def move(key: str, text: str) -> str:
        if key == "title":
            return prefix + text
        path, _, name = text.rpartition("/")
        single = shared(name) or name in ENVELOPES
        return text if single else f"{path}/{prefix}{name}"

    return with_texts(body, ("$ref", "title"), move)


def method_variant(variant: Json, word: str) -> Json:
    copied: Json = renamed(variant, word)
    method = copied["properties"]["method"]
    method["enum"] = [f"{word}/{name}" for name in method["enum"]]
    return copied


def with_texts(
    value: Any, keys: tuple[str, ...], change: Callable[[str, str], str]
) -> Any:
    """A copy in which every text under one of the keys went through `change`."""
    if isinstance(value, dict):
        return {
            key: change(key, item)
            if key in keys and isinstance(item, str)
            else with_texts(item, keys, change)
            for key, item in value.items()
        }
    if isinstance(value, list):
        return [with_texts(item, keys, change) for item in value]
    return value
