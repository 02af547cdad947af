"""The columns that show by themselves where there is room; `all_columns` has those that a user chooses as well."""

from collections.abc import Callable
from decimal import Decimal
from operator import attrgetter
from typing import Final

from tui.domain.intraday import IntradaySeries
from tui.domain.market import Market
from tui.domain.quote import Direction, Quote
from tui.domain.text import pad, truncate
from tui.view import formatting
from tui.view.charts import day_line
from tui.view.column import (
    LAST_RESORT,
    Column,
    Painter,
    count_painter,
    range_painter,
    sorts_by,
    sorts_by_range,
    text_painter,
)
from tui.view.formatting import DecimalAlignment
from tui.view.quote_row import QuoteRow
from tui.view.spans import AgeLevel, Span, Tone

DIRECTION_TONES: Final = {
    Direction.UP: Tone.UP,
    Direction.DOWN: Tone.DOWN,
    Direction.UNCHANGED: Tone.FLAT,
    None: Tone.FLAT,
}
_FLASHES: Final = {
    Direction.UP: ("▴", Tone.FLASH_UP),
    Direction.DOWN: ("▾", Tone.FLASH_DOWN),
    Direction.UNCHANGED: ("•", Tone.FLASH_FLAT),
}


def flash_mark(tick: Direction, day: Direction | None) -> tuple[str, Tone]:
    """Return the glyph and the tone of a price that has just moved.

    The glyph is the tick's own. The tone is neutral where the tick goes against the day: red beside a green arrow, or
    green beside a red one, would contradict it.
    """
    glyph, tone = _FLASHES[tick]
    return (glyph, Tone.FLASH_FLAT) if {tick, day} == {Direction.UP, Direction.DOWN} else (glyph, tone)


def _symbol(row: QuoteRow, width: int, _alignment: DecimalAlignment) -> tuple[Span, ...]:
    symbol = row.quote.id.symbol
    if not row.quote.flags and not row.is_disputed:
        return (Span(pad(symbol, width), Tone.STRONG, row.age_level),)
    shown = truncate(symbol, width - 1)
    return (
        Span(shown, Tone.STRONG, row.age_level),
        Span("!", Tone.WARN, row.age_level),
        Span(" " * (width - len(shown) - 1), Tone.PLAIN, row.age_level),
    )


def _last(row: QuoteRow, width: int, alignment: DecimalAlignment) -> tuple[Span, ...]:
    price = row.quote.price
    if price is None:
        return (Span(pad(formatting.UNREADABLE, width, right=True), Tone.WARN, row.age_level),)
    shown = alignment.fit(formatting.format_price(price), width - 1)
    if row.flash is None:
        return (Span(" " + shown, Tone.PLAIN, row.age_level),)
    glyph, tone = flash_mark(row.flash, row.quote.direction)
    blanks = len(shown) - len(shown.lstrip())
    return (Span(" " * blanks, Tone.PLAIN, row.age_level), Span(glyph + shown[blanks:], tone))


def _direction(row: QuoteRow, width: int, _alignment: DecimalAlignment) -> tuple[Span, ...]:
    direction = row.quote.direction
    return (Span(pad(formatting.direction_glyph(direction), width), DIRECTION_TONES[direction], row.age_level),)


def _signed(amount_of: Callable[[Quote], Decimal | None], format_amount: Callable[[Decimal], str]) -> Painter:
    """Return a painter of this amount in the tone of the quote's direction."""

    def paint(row: QuoteRow, width: int, alignment: DecimalAlignment) -> tuple[Span, ...]:
        amount = amount_of(row.quote)
        shown = (
            pad(formatting.ABSENT, width, right=True) if amount is None else alignment.fit(format_amount(amount), width)
        )
        return (Span(shown, DIRECTION_TONES[row.quote.direction], row.age_level),)

    return paint


def _trend(row: QuoteRow, width: int, _alignment: DecimalAlignment) -> tuple[Span, ...]:
    trend = row.trend
    line = () if trend is None else day_line(trend, width, row.age_level)
    return line or (Span(" " * width, Tone.QUIET, row.age_level),)


def _trend_value(market: Market, quote: Quote) -> float | None:
    series = market.series.get(quote.id)
    if series is None or quote.price is None or not series.points[0]:
        return None
    return float(quote.price) / series.points[0]


def day_range(quote: Quote, series: IntradaySeries | None) -> tuple[Decimal, Decimal] | None:
    """Return the session's low and high: the source's, else those of the series; None where either is unknown."""
    low = quote.low if quote.low is not None else series.low if series else None
    high = quote.high if quote.high is not None else series.high if series else None
    return None if low is None or high is None else (low, high)


