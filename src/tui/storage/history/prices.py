"""Prices of every instrument at once, read from the bars by the minute."""

from datetime import datetime
from decimal import Decimal

from tui.domain.bars import minute_of
from tui.domain.missed import Extent
from tui.domain.quote import InstrumentId
from tui.storage.history.bar_reader import HistoryBars, parse_price
from tui.storage.history.connection import plain_errors


class HistoryPrices(HistoryBars):
    """A connection that reads prices of all instruments, each by a search of its own bars."""

    def closes_before(self, at: datetime) -> dict[InstrumentId, Decimal]:
        """Return the last price of every instrument before a whole minute (aware)."""
        return self._prices_at("close", "<", "DESC", at)

    def opens_from(self, at: datetime) -> dict[InstrumentId, Decimal]:
        """Return the first price of every instrument from a whole minute (aware) on."""
        return self._prices_at("open", ">=", "ASC", at)

    def _prices_at(self, column: str, than: str, order: str, at: datetime) -> dict[InstrumentId, Decimal]:
        query = (
            f"SELECT market, symbol, bar.at, {column} FROM instrument"  # noqa: S608 - fixed words
            f" CROSS JOIN {{bars}} AS bar ON bar.instrument = instrument.id AND bar.at = (SELECT at FROM {{bars}}"
            f" WHERE instrument = instrument.id AND at {than} ? ORDER BY at {order} LIMIT 1)"
        )
        with plain_errors():
            # of both tables: the last one of an instrument is the nearest
            rows = self.select_bars(
                "minute", query, (minute_of(at),), f"ORDER BY 3 {'ASC' if order == 'DESC' else 'DESC'}"
            )
        return {InstrumentId(market, symbol): parse_price(price) for market, symbol, _, price in rows}

    def extents(self, since: datetime, until: datetime) -> dict[InstrumentId, Extent]:
        """Return the lowest and the highest price of every instrument in the whole minutes of a span (aware)."""
        found: dict[InstrumentId, Extent] = {}
        for column, pick in (("low", "min"), ("high", "max")):
            # the row that has the least or the greatest gives the text with its digits
            query = (
                f"SELECT market, symbol, {column}, {pick}(CAST({column} AS REAL)) FROM instrument"  # noqa: S608 - two names
                " CROSS JOIN {bars} AS bar ON bar.instrument = instrument.id WHERE at >= ? AND at < ? GROUP BY id"
            )
            with plain_errors():
                rows = self.select_bars("minute", query, (minute_of(since), minute_of(until)))
            for market, symbol, text, _ in rows:
                key, price = InstrumentId(market, symbol), parse_price(text)
                known = found.get(key)
                found[key] = Extent(price, price) if known is None else known.joined(Extent(price, price))
        return found
