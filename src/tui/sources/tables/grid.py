"""Rows of cells under titles: what an HTML table and a CSV file are alike."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from tui.sources.adapter import ParseError
from tui.sources.tables.cells import normalize_cell

MOST_COLUMNS: Final = 256

_SEPARATORS = re.compile(r"[\W_]+")
_NUMBER = re.compile(r"[1-9][0-9]{0,2}", re.ASCII)
_MOST_TOLD = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class CellGrid:
    """One table as its publisher wrote it; cells are not cleaned."""

    titles: tuple[str, ...] = ()
    """Of its columns; empty where it has none."""
    rows: Sequence[tuple[str, ...]] = ()
    caption: str = ""
    selector: str = ""
    """What picks it out of its page, where it has a name or a class of its own."""


def normalize_title(title: str) -> str:
    """A title as it is compared: in any case, spacing and punctuation; `%` and `+` tell titles apart."""
    return _SEPARATORS.sub("", normalize_cell(title).casefold().replace("%", "percentsign").replace("+", "plussign"))


def literal_value(place: str) -> str | None:
    """The text itself, where a place is one: `=GOLD`."""
    return place[1:] if place.startswith("=") else None


def column_index(place: str, titles: Sequence[str]) -> int | None:
    """Which column a place means, counted from 0, None where there is no such column."""
    wanted = normalize_title(place)
    for at, title in enumerate(titles if wanted else ()):
        if normalize_title(title) == wanted:
            return at
    return int(place) - 1 if _NUMBER.fullmatch(place) else None


def missing_column_error(places: Iterable[str], grids: Iterable[Sequence[str]]) -> ParseError:
    """The error where no table has all columns; it names one that is missing and what there is instead."""
    places = list(places)
    known = [titles for titles in grids if any(titles)]
    best = max(known, key=lambda titles: sum(column_index(place, titles) is not None for place in places), default=())
    missing = [place for place in places if literal_value(place) is None and column_index(place, best) is None]
    there = ", ".join(normalize_cell(title) or "?" for title in best[:_MOST_TOLD])
    return ParseError(f'no column "{missing[0]}"; there are: {there}' if missing and there else "no table on the page")
