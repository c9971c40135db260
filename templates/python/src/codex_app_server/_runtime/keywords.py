"""What a caller meant by a keyword that is no parameter.

In: the keywords of a call that was refused, and the parameters that there are. Out: the
`TypeError` that names the parameter that was meant, if one can be told: the same name in
another spelling, such as `itemId` for `item_id`, or one that nearly matches.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from msgspec import StructMeta


class ExplainingMeta(StructMeta):
    """Lets the constructor of a struct name the keyword that was meant."""

    if not TYPE_CHECKING:  # checkers read the constructor of each class

        def __call__(cls, *args: Any, **members: Any) -> Any:
            try:
                return super().__call__(*args, **members)
            except TypeError:
                names = cls.__struct_fields__
                mistake = mistaken_keyword(cls.__name__, members, names)
                if mistake is None:
                    raise
            raise mistake


def mistaken_keyword(
    called: str, given: Iterable[str], parameters: Iterable[str]
) -> TypeError | None:
    """The error for the first keyword whose meaning can be told."""
    spelled = {_folded(name): name for name in parameters}
    known = set(spelled.values())
    for keyword in given:
        if keyword in known:
            continue
        folded = _folded(keyword)
        meant = spelled.get(folded) or _near(folded, spelled)
        if meant is not None:
            return TypeError(
                f"{called}() got an unexpected keyword argument {keyword!r};"
                f" did you mean {meant!r}?"
            )
    return None


def _near(folded: str, spelled: dict[str, str]) -> str | None:
    from difflib import get_close_matches  # only a mistake pays for it

    found = get_close_matches(folded, spelled, n=1, cutoff=0.75)
    return spelled[found[0]] if found else None


def _folded(name: str) -> str:
    return name.replace("_", "").lower()
