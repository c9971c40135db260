"""The committed schema, read by nothing of the project: what an independent judge is given.

Out: the definitions of the experimental export, which holds everything that the stable one holds, with the faults
mended that the curation file lists, so that the judge and the compiler speak of one protocol.
"""

from __future__ import annotations

import copy
import json
import sys
from functools import cache
from pathlib import Path
from typing import Any

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).resolve().parents[2]

RANGES = {
    "int8": range(-(2**7), 2**7),
    "int16": range(-(2**15), 2**15),
    "int32": range(-(2**31), 2**31),
    "int64": range(-(2**63), 2**63),
    "int": range(-(2**63), 2**63),
    "uint8": range(2**8),
    "uint16": range(2**16),
    "uint32": range(2**32),
    "uint64": range(2**64),
    "uint": range(2**64),
}
"""Draft 7 leaves formats to the validator; these are the ranges that their names promise."""


@cache
def curation() -> dict[str, Any]:
    return tomllib.loads((ROOT / "schema" / "surface.toml").read_text("utf-8"))


@cache
def version() -> str:
    """The version of the pinned runtime."""
    pin = tomllib.loads((ROOT / "schema" / "pin.toml").read_text("utf-8"))
    return str(pin["version"])


@cache
def bundle(export: str = "experimental") -> dict[str, Any]:
    """An export as it was recorded."""
    folder = ROOT / "schema" / version() / export
    path = folder / "codex_app_server_protocol.schemas.json"
    found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return found


@cache
def definitions() -> dict[str, Any]:
    """The mended definitions, with those of version 2 in a table of their own."""
    mended = copy.deepcopy(bundle())
    for patch in curation().get("patches", []):
        node: Any = mended
        for step in patch["at"].removeprefix("#/").split("/"):
            holder, key = node, int(step) if isinstance(node, list) else step
            node = holder[key]
        assert node == json.loads(patch["was"]), patch["at"]
        holder[key] = json.loads(patch["becomes"])
    found: dict[str, Any] = mended["definitions"]
    return found


def pointer_of(name: str) -> str:
    """Where the definition of that name is."""
    nested = name in definitions()["v2"]
    return f"#/definitions/{'v2/' if nested else ''}{name}"


@cache
def params_schemas() -> dict[str, dict[str, Any]]:
    """The schema of every client request as a whole, by its method."""
    found = {}
    for variant in definitions()["ClientRequest"]["oneOf"]:
        (method,) = variant["properties"]["method"]["enum"]
        found[method] = variant
    return found


@cache
def validator(pointer: str) -> Any:
    """Judges values by the definition at that place."""
    return _validator({"$ref": pointer})


@cache
def request_validator(method: str) -> Any:
    """Judges whole requests."""
    return _validator(params_schemas()[method])


def _validator(schema: dict[str, Any]) -> Any:
    from jsonschema import Draft7Validator, FormatChecker

    checker = FormatChecker(formats=())
    for name, allowed in RANGES.items():
        checker.checks(name)(lambda value, allowed=allowed: _within(value, allowed))
    whole = {**schema, "definitions": definitions()}
    return Draft7Validator(whole, format_checker=checker)


def _within(value: object, allowed: range) -> bool:
    return type(value) is not int or value in allowed
