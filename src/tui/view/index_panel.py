"""The index panel as lines: tiles where there is room, one line for each index where there is not."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from tui.domain.intraday import IntradaySeries
from tui.domain.quote import Direction, InstrumentId, InstrumentKind, Quote
from tui.domain.text import pad, truncate, width
from tui.view import formatting
from tui.view.board_state import BoardState
from tui.view.charts import range_bar, sparkline
from tui.view.columns import DIRECTION_TONES, FLASHES, day_range
from tui.view.panel_layout import MIN_TILE_WIDTH
from tui.view.quote_row import row_age_level
from tui.view.spans import AgeLevel, Line, Span, Tone, fit_line
from tui.view.spans import width as width_of

TILE_LINES: Final = 4
_GAP: Final = 3


class IndexView(NamedTuple):
    """An index to show: its quote, its series and its age."""

    quote: Quote
    series: IntradaySeries | None
    age_level: AgeLevel
    flash: Direction | None


def index_views(state: BoardState, flashes: Mapping[InstrumentId, Direction]) -> list[IndexView]:
    """Return every index of the market, the leading ones first, the rest in the order of the market."""
    market = state.market
    views: list[IndexView] = []
    for key, quote in market.of_kind(InstrumentKind.INDEX).items():
        age_level = row_age_level(market.health.get(quote.source), state.now - market.polled_at(quote))
        views.append(IndexView(quote, market.series.get(key), age_level, flashes.get(key)))
    return sorted(views, key=_rank)


_LEADERS: Final = ("KSE100", "KSE30", "BR100", "BR30")


def _rank(view: IndexView) -> int:
    symbol = view.quote.id.symbol
    return _LEADERS.index(symbol) if symbol in _LEADERS else len(_LEADERS)


def tile_lines(views: Sequence[IndexView], cells: int) -> list[Line]:
    """Return four lines of tiles side by side, as many tiles as there is room for."""
    count = max(1, min(len(views), (cells - 1) // MIN_TILE_WIDTH))
    each = (cells - 1 - (count - 1) * _GAP) // count
    columns = [tile(view, each) for view in views[:count]]
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


def tile(view: IndexView, cells: int) -> list[Line]:
    """Return an index as four lines: its name, its level and change, the curve of its levels, its range."""
    return [_name(view, cells), _figures(view, cells), _curve(view, cells), _range(view, cells)]


def _name(view: IndexView, cells: int) -> Line:
    name = truncate(index_label(view.quote), cells)
    return (Span(name, Tone.TITLE, view.age_level),)


def _level_text(index: Quote) -> str:
    return formatting.UNREADABLE if index.price is None else formatting.format_price(index.price)


def _figures(view: IndexView, cells: int) -> Line:
    """Return level, direction, change and percent in the widest form that fits.

    The gaps close first, then the change is left out, then the percent.
    """
    index, age_level = view.quote, view.age_level
    tone = DIRECTION_TONES[index.direction]
    glyph = formatting.DIRECTION_GLYPHS[index.direction] if index.direction else " "
    change = "" if index.change is None else " " + formatting.format_change(index.change)
    percent = "" if index.percent is None else formatting.format_percent(index.percent)
    flag = Span(" !" if index.flags else "", Tone.WARN, age_level)
    level = _level(view)
    forms = (f"  {glyph}{change}  {percent}", f" {glyph}{change} {percent}", f" {glyph} {percent}", f" {glyph}")
    lines = ((level, Span(form, tone, age_level), flag) for form in forms)
    return next((line for line in lines if width_of(line) <= cells), (level,))


def _level(view: IndexView) -> Span:
    """Return the level with one cell more, for the glyph of a change that is highlighted."""
    text = _level_text(view.quote)
    if view.flash is None:
        return Span(text + " ", Tone.STRONG, view.age_level)
    glyph, tone = FLASHES[view.flash]
    return Span(text + glyph, tone)


def _curve(view: IndexView, cells: int) -> Line:
    if view.series is None or len(view.series.points) < 2:
        return ()
    (line,) = sparkline(view.series.points, cells)
    return (Span(line, DIRECTION_TONES[view.quote.direction], view.age_level),)


def _range(view: IndexView, cells: int) -> Line:
    extent, age_level = day_range(view.quote, view.series), view.age_level
    if extent is None or view.quote.price is None:
        return ()
    left, right = formatting.format_price(extent[0]) + " ", " " + formatting.format_price(extent[1])
    bar = cells - len(left) - len(right)
    if bar < 5:
        return (Span(truncate(f"{left.strip()}–{right.strip()}", cells), Tone.QUIET, age_level),)
    middle = range_bar(view.quote.price, *extent, bar, age_level)
    return (Span(left, Tone.QUIET, age_level), *middle, Span(right, Tone.QUIET, age_level))


def compact_lines(views: Sequence[IndexView], cells: int, max_lines: int, *, across: int = 2) -> list[Line]:
    """Return one line for each index, or for two side by side with their ranges, figures in columns."""
    across = max(1, min(across, (cells - 1) // 38))
    each = (cells - 1 - (across - 1) * _GAP) // across
    visible = views[: max_lines * across]
    widths = _widths(visible, each)
    parts = [fit_line(_row(view, each, widths, with_range=across > 1), each) for view in visible]
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


def _widths(views: Sequence[IndexView], cells: int) -> _Widths:
    """Return the width of each column; a long name is cut in favour of the figures."""

    def widest(texts: Iterable[str]) -> int:
        return max(map(width, texts), default=0)

    level = widest(_level_text(view.quote) for view in views)
    percent = widest(formatting.format_percent(view.quote.percent) for view in views if view.quote.percent is not None)
    name = widest(index_label(view.quote) + ("!" if view.quote.flags else "") for view in views)
    return _Widths(
        max(3, min(name, cells - level - percent - 4)),
        level,
        widest(formatting.format_change(view.quote.change) for view in views if view.quote.change is not None),
        percent,
    )


def _row(view: IndexView, cells: int, widths: _Widths, *, with_range: bool) -> Line:
    index, age_level = view.quote, view.age_level
    tone = DIRECTION_TONES[index.direction]
    glyph = formatting.DIRECTION_GLYPHS[index.direction] if index.direction else " "
    level = _level(view)
    flag = "!" if index.flags else ""
    name = truncate(index_label(index), widths.name - len(flag))
    spans = [
        Span(name, Tone.TITLE, age_level),
        Span(flag, Tone.WARN, age_level),
        Span(" " * (widths.name - width(name + flag) + 1)),
        Span(" " * (widths.level + 1 - width(level.text))),
        level,
        Span(f"{glyph} ", tone, age_level),
    ]
    left = cells - widths.name - widths.level - 4
    change = "" if index.change is None else formatting.format_change(index.change)
    if left >= widths.change + widths.percent + 1:
        spans.append(Span(pad(change, widths.change, right=True) + " ", tone, age_level))
        left -= widths.change + 1
    percent = "" if index.percent is None else formatting.format_percent(index.percent)
    spans.append(Span(pad(percent, widths.percent, right=True), tone, age_level))
    left -= widths.percent
    return (*spans, *_aside(view, min(left - 2, 16), with_range=with_range))


def _aside(view: IndexView, cells: int, *, with_range: bool) -> Line:
    """Return what fits beside an index on its line: the bar of its range, or the curve of its levels."""
    series = view.series
    if series is None or cells < 6:
        return ()
    if not with_range and len(series.points) < 2:
        return ()
    if not with_range:
        (curve,) = sparkline(series.points, cells)
        return (Span("  "), Span(curve, DIRECTION_TONES[view.quote.direction], view.age_level))
    extent = day_range(view.quote, view.series)
    if extent is None or view.quote.price is None:
        return ()
    return (Span("  "), *range_bar(view.quote.price, *extent, cells, view.age_level))
