"""The queries of a recap: what the prices of a day were, and what the sources had said by its end."""

from collections.abc import Collection, Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import islice
from typing import Final, NamedTuple

from tui.domain.bars import EPOCH, Bar, minute_of, start_of_day
from tui.domain.quote import InstrumentId
from tui.storage.history.bar_reader import is_name, minute_starts, parse_price
from tui.storage.history.connection import from_microseconds, plain_errors, to_microseconds
from tui.storage.history.reader import HistoryReader

_LAST_DAY: Final = (date(2999, 12, 31) - EPOCH.date()).days
_KEYS_AT_ONCE: Final = 500
_PAGE: Final = 100
_MICROSECOND: Final = timedelta(microseconds=1)
_LONGEST_RUN: Final = timedelta(days=30)
"""Before the end of a day in which the last whole response of a source is looked for."""


class Mark(NamedTuple):
    """An event that has entries of the tape, or is a whole response, as the first of a source in a run is."""

    at: datetime
    source: str
    whole: bytes | None
    """The event itself where it is a whole response."""
    tape: bytes | None


class RecapReader(HistoryReader):
    """A connection that reads what a recap is made of.

    Args:
        file: the path of a history.
    """

    def bars_on(self, day: date) -> dict[InstrumentId, Bar]:
        """Return the bar of each instrument that has prices on a trading day."""
        query = (
            "SELECT market, symbol, open, high, low, close, volume FROM instrument"
            " CROSS JOIN {bars} AS bar ON bar.instrument = instrument.id WHERE bar.at = ?"
        )
        with plain_errors():
            rows = self.select_bars("day", query, ((day - EPOCH.date()).days,))
        return {
            InstrumentId(market, symbol): Bar(
                start_of_day(day), parse_price(first), parse_price(high), parse_price(low), parse_price(last), volume
            )
            for market, symbol, first, high, low, last, volume in rows
            if is_name(market) and is_name(symbol)
        }

    def last_days(self) -> dict[InstrumentId, date]:
        """Return the last trading day of each instrument that has one."""
        query = (
            "SELECT market, symbol, (SELECT max(at) FROM {bars}"
            " WHERE instrument = instrument.id AND at BETWEEN 0 AND ?) AS last FROM instrument"
        )
        with plain_errors():
            # where both tables have one, the later
            rows = self.select_bars("day", query, (_LAST_DAY,), "ORDER BY last")
        return {
            InstrumentId(market, symbol): EPOCH.date() + timedelta(days=day)
            for market, symbol, day in rows
            if day is not None and is_name(market) and is_name(symbol)
        }

    def close_before(self, key: InstrumentId, day: date) -> Decimal | None:
        """Return the last price of an instrument before a trading day; None where none is known."""
        query = (
            "SELECT at, close FROM {bars}"
            " WHERE instrument = (SELECT id FROM instrument WHERE market = ? AND symbol = ?) AND at < ?"
        )
        with plain_errors():
            rows = self.select_bars("day", query, (*key, (day - EPOCH.date()).days), "ORDER BY at DESC LIMIT 1")
        return parse_price(rows[0][1]) if rows else None

    def minutes_at_ends(
        self, keys: Collection[InstrumentId], since: datetime, until: datetime
    ) -> tuple[datetime, datetime] | None:
        """Return the first and the last minute of a span of time (aware) in which any of these had a price."""
        query = (
            "SELECT min(bar.at), max(bar.at) FROM (SELECT id FROM instrument WHERE (market, symbol) IN"
            " (VALUES {})) AS wanted CROSS JOIN {{bars}} AS bar ON bar.instrument = wanted.id AND at >= ? AND at < ?"
        )
        span, remaining, found = (minute_of(since), minute_of(until) + 1), iter(keys), list[int]()
        while some := list(islice(remaining, _KEYS_AT_ONCE)):
            places = ", ".join(["(?, ?)"] * len(some))
            with plain_errors():
                values = (*(text for key in some for text in key), *span)
                ends = self.select_bars("minute", query.format(places), values)
            found += [minute for row in ends for minute in row if minute is not None]
        starts = minute_starts(found, *span)
        return (min(starts), max(starts)) if starts else None

    def sources(self) -> list[str]:
        """Return the name of every source that ever wrote an event."""
        with plain_errors():
            return [name for (name,) in self._connection.execute("SELECT name FROM source WHERE name != ''")]

    def bodies_since_whole(self, source: str, until: datetime) -> Iterator[bytes]:
        """Yield the events of a source from its last whole response before a time (aware), oldest first."""
        of_source = "source = (SELECT id FROM source WHERE name = ?)"
        first = f"SELECT id FROM event WHERE {of_source} AND whole = 1 AND at >= ? AND at < ? ORDER BY at DESC LIMIT 1"  # noqa: S608 - fixed words
        following = (
            f"SELECT id, body FROM event NOT INDEXED WHERE id >= ? AND {of_source} AND at < ? ORDER BY id LIMIT ?"  # noqa: S608 - likewise
        )
        end = to_microseconds(until)
        with plain_errors():
            row = self._connection.execute(first, (source, end - _LONGEST_RUN // _MICROSECOND, end)).fetchone()
        while row is not None:
            with plain_errors():
                rows = self._connection.execute(following, (row[0], source, end, _PAGE)).fetchall()
            yield from (body for _, body in rows)
            row = (rows[-1][0] + 1,) if len(rows) == _PAGE else None

    def marks(self, since: datetime, until: datetime) -> Iterator[Mark]:
        """Yield the events of a span of time (aware) that tell how sources were, oldest first."""
        tape = "tape" if self.has_tape else "NULL"
        query = (
            f"SELECT event.id, event.at, source.name, CASE whole WHEN 1 THEN body END, {tape} AS entries"  # noqa: S608 - one of two
            " FROM event NOT INDEXED JOIN source ON source.id = source WHERE event.id > ? AND event.id <= ?"
            " AND event.at >= ? AND event.at < ? AND (whole = 1 OR entries IS NOT NULL) ORDER BY event.id LIMIT ?"
        )
        for rows in self._pages(query, since, until):
            yield from (Mark(from_microseconds(at), *columns) for _, at, *columns in rows)

    def last_event_before(self, at: datetime) -> datetime | None:
        """Return when the last event happened before a time (aware)."""
        with plain_errors():
            (found,) = self._connection.execute(
                "SELECT max(at) FROM event WHERE at < ?", (to_microseconds(at),)
            ).fetchone()
        return None if found is None else from_microseconds(found)

    def last_heard(self) -> datetime | None:
        """Return when anything was heard last, be it that nothing had changed."""
        with plain_errors():
            (found,) = self._connection.execute(
                "SELECT max(at) FROM (SELECT max(at) AS at FROM event UNION ALL SELECT max(at) FROM unchanged)"
            ).fetchone()
        return None if found is None else from_microseconds(found)
