"""The bars of a response about the past, from figures as a provider states them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Final, NamedTuple

from tui.domain.bars import EPOCH, Bar, start_of_day
from tui.domain.numbers import InvalidNumberError
from tui.domain.past import BAR_SPANS, PastSpan
from tui.domain.quote import InstrumentId, Quote
from tui.sources.adapter import SourceConfig
from tui.sources.decode.dates import ISO_DAY
from tui.sources.decode.json import Json, as_count, as_decimal, plausible_time

MAX_BARS: Final = 20_000
"""Of one instrument in one response: eighty years of days. Older ones are left out."""
_FIRST_DAY: Final = date(1900, 1, 1)


class RawBar(NamedTuple):
    """A bar as a provider states it; its figures may be numbers, texts, or missing."""

    at: datetime | None
    """When it begins, aware UTC; of a day, the midnight of its date. None where that cannot be read."""
    close: Json
    open: Json = None
    high: Json = None
    low: Json = None
    volume: Json = None
    """Within the bar."""


def build_bars(raw: Iterable[RawBar], span: PastSpan) -> tuple[Bar, ...]:
    """Return the valid bars, oldest first, each at a multiple of its length.

    One without a time or a close is left out; an open, high or low that is missing, or cannot be true, is that of the
    figures beside it. Of two bars that begin together the later one in the response goes on where the first ended.
    """
    every = BAR_SPANS[span]
    bars: dict[datetime, Bar] = {}
    for each in raw:
        bar = _bar(each, every)
        if bar is not None:
            known = bars.get(bar.at)
            bars[bar.at] = bar if known is None else _joined(known, bar)
    return tuple(bars[at] for at in sorted(bars)[-MAX_BARS:])


def _bar(raw: RawBar, every: timedelta) -> Bar | None:
    close = _price(raw.close)
    if raw.at is None or close is None:
        return None
    opened = _price(raw.open) or close
    at = EPOCH + (raw.at - EPOCH) // every * every
    high = max(_price(raw.high) or opened, opened, close)
    low = min(_price(raw.low) or opened, opened, close)
    return Bar(at, opened, high, low, close, _volume(raw.volume), is_filled=True)


def _joined(bar: Bar, later: Bar) -> Bar:
    volumes = [each.volume for each in (bar, later) if each.volume is not None]
    return bar.joined(later)._replace(volume=sum(volumes) if volumes else None, is_filled=True)


def _price(value: Json) -> Decimal | None:
    """Return a price; None where there is none, or none above zero: some providers state zero for a gap."""
    try:
        price = as_decimal(value)
    except InvalidNumberError:
        return None
    return price if price is not None and price > 0 else None


def _volume(value: Json) -> int | None:
    try:
        return as_count(value)
    except InvalidNumberError:
        return None


def day_of_text(value: Json, at: datetime) -> datetime | None:
    """Return the midnight of a date such as `2026-11-20`, as bars have it; None for another text or an impossible date.

    Args:
        value: of the response.
        at: when it was received, aware UTC; a date is a day later at most.
    """
    if not isinstance(value, str) or not ISO_DAY.fullmatch(value):
        return None
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return None
    midnight = start_of_day(day)
    return midnight if day >= _FIRST_DAY and midnight <= at + timedelta(days=1) else None


def time_of_text(value: Json, at: datetime) -> datetime | None:
    """Return the time of a text such as `2026-11-20 15:55:00`, in UTC; None for another one."""
    if not isinstance(value, str) or len(value) > len("2026-11-20 15:55:00"):
        return None
    try:
        time = datetime.fromisoformat(value)
    except ValueError:
        return None
    return plausible_time(time if time.tzinfo else time.replace(tzinfo=UTC), at)


def spell_by(
    instrument_of: Callable[[str, SourceConfig], InstrumentId],
) -> Callable[[SourceConfig, Sequence[Quote]], Mapping[InstrumentId, str]]:
    """Return a function for `Past.spell` of a provider in whose spelling a symbol is one instrument.

    Args:
        instrument_of: returns that instrument.
    """

    def spell(source: SourceConfig, rows: Sequence[Quote]) -> Mapping[InstrumentId, str]:
        symbols = {instrument_of(symbol, source): symbol for symbol in reversed(source.symbols)}
        return {row.id: symbols[row.id] for row in rows if row.id in symbols}

    return spell
