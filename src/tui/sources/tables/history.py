"""Rows of several days: the newest of each symbol, and what it was the day before."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import itemgetter
from typing import Final

from tui.sources.table_spec import TableSpec
from tui.sources.tables.cells import Cell, is_missing, normalize_cell
from tui.sources.tables.grid import LEFT_OUT
from tui.sources.tables.symbols import first_spelling
from tui.sources.tables.time_cells import parse_time_cell

Row = Mapping[str, Cell]

_MAX_AGE: Final = timedelta(days=31)
_MAX_STYLE_CELLS: Final = 20_000
_WITH_UNIT: Final = re.compile(r"([1-9][0-9]{0,6}) ([A-Z]{3})", re.ASCII)
"""A code of a currency with how much of it has the price, as titles of columns."""


@dataclass(frozen=True, slots=True)
class RowTimes:
    """Parses the times of rows, as the specification says, of a response received at a time (aware)."""

    spec: TableSpec
    at: datetime

    def of(self, row: Row) -> datetime | None:
        """Return the time of a row, aware UTC; None where it states none that is valid."""
        try:
            return parse_time_cell(row.get("as_of"), self.at, date_format=self.spec.dates, zone=self.spec.zone)
        except ValueError:
            return None


def newest_rows(rows: Sequence[Row], times: RowTimes) -> Iterator[Row]:
    """Yield the newest rows of each symbol by `as_of`, in the order in which the symbols come.

    A row without a price, such as that of a holiday, is not the newest where another has one. Rows of one symbol and
    one time are all yielded, and so are those whose time is not valid: which of them is right, nothing says. With
    `previous_row` the row before states the previous close, where the table has no column of it.
    """
    by_symbol: dict[str, list[Row]] = {}
    for row in rows:
        by_symbol.setdefault(first_spelling(row.get("symbol"), times.spec).casefold(), []).append(row)
    for symbol, same in by_symbol.items():
        yield from _newest(same, times) if symbol and len(same) > 1 else same


def newest_by_column(rows: Iterable[Row], times: RowTimes) -> Iterator[Row]:
    """Yield a row for each column of a wide table: its newest figure, and the one before as the previous close.

    A column without a figure in the last month of the table is no longer quoted, and left out. A title such as
    `100 JPY` is a symbol and its unit.

    Args:
        rows: of days; every cell beside `as_of` is by the title of its column.
        times: of the rows; one without a valid time is left out.
    """
    dated, undated = _newest_first(rows, times)
    yield from (row if LEFT_OUT in row else {LEFT_OUT: "no valid day", "symbol": row.get("as_of")} for row in undated)
    columns = dict.fromkeys(title for _, row in dated for title in row if title != "as_of")
    found: dict[str, list[tuple[datetime, Row]]] = {title: [] for title in columns}
    missing = set(columns)
    doubtful: dict[str, Row] = {}
    for time, row in dated:
        for title in [each for each in missing if _states_figure(row.get(each))]:
            figures = found[title]
            if not figures or time < figures[-1][0]:
                figures.append((time, row))
            elif len(figures) == 1 and row[title] != figures[0][1][title]:
                doubtful[title] = row  # two figures of one day: which of them is right, nothing says
            if len(figures) > 1:
                missing.remove(title)
        if not missing:
            break
    for title, figures in found.items():
        if figures and figures[0][0] >= dated[0][0] - _MAX_AGE:
            newest, *before = [row for _, row in figures]
            yield {**_of_column(title, newest), "previous_close": before[0][title] if before else None}
        else:
            yield {LEFT_OUT: "no figure in the last month", "symbol": title}
    yield from (_of_column(title, row) for title, row in doubtful.items())


def _of_column(title: str, row: Row) -> Row:
    unit = _WITH_UNIT.fullmatch(title)
    symbol = {"symbol": title} if unit is None else {"symbol": unit[2], "unit": unit[1]}
    return {**symbol, "price": row[title], "as_of": row["as_of"]}


def price_rows(rows: Sequence[Row], spec: TableSpec) -> Sequence[Row]:
    """Return rows whose cells show how the figures of a table are written: of all days, not of the newest alone.

    Of a wide table each cell is a price; of very many, the first and the last are enough.
    """
    if spec.wide:
        cells = [cell for row in rows if LEFT_OUT not in row for title, cell in row.items() if title != "as_of"]
        cells = (
            cells
            if len(cells) <= _MAX_STYLE_CELLS
            else cells[: _MAX_STYLE_CELLS // 2] + cells[-_MAX_STYLE_CELLS // 2 :]
        )
        return [{"price": cell, "previous_close": cell} for cell in cells]
    if spec.previous_row and "previous_close" not in spec.columns:
        return [{**row, "previous_close": row.get("price")} for row in rows]
    return rows


def _newest_first(rows: Iterable[Row], times: RowTimes) -> tuple[list[tuple[datetime, Row]], list[Row]]:
    """Return the rows with their times, the newest first, and those whose time is not valid."""
    dated: list[tuple[datetime, Row]] = []
    undated: list[Row] = []
    for row in rows:
        time = times.of(row)
        if time is None:
            undated.append(row)
        else:
            dated.append((time, row))
    dated.sort(key=itemgetter(0), reverse=True)  # stable: rows of one time stay in their order
    return dated, undated


def _newest(rows: Sequence[Row], times: RowTimes) -> Iterator[Row]:
    dated, undated = _newest_first(rows, times)
    dated = [(time, row) for time, row in dated if _states_figure(row.get("price"))] or dated
    newest = [row for time, row in dated if time == dated[0][0]]
    before = next((row for _, row in dated[len(newest) :]), None)
    if times.spec.previous_row and before is not None and "previous_close" not in times.spec.columns:
        newest = [{**row, "previous_close": before.get("price")} for row in newest]
    yield from newest
    yield from undated


def _states_figure(cell: Cell) -> bool:
    """Return whether a cell has digits, if only of a broken figure; words such as `closed` have none."""
    text = normalize_cell(cell)
    return any(map(str.isdigit, text)) and not is_missing(text)
