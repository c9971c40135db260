"""Imports every package of a folder, each name of its public modules, and builds a
decoder for each type. Says how many there were; anything that goes wrong ends it.
"""

from __future__ import annotations

import importlib
import sys
from enum import Enum
from pathlib import Path
from types import ModuleType
from typing import Any

import msgspec


def public(module: ModuleType) -> dict[str, Any]:
    """What a module exports."""
    return {name: getattr(module, name) for name in module.__all__}


def load(package: str) -> int:
    """Load one package; give back how many types it has."""
    root = importlib.import_module(package)
    public(root)
    public(importlib.import_module(f"{package}.wire"))
    decoder = importlib.import_module(f"{package}._runtime.codec").decoder
    types = public(importlib.import_module(f"{package}.types"))
    # What stands for a value, or for what `wire.decode` gives, is nothing to be read.
    others = {"UNSET", "UnsetType", "Malformed", "Unknown", "Notification"}
    models = {name: value for name, value in types.items() if name not in others}
    for name, model in models.items():
        try:
            decoder(model)
        except Exception as error:
            raise RuntimeError(f"{package}.types.{name}") from error
        if isinstance(model, type) and issubclass(model, Enum):
            assert all(member.is_known for member in model), name
    methods = importlib.import_module(f"{package}.wire.methods")
    base = importlib.import_module(f"{package}._runtime.methods").Method
    for name, method in vars(methods).items():
        if isinstance(method, base):
            assert method.params_name is None or method.params_type is not None, name
            assert getattr(method, "result_type", True) is not None, name
    wire = importlib.import_module(f"{package}.wire")
    assert type(wire.decode(b"null")).__name__ == "MalformedMessage"
    assert type(wire.decode(b'{"id":1,"result":{}}')).__name__ == "Response"
    unknown = wire.decode(b'{"method":"of/nobody","params":{}}')
    assert type(unknown).__name__ == "UnknownNotification", unknown
    assert msgspec.json.decode(wire.encode(unknown))["method"] == "of/nobody"
    return len(models)


def main(folder: str) -> None:
    sys.path.insert(0, folder)
    packages = sorted(path.name for path in Path(folder).iterdir() if path.is_dir())
    total = sum(load(package) for package in packages)
    print(f"{len(packages)} packages, {total} types")


if __name__ == "__main__":
    main(sys.argv[1])
