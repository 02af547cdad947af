"""The quote grid's columns: what each shows of a quote, sorts by and needs in width."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from operator import attrgetter
from typing import Final, Literal

from tui.domain.market import Market
from tui.domain.quote import Direction, Quote
from tui.domain.text import fit, pad
from tui.domain.trail import Trail
from tui.view import figures
from tui.view.braille import sparkline
from tui.view.figures import Figures
from tui.view.ranges import range_bar
from tui.view.row import Row
from tui.view.tone import Fade, Span, Tone

SortValue = float | str | None

RestsOn = Literal["nothing", "quote", "trail", "poll"]
"""What a row's value may change with: nothing, its quote alone, its trail too, or every poll."""

TONES: Final = {Direction.UP: Tone.UP, Direction.DOWN: Tone.DOWN, Direction.UNCHANGED: Tone.FLAT, None: Tone.FLAT}
TICKS: Final = {
    Direction.UP: ("▴", Tone.TICK_UP),
    Direction.DOWN: ("▾", Tone.TICK_DOWN),
    Direction.UNCHANGED: ("•", Tone.TICK_FLAT),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column. Rows are sorted by `value`, never by what is shown."""

    key: str
    title: str
    about: str
    """One phrase for help."""
    value: Callable[[Market, Quote], SortValue]
    paint: Callable[[Row, int, Figures], tuple[Span, ...]]
    amount: Callable[[Quote], Decimal | None] | None = None
    """What its figures are of, for columns that line up on the decimal point."""
    written: Callable[[Decimal], str] = figures.figure
    """How such an amount is written."""
    rests_on: RestsOn = "quote"
    least: int = 1
    """The narrowest it makes sense at; columns of figures measure themselves."""
    most: int = 0
    """How far it may grow where there is room; 0 is not at all."""
    right: bool = False
    gap: int = 2
    """Blank cells before it."""

    def figure(self, quote: Quote) -> str | None:
        """The figure as shown; None for columns of something else, and where there is none."""
        amount = self.amount(quote) if self.amount else None
        return None if amount is None else self.written(amount)


def _number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def _symbol(row: Row, width: int, _shape: Figures) -> tuple[Span, ...]:
    symbol = row.quote.id.symbol
    if not row.quote.flags and not row.is_disputed:
        return (Span(pad(symbol, width), Tone.STRONG, row.fade),)
    shown = fit(symbol, width - 1)
    return (
        Span(shown, Tone.STRONG, row.fade),
        Span("!", Tone.WARN, row.fade),
        Span(" " * (width - len(shown) - 1), Tone.PLAIN, row.fade),
    )


def _last(row: Row, width: int, shape: Figures) -> tuple[Span, ...]:
    price = row.quote.price
    if price is None:
        return (Span(pad(figures.UNREADABLE, width, right=True), Tone.WARN, row.fade),)
    shown = shape.placed(figures.figure(price), width - 1)
    if row.tick is None:
        return (Span(" " + shown, Tone.PLAIN, row.fade),)
    mark, tone = TICKS[row.tick]
    lead = len(shown) - len(shown.lstrip())
    return (Span(" " * lead, Tone.PLAIN, row.fade), Span(mark + shown[lead:], tone))


def _direction(row: Row, width: int, _shape: Figures) -> tuple[Span, ...]:
    direction = row.quote.direction
    glyph = figures.GLYPHS[direction] if direction else " "
    return (Span(pad(glyph, width), TONES[direction], row.fade),)


def _toned(
    amount: Callable[[Quote], Decimal | None], written: Callable[[Decimal], str]
) -> Callable[[Row, int, Figures], tuple[Span, ...]]:
    def paint(row: Row, width: int, shape: Figures) -> tuple[Span, ...]:
        found = amount(row.quote)
        shown = pad(figures.ABSENT, width, right=True) if found is None else shape.placed(written(found), width)
        return (Span(shown, TONES[row.quote.direction], row.fade),)

    return paint


def _trend(row: Row, width: int, _shape: Figures) -> tuple[Span, ...]:
    if row.trail is None or len(row.trail.points) < 2:
        return (Span(" " * width, Tone.QUIET, row.fade),)
    (line,) = sparkline(row.trail.points, width)
    return (Span(line, TONES[row.quote.direction], row.fade),)


def _trend_value(market: Market, quote: Quote) -> float | None:
    trail = market.trails.get(quote.id)
    if trail is None or quote.price is None or not trail.points[0]:
        return None
    return float(quote.price) / trail.points[0]


def day_range(quote: Quote, trail: Trail | None) -> tuple[Decimal, Decimal] | None:
    """The session's low and high: as the source says, else as seen; None where neither is known."""
    low = quote.low if quote.low is not None else trail.low if trail else None
    high = quote.high if quote.high is not None else trail.high if trail else None
    return None if low is None or high is None else (low, high)


def _range(row: Row, width: int, _shape: Figures) -> tuple[Span, ...]:
    reach = day_range(row.quote, row.trail)
    if reach is None or row.quote.price is None or reach[0] == reach[1]:
        return (Span("─" * width, Tone.RULE, row.fade),)
    return range_bar(row.quote.price, *reach, width, row.fade)


def _range_value(market: Market, quote: Quote) -> float | None:
    reach = day_range(quote, market.trails.get(quote.id))
    if reach is None or quote.price is None or reach[0] >= reach[1]:
        return None
    return float((quote.price - reach[0]) / (reach[1] - reach[0]))


def _age(row: Row, width: int, _shape: Figures) -> tuple[Span, ...]:
    tone = Tone.WARN if row.fade is Fade.STALE else Tone.QUIET
    return (Span(pad(row.aged, width, right=True), tone),)


def _source(row: Row, width: int, _shape: Figures) -> tuple[Span, ...]:
    return (Span(pad(row.quote.source, width), Tone.QUIET, row.fade),)


_PRICE: Final[Callable[[Quote], Decimal | None]] = attrgetter("price")
_CHANGE: Final[Callable[[Quote], Decimal | None]] = attrgetter("change")
_PERCENT: Final[Callable[[Quote], Decimal | None]] = attrgetter("percent")

COLUMNS: Final = (
    Column(
        key="symbol",
        title="SYMBOL",
        about="the instrument",
        value=lambda _market, quote: quote.id.symbol,
        paint=_symbol,
        rests_on="nothing",
        least=7,
        most=9,
        gap=1,
    ),
    Column(
        key="last",
        title="LAST",
        about="last price",
        value=lambda _market, quote: _number(quote.price),
        paint=_last,
        amount=_PRICE,
        right=True,
    ),
    Column(
        key="direction",
        title="",
        about="up, down or unchanged today",
        value=lambda _market, quote: None if quote.direction is None else "▼=▲".index(figures.GLYPHS[quote.direction]),
        paint=_direction,
    ),
    Column(
        key="change",
        title="CHG",
        about="change against the previous close",
        value=lambda _market, quote: _number(quote.change),
        paint=_toned(_CHANGE, figures.signed),
        amount=_CHANGE,
        written=figures.signed,
        right=True,
        gap=1,
    ),
    Column(
        key="percent",
        title="%",
        about="change in percent of the previous close",
        value=lambda _market, quote: _number(quote.percent),
        paint=_toned(_PERCENT, figures.percent),
        amount=_PERCENT,
        written=figures.percent,
        right=True,
    ),
    Column(
        key="trend",
        title="TREND",
        about="the prices seen today",
        value=_trend_value,
        paint=_trend,
        rests_on="trail",
        least=6,
        most=24,
    ),
    Column(
        key="range",
        title="LOW─HIGH",
        about="the last price between today's low and high",
        value=_range_value,
        paint=_range,
        rests_on="trail",
        least=9,
        most=16,
    ),
    Column(
        key="age",
        title="AGE",
        about="since the source last confirmed the row",
        value=lambda market, quote: -market.polled_at(quote).timestamp(),
        paint=_age,
        rests_on="poll",
        least=4,
        right=True,
    ),
    Column(
        key="source",
        title="SRC",
        about="who says so",
        value=lambda _market, quote: quote.source,
        paint=_source,
        least=4,
        most=8,
    ),
)
