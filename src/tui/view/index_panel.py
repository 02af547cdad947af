"""The indices as lines: tiles where there is room, one line an index where there is not."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Final, NamedTuple

from tui.domain.intraday import IntradaySeries
from tui.domain.quote import Direction, InstrumentId, InstrumentKind, Quote
from tui.domain.text import pad, truncate, width
from tui.view import formatting
from tui.view.board_state import BoardState
from tui.view.charts import range_bar, sparkline
from tui.view.columns import TICKS, TONES
from tui.view.panel_layout import MIN_TILE_WIDTH
from tui.view.quote_row import row_age_level
from tui.view.spans import AgeLevel, Line, Span, Tone, fit_line
from tui.view.spans import width as width_of

TILE_LINES: Final = 4
_GAP: Final = 3


class IndexView(NamedTuple):
    """One index as shown: its quote and what is known around it."""

    quote: Quote
    trail: IntradaySeries | None
    fade: AgeLevel
    tick: Direction | None


def index_views(state: BoardState, ticks: Mapping[InstrumentId, Direction]) -> list[IndexView]:
    """Return every index of the market, in the order of preference of its sources, then of arrival."""
    market = state.market
    shown: list[IndexView] = []
    for key, quote in market.of_kind(InstrumentKind.INDEX).items():
        fade = row_age_level(market.health.get(quote.source), state.now - market.polled_at(quote))
        shown.append(IndexView(quote, market.series.get(key), fade, ticks.get(key)))
    return sorted(shown, key=_leading)


_LEADERS: Final = ("KSE100", "KSE30", "BR100", "BR30")


def _leading(reading: IndexView) -> int:
    symbol = reading.quote.id.symbol
    return _LEADERS.index(symbol) if symbol in _LEADERS else len(_LEADERS)


def tile_lines(shown: Sequence[IndexView], cells: int) -> list[Line]:
    """Four lines of tiles side by side, as many as there is room for."""
    count = max(1, min(len(shown), (cells - 1) // MIN_TILE_WIDTH))
    each = (cells - 1 - (count - 1) * _GAP) // count
    columns = [tile(reading, each) for reading in shown[:count]]
    if not columns:
        return [()] * TILE_LINES
    lines: list[Line] = []
    for parts in zip(*columns, strict=True):
        line: Line = (Span(" "),)
        for n, part in enumerate(parts):
            line += ((Span(" " * _GAP),) if n else ()) + fit_line(part, each)
        lines.append(line)
    return lines


def index_label(index: Quote) -> str:
    """Return the name of an index, else its symbol."""
    return index.name or index.id.symbol


def tile(reading: IndexView, cells: int) -> list[Line]:
    """One index in four lines: name, level and change, the line of its levels, its range."""
    return [_name(reading, cells), _figures(reading, cells), _curve(reading, cells), _range(reading, cells)]


def _name(reading: IndexView, cells: int) -> Line:
    name = truncate(index_label(reading.quote), cells)
    return (Span(name, Tone.TITLE, reading.fade),)


def _level_text(index: Quote) -> str:
    return formatting.UNREADABLE if index.price is None else formatting.format_price(index.price)


def _figures(reading: IndexView, cells: int) -> Line:
    """Level, direction, change, percent: first they move together, then the change leaves, then the percent."""
    index, fade = reading.quote, reading.fade
    tone = TONES[index.direction]
    glyph = formatting.GLYPHS[index.direction] if index.direction else " "
    change = "" if index.change is None else " " + formatting.format_change(index.change)
    percent = "" if index.percent is None else formatting.format_percent(index.percent)
    flag = Span(" !" if index.flags else "", Tone.WARN, fade)
    lead = _ticked(reading)
    forms = (f"  {glyph}{change}  {percent}", f" {glyph}{change} {percent}", f" {glyph} {percent}", f" {glyph}")
    lines = ((lead, Span(form, tone, fade), flag) for form in forms)
    return next((line for line in lines if width_of(line) <= cells), (lead,))


def _ticked(reading: IndexView) -> Span:
    text = _level_text(reading.quote)
    if reading.tick is None:
        return Span(text + " ", Tone.STRONG, reading.fade)
    mark, tone = TICKS[reading.tick]
    return Span(text + mark, tone)


def _curve(reading: IndexView, cells: int) -> Line:
    if reading.trail is None or len(reading.trail.points) < 2:
        return ()
    (line,) = sparkline(reading.trail.points, cells)
    return (Span(line, TONES[reading.quote.direction], reading.fade),)


def _reach(reading: IndexView) -> tuple[Decimal, Decimal] | None:
    """Return the low and high of the session: the source's, else those seen."""
    index, trail = reading.quote, reading.trail
    low = index.low if index.low is not None else trail.low if trail else None
    high = index.high if index.high is not None else trail.high if trail else None
    return None if low is None or high is None else (low, high)


