"""The lines of a grid that are no quotes: titles of a list, and instruments that no source has given."""

from collections.abc import Iterable, Sequence
from typing import Final

from tui.domain.market import Market
from tui.domain.quote import InstrumentId
from tui.domain.source_health import SourceState
from tui.domain.text import pad, truncate
from tui.view.sorting import LIST_ORDER, NO_HOLDINGS, Holdings, Sort, sort_rows, sorted_by_symbol
from tui.view.spans import AgeLevel, Line, Span, Tone
from tui.view.tabs import ListEntry, Tab, resolve

RowLine = InstrumentId | ListEntry
"""An instrument, with a quote or without one yet, or the title of those that follow."""

_NOT_YET: Final = frozenset({SourceState.WAITING, SourceState.FAILING, SourceState.PAUSED})
_MIN_SYMBOL: Final = 8


def arrange(
    market: Market, tab: Tab, sort: Sort, pinned: Sequence[ListEntry], holdings: Holdings = NO_HOLDINGS
) -> list[RowLine]:
    """Return the lines of a tab, top first: those pinned, then the rest in the order of the sort.

    In the order of a list its titles are lines as well; in any other, what has no quote is last.
    """
    lines: list[RowLine]
    if sort.key == LIST_ORDER and tab.symbols is not None:
        lines = tab.lines(market)
    else:
        lines = [*sort_instruments(market, tab.select(market), sort, holdings), *tab.absent(market)]
    if not pinned:
        return lines
    first = [key for key in resolve(pinned, instruments(lines)) if key is not None]
    before = set(first)
    # a title may be equal to a symbol: both are tuples of texts
    return [*first, *(line for line in lines if not (isinstance(line, InstrumentId) and line in before))]


def instruments(lines: Iterable[RowLine]) -> list[InstrumentId]:
    """Return the instruments among lines, in their order."""
    return [line for line in lines if isinstance(line, InstrumentId)]


def sort_instruments(
    market: Market, keys: Iterable[InstrumentId], sort: Sort, holdings: Holdings = NO_HOLDINGS
) -> list[InstrumentId]:
    """Sort instruments that have quotes; in the order of a list they are as they come."""
    if sort.key == LIST_ORDER:
        return list(keys)
    by_symbol = sorted_by_symbol(keys)
    values = {key: sort.value(market, market.quotes[key], holdings) for key in by_symbol}
    return sort_rows(by_symbol, values, descending=sort.descending)


def title_line(entry: ListEntry, cells: int) -> Line:
    """Return the title of a part of a list, on a rule."""
    title = truncate(entry.title, max(1, cells - 4))
    return (Span(" "), Span(title, Tone.TITLE), Span(" "), Span("─" * max(0, cells - 3 - len(title)), Tone.RULE))


def absent_line(key: InstrumentId, market: Market, symbol_width: int) -> Line:
    """Return the line of an instrument without a quote, and why there is none."""
    return (
        Span(f" {pad(key.symbol, max(_MIN_SYMBOL, symbol_width))}  ", Tone.QUIET, AgeLevel.STALE),
        Span(absence_reason(market), Tone.QUIET, AgeLevel.STALE),
    )


def absence_reason(market: Market) -> str:
    """Return why an instrument has no quote: one may still come where a source has not responded."""
    if any(health.state in _NOT_YET for health in market.health.values()):
        return "no source has given it yet"
    return "no source has it"
