"""Prices of every instrument at once, read from the bars by the minute."""

import re
from datetime import datetime
from decimal import Decimal
from typing import Final

from tui.domain.bars import minute_of
from tui.domain.missed import Extent
from tui.domain.quote import InstrumentId
from tui.storage.history.connection import HistoryFile, plain_errors
from tui.storage.history.errors import DamagedError

_PRICE: Final = re.compile(r"-?[0-9]{1,60}(?:\.[0-9]{1,60})?", re.ASCII)


def parse_price(text: str) -> Decimal:
    """Return a price of the file. Raises DamagedError where it is none."""
    if not _PRICE.fullmatch(text):
        raise DamagedError("damaged: a price that is none")
    return Decimal(text)


class HistoryPrices(HistoryFile):
    """A connection that reads prices of all instruments, each by a search of its own bars."""

    def closes_before(self, at: datetime) -> dict[InstrumentId, Decimal]:
        """Return the last price of every instrument before a whole minute (aware)."""
        return self._prices_at("close", "at < ? ORDER BY at DESC", at)

    def price_before(self, key: InstrumentId, at: datetime, *, since: datetime) -> Decimal | None:
        """Return the last price of an instrument in the whole minutes since a time, before that of `at`; both aware."""
        query = (
            "SELECT close FROM minute WHERE instrument = (SELECT id FROM instrument WHERE market = ? AND symbol = ?)"
            " AND at >= ? AND at < ? ORDER BY at DESC LIMIT 1"
        )
        with plain_errors():
            row = self._connection.execute(query, (*key, minute_of(since), minute_of(at))).fetchone()
        return None if row is None else parse_price(row[0])

    def opens_from(self, at: datetime) -> dict[InstrumentId, Decimal]:
        """Return the first price of every instrument from a whole minute (aware) on."""
        return self._prices_at("open", "at >= ? ORDER BY at", at)

    def _prices_at(self, column: str, where: str, at: datetime) -> dict[InstrumentId, Decimal]:
        query = (
            f"SELECT market, symbol, (SELECT {column} FROM minute"  # noqa: S608 - one of two
            f" WHERE instrument = instrument.id AND {where} LIMIT 1) AS price FROM instrument WHERE price IS NOT NULL"
        )
        with plain_errors():
            rows = self._connection.execute(query, (minute_of(at),)).fetchall()
        return {InstrumentId(market, symbol): parse_price(price) for market, symbol, price in rows}

    def extents(self, since: datetime, until: datetime) -> dict[InstrumentId, Extent]:
        """Return the lowest and the highest price of every instrument in the whole minutes of a span (aware)."""
        found = [dict[InstrumentId, Decimal](), dict[InstrumentId, Decimal]()]
        for prices, column, pick in zip(found, ("low", "high"), ("min", "max"), strict=True):
            # the row that has the least or the greatest gives the text with its digits
            query = (
                f"SELECT market, symbol, {column}, {pick}(CAST({column} AS REAL))"  # noqa: S608 - two names
                " FROM instrument CROSS JOIN minute ON instrument = instrument.id WHERE at >= ? AND at < ?"
                " GROUP BY instrument"
            )
            with plain_errors():
                rows = self._connection.execute(query, (minute_of(since), minute_of(until))).fetchall()
            prices.update({InstrumentId(market, symbol): parse_price(price) for market, symbol, price, _ in rows})
        lows, highs = found
        return {key: Extent(low, highs[key]) for key, low in lows.items()}
