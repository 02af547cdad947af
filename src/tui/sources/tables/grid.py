"""Rows of cells under titles, of an HTML table, CSV, JSON or XML."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from tui.domain.numbers import InvalidNumberError
from tui.domain.quote import COUNTS
from tui.domain.text import count_of
from tui.sources.adapter import ParseError
from tui.sources.decode.json import Json
from tui.sources.table_spec import TableSpec
from tui.sources.tables.cells import (
    Cell,
    is_missing,
    normalize_cell,
    parse_count_cell,
    parse_number_cell,
    parse_percent_cell,
)

MAX_COLUMNS: Final = 256
TITLES: Final = "titles"
"""The key of the titles of counts by field, in a row whose table has titles."""
FAULT: Final = "fault"
"""The field of a row of which no figure is valid; its cell says why."""
OTHERS: Final = "others"
"""The field of all cells of a row, by number or name, in its first rows: they show how the table writes figures."""
MAX_OTHERS: Final = 500
"""Rows that have it."""
LEFT_OUT: Final = "left out"
"""The field of what is no row of an instrument; its cell says why, and how often that is so is shown."""
UNDER_OTHER_TITLES: Final = "under other titles"

_SEPARATORS = re.compile(r"[\W_]+")
_SIGNS = re.compile(r"[<>\u20ac$\u00a3\u00a5\u20b9]")
"""What tells apart titles that `normalize_title` makes equal, where both have some."""
_DECIMALS = re.compile(r"[0-9][.,][0-9]", re.ASCII)
_NUMBER = re.compile(r"[1-9][0-9]{0,2}", re.ASCII)
_YEAR = re.compile(r"(?:19|20)[0-9]{2}", re.ASCII)
_WORD = re.compile(r"[^\W_]+")
_MAX_TITLES = 12
_MAX_COMPARED = 20
_MAX_HEADING = 32
"""Cells of a row that show whether it is one of titles."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CellGrid:
    """One table as its publisher wrote it; cells are not sanitized."""

    titles: tuple[str, ...] = ()
    """Of its columns; empty where it has none."""
    levels: Sequence[tuple[str, ...]] = ()
    """The rows of titles, that of groups of columns first; each title in every column that it is above."""
    rows: Sequence[tuple[str, ...]] = ()
    caption: str = ""
    selector: str = ""
    """Where it is: a CSS selector in HTML, where it has an id or a class, and in XML; a dotted path in JSON."""

    @property
    def paths(self) -> tuple[str, ...]:
        """Its titles with those of the groups of columns above them, `Selling Cash`."""
        columns = (self._stack(column) for column in range(max(map(len, self.levels), default=0)))
        return tuple(" ".join(dict.fromkeys(filter(None, map(str.strip, stack)))) for stack in columns)

    def group_column(self, locator: str) -> int | None:
        """Return the only column below a title of any level, or below the titles of several; None where none is.

        The words of these may be in any order, and of titles in two scripts those of one are enough.
        """
        found = _matching_columns(locator, self.paths)
        if not found:
            found = sorted({column for level in self.levels for column in _matching_columns(locator, level)})
        if not found:
            found = sorted({column for titles in (self.paths, *self.levels) for column in _of_words(locator, titles)})
        return found[0] if len(found) == 1 else None

    def _stack(self, column: int) -> Sequence[str]:
        return [level[column] for level in self.levels if column < len(level)]


def normalize_title(title: str) -> str:
    """Return a title for comparison, without case, spacing and punctuation; `%` and `+` count."""
    return _SEPARATORS.sub("", normalize_cell(title).casefold().replace("%", "percentsign").replace("+", "plussign"))


def titles_of_counts(columns: Mapping[str, object], titles: Sequence[str]) -> dict[str, Json]:
    """Return the titles of the counts among columns by field, which may say how much one is."""
    places = {field: place for field, place in columns.items() if field in COUNTS and isinstance(place, int)}
    return {field: titles[place] for field, place in places.items() if place < len(titles)}


def literal_value(locator: str) -> str | None:
    """Return the text of a locator that is a literal, such as `=GOLD`; None for any other."""
    return locator[1:] if locator.startswith("=") else None


def column_index(locator: str, titles: Sequence[str]) -> int | None:
    """Return the index of the column that a locator names, counted from 0; None where there is no such column."""
    matching = _matching_columns(locator, titles)
    if matching:
        return matching[0]
    return int(locator) - 1 if _NUMBER.fullmatch(locator) else None


def check_titles(locators: Iterable[str], titles: Sequence[str]) -> None:
    """Check that each locator that is a title is that of one column.

    Raises:
        ParseError: several columns have it, and nothing says which of them is meant.
    """
    for locator in locators:
        if len(_matching_columns(locator, titles)) > 1:
            raise ParseError(f'several columns "{normalize_cell(locator)}": name one by its number, from 1')


def _matching_columns(locator: str, titles: Sequence[str]) -> list[int]:
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


def _of_words(locator: str, titles: Sequence[str]) -> list[int]:
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


def wide_cells(spec: TableSpec, grid: CellGrid) -> Iterator[Mapping[str, Cell]]:
    """Yield the cells of each row of a wide table: its `as_of`, and every other by the title of its column.

    Raises:
        ParseError: several columns have one title.
    """
    day = column_index(spec.columns["as_of"], grid.titles) or 0
    columns = {normalize_cell(title): index for index, title in enumerate(grid.titles) if index != day}
    columns.pop("", None)
    repeated = [title for title, count in Counter(map(normalize_cell, grid.titles)).items() if title and count > 1]
    if repeated:
        raise ParseError(f'several columns "{repeated[0]}"')
    for row in grid.rows:
        if _stated_width(row) > len(grid.titles):
            yield {LEFT_OUT: misalignment(row, grid.titles) or "", "symbol": row[day]}
        elif day < len(row):
            yield {
                **{title: row[index] for title, index in columns.items() if index < len(row)},
                "as_of": row[day],
            }


