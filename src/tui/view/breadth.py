"""The breadth of the market: how many instruments are up, down and unchanged."""

from collections.abc import Mapping
from datetime import datetime
from operator import attrgetter
from typing import NamedTuple

from tui.domain.diff import changed_identities
from tui.domain.market import Market
from tui.domain.quote import Direction, InstrumentId, Quote
from tui.view.quote_row import row_age_level
from tui.view.spans import Age, Line, Span, Tone


class DirectionCounts(NamedTuple):
    """Quotes, and how many of them say which direction."""

    quotes: Mapping[InstrumentId, Quote]
    by_direction: Mapping[Direction | None, int]


def count_directions(quotes: Mapping[InstrumentId, Quote], before: DirectionCounts | None = None) -> DirectionCounts:
    """The count of these quotes, from what differs since the one before where the instruments are the same."""
    if before is not None and len(before.quotes) == len(quotes):
        moved = list(changed_identities(before.quotes, quotes))
        if all(was is not None for _, was, _ in moved):
            by_direction = dict(before.by_direction)
            for _, was, quote in moved:
                if was is not None and was.direction is not quote.direction:
                    by_direction[was.direction] -= 1
                    by_direction[quote.direction] += 1
            return DirectionCounts(quotes, by_direction)
    directions = list(map(attrgetter("direction"), quotes.values()))
    return DirectionCounts(quotes, {direction: directions.count(direction) for direction in (None, *Direction)})


class Breadth(NamedTuple):
    """How many instruments are up, down and unchanged, as their sources say, and how old the freshest of that is."""

    up: int = 0
    down: int = 0
    unchanged: int = 0
    fade: Age = Age.FRESH


def market_breadth(market: Market, count: DirectionCounts, now: datetime) -> Breadth:
    """The breadth of all quotes of a market that state a direction, at a moment (aware UTC)."""
    fades = (row_age_level(market.health[name], now - told.at) for name, told in market.heard_quotes.items())
    up, down, unchanged = map(count.by_direction.__getitem__, (Direction.UP, Direction.DOWN, Direction.UNCHANGED))
    return Breadth(up, down, unchanged, min(fades, default=Age.FRESH))


def breadth_line(counts: Breadth, cells: int) -> Line:
    """Advancers and decliners as a bar between their counts, the unchanged beside it."""
    moved = counts.up + counts.down
    if not moved and not counts.unchanged:
        return ()
    rest = f"   {counts.unchanged} unchanged" if cells >= 60 else f"  {counts.unchanged} ="
    left, right = f" ▲ {counts.up} ", f" {counts.down} ▼"
    bar = max(0, cells - 2 - len(left) - len(right) - len(rest))
    up = round(bar * counts.up / moved) if moved else bar // 2
    return (
        Span(left, Tone.UP, counts.fade),
        Span("━" * up, Tone.UP, counts.fade),
        Span(" " if bar else ""),
        Span("━" * (bar - up), Tone.DOWN, counts.fade),
        Span(right, Tone.DOWN, counts.fade),
        Span(rest, Tone.QUIET, counts.fade),
    )
