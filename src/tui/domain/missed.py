"""What happened in a span of time that nobody looked at, as values: prices of each instrument, articles, faults."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final, NamedTuple

from tui.domain.exchanges import exchange_of
from tui.domain.live_tape import LiveTape
from tui.domain.quote import InstrumentId, Quote
from tui.domain.source_health import SourceHealth, SourceState
from tui.domain.tape import ArticleSeen, Move, SourceChange, TapeEntry

_DOWN: Final = frozenset({SourceState.FAILING, SourceState.STALE, SourceState.PAUSED})


class Extent(NamedTuple):
    """The lowest and the highest price of a time."""

    low: Decimal
    high: Decimal

    def joined(self, other: "Extent | None") -> "Extent":
        """Return the extent of both times."""
        return self if other is None else Extent(min(self.low, other.low), max(self.high, other.high))


class PathPoint(NamedTuple):
    """A price of a way, which holds until the next one."""

    at: float
    """Seconds since 1970 UTC, by the wall clock."""
    price: float
    """To be drawn."""


class PriceSpan(NamedTuple):
    """What the price of an instrument did in the span."""

    then: Decimal | None
    """The price as the span began, or the first one where none is known by then; None where there is none."""
    extent: Extent | None
    """Of the span, with the price as it began; None where it had none."""
    before: Extent | None = None
    """Of the same trading day before the span; None where the span is longer than the day, or that is not known."""
    path: tuple[PathPoint, ...] = ()
    """The way it took, oldest first; of the instruments that this was asked for."""


class MissedSpan(NamedTuple):
    """The span of time that is asked about."""

    since: datetime
    """Aware; likewise the other times."""
    until: datetime
    day_starts: Mapping[str, datetime]
    """By the code of each exchange, when its present trading day began."""
    paths: frozenset[InstrumentId] = frozenset()
    """The instruments whose way is drawn."""

    def day_start(self, key: InstrumentId) -> datetime | None:
        """Return when the trading day of an instrument began; None where the span is longer, or that is not known."""
        start = self.day_starts.get(exchange_of(key))
        return start if start is not None and start <= self.since else None


class Missed(NamedTuple):
    """All that is known of the span."""

    since: datetime
    """Aware UTC, by the wall clock; likewise the other times."""
    until: datetime
    spans: Mapping[InstrumentId, PriceSpan]
    entries: tuple[ArticleSeen | SourceChange, ...]
    """Oldest first."""
    known_since: datetime
    """From when on this is complete: later than `since` where nothing older is known."""


class Outage(NamedTuple):
    """How long a source gave nothing good in the span."""

    source: str
    times: int
    """How often it failed."""
    total: timedelta
    is_over: bool
    ended: datetime | None
    """When it came back the last time; None where it has not."""
    began: datetime
    """When it failed the last time, or the beginning of the span where that was before."""
    reason: str | None
    """Of the last time."""


def extent_of(prices: Iterable[Decimal | None]) -> Extent | None:
    """Return the extent of prices, those that are None left out; None for none."""
    known = [price for price in prices if price is not None]
    return Extent(min(known), max(known)) if known else None


def missed_of_tape(live: LiveTape, quotes: Mapping[InstrumentId, Quote], asked: MissedSpan) -> Missed:
    """Return what happened in a span of time as far as it is in memory, for a board without a history.

    Args:
        live: the tape.
        quotes: of the market as the span ends.
        asked: the span.
    """
    since = asked.since
    entries = [entry for group in live.groups for entry in group]
    before: dict[InstrumentId, list[Decimal]] = {}
    after: dict[InstrumentId, list[Decimal]] = {}
    paths: dict[InstrumentId, list[PathPoint]] = {key: [] for key in asked.paths}
    for entry in entries:
        if isinstance(entry, Move):
            (after if entry.at >= since else before).setdefault(entry.key, [entry.old]).append(entry.new)
            if entry.at >= since and entry.key in paths:
                paths[entry.key].append(PathPoint(entry.at.timestamp(), float(entry.new)))
    spans: dict[InstrumentId, PriceSpan] = {}
    for key, quote in quotes.items():
        # what did not move had its price then
        prices = after.get(key) or ([quote.price] if quote.price is not None else [])
        earlier = extent_of([*before.get(key, ()), *prices[:1]]) if asked.day_start(key) is not None else None
        begin = [PathPoint(since.timestamp(), float(prices[0]))] if key in paths and prices else []
        path = (*begin, *paths.get(key, ()))
        spans[key] = PriceSpan(prices[0] if prices else None, extent_of(prices), earlier, path)
    others = tuple(entry for entry in entries if isinstance(entry, ArticleSeen | SourceChange) and entry.at >= since)
    return Missed(since, asked.until, spans, others, max(since, live.since))


def outages(entries: Sequence[TapeEntry], health: Mapping[str, SourceHealth], missed: Missed) -> list[Outage]:
    """Return the outages of each source in the span, in the order of the sources.

    Args:
        entries: oldest first.
        health: of every source now.
        missed: the span.
    """
    changes: dict[str, list[SourceChange]] = {name: [] for name in health}
    for entry in entries:
        if isinstance(entry, SourceChange) and entry.source in changes:
            changes[entry.source].append(entry)
    found = (_outage(each, changes[name], missed) for name, each in health.items())
    return [outage for outage in found if outage is not None]


def _outage(health: SourceHealth, changes: Sequence[SourceChange], missed: Missed) -> Outage | None:
    is_down = (changes[0].old if changes else health.state) in _DOWN
    began, ended, total, times = missed.since, None, timedelta(0), int(is_down)
    reason: str | None = health.reason
    for change in changes:
        was_down, is_down = is_down, change.new in _DOWN
        if is_down:
            reason = change.reason
        if is_down and not was_down:
            began, times = change.at, times + 1
        elif was_down and not is_down:
            total, ended = total + (change.at - began), change.at
    if not times:
        return None
    if is_down:
        total, ended = total + (missed.until - began), None
    return Outage(health.name, times, total, not is_down, ended, began, reason)
