"""What the user missed, as lines: indices, breadth, the biggest moves, new highs and lows, articles, faults."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Final

from tui.domain.instants import format_duration
from tui.domain.missed import Extent, Missed, Outage, PathPoint, outages
from tui.domain.quote import Direction, Quote
from tui.domain.tape import ArticleSeen
from tui.domain.text import count_of, pad, truncate
from tui.domain.text import width as width_of
from tui.view import formatting
from tui.view.board_state import BoardState
from tui.view.breadth import Breadth, breadth_line, tab_breadth
from tui.view.index_panel import index_views
from tui.view.missed_rows import (
    MIN_LIST,
    MissedArticle,
    MissedLine,
    PriceRow,
    direction_of,
    extreme_lines,
    heading,
    list_length,
    price_lines,
)
from tui.view.movers import without_indices
from tui.view.spans import BLANK, Span, Tone, fit_line
from tui.view.tabs import Tab
from tui.view.wrapping import wrap

MAX_ARTICLES: Final = 12
COLUMN_GAP: Final = 3
"""Blank cells between two columns."""
MIN_COLUMN: Final = 90
"""Cells in which a line lacks nothing of what it has in more."""


def missed_title(state: BoardState, since_words: str, missed: Missed) -> str:
    """Return `since you last looked 09:40, 2h 20m`."""
    now = state.time_of_day
    return f"{since_words} {formatting.format_time(missed.since, now)}, {_long(missed.until - missed.since)}"


def missed_lines(state: BoardState, tab: Tab, missed: Missed, cells: int, most: int = MIN_LIST) -> list[MissedLine]:
    """Return all lines of the page, one below the other.

    Args:
        state: the state of the board, with the market of now.
        tab: whose instruments are in the lists; indices, articles and sources are all those that there are.
        missed: the span.
        cells: the width.
        most: instruments of one list at most.
    """
    return _joined(_sections(state, tab, missed, cells, most))


def missed_columns(
    state: BoardState, tab: Tab, missed: Missed, cells: int, rows: int
) -> tuple[Sequence[MissedLine], Sequence[MissedLine]]:
    """Return the lines of the page in two columns; the right one is empty where all are in one.

    Args:
        state: as in `missed_lines`.
        tab: likewise.
        missed: likewise.
        cells: the width of the page.
        rows: its height.
    """
    column = column_width(cells)
    if column:
        sections = _sections(state, tab, missed, column, list_length(rows, columns=2))
        splits = ((_joined(sections[:at]), _joined(sections[at:])) for at in range(1, len(sections)))
        evenest = min(splits, key=lambda split: max(map(len, split)), default=None)
        if evenest is not None:
            return evenest
    return missed_lines(state, tab, missed, cells, list_length(rows)), ()


def column_width(cells: int) -> int:
    """Return the width of each of two columns on a page of so many cells; 0 where there is room for one."""
    return width if (width := (cells - COLUMN_GAP) // 2) >= MIN_COLUMN else 0


def _sections(state: BoardState, tab: Tab, missed: Missed, cells: int, most: int) -> list[list[MissedLine]]:
    """Return the sections of the page that say anything, each as its lines."""
    indices = [view.quote for view in index_views(state, {})]
    quotes = [state.market.quotes[key] for key in tab.select(state.market) if key in state.market.quotes]
    shares = without_indices(quotes)
    sections = (
        _note(state, missed, cells),
        _index_section(indices, missed, cells),
        _breadth_section(state, tab, shares, missed, cells),
        *_mover_sections(shares, missed, cells, most),
        extreme_lines("NEW HIGHS OF THE DAY", shares, missed, cells, most, is_high=True),
        extreme_lines("NEW LOWS OF THE DAY", shares, missed, cells, most, is_high=False),
        _article_section(state, missed, cells),
        _source_section(state, missed, cells),
    )
    return [section for section in sections if section]


def _joined(sections: Sequence[list[MissedLine]]) -> list[MissedLine]:
    """Return the lines of sections with a blank one between two."""
    lines: list[MissedLine] = []
    for section in sections:
        lines += [MissedLine(BLANK)] * bool(lines) + section
    return lines


def _note(state: BoardState, missed: Missed, cells: int) -> list[MissedLine]:
    """Return since when anything is known, where that is later than the span began."""
    if missed.known_since <= missed.since:
        return []
    since = formatting.format_time(missed.known_since, state.time_of_day)
    words = f"only since {since}: nothing older was kept"
    return [MissedLine((Span(f" {line}", Tone.WARN),)) for line in wrap(words, max(1, cells - 2))]


def _rows_of(quotes: Iterable[Quote], missed: Missed) -> list[PriceRow]:
    """Return the row of each instrument whose price then is known."""
    rows: list[PriceRow] = []
    for quote in quotes:
        span = missed.spans.get(quote.id)
        if quote.price is not None and span is not None and span.then is not None:
            # what came last may not be written yet
            extent = Extent(quote.price, quote.price).joined(span.extent)
            end = PathPoint(missed.until.timestamp(), float(quote.price))
            path = (*span.path, end) if span.path else ()
            rows.append(PriceRow(quote.id, span.then, quote.price, quote.name or "", extent, path))
    return rows


def _index_section(indices: Sequence[Quote], missed: Missed, cells: int) -> list[MissedLine]:
    rows = _rows_of(indices, missed)
    if not rows:
        return []
    # where nothing older is known, no width is spent on it
    span = (max(missed.since, missed.known_since).timestamp(), missed.until.timestamp())
    return [MissedLine((Span(" INDICES", Tone.ACCENT),)), *price_lines(rows, cells, span=span)]


def breadth_then(quotes: Iterable[Quote], missed: Missed) -> Breadth | None:
    """Return how many instruments were up, down and unchanged as the span began, against the previous close of today.

    None where that is not known of more than half of them, as for a span longer than the trading day.
    """
    directions: list[Direction] = []
    total = 0
    for quote in quotes:
        total += quote.price is not None
        span = missed.spans.get(quote.id)
        if quote.price is None or quote.change is None or span is None or span.then is None or span.before is None:
            continue
        directions.append(direction_of(span.then - (quote.price - quote.change)))
    up, down, unchanged = map(directions.count, (Direction.UP, Direction.DOWN, Direction.UNCHANGED))
    return Breadth(up, down, unchanged) if len(directions) * 2 > total else None


def _breadth_section(
    state: BoardState, tab: Tab, quotes: Sequence[Quote], missed: Missed, cells: int
) -> list[MissedLine]:
    then, now = breadth_then(quotes, missed), tab_breadth(state.market, tab, state.now)
    if not now.up + now.down + now.unchanged:
        return []
    rows = [("then", then), ("now", now)] if then is not None else [("now", now)]
    lines = [MissedLine((Span(" BREADTH", Tone.ACCENT), Span(f"  {tab.name}", Tone.QUIET)))]
    for words, counts in rows:
        bar = breadth_line(counts, max(1, min(cells, 100) - 6))
        lines.append(MissedLine(fit_line((Span(f" {pad(words, 5)}", Tone.QUIET), *bar), cells)))
    return lines


def _mover_sections(quotes: Sequence[Quote], missed: Missed, cells: int, most: int) -> list[list[MissedLine]]:
    rows = _rows_of(quotes, missed)
    moved = [row for row in rows if row.percent]
    risen = sorted((row for row in moved if row.now > row.then), key=lambda row: (-(row.percent or 0), row.key))
    fallen = sorted((row for row in moved if row.now < row.then), key=lambda row: (row.percent or 0, row.key))
    if not moved:
        return [[MissedLine((Span(" No price has changed.", Tone.QUIET),))]]
    shown = (*risen[:most], *fallen[:most])
    return [
        [heading(title, min(len(each), most), len(each)), *price_lines(each[:most], cells, shown)]
        for title, each in (("GAINERS", risen), ("LOSERS", fallen))
        if each
    ]


def _article_section(state: BoardState, missed: Missed, cells: int) -> list[MissedLine]:
    articles = [entry for entry in missed.entries if isinstance(entry, ArticleSeen)][::-1]
    if not articles:
        return []
    lines = [heading("NEWS", min(len(articles), MAX_ARTICLES), len(articles))]
    now = state.time_of_day
    for article in articles[:MAX_ARTICLES]:
        at = formatting.format_time(article.at, now)
        end = f"  {article.source}" if cells >= 60 else ""
        room = cells - 2 - width_of(at) - width_of(end)
        headline = truncate(article.headline or "an article", max(1, room))
        spans = (Span(f" {at} ", Tone.QUIET), Span(headline, Tone.STRONG), Span(end, Tone.QUIET))
        lines.append(MissedLine(fit_line(spans, cells), MissedArticle(article.id)))
    return lines


def _source_section(state: BoardState, missed: Missed, cells: int) -> list[MissedLine]:
    found = outages(missed.entries, state.market.health, missed)
    if not found:
        return []
    lines = [MissedLine((Span(" SOURCES", Tone.ACCENT),))]
    for outage in found:
        tone = Tone.WARN if outage.is_over else Tone.BAD
        first, *rest = wrap(outage_text(state, missed, outage), max(1, cells - 2 - width_of(outage.source) - 1))
        lines.append(MissedLine((Span(f" {outage.source} ", Tone.STRONG), Span(first, tone))))
        lines += [MissedLine((Span(" " * (2 + width_of(outage.source)) + words, tone),)) for words in rest]
    return lines


def outage_text(state: BoardState, missed: Missed, outage: Outage) -> str:
    """Return how often and how long a source failed, and whether it still does, with the reason."""
    now = state.time_of_day
    reason = f": {outage.reason}" if outage.reason else ""
    total = _long(outage.total)
    times = "failed" if outage.times == 1 else f"failed {count_of(outage.times, 'time')}"
    if outage.ended is not None:
        back = formatting.format_time(outage.ended, now)
        return f"{times}, {total}{' in all' if outage.times > 1 else ''}, back since {back}{reason}"
    began = "all the time" if outage.began == missed.since else f"since {formatting.format_time(outage.began, now)}"
    if outage.times == 1:
        return f"✗ fails {began}, {total}{reason}"
    return f"✗ {times}, {total} in all, fails {began}{reason}"


def _long(duration: timedelta) -> str:
    return format_duration(duration, seconds=duration < timedelta(hours=1))
