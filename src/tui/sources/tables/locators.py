"""The columns of a table that a locator of the configuration names: by title, by number, or none for a literal."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from tui.sources.adapter import ParseError
from tui.sources.tables.cells import normalize_cell

_SEPARATORS = re.compile(r"[\W_]+")
_SIGNS = re.compile(r"[<>\u20ac$\u00a3\u00a5\u20b9]")
"""What tells apart titles that `normalize_title` makes equal, where both have some."""
_DECIMALS = re.compile(r"[0-9][.,][0-9]", re.ASCII)
_NUMBER = re.compile(r"[1-9][0-9]{0,2}", re.ASCII)
_WORD = re.compile(r"[^\W_]+")
_MAX_TITLES = 12


def normalize_title(title: str) -> str:
    """Return a title for comparison, without case, spacing and punctuation; `%` and `+` count."""
    return _SEPARATORS.sub("", normalize_cell(title).casefold().replace("%", "percentsign").replace("+", "plussign"))


def literal_value(locator: str) -> str | None:
    """Return the text of a locator that is a literal, such as `=GOLD`; None for any other."""
    return locator[1:] if locator.startswith("=") else None


def column_index(locator: str, titles: Sequence[str]) -> int | None:
    """Return the index of the column that a locator names, counted from 0; None where there is no such column."""
    matching = matching_columns(locator, titles)
    if matching:
        return matching[0]
    return int(locator) - 1 if _NUMBER.fullmatch(locator) else None


def check_titles(locators: Iterable[str], titles: Sequence[str]) -> None:
    """Check that each locator that is a title is that of one column.

    Raises:
        ParseError: several columns have it, and nothing says which of them is meant.
    """
    for locator in locators:
        if len(matching_columns(locator, titles)) > 1:
            raise ParseError(f'several columns "{normalize_cell(locator)}": name one by its number, from 1')


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


def matching_columns(locator: str, titles: Sequence[str]) -> list[int]:
    """Return the columns that have a title to the letter, else those that have it without case and punctuation."""
    normalized, signs, decimals = normalize_title(locator), _SIGNS.findall(locator), _DECIMALS.findall(locator)
    alike = [
        index
        for index, title in enumerate(titles if normalized else ())
        if normalize_title(title) == normalized and _DECIMALS.findall(title) == decimals
    ]
    exact = [index for index in alike if normalize_cell(titles[index]) == normalize_cell(locator)]
    same = [index for index in alike if _SIGNS.findall(titles[index]) == signs]
    return exact or same or [index for index in alike if not signs or not _SIGNS.search(titles[index])]


def columns_with_words(locator: str, titles: Sequence[str]) -> list[int]:
    """Return the columns whose title has the words of a locator, in any order, and no other of the same script."""
    wanted, signs, decimals = _words_of(locator), _SIGNS.findall(locator), _DECIMALS.findall(locator)
    return [
        index
        for index, title in enumerate(titles if wanted else ())
        if wanted in _words_by_script(title) and _SIGNS.findall(title) == signs and _DECIMALS.findall(title) == decimals
    ]


def _words_of(text: str) -> frozenset[str]:
    return frozenset(
        _WORD.findall(normalize_cell(text).casefold().replace("%", " percentsign ").replace("+", " plussign "))
    )


@lru_cache(maxsize=256)
def _words_by_script(title: str) -> tuple[frozenset[str], ...]:
    """Return the words of a title, and of one in two scripts those of each."""
    words = _words_of(title)
    ascii_words = frozenset(filter(str.isascii, words))
    return words, ascii_words, words - ascii_words
