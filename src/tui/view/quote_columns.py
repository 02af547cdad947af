"""The columns that a user can choose beside the usual ones: every further field that a source gives."""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from operator import attrgetter
from typing import Final

from tui.domain.intraday import IntradaySeries
from tui.domain.market import Market
from tui.domain.quote import Quote, previous_close_of
from tui.domain.text import pad
from tui.view import formatting
from tui.view.charts import trend_line
from tui.view.column import (
    AmountOf,
    Column,
    SortValue,
    count_painter,
    figure_painter,
    range_painter,
    sorts_by,
    sorts_by_range,
    text_painter,
)
from tui.view.formatting import DecimalAlignment
from tui.view.quote_row import QuoteRow
from tui.view.spans import Span, Tone

_TIME_WIDTH: Final = 6


def _price(key: str, title: str, letter: str, description: str, value: AmountOf | None = None) -> Column:
    """Return the column of a field that is a price; its key is the field's name unless the value is given."""
    amount = value or attrgetter(key)
    return Column(
        key=key,
        title=title,
        letter=letter,
        description=description,
        value=sorts_by(amount),
        paint=figure_painter(amount),
        figure_value=amount,
        right=True,
    )


def _count(key: str, title: str, letter: str, description: str) -> Column:
    """Return the column of a field that is a large count."""
    amount: AmountOf = attrgetter(key)
    return Column(
        key=key,
        title=title,
        letter=letter,
        description=description,
        value=sorts_by(amount),
        paint=count_painter(amount),
        figure_value=amount,
        is_count=True,
        right=True,
    )


def _text(
    key: str, title: str, letter: str, description: str, value: Callable[[Quote], str | None], *, max_width: int = 12
) -> Column:
    """Return the column of a field that is a text."""
    return Column(
        key=key,
        title=title,
        letter=letter,
        description=description,
        value=lambda _market, quote: value(quote),
        paint=text_painter(value),
        text_value=value,
        min_width=max_width,
        max_width=max_width,
        is_text=True,
    )


def _time(
    key: str,
    title: str,
    letter: str,
    description: str,
    *,
    value: Callable[[Market, Quote], datetime | None],
    shown: Callable[[QuoteRow], datetime | None],
) -> Column:
    """Return the column of a time: `value` on the clock of its own, `shown` on the wall clock."""

    def sort_value(market: Market, quote: Quote) -> SortValue:
        at = value(market, quote)
        return None if at is None else at.timestamp()

    def paint(row: QuoteRow, width: int, _alignment: DecimalAlignment) -> tuple[Span, ...]:
        at = shown(row)
        text = formatting.ABSENT if at is None else formatting.format_day(at, row.context.time_of_day)
        return (Span(pad(text, width, right=True), Tone.QUIET, row.age_level),)

    return Column(
        key=key,
        title=title,
        letter=letter,
        description=description,
        value=sort_value,
        paint=paint,
        min_width=max(_TIME_WIDTH, len(title) + 1),
        right=True,
    )


def _trend(key: str, title: str, letter: str, span: timedelta, words: str) -> Column:
    """Return the column of the prices seen in this time before the source last confirmed the row."""

    def value(market: Market, quote: Quote) -> float | None:
        series = market.series.get(quote.id)
        first = series.since(market.polled_at(quote) - span)[0] if series else 0.0
        return float(quote.price) / first if quote.price is not None and first else None

    def paint(row: QuoteRow, width: int, _alignment: DecimalAlignment) -> tuple[Span, ...]:
        # series have the clock that never jumps
        end = _polled_at(row) - row.context.clock_offset
        points = row.series.sampled(end - span, end, 2 * width) if row.series else []
        # two points to a cell; what was before the first of the day has none
        blank = width - (len(points) + 1) // 2
        line = trend_line(points, width - blank, row.age_level)
        return (Span(" " * (blank if line else width), Tone.QUIET, row.age_level), *line)

    return Column(
        key=key,
        title=title,
        letter=letter,
        description=f"the prices seen in the {words} before its last poll; sorted by their move",
        value=value,
        paint=paint,
        min_width=len(title) + 1,
        max_width=24,
        grow_rank=3,
    )


