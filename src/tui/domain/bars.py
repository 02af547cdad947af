"""Prices by the minute and by the day: open, high, low, close and volume of what was seen."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Final, NamedTuple, Self

from tui.domain.quote import InstrumentId

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
"""From which bars count minutes, days and microseconds."""
_MINUTE: Final = timedelta(minutes=1)


class Bar(NamedTuple):
    """The prices of an instrument in one span of time, with the source's own digits."""

    at: datetime
    """When the span begins, aware UTC; of a day, the midnight of its date."""
    open: Decimal
    high: Decimal
    low: Decimal
    close: Decimal
    volume: int | None = None
    """Traded from the beginning of the day to the end of the span, where a source states it; of a bar that was
    back-filled, within the span."""
    is_filled: bool = False
    """Whether a source gave it afterwards: nobody saw it when it was."""

    @classmethod
    def start(cls, at: datetime, price: Decimal, volume: int | None) -> Self:
        """Return the bar of the first price of a span."""
        return cls(at, price, price, price, price, volume)

    def with_price(self, price: Decimal, volume: int | None) -> "Bar":
        """Return the bar after one more price."""
        return Bar(self.at, self.open, max(self.high, price), min(self.low, price), price, self._volume(volume))

    def joined(self, later: "Bar") -> "Bar":
        """Return one bar for this one and another after it."""
        high, low = max(self.high, later.high), min(self.low, later.low)
        volume = self._volume(later.volume)
        if self.is_filled and self.volume is not None and later.volume is not None:
            volume = self.volume + later.volume
        return self._replace(high=high, low=low, close=later.close, volume=volume)

    def _volume(self, later: int | None) -> int | None:
        return self.volume if later is None else later


class FilledBars(NamedTuple):
    """Bars of an instrument that a source gave afterwards."""

    key: InstrumentId
    span: timedelta
    """Of each bar; a day or longer is counted in trading days."""
    source: str
    bars: tuple[Bar, ...]
    """Oldest first, each with `is_filled`; empty where the source has none."""


class Price(NamedTuple):
    """One price as it was shown, and the trading day that it belongs to."""

    key: InstrumentId
    at: datetime
    """Aware UTC, by the wall clock."""
    day: date
    price: Decimal
    volume: int | None


def minute_of(at: datetime) -> int:
    """Return the minute of a time (aware), counted from 1970 UTC."""
    return (at - EPOCH) // _MINUTE


def start_of_minute(minute: int) -> datetime:
    """Return when a minute begins, aware UTC."""
    return EPOCH + minute * _MINUTE


def start_of_day(day: date) -> datetime:
    """Return the midnight of a date, as `Bar.at` has it."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def join_bars(bars: Iterable[Bar], every: timedelta) -> Iterator[Bar]:
    """Yield bars of longer spans, each beginning at a multiple of its length since 1970 UTC; oldest first, as given."""
    joined: Bar | None = None
    for bar in bars:
        start = EPOCH + (bar.at - EPOCH) // every * every
        if joined is not None and joined.at == start:
            joined = joined.joined(bar)
            continue
        if joined is not None:
            yield joined
        joined = bar._replace(at=start)
    if joined is not None:
        yield joined
