"""The quote grid as lines: the header, a row, and the order of rows."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final

from tui.domain.market import Market
from tui.domain.quote import InstrumentId, Quote
from tui.domain.source_health import SourceHealth, SourceState
from tui.domain.text import pad, truncate
from tui.domain.text import width as width_of
from tui.view import formatting
from tui.view.board_state import BoardState
from tui.view.column import Column
from tui.view.column_layout import PlacedColumn
from tui.view.formatting import DecimalAlignment
from tui.view.quote_row import QuoteRow
from tui.view.sorting import Sort
from tui.view.spans import AgeLevel, Line, Span, Tone
from tui.view.tabs import MINE, Tab

_NO_ALIGNMENT: Final = DecimalAlignment()
_PIN: Final = "▪"
"""The margin of a row that stands first whatever the sort."""
_NEWS: Final = "•"
"""That of a row whose instrument is in the news of the day."""
_PIN_IN_NEWS: Final = "◘"
"""That of one which is both."""
ALERT: Final = "◆"
"""That of a row with an alert that was not acknowledged, whatever else it is."""
_MAX_REASONS: Final = 3
"""Reasons of failures that an empty grid shows."""


def has_new_source(before: Market, after: Market) -> bool:
    """Return whether a source has rows that had none before."""
    known = {name for name, rows in before.quotes_by_source.items() if rows.rows}
    return any(rows.rows and name not in known for name, rows in after.quotes_by_source.items())


def draws_rows_anew(before: BoardState, after: BoardState) -> bool:
    """Return whether rows look different although their quotes are the same."""
    old, new = before.settings, after.settings
    return (
        old.figures != new.figures
        or old.drop_columns != new.drop_columns
        or before.hides_amounts is not after.hides_amounts
    )


def totals_of(
    state: BoardState, tab: Tab, shown: Sequence[InstrumentId], columns: Sequence[PlacedColumn], size: tuple[int, int]
) -> Sequence[Line]:
    """Return the lines of what the user owns in all, below the rows; none where none of it is shown."""
    from tui.view.totals import totals_lines  # noqa: PLC0415 - most users have no positions here

    return totals_lines(state, tab, shown, [placed.column for placed in columns], size)


def header_line(columns: Sequence[PlacedColumn], sort: Sort) -> Line:
    """Return the line of titles, with the direction of the sort on its column."""
    spans: list[Span] = []
    x = 0
    for column, at, width in columns:
        is_sorted = column.key == sort.key
        arrow = ("▼" if sort.descending else "▲") if is_sorted else ""
        title = pad(truncate(column.title, width - len(arrow)) + arrow, width, right=column.right)
        spans += [Span(" " * (at - x)), Span(title, Tone.ACCENT if is_sorted else Tone.QUIET)]
        x = at + width
    return tuple(spans)


def empty_tab_lines(tab: Tab, mark_key: str, cells: int) -> list[Line]:
    """Return what the grid says of a tab without an instrument, while other tabs have some.

    Args:
        tab: the tab.
        mark_key: the key that marks a row.
        cells: the width of the grid.
    """
    if tab.list_name == MINE:
        words = f"Nothing is marked yet: {mark_key} on a row of another tab marks it."
    elif tab.symbols is not None:
        words = "No source has an instrument of this list."
    else:
        words = "No instrument is in this tab now."
    from tui.view.wrapping import wrap  # noqa: PLC0415 - the grid has rows

    return [(Span(" " + line, Tone.QUIET),) for line in wrap(words, max(1, cells - 2))]


def empty_lines(state: BoardState, filter_text: str, keys: Sequence[tuple[str, str]], cells: int) -> list[Line]:
    """Return what an empty grid says: that a filter matches nothing, or why there is no quote and what to do.

    Args:
        state: the state of the board.
        filter_text: the filter; empty for none.
        keys: the keys that help, each with what it does.
        cells: the width of the grid.
    """
    if filter_text:
        before, after = " Nothing matches “", "”.  esc clears"
        quoted = truncate(filter_text, max(1, cells - width_of(before + after)))
        return [(Span(before + quoted + after, Tone.QUIET),)]
    sources = state.market.health.values()
    if sources and not any(health.last_good is None or health.quotes or _is_waiting(health) for health in sources):
        return [(Span(" No source here gives quotes.", Tone.QUIET),)]
    if not sources or any(health.state not in {SourceState.FAILING, SourceState.PAUSED} for health in sources):
        return [(Span(" Waiting for the first quotes …", Tone.QUIET),)]
    is_unreachable = all(health.http_status is None for health in sources)
    problem = "No source could be reached." if is_unreachable else "No source has given a quote yet."
    advice = "Is this machine online? " if is_unreachable else ""
    offers = ", ".join(f"{key} {words}" for key, words in keys)
    reasons = dict.fromkeys(health.reason for health in sources if health.reason)
    paragraphs = (
        (problem, Tone.WARN),
        *((reason, Tone.PLAIN) for reason in list(reasons)[:_MAX_REASONS]),
        (f"{advice}They are polled again automatically; {offers}.", Tone.QUIET),
    )
    from tui.view.wrapping import wrap  # noqa: PLC0415 - the grid has rows

    return [(Span(" " + line, tone),) for text, tone in paragraphs for line in wrap(text, max(1, cells - 2))]


def _is_waiting(health: SourceHealth) -> bool:
    return health.state is SourceState.WAITING


def row_line(row: QuoteRow, columns: Sequence[PlacedColumn], alignments: Mapping[str, DecimalAlignment]) -> Line:
    """Return one row as a line."""
    spans: list[Span] = []
    x = 0
    for column, at, width in columns:
        spans.append(_margin(row) if not spans and at == 1 else _gap(at - x, row.age_level))
        spans.extend(column.paint(row, width, alignments.get(column.key, _NO_ALIGNMENT)))
        x = at + width
    return tuple(spans)


def _margin(row: QuoteRow) -> Span:
    if row.is_alerted:
        return Span(ALERT, Tone.WARN)
    if row.is_pinned:
        return Span(_PIN_IN_NEWS if row.is_in_news else _PIN, Tone.ACCENT)
    return Span(_NEWS, Tone.ACCENT) if row.is_in_news else _gap(1, row.age_level)


def without_news(line: Line) -> Line:
    """Return a row as it is without the mark of the news, which is of one day."""
    if not line or line[0].text not in {_NEWS, _PIN_IN_NEWS, ALERT}:
        return line
    return (line[0]._replace(text=_PIN if line[0].text == _PIN_IN_NEWS else " "), *line[1:])


@lru_cache(maxsize=256)
def _gap(cells: int, age_level: AgeLevel) -> Span:
    return Span(" " * cells, Tone.PLAIN, age_level)


def column_at(columns: Sequence[PlacedColumn], x: int) -> Column | None:
    """Return the column whose title is at this cell, or in the gap before it."""
    for column, at, width in columns:
        if at - column.gap <= x < at + width:
            return column
    return None


def text_of(market: Market, key: InstrumentId | None) -> str | None:
    """Return the quote of an instrument as text to paste; None where there is none."""
    quote = market.quotes.get(key) if key is not None else None
    return quote_as_text(quote) if quote is not None else None


def quote_as_text(quote: Quote) -> str:
    """Return a quote as text to paste: `OGDC 141.00 -4.35 (-2.99%)`."""
    change, percent = formatting.change_text(quote.change), formatting.percent_text(quote.percent)
    after = (f" {change}" if change else "") + (f" ({percent})" if percent else "")
    return f"{quote.id.symbol} {formatting.price_text(quote.price)}{after}"
