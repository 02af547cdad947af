"""The index panel as lines: rows of tiles where all have room, else one line for each index, several side by side."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from tui.domain.intraday import IntradaySeries
from tui.domain.quote import Direction, InstrumentId, InstrumentKind, Quote, previous_close_of
from tui.domain.text import pad, truncate, width
from tui.view import formatting
from tui.view.board_state import BoardState
from tui.view.charts import DayTrend, day_chart, day_line, range_bar
from tui.view.columns import DIRECTION_TONES, day_range, flash_mark
from tui.view.panel_layout import (
    MIN_LINE_WIDTH,
    MIN_TILE_WIDTH,
    SLOT_GAP,
    TILE_LINES,
    IndexSlots,
    PanelLayout,
    index_slots,
    slots_of,
)
from tui.view.spans import AgeLevel, Line, Span, Tone, fit_line
from tui.view.spans import width as width_of
from tui.view.tabs import ListEntry

_FORM_COUNT: Final = 4
"""The forms in `_figure_forms`."""
TURN_SECONDS: Final = 10
"""The time that indices without room for all are shown, where they take turns."""
_LEADERS: Final = ("KSE100", "KSE30", "BR100", "BR30")
"""The indices that are shown first."""


class IndexView(NamedTuple):
    """An index to show: its quote, the levels of its day and its age."""

    quote: Quote
    trend: DayTrend | None
    age_level: AgeLevel
    flash: Direction | None
    is_closed: bool = False
    """Whether its market is closed, and this its last level."""

    @property
    def series(self) -> IntradaySeries | None:
        """The levels of its day."""
        return None if self.trend is None else self.trend.series


def index_views(state: BoardState, flashes: Mapping[InstrumentId, Direction]) -> list[IndexView]:
    """Return every index of the market: those that the user chose, the leading ones, then the rest in its order."""
    market = state.market
    views: list[IndexView] = []
    for key, quote in market.of_kind(InstrumentKind.INDEX).items():
        shown = state.age_of(quote)
        views.append(IndexView(quote, state.trend_of(quote), shown.level, flashes.get(key), shown.is_closed))
    return sorted(views, key=lambda view: _rank(view.quote.id, state.settings.indices))


def _rank(key: InstrumentId, chosen: Sequence[ListEntry]) -> tuple[int, int]:
    symbol = key.symbol
    by_user = next((number for number, entry in enumerate(chosen) if entry.names(key)), len(chosen))
    return by_user, _LEADERS.index(symbol) if symbol in _LEADERS else len(_LEADERS)


def take_turns(views: Sequence[IndexView], state: BoardState, cells: int, plan: PanelLayout) -> list[IndexView]:
    """Return the indices so that those without room take turns with the others, but for those that the user chose."""
    capacity = slots_of(len(views), cells, plan).shown
    if not state.settings.indices_rotate or not 0 < capacity < len(views):
        return list(views)
    chosen = sum(any(entry.names(view.quote.id) for entry in state.settings.indices) for view in views)
    fixed = chosen if chosen < capacity else 0
    turning = views[fixed:]
    turn = int(state.shown_at.timestamp() // TURN_SECONDS)
    first = turn * (capacity - fixed) % len(turning)
    return [*views[:fixed], *turning[first:], *turning[:first]]


def _side_by_side(parts: Sequence[Line], slots: IndexSlots) -> list[Line]:
    """Return the parts as lines, each of them in its slot."""
    lines: list[Line] = []
    for start in range(0, len(parts), slots.across):
        line: Line = (Span(" "),)
        for n, part in enumerate(parts[start : start + slots.across]):
            line += ((Span(" " * SLOT_GAP),) if n else ()) + fit_line(part, slots.width)
        lines.append(line)
    return lines


def tile_lines(views: Sequence[IndexView], cells: int, rows: int = 1, chart_lines: int = 1) -> list[Line]:
    """Return rows of tiles side by side, each with a chart of so many lines, all of one form."""
    height = TILE_LINES - 1 + chart_lines
    slots = index_slots(len(views), cells, rows, MIN_TILE_WIDTH)
    visible = views[: slots.shown]
    form = _TileForm.for_all(visible, slots.width)
    tiles = [tile(view, slots.width, form, chart_lines) for view in visible]
    if slots.hidden:
        tiles.append([_more(slots.hidden), *[()] * (height - 1)])
    lines: list[Line] = []
    for start in range(0, len(tiles), slots.across):
        for parts in zip(*tiles[start : start + slots.across], strict=True):
            lines += _side_by_side(parts, slots)
    return lines + [()] * (rows * height - len(lines))


def _more(hidden: int) -> Line:
    """Return how many indices are not shown, and the filter that shows them all in the grid."""
    return (Span(f"+{hidden}", Tone.STRONG), Span(" more: ", Tone.QUIET), Span("/index", Tone.ACCENT))


def slot_at(count: int, cells: int, plan: PanelLayout, x: int, y: int) -> int | None:
    """Return which of so many indices is drawn at a cell of the panel, from 0; the count for that of those hidden."""
    slots = slots_of(count, cells, plan)
    row = (y - plan.index_height % plan.tile_lines) // plan.tile_lines if plan.tiles else y
    slot = slots.at(x, row) if row >= 0 else None
    return count if slot == slots.shown else slot


def index_label(index: Quote) -> str:
    """Return the name of an index, else its symbol."""
    return index.name or index.id.symbol


class _TileForm(NamedTuple):
    """What every tile shows of its figures, so that they have one form side by side."""

    level_width: int = 0
    form_index: int = 0
    """Which of the forms in `_figure_forms`."""

    @classmethod
    def for_all(cls, views: Sequence[IndexView], cells: int) -> "_TileForm":
        """Return the widest form in which the figures of all these tiles fit."""
        level = max((width(_level_text(view.quote)) for view in views), default=0) + 1
        for form_index in range(_FORM_COUNT):
            if all(level + _width_beside(view, form_index) <= cells for view in views):
                return cls(level, form_index)
        return cls(0, _FORM_COUNT - 1)


def tile(view: IndexView, cells: int, form: _TileForm, chart_lines: int) -> list[Line]:
    """Return an index as lines: its name, its level and change, a chart of so many lines of its day, its range."""
    return [_name(view, cells), _figures(view, cells, form), *_chart(view, cells, chart_lines), _range(view, cells)]


def _name(view: IndexView, cells: int) -> Line:
    mark = f" {formatting.CLOSED_GLYPH}" if view.is_closed else ""
    name = truncate(index_label(view.quote), cells - len(mark))
    return (Span(name, Tone.TITLE, view.age_level), Span(mark, Tone.QUIET))


def _level_text(index: Quote) -> str:
    return formatting.price_text(index.price)


def _figure_forms(index: Quote) -> tuple[str, ...]:
    """Return direction, change and percent in each form, widest first.

    The gaps close first, then the change is left out, then the percent.
    """
    glyph, percent = formatting.direction_glyph(index.direction), formatting.percent_text(index.percent)
    change = " " + formatting.change_text(index.change) if index.change is not None else ""
    return (f"  {glyph}{change}  {percent}", f" {glyph}{change} {percent}", f" {glyph} {percent}", f" {glyph}")


def _width_beside(view: IndexView, form_index: int) -> int:
    """Return the cells of what is beside the level in a form."""
    return width(_figure_forms(view.quote)[form_index]) + 2 * bool(view.quote.flags)


def _figures(view: IndexView, cells: int, form: _TileForm) -> Line:
    index, age_level = view.quote, view.age_level
    level = _level(view)
    beside = Span(_figure_forms(index)[form.form_index], DIRECTION_TONES[index.direction], age_level)
    gap = Span(" " * (form.level_width - width(level.text)))
    line = (level, gap, beside, Span(" !" if index.flags else "", Tone.WARN, age_level))
    return line if width_of(line) <= cells else (level,)


def _level(view: IndexView) -> Span:
    """Return the level with one cell more, for the glyph of a change that is highlighted."""
    text = _level_text(view.quote)
    if view.flash is None:
        return Span(text + " ", Tone.STRONG, view.age_level)
    glyph, tone = flash_mark(view.flash, view.quote.direction)
    return Span(text + glyph, tone)


def _chart(view: IndexView, cells: int, lines: int) -> list[Line]:
    if view.trend is None:
        return [()] * lines
    return day_chart(view.trend, cells, lines, previous_close_of(view.quote), view.age_level)


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


def compact_lines(views: Sequence[IndexView], cells: int, max_lines: int) -> list[Line]:
    """Return one line for each index, or for several side by side with their ranges, figures in columns.

    Where there are more than the lines hold, the last slot says how many more.
    """
    slots = index_slots(len(views), cells, max_lines, MIN_LINE_WIDTH)
    visible = views[: slots.shown]
    widths = _widths(visible, slots.width)
    parts = [_row(view, slots.width, widths, with_range=slots.across > 1) for view in visible]
    return _side_by_side([*parts, _more(slots.hidden)] if slots.hidden else parts, slots)


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
    percent = widest(formatting.percent_text(view.quote.percent) for view in views)
    name = widest(index_label(view.quote) + _mark(view)[0] for view in views)
    return _Widths(
        max(3, min(name, cells - level - percent - 5)),
        level,
        widest(formatting.change_text(view.quote.change) for view in views),
        percent,
    )


def _mark(view: IndexView) -> tuple[str, Tone]:
    """Return the mark after the name of an index that is irregular, or else closed."""
    if view.quote.flags:
        return "!", Tone.WARN
    return (formatting.CLOSED_GLYPH if view.is_closed else "", Tone.QUIET)


def _row(view: IndexView, cells: int, widths: _Widths, *, with_range: bool) -> Line:
    index, age_level = view.quote, view.age_level
    tone = DIRECTION_TONES[index.direction]
    mark, level_tone = (" ", Tone.STRONG) if view.flash is None else flash_mark(view.flash, index.direction)
    level = _level_text(index)
    flag, flag_tone = _mark(view)
    name = truncate(index_label(index), widths.name - len(flag))
    spans = [
        Span(name, Tone.TITLE, age_level),
        Span(flag, flag_tone, age_level),
        Span(" " * (widths.name - width(name + flag) + 1 + widths.level - width(level))),
        # before the level: behind it, the mark would touch the arrow of the day
        Span(mark + level, level_tone, AgeLevel.FRESH if view.flash else age_level),
        Span(f" {formatting.direction_glyph(index.direction)} ", tone, age_level),
    ]
    left = cells - widths.name - widths.level - 5
    change, percent = formatting.change_text(index.change), formatting.percent_text(index.percent)
    if left >= widths.change + widths.percent + 1:
        spans.append(Span(pad(change, widths.change, right=True) + " ", tone, age_level))
        left -= widths.change + 1
    spans.append(Span(pad(percent, widths.percent, right=True), tone, age_level))
    left -= widths.percent
    return (*spans, *_aside(view, min(left - 2, 16), with_range=with_range))


def _aside(view: IndexView, cells: int, *, with_range: bool) -> Line:
    """Return what fits beside an index on its line: the bar of its range, or the trend of its levels."""
    if view.trend is None or cells < 6:
        return ()
    if not with_range:
        return (Span("  "), *day_line(view.trend, cells, view.age_level))
    extent = day_range(view.quote, view.series)
    if extent is None or view.quote.price is None:
        return ()
    return (Span("  "), *range_bar(view.quote.price, *extent, cells, view.age_level))
