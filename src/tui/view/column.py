"""A column of the quote grid as a record, and painters that several columns share."""

from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING, Final, NamedTuple

from tui.domain.intraday import IntradaySeries
from tui.domain.market import Market
from tui.domain.quote import Quote
from tui.domain.text import pad
from tui.view import formatting
from tui.view.charts import range_bar
from tui.view.formatting import DecimalAlignment, FigureStyle
from tui.view.quote_row import QuoteRow
from tui.view.spans import Span, Tone

if TYPE_CHECKING:
    from tui.view.portfolio import Holding

SortValue = float | str | None
Painter = Callable[[QuoteRow, int, DecimalAlignment], tuple[Span, ...]]
AmountOf = Callable[[Quote], Decimal | int | None]
ExtentOf = Callable[[Quote, IntradaySeries | None], tuple[Decimal, Decimal] | None]
"""The lowest and the highest price of some time; None where one is not known."""

LAST_RESORT: Final = 99
"""The drop rank of columns that leave only after the figures have given up their alignment."""


class Column(NamedTuple):
    """One column. Rows are sorted by `value`, never by what is shown."""

    key: str
    title: str
    description: str
    """One phrase for help and the column picker."""
    letter: str
    """The key that sorts by it, after the key that asks for a column."""
    value: Callable[[Market, Quote], SortValue]
    paint: Painter
    figure_value: AmountOf | None = None
    """What its figures are of, for columns that are as wide as their figures."""
    format: Callable[[Decimal], str] = formatting.format_price
    """How such an amount is written."""
    is_count: bool = False
    """Whether its figures are large counts, written as the user chose and not aligned on a decimal point."""
    is_aligned: bool = True
    """Whether its figures line up on the decimal point, rather than at the right."""
    text_value: Callable[[Quote], str | None] | None = None
    """What its texts are, for columns whose longest text decides their width, within the minimum and maximum."""
    position_value: "Callable[[Holding], Decimal | None] | None" = None
    """What it shows of the user's position, instead of the quote."""
    min_width: int = 1
    """The narrowest it makes sense at; columns of figures measure themselves."""
    max_width: int = 0
    """The maximum it may grow to where there is room; 0 is not at all."""
    is_text: bool = False
    """Whether its first sort begins with the first word; a column of figures begins with the greatest."""
    mark_width: int = 0
    """Cells before its figures for a mark."""
    needs_values: bool = False
    """Whether it shows by itself only where a row has a value."""
    needs_markets: bool = False
    """Whether it shows by itself only where there are rows of several markets."""
    drop_rank: int | None = 1
    """Its turn to leave a grid that gets narrow, from 1; None for a column that always stays."""
    squeeze_rank: int | None = None
    """Its turn to become narrower than its content, from 1, once no more columns can leave; None is never."""
    squeezed_width: int = 0
    """The minimum width it is squeezed to."""
    leaves_when_squeezed: bool = False
    """Whether it leaves a grid in which it would be narrower than its content."""
    grow_rank: int | None = None
    """Its turn to take spare room, from 1; None is never."""
    right: bool = False
    gap: int = 2
    """Blank cells before it."""
    tells_age: bool = False
    """Whether it tells how old a row is."""

    @property
    def is_kept(self) -> bool:
        """Whether the next start may show what is in it: neither ages, nor what the user owns."""
        return not self.tells_age and self.position_value is None

    def figure(self, quote: Quote, style: FigureStyle = "short") -> str | None:
        """Return the figure as shown; None for columns of something else, and where there is none."""
        amount = self.figure_value(quote) if self.figure_value else None
        return None if amount is None else self.text_of(amount, style)

    def text_of(self, amount: Decimal | int, style: FigureStyle) -> str:
        """Return an amount of this column as it is written."""
        return formatting.format_count(amount, style) if self.is_count else self.format(Decimal(amount))


def number(value: Decimal | int | None) -> float | None:
    """Return a figure as a value to sort by."""
    return None if value is None else float(value)


def sorts_by(amount_of: AmountOf) -> Callable[[Market, Quote], SortValue]:
    """Return the function that sorts by this amount of a quote."""
    return lambda _market, quote: number(amount_of(quote))


def text_painter(text_of: Callable[[Quote], str | None]) -> Painter:
    """Return a painter of this text, cut where it has no room."""

    def paint(row: QuoteRow, width: int, _alignment: DecimalAlignment) -> tuple[Span, ...]:
        return (Span(pad(text_of(row.quote) or "", width), Tone.QUIET, row.age_level),)

    return paint


def figure_painter(amount_of: AmountOf, format_amount: Callable[[Decimal], str] = formatting.format_price) -> Painter:
    """Return a painter of this amount, on the decimal point."""

    def paint(row: QuoteRow, width: int, alignment: DecimalAlignment) -> tuple[Span, ...]:
        amount = amount_of(row.quote)
        if amount is None:
            return (Span(pad(formatting.ABSENT, width, right=True), Tone.QUIET, row.age_level),)
        return (Span(alignment.fit(format_amount(Decimal(amount)), width), Tone.PLAIN, row.age_level),)

    return paint


def count_painter(amount_of: AmountOf) -> Painter:
    """Return a painter of this large count, as the user chose to write such figures."""

    def paint(row: QuoteRow, width: int, _alignment: DecimalAlignment) -> tuple[Span, ...]:
        amount = amount_of(row.quote)
        if amount is None:
            return (Span(pad(formatting.ABSENT, width, right=True), Tone.QUIET, row.age_level),)
        shown = formatting.fit_figure(formatting.format_count(amount, row.context.figures), width)
        return (Span(shown, Tone.PLAIN, row.age_level),)

    return paint


def range_painter(extent_of: ExtentOf) -> Painter:
    """Return a painter of the price between the lowest and the highest one; a plain line where it has no place."""

    def paint(row: QuoteRow, width: int, _alignment: DecimalAlignment) -> tuple[Span, ...]:
        extent = extent_of(row.quote, row.series)
        if row.quote.price is None or extent is None or extent[0] >= extent[1]:
            return (Span("─" * width, Tone.RULE, row.age_level),)
        return range_bar(row.quote.price, *extent, width, row.age_level)

    return paint


def sorts_by_range(extent_of: ExtentOf) -> Callable[[Market, Quote], SortValue]:
    """Return the function that sorts by the place of the price in that range: 0 is the lowest, 1 the highest."""

    def value(market: Market, quote: Quote) -> SortValue:
        extent = extent_of(quote, market.series.get(quote.id))
        if quote.price is None or extent is None or extent[0] >= extent[1]:
            return None
        low, high = extent
        return float((quote.price - low) / (high - low))

    return value
