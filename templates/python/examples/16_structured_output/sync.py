"""Structured output: get answers as instances of a class, or by a JSON Schema.

Run: python examples/16_structured_output/sync.py
Dataclasses and JSON Schemas need nothing else; msgspec is installed with the package,
and pydantic must be installed for pydantic models.
"""

from dataclasses import dataclass
from typing import Literal

import msgspec
from pydantic import BaseModel, Field

from codex_app_server import Codex, OutputError
from codex_app_server.types import JsonObject


@dataclass
class Review:
    verdict: Literal["ship", "hold"]
    reasons: list[str]


class Release(msgspec.Struct):
    version: str
    changes: list[str] = []


class Estimate(BaseModel):
    """Pydantic validates the constraints of its fields."""

    hours: float = Field(gt=0, description="Working hours, not calendar hours.")


LICENCE: JsonObject = {
    "type": "object",
    "properties": {"spdx": {"type": "string"}},
    "required": ["spdx"],
    "additionalProperties": False,
}


def main() -> None:
    with Codex() as codex:
        thread = codex.thread_start()
        review: Review = thread.run("Review the diff.", output_schema=Review).parsed
        print(f"{review.verdict}: {', '.join(review.reasons)}")

        release: Release = thread.run("Draft a release.", output_schema=Release).parsed
        print(f"{release.version} has {len(release.changes)} changes")

        try:
            result = thread.run("Estimate the work.", output_schema=Estimate)
            print(f"{result.parsed.hours} hours")
        except OutputError as error:
            print(f"not an estimate: {error.text}")

        result = thread.run("Which licence is it?", output_schema=LICENCE)
        print(result.parsed["spdx"])


if __name__ == "__main__":
    main()
