"""Lists of instruments on the page of what was missed: prices then and now, their range and their way."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final, NamedTuple

from tui.domain.missed import Extent, Missed, PathPoint
from tui.domain.quote import Direction, InstrumentId, Quote
from tui.domain.text import pad, truncate
from tui.domain.text import width as width_of
from tui.view import formatting
from tui.view.charts import path_line
from tui.view.columns import DIRECTION_TONES
from tui.view.formatting import DecimalAlignment
from tui.view.spans import Line, Span, Tone, fit_line

MIN_LIST: Final = 5
"""Instruments of one list on any screen."""
_MAX_LIST: Final = 15
_OTHER_LINES: Final = 24
"""Lines of the page around the lists of instruments."""
_LISTS: Final = 4
_MAX_SYMBOL: Final = 16
_PATH: Final = 60
"""Cells of the way of an index at most."""
_MIN_PATH: Final = 8
_AROUND_PATH: Final = 3
"""Cells of the gap before a way and of the margin."""
_MAX_NAME: Final = 32
_MIN_NAME: Final = 4


class MissedArticle(NamedTuple):
    """The choice of a line that is an article."""

    id: str


Choice = InstrumentId | MissedArticle | None


class MissedLine(NamedTuple):
    """A line, and what is gone to from it; None where it is only read."""

    line: Line
    choice: Choice = None


class PriceRow(NamedTuple):
    """An instrument of a list: its price then and now, and what else is to be said of it."""

    key: InstrumentId
    then: Decimal
    now: Decimal
    name: str = ""
    extent: Extent | None = None
    path: tuple[PathPoint, ...] = ()

    @property
    def percent(self) -> Decimal | None:
        """How far it moved, in percent of the price then."""
        return (self.now - self.then) * 100 / abs(self.then) if self.then else None


def heading(title: str, shown: int, total: int) -> MissedLine:
    """Return the title of a list, with how many are shown of how many."""
    count = f" {total}" if shown == total else f" {shown} of {total}"
    return MissedLine((Span(f" {title}", Tone.ACCENT), Span(count, Tone.QUIET)))


def list_length(rows: int, columns: int = 1) -> int:
    """Return how many instruments a list may have on a screen of so many rows, where it has one column or two."""
    return max(MIN_LIST, min(_MAX_LIST * columns, (rows - _OTHER_LINES) * columns // _LISTS))


def price_lines(
    rows: Sequence[PriceRow],
    cells: int,
    beside: Sequence[PriceRow] = (),
    span: tuple[float, float] = (0.0, 1.0),
) -> list[MissedLine]:
    """Return a line of each row, its figures in columns, as many of them as there is room for.

    Args:
        rows: at least one.
        cells: the width.
        beside: rows of another list with the same columns.
        span: the seconds since 1970 from which and to which ways are drawn.
    """
    measured = (*rows, *beside)
    price, change, percent = DecimalAlignment(), DecimalAlignment(), DecimalAlignment()
    for row in measured:
        figures = (row.then, row.now, *(row.extent or ()))
        for figure in figures:
            price = price.expanded_for(formatting.format_price(figure))
        change = change.expanded_for(formatting.format_change(row.now - row.then))
        percent = percent.expanded_for(formatting.percent_text(row.percent))
    symbol = min(_MAX_SYMBOL, max(width_of(row.key.symbol) for row in measured))
    left = cells - (1 + symbol + 1 + price.width + 3 + percent.width)
    # the most useful first
    has_then = left >= price.width + 3
    left -= has_then * (price.width + 3)
    has_change = left >= change.width + 1
    left -= has_change * (change.width + 1)
    has_extent = any(row.extent for row in measured) and left >= 2 * price.width + 6
    left -= has_extent * (2 * price.width + 6)
    name = min(_MAX_NAME, max(width_of(row.name) for row in measured))
    name = name if _MIN_NAME <= name < left else 0
    left -= name + bool(name)
    path = min(_PATH, left - _AROUND_PATH) if left - _AROUND_PATH >= _MIN_PATH and any(row.path for row in rows) else 0
    lines: list[MissedLine] = []
    for row in rows:
        direction = direction_of(row.now - row.then)
        tone = DIRECTION_TONES[direction]
        spans = [Span(f" {pad(truncate(row.key.symbol, symbol), symbol)} ", Tone.STRONG)]
        if name:
            spans.append(Span(f"{pad(truncate(row.name, name), name)} ", Tone.QUIET))
        if has_then:
            spans.append(Span(f"{price.align(formatting.format_price(row.then))} → ", Tone.QUIET))
        spans.append(Span(price.align(formatting.format_price(row.now))))
        spans.append(Span(f" {formatting.direction_glyph(direction)} ", tone))
        if has_change:
            spans.append(Span(f"{change.align(formatting.format_change(row.now - row.then))} ", tone))
        spans.append(Span(percent.align(formatting.percent_text(row.percent)), tone))
        if has_extent and row.extent is not None:
            low, high = (price.align(formatting.format_price(figure)) for figure in row.extent)
            spans.append(Span(f"   {low} – {high}", Tone.QUIET))
        if path:
            spans += (Span("  "), *path_line(row.path, *span, path, tone))
        lines.append(MissedLine(fit_line(tuple(spans), cells), row.key))
    return lines


def direction_of(change: Decimal) -> Direction:
    """Return the direction of a change."""
    return Direction.UP if change > 0 else Direction.DOWN if change < 0 else Direction.UNCHANGED


def extreme_lines(
    title: str, quotes: Sequence[Quote], missed: Missed, cells: int, most: int, *, is_high: bool
) -> list[MissedLine]:
    """Return the instruments that made the day's high, or its low, in the span: those that went furthest first."""
    found: list[tuple[Decimal, InstrumentId, Decimal, Decimal]] = []
    for quote in quotes:
        span = missed.spans.get(quote.id)
        if span is None or span.before is None or span.extent is None:
            continue
        before, made = (span.before.high, span.extent.high) if is_high else (span.before.low, span.extent.low)
        if made > before if is_high else made < before:
            found.append((-abs(made - before) / abs(before) if before else Decimal(0), quote.id, before, made))
    found.sort()
    if not found:
        return []
    price = DecimalAlignment()
    for _, _, before, made in found[:most]:
        price = price.expanded_for(formatting.format_price(before)).expanded_for(formatting.format_price(made))
    symbol = min(_MAX_SYMBOL, max(width_of(key.symbol) for _, key, _, _ in found[:most]))
    lines = [heading(title, min(len(found), most), len(found))]
    for _, key, before, made in found[:most]:
        spans = (
            Span(f" {pad(truncate(key.symbol, symbol), symbol)} ", Tone.STRONG),
            Span(f"{price.align(formatting.format_price(before))} → ", Tone.QUIET),
            Span(price.align(formatting.format_price(made)), Tone.UP if is_high else Tone.DOWN),
        )
        lines.append(MissedLine(fit_line(spans, cells), key))
    return lines
