"""The breadth of a tab: how many of its instruments are up, down and unchanged."""

from datetime import datetime
from typing import NamedTuple

from tui.domain.market import Market
from tui.domain.quote import Direction, InstrumentKind
from tui.view.quote_row import source_age_level
from tui.view.spans import AgeLevel, Line, Span, Tone
from tui.view.tabs import Tab


class Breadth(NamedTuple):
    """The number of instruments that are up, down and unchanged, and the age level of the freshest source."""

    up: int = 0
    down: int = 0
    unchanged: int = 0
    age_level: AgeLevel = AgeLevel.FRESH


def tab_breadth(market: Market, tab: Tab, now: datetime) -> Breadth:
    """Count the directions of the tab's quotes but its indices, at this time (aware UTC).

    Of a tab with nothing but indices they are counted.
    """
    selected = [market.quotes[key] for key in tab.select(market)]
    counted = [quote for quote in selected if quote.kind is not InstrumentKind.INDEX] or selected
    directions = [quote.direction for quote in counted]
    up, down, unchanged = map(directions.count, (Direction.UP, Direction.DOWN, Direction.UNCHANGED))
    sources = {quote.source for quote in counted} & market.quotes_by_source.keys()
    age_levels = (source_age_level(market.health[name], now - market.quotes_by_source[name].at) for name in sources)
    return Breadth(up, down, unchanged, min(age_levels, default=AgeLevel.FRESH))


def breadth_line(counts: Breadth, cells: int) -> Line:
    """Return advancers and decliners as a bar between their counts, the unchanged beside it."""
    moved = counts.up + counts.down
    if not moved and not counts.unchanged:
        return ()
    rest = f"   {counts.unchanged} unchanged" if cells >= 60 else f"  {counts.unchanged} ="
    left, right = f" ▲ {counts.up} ", f" {counts.down} ▼"
    bar = max(0, cells - 2 - len(left) - len(right) - len(rest))
    up = round(bar * counts.up / moved) if moved else bar // 2
    return (
        Span(left, Tone.UP, counts.age_level),
        Span("━" * up, Tone.UP, counts.age_level),
        Span(" " if bar else ""),
        Span("━" * (bar - up), Tone.DOWN, counts.age_level),
        Span(right, Tone.DOWN, counts.age_level),
        Span(rest, Tone.QUIET, counts.age_level),
    )