def _year_extent(quote: Quote, _series: IntradaySeries | None) -> tuple[Decimal, Decimal] | None:
    low, high = quote.year_low, quote.year_high
    return None if low is None or high is None else (low, high)


def _flags(row: QuoteRow, width: int, _alignment: DecimalAlignment) -> tuple[Span, ...]:
    return (Span(pad("; ".join(row.quote.flags), width), Tone.WARN, row.age_level),)


def _changed_at(row: QuoteRow) -> datetime | None:
    at = row.series.changed_at if row.series else None
    return None if at is None else at + row.context.clock_offset


def _polled_at(row: QuoteRow) -> datetime:
    return row.context.time_of_day - row.age


QUOTE_COLUMNS: Final = (
    _price("open", "OPEN", "O", "first price today"),
    _price("prev", "PREV", "P", "previous close", previous_close_of),
    _price("high", "HIGH", "h", "highest price today"),
    _price("low", "LOW", "L", "lowest price today"),
    Column(
        key="year_range",
        title="52 WEEKS",
        letter="y",
        description="the last price between the low and high of 52 weeks",
        value=sorts_by_range(_year_extent),
        paint=range_painter(_year_extent),
        min_width=9,
        max_width=16,
        grow_rank=4,
    ),
    _price("year_low", "52W LOW", "w", "lowest price of 52 weeks"),
    _price("year_high", "52W HIGH", "W", "highest price of 52 weeks"),
    _price("bid", "BID", "b", "best price that a buyer offers"),
    _price("ask", "ASK", "k", "best price at which a seller offers"),
    _count("turnover", "TRADED", "T", "value of what was traded today, in the currency"),
    _count("market_cap", "CAP", "C", "value of all shares or coins"),
    _text("kind", "KIND", "i", "what it is, such as a share or an index", attrgetter("kind.value"), max_width=8),
    _text("currency", "CCY", "u", "the currency of its figures", attrgetter("currency"), max_width=5),
    _text("exchange", "EXCH", "e", "where it trades, as the source names it", attrgetter("exchange")),
    _count("unit", "UNIT", "U", "the price is for so many units; none where it is for one"),
    _price("extended_price", "EXT", "x", "last price outside the regular hours"),
    _text("extended_session", "SESSION", "X", "the session of that price", attrgetter("extended_session")),
    _time(
        "extended_as_of",
        "EXT AT",
        "E",
        "the source's own time of that price",
        value=lambda _market, quote: quote.extended_as_of,
        shown=lambda row: row.quote.extended_as_of,
    ),
    _time(
        "as_of",
        "AS OF",
        "f",
        "the source's own time of the figures",
        value=lambda _market, quote: quote.as_of,
        shown=lambda row: row.quote.as_of,
    ),
    _trend("trend_15m", "TREND 15M", "5", timedelta(minutes=15), "15 minutes"),
    _trend("trend_1h", "TREND 1H", "1", timedelta(hours=1), "hour"),
    _trend("trend_4h", "TREND 4H", "4", timedelta(hours=4), "4 hours"),
    _time("changed", "CHANGED", "g", "when the price last moved", value=Market.changed_at, shown=_changed_at),
    _time("polled", "POLLED", "q", "when the source last confirmed the row", value=Market.polled_at, shown=_polled_at),
    Column(
        key="flags",
        title="NOTE",
        letter="!",
        description="what is irregular about the row",
        value=lambda _market, quote: "; ".join(quote.flags) or None,
        paint=_flags,
        text_value=lambda quote: "; ".join(quote.flags),
        min_width=30,
        max_width=30,
        is_text=True,
    ),
)
