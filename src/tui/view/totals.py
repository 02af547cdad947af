"""What the user owns in all, as lines below the rows of a grid."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from tui.domain.positions import Position, Rate, Totals, totals
from tui.domain.quote import InstrumentId
from tui.view import formatting
from tui.view.board_state import BoardState
from tui.view.column import Column
from tui.view.portfolio import Portfolio
from tui.view.position_columns import HIDDEN, gain_tone
from tui.view.spans import Line, Span, Tone, fit_line, width, wrap_pieces
from tui.view.tabs import POSITIONS, Tab

_MIN_ROWS: Final = 3
"""Rows that the lines of the total leave in view, with the line of titles."""
_MINUTE: Final = timedelta(minutes=1)
_MAX_NAMED: Final = 5
"""Instruments that one note names."""


def totals_lines(
    state: BoardState, tab: Tab, shown: Iterable[InstrumentId], columns: Iterable[Column], size: tuple[int, int]
) -> Sequence[Line]:
    """Return the value, the day's gain and the total gain of the rows shown, and what is missing in them.

    Nothing where no column of what the user owns is in view; the tab of positions always has them.

    Args:
        state: with the portfolio.
        tab: the tab shown.
        shown: the instruments of its rows.
        columns: those in view.
        size: the width and the height of the grid.
    """
    portfolio = state.portfolio
    is_of_positions = tab.name == POSITIONS
    if portfolio is None or not (is_of_positions or any(column.position_value is not None for column in columns)):
        return ()
    cells, height = size
    if portfolio.currency is None:
        text = "no total: several currencies, and no currency under [board]"
        return (_fitted((Span(f" {text}", Tone.WARN),), cells),)[: max(0, height - _MIN_ROWS)]
    owned = {key: portfolio.holdings[key].position for key in shown if key in portfolio.holdings}
    names = {name for key in owned for name in (key.symbol, str(key))}
    known = {name for key in portfolio.holdings for name in (key.symbol, str(key))}
    lots = [lot for lot in state.settings.lots if lot.symbol in names or (is_of_positions and lot.symbol not in known)]
    sums = totals(lots, owned)
    pieces = _sums(sums, portfolio.currency, hides=state.hides_amounts)
    lines = [*wrap_pieces(pieces, cells, 1), *_notes(sums, owned, state.now)]
    return [_fitted(line, cells) for line in lines[: max(0, height - _MIN_ROWS)]]


def owned_pieces(portfolio: Portfolio, key: InstrumentId, *, hides: bool) -> list[Line]:
    """Return how many of an instrument the user owns, what they are worth, and what was gained: `–` is not known."""
    position = portfolio.holdings[key].position
    if hides:
        return [(Span(HIDDEN, Tone.QUIET),)]
    currency = f" {portfolio.currency}" if portfolio.currency else ""
    value = formatting.ABSENT if position.value is None else formatting.format_amount(position.value)
    pieces: list[Line] = [
        (Span(formatting.format_price(position.quantity)),),
        (Span("  worth ", Tone.QUIET), Span(value), Span(currency, Tone.QUIET)),
    ]
    for label, gain, percent in (
        ("  day ", position.day_gain, None),
        ("  gain ", position.total_gain, position.gain_percent),
    ):
        text = formatting.ABSENT if gain is None else formatting.format_gain(gain)
        share = "" if percent is None else f" {formatting.format_percent(percent)}"
        pieces.append((Span(label, Tone.QUIET), Span(text + share, gain_tone(gain))))
    return pieces


def _fitted(line: Line, cells: int) -> Line:
    return fit_line(line, cells) if width(line) > cells else line


def _sums(sums: Totals, currency: str, *, hides: bool) -> list[Line]:
    if not sums.counted:
        return [(Span(" TOTAL ", Tone.TITLE), Span(formatting.ABSENT))]
    value = HIDDEN if hides else formatting.format_amount(sums.value)
    before = sums.value - sums.day_gain
    return [
        (Span(" TOTAL ", Tone.TITLE), Span(value, Tone.STRONG), Span(f" {currency}" if currency else "", Tone.QUIET)),
        _gain("   day ", sums.day_gain, before, hides=hides),
        _gain("   gain ", sums.total_gain, sums.cost, hides=hides),
    ]


def _gain(label: str, gain: Decimal, of: Decimal, *, hides: bool) -> Line:
    if hides:
        return (Span(label, Tone.QUIET), Span(HIDDEN, Tone.QUIET))
    percent = f" {formatting.format_percent(gain / abs(of) * 100)}" if of else ""
    return (Span(label, Tone.QUIET), Span(formatting.format_gain(gain) + percent, gain_tone(gain)))


def _notes(sums: Totals, owned: Mapping[InstrumentId, Position], now: datetime) -> Iterable[Line]:
    """Yield what the sums leave out and why, and the age of the rates that they are computed with."""
    reasons: dict[str, list[str]] = {}
    for each in sums.missing:
        reason = "no quote" if isinstance(each, str) else _reason(owned[each])
        reasons.setdefault(reason, []).append(each if isinstance(each, str) else each.symbol)
    without = [
        key.symbol for key, position in owned.items() if position.value is not None and position.day_gain is None
    ]
    if without:
        reasons["no change today"] = without
    if reasons:
        text = "; ".join(f"{_names(symbols)}: {reason}" for reason, symbols in reasons.items())
        yield (Span(f" not counted   {text}", Tone.WARN),)
    used = {position.rate for position in owned.values() if position.rate is not None and position.rate.polled_at}
    if used:
        yield (Span(f" rates   {', '.join(dict.fromkeys(_rate(rate, now) for rate in used))}", Tone.QUIET),)


def _reason(position: Position) -> str:
    if position.rate is None:
        return "no rate for its currency"
    return "no price" if position.value is None else "no rate for what was paid"


def _names(symbols: Sequence[str]) -> str:
    more = len(symbols) - _MAX_NAMED
    return ", ".join(symbols[:_MAX_NAMED]) + (f" and {more} more" if more > 0 else "")


def _rate(rate: Rate, now: datetime) -> str:
    if rate.polled_at is None:
        return " and ".join(rate.symbols)
    # in steps of a minute: a line that changes each second would be sent each second
    age = "1m old at most" if now - rate.polled_at < _MINUTE else f"{formatting.format_age(now - rate.polled_at)} old"
    return f"{' and '.join(rate.symbols)} {age}"
