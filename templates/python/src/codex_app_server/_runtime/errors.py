"""What is wrong with a value, and where: a JSON pointer and a sentence for each."""

from collections.abc import Sequence
from typing import NamedTuple

LISTED = 5


class Problem(NamedTuple):
    """One reason why a value does not match the schema."""

    pointer: str
    """JSON pointer inside the value; empty for the value itself."""
    reason: str
    """What was expected and what was found."""

    def __str__(self) -> str:
        return f"{self.pointer or '(the value itself)'}: {self.reason}"


class WireError(ValueError):
    """A value does not match the schema. Nothing was sent or built."""

    subject: str
    """The method or type that the value was for."""
    problems: tuple[Problem, ...]
    """Every problem that was found, in document order."""

    def __init__(self, subject: str, problems: Sequence[Problem]) -> None:
        super().__init__(subject, tuple(problems))
        self.subject = subject
        self.problems = tuple(problems)

    def __str__(self) -> str:
        listed = "; ".join(map(str, self.problems[:LISTED]))
        more = len(self.problems) - LISTED
        return f"{self.subject}: {listed}" + (f"; and {more} more" if more > 0 else "")
