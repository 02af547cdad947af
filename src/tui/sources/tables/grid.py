"""Rows of cells under titles, of an HTML table or a CSV file."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from tui.sources.adapter import ParseError
from tui.sources.tables.cells import normalize_cell

MAX_COLUMNS: Final = 256

_SEPARATORS = re.compile(r"[\W_]+")
_NUMBER = re.compile(r"[1-9][0-9]{0,2}", re.ASCII)
_MAX_TITLES = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class CellGrid:
    """One table as its publisher wrote it; cells are not sanitized."""

    titles: tuple[str, ...] = ()
    """Of its columns; empty where it has none."""
    rows: Sequence[tuple[str, ...]] = ()
    caption: str = ""
    selector: str = ""
    """A CSS selector of it, where it has an id or a class."""


def normalize_title(title: str) -> str:
    """Return a title for comparison, without case, spacing and punctuation; `%` and `+` count."""
    return _SEPARATORS.sub("", normalize_cell(title).casefold().replace("%", "percentsign").replace("+", "plussign"))


def literal_value(locator: str) -> str | None:
    """Return the text of a locator that is a literal, such as `=GOLD`; None for any other."""
    return locator[1:] if locator.startswith("=") else None


def column_index(locator: str, titles: Sequence[str]) -> int | None:
    """Return the index of the column that a locator names, counted from 0; None where there is no such column."""
    normalized = normalize_title(locator)
    for index, title in enumerate(titles if normalized else ()):
        if normalize_title(title) == normalized:
            return index
    return int(locator) - 1 if _NUMBER.fullmatch(locator) else None


def missing_column_error(locators: Iterable[str], grids: Iterable[Sequence[str]]) -> ParseError:
    """Return the error where no table has all columns; it names one that is missing and those that exist."""
    locators = list(locators)
    known = [titles for titles in grids if any(titles)]
    best = max(
        known, key=lambda titles: sum(column_index(locator, titles) is not None for locator in locators), default=()
    )
    missing = [
        locator for locator in locators if literal_value(locator) is None and column_index(locator, best) is None
    ]
    existing = ", ".join(normalize_cell(title) or "?" for title in best[:_MAX_TITLES])
    return ParseError(
        f'no column "{missing[0]}"; there are: {existing}' if missing and existing else "no table on the page"
    )