def _age(row: QuoteRow, width: int, _alignment: DecimalAlignment) -> tuple[Span, ...]:
    tone = Tone.WARN if row.age_level is AgeLevel.STALE else Tone.QUIET
    text = formatting.CLOSED_GLYPH + row.age_text.removeprefix("≤") if row.is_closed else row.age_text
    return (Span(pad(text, width, right=True), tone),)


_PRICE: Final[Callable[[Quote], Decimal | None]] = attrgetter("price")
_CHANGE: Final[Callable[[Quote], Decimal | None]] = attrgetter("change")
_PERCENT: Final[Callable[[Quote], Decimal | None]] = attrgetter("percent")
_VOLUME: Final[Callable[[Quote], int | None]] = attrgetter("volume")
_NAME: Final[Callable[[Quote], str | None]] = attrgetter("name")
_MARKET: Final[Callable[[Quote], str]] = attrgetter("id.market")
_SOURCE: Final[Callable[[Quote], str]] = attrgetter("source")

USUAL_COLUMNS: Final = (
    Column(
        key="symbol",
        title="SYMBOL",
        description="the instrument",
        letter="s",
        value=lambda _market, quote: quote.id.symbol,
        paint=_symbol,
        drop_rank=None,
        min_width=7,
        max_width=9,
        squeeze_rank=1,
        squeezed_width=4,
        grow_rank=5,
        is_text=True,
        gap=1,
    ),
    Column(
        key="name",
        title="NAME",
        description="what people call it",
        letter="n",
        value=lambda _market, quote: quote.name and quote.name.casefold(),
        paint=text_painter(_NAME),
        text_value=_NAME,
        min_width=12,
        max_width=32,
        is_text=True,
        needs_values=True,
        drop_rank=2,
        grow_rank=2,
    ),
    Column(
        key="market",
        title="MKT",
        description="the market",
        letter="m",
        value=lambda _market, quote: quote.id.market,
        paint=text_painter(_MARKET),
        text_value=_MARKET,
        min_width=4,
        max_width=8,
        is_text=True,
        needs_markets=True,
    ),
    Column(
        key="last",
        title="LAST",
        description="last price",
        letter="l",
        value=sorts_by(_PRICE),
        paint=_last,
        figure_value=_PRICE,
        mark_width=1,
        drop_rank=None,
        squeeze_rank=3,
        squeezed_width=2,
        right=True,
    ),
    Column(
        key="direction",
        title="",
        description="up, down or unchanged today",
        letter="d",
        value=lambda _market, quote: (
            None if quote.direction is None else "▼=▲".index(formatting.DIRECTION_GLYPHS[quote.direction])
        ),
        paint=_direction,
        drop_rank=LAST_RESORT,
    ),
    Column(
        key="change",
        title="CHG",
        description="change against the previous close",
        letter="c",
        value=sorts_by(_CHANGE),
        paint=_signed(_CHANGE, formatting.format_change),
        figure_value=_CHANGE,
        format=formatting.format_change,
        drop_rank=8,
        right=True,
        gap=1,
    ),
    Column(
        key="percent",
        title="%",
        description="change in percent of the previous close",
        letter="p",
        value=sorts_by(_PERCENT),
        paint=_signed(_PERCENT, formatting.format_percent),
        figure_value=_PERCENT,
        format=formatting.format_percent,
        drop_rank=None,
        squeeze_rank=2,
        squeezed_width=2,
        leaves_when_squeezed=True,
        right=True,
    ),
    Column(
        key="volume",
        title="VOL",
        description="shares or units traded today; of coins, in 24 hours",
        letter="v",
        value=sorts_by(_VOLUME),
        paint=count_painter(_VOLUME),
        figure_value=_VOLUME,
        is_count=True,
        needs_values=True,
        drop_rank=3,
        right=True,
    ),
    Column(
        key="trend",
        title="TREND",
        description="the prices of the session, from its open to its close",
        letter="t",
        value=_trend_value,
        paint=_trend,
        min_width=6,
        max_width=24,
        drop_rank=5,
        grow_rank=3,
    ),
    Column(
        key="range",
        title="LOW─HIGH",
        description="the last price between today's low and high",
        letter="r",
        value=sorts_by_range(day_range),
        paint=range_painter(day_range),
        min_width=9,
        max_width=16,
        drop_rank=4,
        grow_rank=4,
    ),
    Column(
        key="age",
        title="AGE",
        description="since the source last confirmed the row",
        letter="a",
        value=lambda market, quote: -market.polled_at(quote).timestamp(),
        paint=_age,
        min_width=4,
        drop_rank=7,
        right=True,
        tells_age=True,
    ),
    Column(
        key="source",
        title="SRC",
        description="the source of the row",
        letter="o",
        value=lambda _market, quote: quote.source,
        paint=text_painter(_SOURCE),
        text_value=_SOURCE,
        min_width=4,
        max_width=8,
        is_text=True,
        drop_rank=6,
        grow_rank=1,
    ),
)