def _range(reading: IndexView, cells: int) -> Line:
    reach, fade = _reach(reading), reading.fade
    if reach is None or reading.quote.price is None:
        return ()
    left, right = formatting.format_price(reach[0]) + " ", " " + formatting.format_price(reach[1])
    bar = cells - len(left) - len(right)
    if bar < 5:
        return (Span(truncate(f"{left.strip()}–{right.strip()}", cells), Tone.QUIET, fade),)
    middle = range_bar(reading.quote.price, *reach, bar, fade)
    return (Span(left, Tone.QUIET, fade), *middle, Span(right, Tone.QUIET, fade))


def compact_lines(shown: Sequence[IndexView], cells: int, most: int, *, across: int = 2) -> list[Line]:
    """One line an index, or two side by side with their range, figures in columns; at most so many lines."""
    across = max(1, min(across, (cells - 1) // 38))
    each = (cells - 1 - (across - 1) * _GAP) // across
    kept = shown[: most * across]
    widths = _widths(kept, each)
    parts = [fit_line(_row(reading, each, widths, with_range=across > 1), each) for reading in kept]
    lines: list[Line] = []
    for start in range(0, len(parts), across):
        line: Line = (Span(" "),)
        for n, part in enumerate(parts[start : start + across]):
            line += ((Span(" " * _GAP),) if n else ()) + part
        lines.append(line)
    return lines


class _Widths(NamedTuple):
    name: int
    level: int
    change: int
    percent: int


def _widths(shown: Sequence[IndexView], cells: int) -> _Widths:
    """What each part takes; a long name gives way to the figures."""

    def widest(texts: Iterable[str]) -> int:
        return max(map(width, texts), default=0)

    level = widest(_level_text(reading.quote) for reading in shown)
    percent = widest(formatting.format_percent(r.quote.percent) for r in shown if r.quote.percent is not None)
    name = widest(index_label(reading.quote) + ("!" if reading.quote.flags else "") for reading in shown)
    return _Widths(
        max(3, min(name, cells - level - percent - 4)),
        level,
        widest(formatting.format_change(r.quote.change) for r in shown if r.quote.change is not None),
        percent,
    )


def _row(reading: IndexView, cells: int, widths: _Widths, *, with_range: bool) -> Line:
    index, fade = reading.quote, reading.fade
    tone = TONES[index.direction]
    glyph = formatting.GLYPHS[index.direction] if index.direction else " "
    lead = _ticked(reading)
    flag = "!" if index.flags else ""
    name = truncate(index_label(index), widths.name - len(flag))
    spans = [
        Span(name, Tone.TITLE, fade),
        Span(flag, Tone.WARN, fade),
        Span(" " * (widths.name - width(name + flag) + 1)),
        Span(" " * (widths.level + 1 - width(lead.text))),
        lead,
        Span(f"{glyph} ", tone, fade),
    ]
    left = cells - widths.name - widths.level - 4
    change = "" if index.change is None else formatting.format_change(index.change)
    if left >= widths.change + widths.percent + 1:
        spans.append(Span(pad(change, widths.change, right=True) + " ", tone, fade))
        left -= widths.change + 1
    percent = "" if index.percent is None else formatting.format_percent(index.percent)
    spans.append(Span(pad(percent, widths.percent, right=True), tone, fade))
    left -= widths.percent
    return (*spans, *_aside(reading, min(left - 2, 16), with_range=with_range))


def _aside(reading: IndexView, cells: int, *, with_range: bool) -> Line:
    """Return what fits beside an index on its line: its place in its range, or the line of its levels."""
    trail = reading.trail
    if trail is None or cells < 6:
        return ()
    if not with_range and len(trail.points) < 2:
        return ()
    if not with_range:
        (curve,) = sparkline(trail.points, cells)
        return (Span("  "), Span(curve, TONES[reading.quote.direction], reading.fade))
    reach = _reach(reading)
    if reach is None or reading.quote.price is None:
        return ()
    return (Span("  "), *range_bar(reading.quote.price, *reach, cells, reading.fade))
