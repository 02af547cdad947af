"""CSV as rows of cells: commas, semicolons, tabs or bars between them."""

import csv
import io
from collections.abc import Iterator, Mapping
from itertools import islice

from tui.sources.adapter import MAX_ROWS, ParseError
from tui.sources.table_spec import TableSpec
from tui.sources.tables.cells import Cell, is_missing, normalize_cell
from tui.sources.tables.grid import MAX_COLUMNS, CellGrid, column_index, literal_value, missing_column_error

_DELIMITERS = ",;\t|"
_MAX_PREAMBLE = 20
_MAX_CELLS = 1_000_000
_MAX_SNIFFED = 4_096
_FIGURES = frozenset("0123456789")


def read_csv(text: str, spec: TableSpec) -> Iterator[Mapping[str, Cell]]:
    """Return the cells of each row by field.

    Titles may follow a preamble of up to twenty lines; without titles every locator is a number.

    Raises:
        ParseError: it is no CSV, lacks a column, or has too many rows or cells.
    """
    rows = _rows(text)
    locators = [locator for locator in spec.columns.values() if literal_value(locator) is None]
    if all(column_index(locator, ()) is not None for locator in locators):
        return _cells(spec, CellGrid(rows=_untitled(rows, column_index(spec.columns["price"], ()) or 0)))
    for index, titles in enumerate(rows[:_MAX_PREAMBLE]):
        if all(column_index(locator, titles) is not None for locator in locators):
            return _cells(spec, CellGrid(titles=titles, rows=rows[index + 1 :]))
    raise missing_column_error(spec.columns.values(), rows[:1])


def read_csv_grid(text: str) -> CellGrid:
    """Return the complete file, its first line as titles.

    Raises:
        ParseError: it is no CSV.
    """
    rows = _rows(text)
    return CellGrid(titles=rows[0], rows=rows[1:])


def _rows(text: str) -> list[tuple[str, ...]]:
    text = text.lstrip("\r\n")
    if text[:5].lower().startswith("sep=") and "\n" in text:  # a spreadsheet names its delimiter
        text = text.partition("\n")[2]
    first = text[:_MAX_SNIFFED].partition("\n")[0]
    try:
        delimiter = max(_DELIMITERS, key=lambda mark: _width(first, mark))
        # a single row of millions of cells would be split before its cells could be counted
        if text.count(delimiter) > _MAX_CELLS:
            raise ParseError("too many cells")
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        filled = (tuple(row[:MAX_COLUMNS]) for row in reader if any(row))
        rows = list(islice(filled, MAX_ROWS + 2))
    except csv.Error as error:
        raise ParseError(f"no CSV: {error}") from None
    if len(rows) > MAX_ROWS + 1:
        raise ParseError("too many rows")
    if not rows:
        raise ParseError("empty answer")
    return rows


def _width(line: str, delimiter: str) -> int:
    return len(next(csv.reader([line], delimiter=delimiter), ()))


def _untitled(rows: list[tuple[str, ...]], price: int) -> list[tuple[str, ...]]:
    """Return the rows without a first row of titles: one with words in the column of the price."""
    first = normalize_cell(rows[0][price]) if price < len(rows[0]) else ""
    return rows if is_missing(first) or not _FIGURES.isdisjoint(first) else rows[1:]


def _cells(spec: TableSpec, grid: CellGrid) -> Iterator[Mapping[str, Cell]]:
    texts = {field: text for field, locator in spec.columns.items() if (text := literal_value(locator)) is not None}
    columns = {
        field: column_index(locator, grid.titles) for field, locator in spec.columns.items() if field not in texts
    }
    for row in grid.rows:
        cells: dict[str, Cell] = {**texts}
        cells |= {
            field: row[index] if index is not None and index < len(row) else None for field, index in columns.items()
        }
        yield cells
