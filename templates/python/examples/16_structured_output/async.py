"""Structured output: get answers as instances of a class, or by a JSON Schema.

Run: python examples/16_structured_output/async.py
Dataclasses and JSON Schemas need nothing else; msgspec is installed with the package,
and pydantic must be installed for pydantic models.
"""

import asyncio
from dataclasses import dataclass
from typing import Literal

import msgspec
from pydantic import BaseModel, Field

from codex_app_server import AsyncCodex, OutputError
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


async def main() -> None:
    async with AsyncCodex() as codex:
        thread = await codex.thread_start()
        result = await thread.run("Review the diff.", output_schema=Review)
        review: Review = result.parsed
        print(f"{review.verdict}: {', '.join(review.reasons)}")

        result = await thread.run("Draft a release.", output_schema=Release)
        release: Release = result.parsed
        print(f"{release.version} has {len(release.changes)} changes")

        try:
            result = await thread.run("Estimate the work.", output_schema=Estimate)
            print(f"{result.parsed.hours} hours")
        except OutputError as error:
            print(f"not an estimate: {error.text}")

        result = await thread.run("Which licence is it?", output_schema=LICENCE)
        print(result.parsed["spdx"])


if __name__ == "__main__":
    asyncio.run(main())
