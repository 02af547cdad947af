"""Rows of several days: the newest of each symbol, and what it was the day before."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import itemgetter
from typing import Final

from tui.sources.table_spec import TableSpec
from tui.sources.tables.cells import Cell, is_missing, normalize_cell, parse_time_cell
from tui.sources.tables.symbols import first_spelling

Row = Mapping[str, Cell]

_MAX_AGE: Final = timedelta(days=31)
_MAX_STYLE_CELLS: Final = 20_000


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

    Rows of one symbol and one time are all yielded, and so are those whose time is not valid: which of them is right,
    nothing says. With `previous_row` the row before states the previous close, where the table has no column of it.
    """
    by_symbol: dict[str, list[Row]] = {}
    for row in rows:
        by_symbol.setdefault(first_spelling(row.get("symbol"), times.spec).casefold(), []).append(row)
    for symbol, same in by_symbol.items():
        yield from _newest(same, times) if symbol and len(same) > 1 else same


def newest_by_column(rows: Iterable[Row], times: RowTimes) -> Iterator[Row]:
    """Yield a row for each column of a wide table: its newest figure, and the one before as the previous close.

    A column without a figure in the last month of the table is no longer quoted, and left out.

    Args:
        rows: of days; every cell beside `as_of` is by the title of its column.
        times: of the rows; one without a valid time is left out.
    """
    dated, _ = _newest_first(rows, times)
    columns = dict.fromkeys(title for _, row in dated for title in row if title != "as_of")
    found: dict[str, list[tuple[datetime, Row]]] = {title: [] for title in columns}
    missing = set(columns)
    for time, row in dated:
        for title in [each for each in missing if not is_missing(normalize_cell(row.get(each)))]:
            if not found[title] or time < found[title][0][0]:
                found[title].append((time, row))
            if len(found[title]) > 1:
                missing.remove(title)
        if not missing:
            break
    for title, figures in found.items():
        if figures and figures[0][0] >= dated[0][0] - _MAX_AGE:
            newest, *before = [row for _, row in figures]
            previous = before[0][title] if before else None
            yield {"symbol": title, "price": newest[title], "as_of": newest["as_of"], "previous_close": previous}


def price_rows(rows: Sequence[Row], spec: TableSpec) -> Sequence[Row]:
    """Return rows whose cells show how the figures of a table are written: of all days, not of the newest alone.

    Of a wide table each cell is a price; of very many, the first and the last are enough.
    """
    if spec.wide:
        cells = [cell for row in rows for title, cell in row.items() if title != "as_of"]
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
    newest = [row for time, row in dated if time == dated[0][0]]
    before = next((row for _, row in dated[len(newest) :] if not is_missing(normalize_cell(row.get("price")))), None)
    if times.spec.previous_row and before is not None and "previous_close" not in times.spec.columns:
        newest = [{**row, "previous_close": before.get("price")} for row in newest]
    yield from newest
    yield from undated
