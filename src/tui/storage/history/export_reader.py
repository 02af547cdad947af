"""The queries of an export, page by page: between two of them the file can be written back and thinned out."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import groupby
from operator import itemgetter
from typing import Any, Final

from tui.domain.bars import EPOCH, Bar, minute_of, start_of_minute
from tui.domain.quote import InstrumentId
from tui.storage.history.bar_reader import parse_price
from tui.storage.history.connection import from_microseconds, plain_errors
from tui.storage.history.errors import DamagedError
from tui.storage.history.reader import HistoryReader

ROWS_AT_ONCE: Final = 2_000
_DAY: Final = timedelta(days=1)
_SECOND: Final = timedelta(seconds=1)
_LAST_DAY: Final = (date(2999, 12, 31) - EPOCH.date()).days
_LAST_MINUTE: Final = _LAST_DAY * 1440
_BARS: Final = "market, symbol, {0}.at, open, high, low, close, volume"
_END: Final = "(SELECT {}(at) FROM {{bars}} WHERE instrument = instrument.id AND at BETWEEN 0 AND ?) AS {}"
_ENDS: Final = f"{_END.format('min', 'first')}, {_END.format('max', 'last')}"


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
        query = f"SELECT min(first), max(last) FROM (SELECT {_ENDS} FROM instrument)"  # noqa: S608 - fixed words
        with plain_errors():
            rows = self.select_bars("minute", query, (_LAST_MINUTE, _LAST_MINUTE))
        minutes = [start_of_minute(minute) for row in rows for minute in row if minute is not None]
        return (min(minutes), max(minutes)) if minutes else None

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
            f"SELECT id, bar.at, {_BARS.format('bar')} FROM instrument"  # noqa: S608 - fixed words
            " CROSS JOIN {bars} AS bar ON bar.instrument = instrument.id"
            " WHERE id >= ? AND bar.at >= ? AND bar.at < ? AND (id > ? OR bar.at > ?)"
        )
        place: tuple[Any, ...] = (-1, first - 1)
        while place:
            values = (place[0], first, end, *place)
            with plain_errors():
                found = self.select_bars(table, query, values, "ORDER BY 1, 2 LIMIT ?", ROWS_AT_ONCE)
            rows, place = found, _next_place(found, place)
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
            with plain_errors():
                found = self._connection.execute(query, (*place, first, end, ROWS_AT_ONCE)).fetchall()
            rows, place = found, _next_place(found, place)
            for _, span, _, *row in rows:
                key, at, bar = _bar(row)
                if not (first <= at < end and type(span) is int):
                    raise DamagedError("damaged: a time that is none")
                yield key, span, bar._replace(at=EPOCH + at * _SECOND, is_filled=True)

    def days_of_instruments(self) -> Iterator[tuple[InstrumentId, date | None, date | None]]:
        """Yield each instrument with its first and its last trading day."""
        query = f"SELECT market, symbol, {_ENDS} FROM instrument"  # noqa: S608 - fixed words
        with plain_errors():
            rows = self.select_bars("day", query, (_LAST_DAY, _LAST_DAY), "ORDER BY market, symbol")
        for (market, symbol), group in groupby(rows, itemgetter(0, 1)):
            days = [day for row in group for day in row[2:] if day is not None]
            first, last = (min(days), max(days)) if days else (None, None)
            yield InstrumentId(str(market), str(symbol)), _date(first), _date(last)


def _next_place(rows: list[tuple[Any, ...]], place: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return the place of the last row of a page, with which each begins; empty after the last page."""
    if len(rows) < ROWS_AT_ONCE:
        return ()
    last = rows[-1][: len(place)]
    if {*map(type, last)} != {int} or last <= place:
        raise DamagedError("damaged: rows in no order")  # it would be read for ever
    return last


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
