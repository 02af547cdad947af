"""Whether figures have a point or a comma before their decimals, decided by whole columns and never by one cell."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, Literal, NamedTuple

from tui.sources.tables.fold import fold

Mark = Literal[".", ","]
"""What is before the decimals."""
Evidence = Literal[".", ",", "either", ""]

MAX_FIGURE_TEXT: Final = 100
"""Characters of a cell with a figure."""

_BODY = re.compile(r"[.,]?[0-9](?:[0-9.,'\xa0 ]*[0-9])?", re.ASCII)
_GROUP = 3
_INDIAN_GROUP = 2


class FigureStyle(NamedTuple):
    """How the figures of a column are written."""

    mark: Mark = "."
    is_mixed: bool = False
    """Whether some are written with the other mark, so that `7,774` may mean two things."""
    has_fractions: bool = False
    """Whether `108'165` may be 108 and 16.5 thirty-seconds."""
    no_hundredths: frozenset[str] = frozenset()
    """The hundredths that are refused, since the table has prices in the whole unit: `cents` beside dollars."""


def mark_evidence(body: str) -> Evidence:
    """Return which mark digits with groups prove to be before their decimals; "" where they have none.

    `1,234.50`, `1,234,567` and `1.5` prove a point, `0,219` and `1.234.567` a comma; `7,774` and `7.774` may have
    either.
    """
    points, commas = body.count("."), body.count(",")
    if not points and not commas:
        return ""
    if points and commas:
        return "." if body.rfind(".") > body.rfind(",") else ","
    mark: Mark = "." if points else ","
    whole, *groups = body.split(mark)
    if len(groups) > 1:
        return _other(mark) if _are_groups(mark, groups) else ""
    may_be_group = len(groups[0]) == _GROUP and 0 < len(whole) <= _GROUP and not whole.startswith("0")
    return "either" if may_be_group else mark


def has_decimal_comma(texts: Iterable[str]) -> bool | None:
    """Return whether most figures in some texts have a comma before their decimals; None where nothing decides."""
    marks = Counter(mark_evidence(body) for text in texts for body in _bodies(text))
    return None if marks[","] == marks["."] else marks[","] > marks["."]


def may_have_decimal_comma(texts: Iterable[str]) -> bool:
    """Return whether some figures have a comma that may be before decimals or between thousands: `4,851`."""
    return any("," in body and mark_evidence(body) == "either" for text in texts for body in _bodies(text))


def figure_styles(
    columns: Mapping[str, Iterable[str]], others: Iterable[Iterable[str]] = (), *, decimal_comma: bool
) -> dict[str, FigureStyle]:
    """Return the style of each column of figures.

    A figure that may have either mark is read as configured, unless others of its column prove the other mark; where
    none of them proves any, the other columns decide.

    Args:
        columns: the texts of each column by its name.
        others: of further columns of figures, which decide where none of these does.
        decimal_comma: whether figures are configured to have a comma before their decimals.
    """
    mark: Mark = "," if decimal_comma else "."
    evidence = {name: _evidence(texts) for name, texts in columns.items()}
    of_all = frozenset[Evidence]().union(*evidence.values())
    if of_all == {"either"}:
        of_all = of_all.union(*map(_evidence, others))
    return {
        name: FigureStyle(mark, is_mixed=_other(mark) in (found - {"either"} or of_all))
        for name, found in evidence.items()
    }


def _evidence(texts: Iterable[str]) -> frozenset[Evidence]:
    found: set[Evidence] = set()
    for text in texts:
        if "." in text or "," in text or not text.isascii():
            found.update(mark_evidence(body) for body in _bodies(text))
    return frozenset(found - {""})


def _bodies(text: str) -> Iterator[str]:
    return (match[0] for match in _BODY.finditer(fold(text[:MAX_FIGURE_TEXT])))


def _other(mark: Mark) -> Mark:
    return "," if mark == "." else "."


def _are_groups(mark: Mark, groups: list[str]) -> bool:
    """Return whether digits are grouped by three, or with commas as in India: `12,34,567`."""
    sizes = set(map(len, groups[:-1]))
    return len(groups[-1]) == _GROUP and (sizes == {_GROUP} or (mark == "," and sizes == {_INDIAN_GROUP}))
