"""The queries of an export, page by page: between two of them the file can be written back and thinned out."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any, Final

from tui.domain.bars import EPOCH, Bar, minute_of, start_of_minute
from tui.domain.quote import InstrumentId
from tui.storage.history.connection import from_microseconds, plain_errors
from tui.storage.history.errors import DamagedError
from tui.storage.history.prices import parse_price
from tui.storage.history.reader import HistoryReader

ROWS_AT_ONCE: Final = 2_000
_DAY: Final = timedelta(days=1)
_SECOND: Final = timedelta(seconds=1)
_LAST_DAY: Final = (date(2999, 12, 31) - EPOCH.date()).days
_LAST_MINUTE: Final = _LAST_DAY * 1440
_BARS: Final = "market, symbol, {0}.at, open, high, low, close, volume"


class ExportReader(HistoryReader):
    """A connection that reads everything, in the order of the file.

    Args:
        file: the path of a history.
    """

    def newest_at(self) -> datetime | None:
        """Return when the newest event happened; None where there is none."""
        with plain_errors():
            (at,) = self._connection.execute("SELECT max(at) FROM event").fetchone()
        return None if at is None else from_microseconds(at)

    def minutes_at_ends(self) -> tuple[datetime, datetime] | None:
        """Return the first and the last minute of which there are prices; None where there are none."""
        ends = "(SELECT {}(at) FROM minute WHERE instrument = instrument.id AND at BETWEEN 0 AND ?)"
        query = (
            f"SELECT min(first), max(last) FROM (SELECT {ends.format('min')} AS first, {ends.format('max')} AS last"  # noqa: S608 - two names
            " FROM instrument)"
        )
        with plain_errors():
            first, last = self._connection.execute(query, (_LAST_MINUTE, _LAST_MINUTE)).fetchone()
        return None if first is None else (start_of_minute(first), start_of_minute(last))

    def minute_bars(self, since: datetime, until: datetime) -> Iterator[tuple[InstrumentId, Bar]]:
        """Yield the bars by the minute of every instrument in a span of time (aware), instrument by instrument."""
        for key, at, bar in self._bars("minute", minute_of(since), minute_of(until - _SECOND) + 1):
            yield key, bar._replace(at=start_of_minute(at))

    def day_bars(self, since: date, until: date) -> Iterator[tuple[InstrumentId, Bar]]:
        """Yield the bars by the trading day of every instrument likewise; both dates are included."""
        first, last = (since - EPOCH.date()).days, min((until - EPOCH.date()).days, _LAST_DAY)
        for key, at, bar in self._bars("day", first, last + 1):
            yield key, bar._replace(at=EPOCH + at * _DAY)

    def _bars(self, table: str, first: int, end: int) -> Iterator[tuple[InstrumentId, int, Bar]]:
        """Yield the bars of a table, `minute` or `day`, whose numbers are in this span, with these."""
        query = (
            f"SELECT instrument.id, {table}.at, {_BARS.format(table)} FROM instrument"  # noqa: S608 - one of two names
            f" CROSS JOIN {table} ON {table}.instrument = instrument.id"
            f" WHERE instrument.id >= ? AND {table}.at >= ? AND {table}.at < ?"
            f" AND (instrument.id > ? OR {table}.at > ?) ORDER BY instrument.id, {table}.at LIMIT ?"
        )
        place: tuple[Any, ...] = (-1, first - 1)
        while place:
            values = (place[0], first, end, *place, ROWS_AT_ONCE)
            rows, place = self._page(query, values, place)
            for _, _, *row in rows:
                key, at, bar = _bar(row)
                if not first <= at < end:
                    raise DamagedError("damaged: a time that is none")
                yield key, at, bar

    def filled_bars(self, since: datetime, until: datetime) -> Iterator[tuple[InstrumentId, int, Bar]]:
        """Yield the bars that sources gave afterwards in a span of time (aware), with their length in seconds."""
        query = (
            f"SELECT instrument, span, filled.at, {_BARS.format('filled')} FROM filled"  # noqa: S608 - one name
            " JOIN instrument ON instrument.id = instrument"
            " WHERE (instrument, span, filled.at) > (?, ?, ?) AND filled.at >= ? AND filled.at < ?"
            " ORDER BY instrument, span, filled.at LIMIT ?"
        )
        place: tuple[Any, ...] = (-1, -1, -1) if self.has_filled else ()
        first, end = (since - EPOCH) // _SECOND, (until - EPOCH) // _SECOND
        while place:
            rows, place = self._page(query, (*place, first, end, ROWS_AT_ONCE), place)
            for _, span, _, *row in rows:
                key, at, bar = _bar(row)
                if not (first <= at < end and type(span) is int):
                    raise DamagedError("damaged: a time that is none")
                yield key, span, bar._replace(at=EPOCH + at * _SECOND, is_filled=True)

    def _page(
        self, query: str, values: tuple[Any, ...], place: tuple[Any, ...]
    ) -> tuple[list[tuple[Any, ...]], tuple[Any, ...]]:
        """Return the rows of a page, which begin with their place, and the place of the last; empty after the last."""
        with plain_errors():
            rows = self._connection.execute(query, values).fetchall()
        if len(rows) < ROWS_AT_ONCE:
            return rows, ()
        last = rows[-1][: len(place)]
        if {*map(type, last)} != {int} or last <= place:
            raise DamagedError("damaged: rows in no order")  # it would be read for ever
        return rows, last

    def days_of_instruments(self) -> Iterator[tuple[InstrumentId, date | None, date | None]]:
        """Yield each instrument with its first and its last trading day."""
        ends = "(SELECT {}(at) FROM day WHERE instrument = instrument.id AND at BETWEEN 0 AND ?)"
        query = f"SELECT market, symbol, {ends.format('min')}, {ends.format('max')} FROM instrument"  # noqa: S608 - two names
        with plain_errors():
            rows = self._connection.execute(f"{query} ORDER BY market, symbol", (_LAST_DAY, _LAST_DAY)).fetchall()
        for market, symbol, first, last in rows:
            yield InstrumentId(str(market), str(symbol)), _date(first), _date(last)


def _bar(row: list[Any]) -> tuple[InstrumentId, int, Bar]:
    """Return the instrument, the number and the prices of a row. Raises DamagedError where they are none."""
    market, symbol, at, *prices, volume = row
    # what is damaged may be of any type
    if type(at) is not int or not (volume is None or type(volume) is int) or {*map(type, prices)} != {str}:
        raise DamagedError("damaged: a bar that is none")
    opened, high, low, close = map(parse_price, prices)
    return InstrumentId(str(market), str(symbol)), at, Bar(EPOCH, opened, high, low, close, volume)


def _date(day: int | None) -> date | None:
    return None if day is None else EPOCH.date() + timedelta(days=day)
