"""Types that answers are asked for in, of every kind that a program may have, with values of them.

Imported by name, as a program's own types are; pydantic's stand in a module of their own.
"""

from __future__ import annotations

import datetime
import decimal
import enum
import uuid
from dataclasses import dataclass, field
from typing import Annotated, Any, Generic, Literal, NamedTuple, TypedDict, TypeVar

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

T = TypeVar("T")


class Colour(enum.Enum):
    red = "red"
    blue = "b"


class Level(enum.IntEnum):
    low = 1
    high = 2


@dataclass
class Finding:
    """Something that was found."""

    title: Annotated[str, Meta(description="one line", min_length=1, max_length=80)]
    line: Annotated[int, Meta(ge=1)]
    tags: list[str] = field(default_factory=list)
    fix: str | None = None
    severity: int = 3


class Review(Struct):
    verdict: Literal["ship", "hold"]
    findings: list[Finding]
    note: str = "none"


class Address(TypedDict):
    street: str
    city: str


class Partial(TypedDict, total=False):
    name: str
    age: int


class Point(NamedTuple):
    x: int
    label: str = "origin"


class Circle(Struct, tag="circle"):
    radius: float = 1.0


class Square(Struct, tag="square"):
    side: float
    colour: Colour = Colour.red


class Drawing(Struct, rename="camel"):
    main_shape: Circle | Square
    all_shapes: list[Circle | Square] = []
    maybe_shape: Circle | Square | None = None


class Tree(Struct):
    name: str
    children: list[Tree] = []
    parent: Tree | None = None
    weight: int | UnsetType = UNSET


class Page(Struct, Generic[T]):
    items: list[T]
    next: str | None = None


class Everything(Struct, kw_only=True):
    text: Annotated[str, Meta(pattern="^a+$")]
    whole: Annotated[int, Meta(gt=0, le=10)]
    number: float
    flag: bool
    nothing: None
    colour: Colour
    level: Level
    several: int | str | list[bool]
    choice: Literal["x", 1, None]
    pair: tuple[int, str]
    twins: tuple[int, int]
    row: tuple[int, ...]
    unique: set[str]
    point: Point
    address: Address
    partial: Partial
    finding: Annotated[Finding, Meta(description="the worst one")]
    day: datetime.date
    moment: Annotated[datetime.datetime, Meta(tz=True)]
    span: datetime.timedelta
    key: uuid.UUID
    money: decimal.Decimal
    raw: bytes


class Empty(Struct):
    pass


FINDING = Finding("t", 2, ["a"], "do", 1)

SAMPLES: list[tuple[Any, list[Any]]] = [
    (Finding, [FINDING, Finding("t", 1)]),
    (Review, [Review("ship", []), Review("hold", [FINDING], "later")]),
    (Address, [{"street": "s", "city": "c"}]),
    (Partial, [{"name": "n", "age": 3}, {"name": "n"}, {}]),
    (Point, [Point(1, "a")]),
    (Circle, [Circle(), Circle(2.5)]),
    (Circle | Square, [Circle(), Square(1.0), Square(2.0, Colour.blue)]),
    (
        Drawing,
        [
            Drawing(Circle()),
            Drawing(Square(1.0), [Circle(), Square(3.0)], Circle(4.0)),
        ],
    ),
    (
        Tree,
        [Tree("a"), Tree("a", [Tree("b", [Tree("c")], weight=1)], Tree("p"), weight=3)],
    ),
    (Page[Finding], [Page([FINDING], "more"), Page([])]),
    (Empty, [Empty()]),
    (int, [3, -1]),
    (str, ["", "text"]),
    (bool, [True]),
    (None, [None]),
    (list[int], [[], [1, 2]]),
    (list[Review], [[Review("ship", [FINDING])]]),
    (int | None, [3, None]),
    (Literal["a", "b"], ["a"]),
    (Colour, [Colour.blue]),
    (Annotated[int, Meta(ge=0)], [0]),
    (
        Everything,
        [
            Everything(
                text="aa",
                whole=10,
                number=0.5,
                flag=True,
                nothing=None,
                colour=Colour.red,
                level=Level.high,
                several=several,
                choice=choice,
                pair=(1, "a"),
                twins=(1, 2),
                row=(1, 2, 3),
                unique={"a"},
                point=Point(1, "a"),
                address={"street": "s", "city": "c"},
                partial={"age": 3},
                finding=FINDING,
                day=datetime.date(2026, 1, 2),
                moment=datetime.datetime(2026, 1, 2, 3, tzinfo=datetime.timezone.utc),
                span=datetime.timedelta(days=1, seconds=2),
                key=uuid.UUID(int=5),
                money=decimal.Decimal("1.50"),
                raw=b"\x00\xff",
            )
            for several, choice in ((1, "x"), ("s", 1), ([True], None))
        ],
    ),
]
"""Types, each with values of it."""


def plain(value: Any) -> Any:
    """A value as JSON has it, with the members that `UNSET` leaves out as null."""
    return msgspec.json.decode(msgspec.json.encode(value))