def misalignment(row: Sequence[str], titles: Sequence[str]) -> str | None:
    """Return why the cells of a row may not be below their titles; None where they are, or there are no titles.

    Blank cells and titles at the end do not count.
    """
    cells, width = _stated_width(row), _stated_width(titles)
    if not width or (cells <= len(titles) and len(row) >= width):
        return None
    return f"{count_of(len(row), 'cell')} under {count_of(len(titles), 'title')}"


def _stated_width(cells: Sequence[str]) -> int:
    return next((index for index in range(len(cells), 0, -1) if cells[index - 1].strip()), 0)


def figure_columns(rows: Sequence[Sequence[str]]) -> frozenset[int]:
    """Return the columns in which most of the first rows have figures."""
    rows = rows[:_MAX_COMPARED]
    return frozenset(column for column in range(max(map(len, rows), default=0)) if _has_figures(column, rows))


def is_data_row(row: Sequence[str], figures: Collection[int]) -> bool:
    """Return whether a row reads like those below it, and is no row of titles.

    Where most cells of a column below are figures, titles have words: a row of data has figures there, or marks for
    none. A row of years is titles, and so is one that numbers the columns.

    Args:
        row: the first of a table, or one marked as a heading.
        figures: the columns of figures in the rows below it.
    """
    columns = [column for column in range(len(row)) if column in figures]
    stated = [cell for column in columns or range(len(row)) if (cell := normalize_cell(row[column]))]
    if not any(is_figure(cell) or (columns and is_missing(cell)) for cell in stated):
        return False
    if columns and not all(is_missing(cell) or is_figure(cell) for cell in stated):
        return False
    return not all(map(_YEAR.fullmatch, stated)) and not _numbers_columns(row)


def is_heading_again(row: Sequence[str], titles: Sequence[str], figures: Collection[int]) -> bool:
    """Return whether a row amid those of data is one of titles: these or, of a table of its own, others.

    It has two of the titles or more, or words that differ from each other in two columns of figures and in all others.

    Args:
        row: below the titles.
        titles: of the table.
        figures: its columns of figures.
    """
    places = [column for column in figures if column < len(row)]
    if any(
        map(str.isdigit, "".join(row[column] for column in places if [row[column]] != [*titles[column : column + 1]]))
    ):
        return False
    stated = [text for cell in row[:_MAX_HEADING] if (text := normalize_title(cell))]
    if len({*stated} & _normalized_titles(tuple(titles[:_MAX_HEADING]))) > 1:
        return True
    words = {normalize_title(row[column]) for column in places if not is_missing(normalize_cell(row[column]))}
    return len(places) > 1 and len(words) == len(places) and len(stated) == len(row)


@lru_cache(maxsize=16)
def _normalized_titles(titles: tuple[str, ...]) -> frozenset[str]:
    return frozenset(filter(None, map(normalize_title, titles)))


def align_titles(
    titles: tuple[str, ...], rows: Sequence[tuple[str, ...]]
) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Return titles and rows of which each title is above its cells.

    Rows may begin with blank cells, or with pictures and marks, that have no title; or only some of the rows do.
    """
    width = Counter(map(len, rows)).most_common(1)[0][0] if rows else 0
    usual = [row for row in rows if len(row) == width]
    extra = width - len(titles)
    if titles and extra > 0 and all(_is_blank(row[:extra]) for row in usual):
        titles = ("",) * extra + titles
    if any(_is_blank(row[:1]) for row in usual):
        return titles, list(rows)
    return titles, [row[len(row) - width :] if _is_blank(row[: max(len(row) - width, 0)]) else row for row in rows]


@lru_cache(maxsize=1024)
def is_figure(text: str) -> bool:
    """Return whether a normalized cell is a number, a percentage or a count."""
    for parse in (parse_number_cell, parse_percent_cell, parse_count_cell):
        for decimal_comma in (False, True):
            try:
                return parse(text, decimal_comma=decimal_comma) is not None
            except InvalidNumberError:
                continue
    return False


def may_be_figure(text: str) -> bool:
    """Return whether a normalized cell states a figure or that there is none, if only a broken one; words do not."""
    digits = sum(map(str.isdigit, text))
    return is_missing(text) or 0 < digits >= sum(map(str.isalpha, text)) or is_figure(text)


def _has_figures(column: int, rows: Sequence[Sequence[str]]) -> bool:
    cells = [text for row in rows if column < len(row) and not is_missing(text := normalize_cell(row[column]))]
    return bool(cells) and 2 * sum(map(is_figure, cells)) > len(cells)


def _numbers_columns(row: Sequence[str]) -> bool:
    """Return whether the cells are 1, 2, 3 and so on, or (1), (2), (3)."""
    cells = [normalize_cell(cell).strip("() ") for cell in row]
    return len(cells) > 1 and cells == [str(number) for number in range(1, len(cells) + 1)]


def _is_blank(cells: Sequence[str]) -> bool:
    """Return whether there are cells, and no letters or digits in them."""
    return bool(cells) and not any(map(str.isalnum, "".join(cells)))
