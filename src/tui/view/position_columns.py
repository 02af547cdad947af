"""The columns of what the user owns: of use where the configuration has lots."""

from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from tui.domain.market import Market
from tui.domain.quote import Quote
from tui.domain.text import pad
from tui.view import formatting
from tui.view.column import Column, Painter
from tui.view.formatting import DecimalAlignment, format_price, format_share
from tui.view.quote_row import QuoteRow
from tui.view.spans import Span, Tone

if TYPE_CHECKING:
    from tui.view.portfolio import Holding

HIDDEN: Final = "•••"
"""In place of a figure that the user hides."""


def gain_tone(amount: Decimal | None) -> Tone:
    """Return the tone of what was gained or lost."""
    return Tone.FLAT if not amount else Tone.UP if amount > 0 else Tone.DOWN


def _position_painter(
    value: "Callable[[Holding], Decimal | None]",
    format_amount: Callable[[Decimal], str],
    *,
    is_gain: bool,
    is_aligned: bool,
) -> Painter:
    def paint(row: QuoteRow, width: int, alignment: DecimalAlignment) -> tuple[Span, ...]:
        if row.holding is None:
            return (Span(" " * width, Tone.PLAIN, row.age_level),)
        if row.context.hides_amounts:
            return (Span(pad(HIDDEN, width, right=True), Tone.QUIET, row.age_level),)
        amount = value(row.holding)
        if amount is None:
            return (Span(pad(formatting.ABSENT, width, right=True), Tone.QUIET, row.age_level),)
        tone = gain_tone(amount) if is_gain else Tone.PLAIN
        text = format_amount(amount)
        shown = alignment.fit(text, width) if is_aligned else formatting.fit_figure(text, width)
        return (Span(shown, tone, row.age_level),)

    return paint


def _unsorted(_market: Market, _quote: Quote) -> None:
    """Return None: rows are sorted by the holding instead."""


def _column(
    key: str,
    title: str,
    letter: str,
    description: str,
    value: "Callable[[Holding], Decimal | None]",
    *,
    format_amount: Callable[[Decimal], str] = formatting.format_amount,
    is_gain: bool = False,
) -> Column:
    is_aligned = format_amount not in {formatting.format_amount, formatting.format_gain}
    return Column(
        key=key,
        title=title,
        letter=letter,
        description=description,
        value=_unsorted,
        paint=_position_painter(value, format_amount, is_gain=is_gain, is_aligned=is_aligned),
        position_value=value,
        format=format_amount,
        is_aligned=is_aligned,
        right=True,
    )


POSITION_COLUMNS: Final = (
    _column(
        "quantity",
        "QTY",
        "Q",
        "how many you own",
        lambda holding: holding.position.quantity,
        format_amount=format_price,
    ),
    _column("cost", "COST", "K", "what you paid", lambda holding: holding.position.cost),
    _column("worth", "VALUE", "V", "what yours are worth", lambda holding: holding.position.value),
    _column(
        "day_gain",
        "DAY",
        "D",
        "what you gained since the previous close",
        lambda holding: holding.position.day_gain,
        format_amount=formatting.format_gain,
        is_gain=True,
    ),
    _column(
        "gain",
        "GAIN",
        "G",
        "what you gained since you bought",
        lambda holding: holding.position.total_gain,
        format_amount=formatting.format_gain,
        is_gain=True,
    ),
    _column(
        "gain_percent",
        "GAIN%",
        "%",
        "the same in percent of the cost",
        lambda holding: holding.position.gain_percent,
        format_amount=formatting.format_percent,
        is_gain=True,
    ),
    _column(
        "weight",
        "WEIGHT",
        "H",
        "its share of all that you own",
        lambda holding: holding.weight,
        format_amount=format_share,
    ),
)
