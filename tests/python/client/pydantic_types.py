"""Types that are made with pydantic, with values of them."""

from __future__ import annotations

import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, RootModel
from pydantic.dataclasses import dataclass


class Cat(BaseModel):
    kind: Literal["cat"] = "cat"
    lives: int = 9


class Dog(BaseModel):
    kind: Literal["dog"] = "dog"
    name: str = Field(min_length=2, description="as on the collar")


class Owner(BaseModel):
    """Somebody with animals."""

    model_config = ConfigDict(extra="forbid")

    name: str
    pet: Annotated[Cat | Dog, Field(discriminator="kind")]
    pets: list[Cat | Dog] = []
    best: Dog | None = Field(default=None, description="the best dog")
    since: datetime.datetime
    first_name: str = Field(default="none", alias="firstName")
    boss: Owner | None = None


class Kennel(BaseModel):
    either: list[Dog] | list[Cat] | list[list[Cat]]


class Numbers(RootModel[list[int]]):
    pass


@dataclass
class Place:
    city: str
    zip: str = "0"


WHEN = datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.timezone.utc)
OWNER = Owner(name="a", pet=Dog(name="rex"), since=WHEN)

SAMPLES: list[tuple[Any, list[Any]]] = [
    (Cat, [Cat(), Cat(lives=1)]),
    (
        Owner,
        [
            OWNER,
            Owner(
                name="b",
                pet=Cat(),
                pets=[Cat(), Dog(name="bo")],
                best=Dog(name="bo"),
                since=WHEN,
                firstName="x",
                boss=OWNER,
            ),
        ],
    ),
    (
        Kennel,
        [
            Kennel(either=[Cat(), Cat(lives=1)]),
            Kennel(either=[Dog(name="bo")]),
            Kennel(either=[[Cat()], []]),
        ],
    ),
    (Numbers, [Numbers([1, 2])]),
    (Place, [Place("c"), Place("c", "1")]),
    (list[Place], [[Place("c")]]),
    (Cat | Dog, [Cat(), Dog(name="bo")]),
    (Cat | None, [Cat(), None]),
]
"""Types, each with values of it."""
