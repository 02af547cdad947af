"""The quote grid's columns: what each shows of a quote, sorts by and needs in width."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from operator import attrgetter
from typing import Final

from tui.domain.intraday import IntradaySeries
from tui.domain.market import Market
from tui.domain.quote import Direction, Quote
from tui.domain.text import pad, truncate
from tui.view import formatting
from tui.view.charts import MIN_TREND_POINTS, range_bar, trend_line
from tui.view.formatting import DecimalAlignment
from tui.view.quote_row import QuoteRow
from tui.view.spans import AgeLevel, Span, Tone

SortValue = float | str | None

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


LAST_RESORT: Final = 9
"""The drop rank of columns that leave only after the figures have given up their alignment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column. Rows are sorted by `value`, never by what is shown."""

    key: str
    title: str
    description: str
    """One phrase for help."""
    value: Callable[[Market, Quote], SortValue]
    paint: Callable[[QuoteRow, int, DecimalAlignment], tuple[Span, ...]]
    figure_value: Callable[[Quote], Decimal | None] | None = None
    """What its figures are of, for columns that line up on the decimal point."""
    format: Callable[[Decimal], str] = formatting.format_price
    """How such an amount is written."""
    min_width: int = 1
    """The narrowest it makes sense at; columns of figures measure themselves."""
    max_width: int = 0
    """The maximum it may grow to where there is room; 0 is not at all."""
    is_text: bool = False
    """Whether its first sort begins with the first word; a column of figures begins with the greatest."""
    mark_width: int = 0
    """Cells before its figures for a mark."""
    is_source_name: bool = False
    """Whether it shows names of sources: the longest one decides its width, within the minimum and maximum."""
    drop_rank: int | None = None
    """Its turn to leave a grid that gets narrow, from 1; None for a column that always stays."""
    squeeze_rank: int | None = None
    """Its turn to become narrower than its content, from 1, once no more columns can leave; None is never."""
    squeezed_width: int = 0
    """The minimum width it is squeezed to."""
    grow_rank: int | None = None
    """Its turn to take spare room, from 1; None is never."""
    right: bool = False
    gap: int = 2
    """Blank cells before it."""

    def figure(self, quote: Quote) -> str | None:
        """Return the figure as shown; None for columns of something else, and where there is none."""
        amount = self.figure_value(quote) if self.figure_value else None
        return None if amount is None else self.format(amount)


def _number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


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


def _signed(
    amount_of: Callable[[Quote], Decimal | None], format_amount: Callable[[Decimal], str]
) -> Callable[[QuoteRow, int, DecimalAlignment], tuple[Span, ...]]:
    """Return a painter of this amount in the tone of the quote's direction."""

    def paint(row: QuoteRow, width: int, alignment: DecimalAlignment) -> tuple[Span, ...]:
        amount = amount_of(row.quote)
        shown = (
            pad(formatting.ABSENT, width, right=True) if amount is None else alignment.fit(format_amount(amount), width)
        )
        return (Span(shown, DIRECTION_TONES[row.quote.direction], row.age_level),)

    return paint


def _trend(row: QuoteRow, width: int, _alignment: DecimalAlignment) -> tuple[Span, ...]:
    if row.series is None or len(row.series.points) < MIN_TREND_POINTS:
        return (Span(" " * width, Tone.QUIET, row.age_level),)
    return trend_line(row.series.points, width, row.age_level)


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


def _range(row: QuoteRow, width: int, _alignment: DecimalAlignment) -> tuple[Span, ...]:
    extent = day_range(row.quote, row.series)
    if extent is None or row.quote.price is None or extent[0] == extent[1]:
        return (Span("─" * width, Tone.RULE, row.age_level),)
    return range_bar(row.quote.price, *extent, width, row.age_level)


def _range_value(market: Market, quote: Quote) -> float | None:
    extent = day_range(quote, market.series.get(quote.id))
    if extent is None or quote.price is None or extent[0] >= extent[1]:
        return None
    low, high = extent
    return float((quote.price - low) / (high - low))


def _age(row: QuoteRow, width: int, _alignment: DecimalAlignment) -> tuple[Span, ...]:
    tone = Tone.WARN if row.age_level is AgeLevel.STALE else Tone.QUIET
    text = formatting.CLOSED_GLYPH + row.age_text.removeprefix("≤") if row.is_closed else row.age_text
    return (Span(pad(text, width, right=True), tone),)


def _source(row: QuoteRow, width: int, _alignment: DecimalAlignment) -> tuple[Span, ...]:
    return (Span(pad(row.quote.source, width), Tone.QUIET, row.age_level),)


_PRICE: Final[Callable[[Quote], Decimal | None]] = attrgetter("price")
_CHANGE: Final[Callable[[Quote], Decimal | None]] = attrgetter("change")
_PERCENT: Final[Callable[[Quote], Decimal | None]] = attrgetter("percent")

COLUMNS: Final = (
    Column(
        key="symbol",
        title="SYMBOL",
        description="the instrument",
        value=lambda _market, quote: quote.id.symbol,
        paint=_symbol,
        min_width=7,
        max_width=9,
        squeeze_rank=1,
        squeezed_width=4,
        grow_rank=3,
        is_text=True,
        gap=1,
    ),
    Column(
        key="last",
        title="LAST",
        description="last price",
        value=lambda _market, quote: _number(quote.price),
        paint=_last,
        figure_value=_PRICE,
        mark_width=1,
        squeeze_rank=3,
        squeezed_width=2,
        right=True,
    ),
    Column(
        key="direction",
        title="",
        description="up, down or unchanged today",
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
        value=lambda _market, quote: _number(quote.change),
        paint=_signed(_CHANGE, formatting.format_change),
        figure_value=_CHANGE,
        format=formatting.format_change,
        drop_rank=5,
        right=True,
        gap=1,
    ),
    Column(
        key="percent",
        title="%",
        description="change in percent of the previous close",
        value=lambda _market, quote: _number(quote.percent),
        paint=_signed(_PERCENT, formatting.format_percent),
        figure_value=_PERCENT,
        format=formatting.format_percent,
        squeeze_rank=2,
        squeezed_width=2,
        right=True,
    ),
    Column(
        key="trend",
        title="TREND",
        description="the prices seen today",
        value=_trend_value,
        paint=_trend,
        min_width=6,
        max_width=24,
        drop_rank=2,
        grow_rank=1,
    ),
    Column(
        key="range",
        title="LOW─HIGH",
        description="the last price between today's low and high",
        value=_range_value,
        paint=_range,
        min_width=9,
        max_width=16,
        drop_rank=1,
        grow_rank=2,
    ),
    Column(
        key="age",
        title="AGE",
        description="since the source last confirmed the row",
        value=lambda market, quote: -market.polled_at(quote).timestamp(),
        paint=_age,
        min_width=4,
        drop_rank=4,
        right=True,
    ),
    Column(
        key="source",
        title="SRC",
        description="the source of the row",
        value=lambda _market, quote: quote.source,
        paint=_source,
        min_width=4,
        max_width=8,
        is_source_name=True,
        is_text=True,
        drop_rank=3,
    ),
)
