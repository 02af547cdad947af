"""CSV as rows of cells: commas, semicolons, tabs, bars or runs of blanks between them, and notes around the rows."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Final

from tui.sources.adapter import MAX_ROWS, ParseError
from tui.sources.table_spec import TableSpec
from tui.sources.tables.cells import Cell, normalize_cell
from tui.sources.tables.grid import (
    FAULT,
    LEFT_OUT,
    MAX_COLUMNS,
    MAX_OTHERS,
    OTHERS,
    TITLES,
    UNDER_OTHER_TITLES,
    CellGrid,
    align_titles,
    check_titles,
    column_index,
    figure_columns,
    is_data_row,
    is_heading_again,
    literal_value,
    may_be_figure,
    misalignment,
    missing_column_error,
    titles_of_counts,
    wide_cells,
)

_DELIMITERS: Final = ",;\t|"
_RUN_OF_BLANKS = re.compile(r"(?<![\t \r\n])(?:\t| (?=[\t ]))[\t ]*+(?![\r\n])")
_MAX_PREAMBLE = 60
"""Lines before the titles."""
_MIN_WIDTH: Final = 3
"""From here on a row with one cell that states something is a note."""
_MAX_CELLS = 1_000_000
_MAX_SNIFFED = 16_384
_MAX_SNIFFED_ROWS = 100

_Row = tuple[str, ...]


def read_csv(text: str, spec: TableSpec) -> Iterator[Mapping[str, Cell]]:
    """Return the cells of each row by field.

    Titles may follow a preamble of up to sixty lines; without titles every locator is a number. Lines of one cell,
    such as notes and footers, are no rows; under titles a row of more or fewer cells than these states no figures.

    Raises:
        ParseError: it is no CSV, lacks a column, or has too many rows or cells.
    """
    rows = _rows(text)
    locators = [locator for locator in spec.columns.values() if literal_value(locator) is None]
    numbers = [column_index(locator, ()) for locator in locators]
    if None not in numbers and not spec.wide:
        price = column_index(spec.columns["price"], ()) or 0
        return _cells(spec, CellGrid(rows=_untitled(rows, price)))
    width = _usual_width(rows[:_MAX_SNIFFED_ROWS])[1]
    first = sorted(range(min(len(rows), _MAX_PREAMBLE)), key=lambda index: len(rows[index]) != width)
    for index in first:
        titles = rows[index]
        if all(column_index(locator, titles) is not None for locator in locators):
            titles, below = align_titles(titles, rows[index + 1 :])
            check_titles(locators, titles)
            if spec.wide:
                return wide_cells(spec, CellGrid(titles=titles, rows=below))
            if below and all(misalignment(row, titles) for row in below):
                raise ParseError(f"rows of {len(below[0])} cells under {len(titles)} titles")
            return _cells(spec, CellGrid(titles=titles, rows=below))
    grouped = _with_groups(rows, locators)
    if grouped is not None and not spec.wide:
        return _cells(spec, grouped)
    raise missing_column_error(spec.columns.values(), [rows[index] for index in first])


def _with_groups(rows: Sequence[_Row], locators: Sequence[str]) -> CellGrid | None:
    """Return the rows under two of titles that have every column together: `Code;Rate` and below it `;Last`."""
    for index in range(1, min(len(rows), _MAX_PREAMBLE)):
        above, own = rows[index - 1], rows[index]
        if len(above) != len(own):
            continue
        titles = tuple(title if title.strip() else group for title, group in zip(own, above, strict=True))
        if all(column_index(locator, titles) is not None for locator in locators):
            check_titles(locators, titles)
            return CellGrid(titles=titles, rows=rows[index + 1 :])
    return None


def read_csv_grid(text: str) -> CellGrid:
    """Return the rows of a file that are as wide as most of them, the first as titles unless it reads like the others.

    Raises:
        ParseError: it is no CSV.
    """
    rows = _rows(text)
    width = _usual_width(rows[:_MAX_SNIFFED_ROWS])[1]
    rows = [row for row in rows if len(row) == width] or rows
    notes = next((index for index, row in enumerate(rows) if width < _MIN_WIDTH or _stated_cells(row) > 1), 0)
    rows = rows[notes:]
    if is_data_row(rows[0], figure_columns(rows[1:])):
        return CellGrid(rows=rows)
    return CellGrid(titles=rows[0], rows=rows[1:])


def _stated_cells(row: _Row) -> int:
    return sum(1 for cell in row if cell.strip())


def _rows(text: str) -> list[_Row]:
    text = text.lstrip("\r\n")
    if text[:5].lower().startswith("sep=") and "\n" in text:  # a spreadsheet names its delimiter
        text = text.partition("\n")[2]
    delimiter = _delimiter(text)
    if not delimiter:
        text, delimiter = _RUN_OF_BLANKS.sub("\t", text), "\t"
    # a single row of millions of cells would be split before its cells could be counted
    if text.count(delimiter) > _MAX_CELLS:
        raise ParseError("too many cells")
    try:
        rows = _read(text, delimiter)
    except csv.Error as error:
        raise ParseError(f"no CSV: {error}") from None
    if len(rows) > MAX_ROWS + 1:
        raise ParseError("too many rows")
    if not rows:
        raise ParseError("empty answer")
    return rows


def _read(text: str, delimiter: str) -> list[_Row]:
    """Return the rows; a quote amid a cell is no end of it, where no cell goes on in the next line."""
    try:
        return list(islice(_parsed(text, delimiter, strict=True), MAX_ROWS + 2))
    except csv.Error:
        if any(line.count('"') % 2 for line in io.StringIO(text)):
            raise
        return list(islice(_parsed(text, delimiter, strict=False), MAX_ROWS + 2))


def _parsed(text: str, delimiter: str, *, strict: bool) -> Iterator[_Row]:
    lines = io.StringIO(text, newline="")
    reader = csv.reader(lines, delimiter=delimiter, skipinitialspace=delimiter != "\t", strict=strict)
    rows = (tuple(row[:MAX_COLUMNS]) for row in reader if any(map(str.strip, row)))
    if '="' in text:
        return (tuple(map(_without_formula, row)) for row in rows)
    return rows


def _without_formula(cell: str) -> str:
    """Return the text of a cell that a spreadsheet must not take for a number: `="0005"`."""
    text = cell.strip()
    return text[2:-1] if len(text) > 3 and text[:2] == '="' and text[-1] == '"' else cell


def _delimiter(text: str) -> str:
    """Return what separates the cells of most lines, however the first ones look; empty where it is runs of blanks."""
    sample = text[:_MAX_SNIFFED]
    if len(text) > _MAX_SNIFFED:
        sample = sample.rpartition("\n")[0] or sample
    agreements = {mark: _agreement(sample, mark) for mark in _DELIMITERS}
    # commas are in figures and texts as well
    best = max(_DELIMITERS, key=lambda mark: (agreements[mark][0], mark != ",", agreements[mark][1]))
    if agreements[best][0]:
        return best
    return "" if _agreement(_RUN_OF_BLANKS.sub("\t", sample), "\t")[0] else ","


def _agreement(sample: str, delimiter: str) -> tuple[int, int]:
    try:
        rows = list(islice(_parsed(sample, delimiter, strict=False), _MAX_SNIFFED_ROWS))
    except csv.Error:
        return 0, 0
    return _usual_width(rows)


def _usual_width(rows: Sequence[_Row]) -> tuple[int, int]:
    """Return how many rows have the commonest number of cells above one, and that number; zeros where none has."""
    widths = Counter(len(row) for row in rows if len(row) > 1)
    return max(((count, width) for width, count in widths.items()), default=(0, 0))


def _untitled(rows: list[_Row], price: int) -> list[_Row]:
    """Return the rows from the first that states a price, or that there is none; titles and notes above it do not."""
    for index, row in enumerate(rows[:_MAX_PREAMBLE]):
        if price < len(row) and may_be_figure(normalize_cell(row[price])):
            return rows[index:]
    return rows


def _cells(spec: TableSpec, grid: CellGrid) -> Iterator[Mapping[str, Cell]]:
    texts = {field: text for field, locator in spec.columns.items() if (text := literal_value(locator)) is not None}
    locators = {field: locator for field, locator in spec.columns.items() if field not in texts}
    titles = grid.titles
    columns = {field: column_index(locator, titles) for field, locator in locators.items()}
    headings = {titles[index] for index in columns.values() if index is not None and index < len(titles)}
    figures = figure_columns(grid.rows)
    is_other = False
    for number, row in enumerate(grid.rows):
        if len(row) == 1 and any(columns.values()):
            continue  # a note
        if headings and headings.issubset(row):  # titles again, maybe in another order
            titles, is_other = row, False
            check_titles(locators.values(), titles)
            columns = {field: column_index(locator, titles) for field, locator in locators.items()}
            continue
        if headings and is_heading_again(row, titles, figures):
            is_other = True
            continue
        if is_other:
            yield {LEFT_OUT: UNDER_OTHER_TITLES, "symbol": row[0]}
            continue
        cells: dict[str, Cell] = {**texts}
        cells |= {
            field: row[index] if index is not None and index < len(row) else None for field, index in columns.items()
        }
        if of_counts := titles_of_counts(columns, titles):
            cells[TITLES] = of_counts
        if (fault := misalignment(row, titles)) is not None:
            cells[FAULT] = fault
        elif number < MAX_OTHERS:
            cells[OTHERS] = list(row)
        yield cells
