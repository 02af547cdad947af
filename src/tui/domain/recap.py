"""What a trading day came to: indices, breadth, movers, stories and the trouble of sources, as values."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final, NamedTuple

from tui.domain.bars import Bar
from tui.domain.exchanges import INDEX
from tui.domain.move import derive_move, direction_of
from tui.domain.quote import Direction, InstrumentId, InstrumentKind, Quote
from tui.domain.source_health import PAUSED_BY_USER, SourceState
from tui.domain.tape import SourceChange
from tui.domain.trading_calendar import Phase

MAX_MOVERS: Final = 10
"""Of each list."""
MAX_STORIES: Final = 200
_TROUBLES: Final = frozenset({SourceState.STALE, SourceState.FAILING, SourceState.PAUSED})
_NONE: Final = timedelta(0)


class RecapRow(NamedTuple):
    """One instrument's trading day."""

    id: InstrumentId
    price: Decimal
    """The last one of the day; of an index its level."""
    kind: InstrumentKind = InstrumentKind.SHARE
    name: str | None = None
    change: Decimal | None = None
    percent: Decimal | None = None
    direction: Direction | None = None
    open: Decimal | None = None
    high: Decimal | None = None
    """The highest that was seen, or stated by its source; likewise the low."""
    low: Decimal | None = None
    volume: int | None = None
    turnover: int | None = None
    currency: str | None = None
    source: str | None = None


class Hours(NamedTuple):
    """One phase of a trading day; aware UTC."""

    phase: Phase
    start: datetime
    end: datetime


class Session(NamedTuple):
    """The trading day of a market: what its calendar says, and when there were prices."""

    hours: tuple[Hours, ...] = ()
    """In order; none on a holiday, or without a calendar."""
    holiday: str | None = None
    is_estimated: bool = False
    first_price: datetime | None = None
    """When the first price was seen, to the minute, aware UTC; None where none was."""
    last_change: datetime | None = None
    """When a price last changed, likewise."""


class Breadth(NamedTuple):
    """How many instruments that are no indices are up, down and unchanged."""

    up: int = 0
    down: int = 0
    unchanged: int = 0


class MarketRecap(NamedTuple):
    """The trading day of one market."""

    market: str
    day: date
    session: Session
    indices: tuple[RecapRow, ...]
    instruments: int
    """How many that are no indices had prices."""
    breadth: Breadth
    gainers: tuple[RecapRow, ...]
    losers: tuple[RecapRow, ...]
    active: tuple[RecapRow, ...]
    active_by: str | None
    """The field by which these are the most active: `turnover` or `volume`; None where neither is known."""


class Story(NamedTuple):
    """An article of the day."""

    at: datetime
    """Its own time, or else when it was seen first; aware."""
    headline: str
    source: str
    link: str | None = None


class Outage(NamedTuple):
    """A span of time in which a source was in trouble; aware UTC."""

    source: str
    state: SourceState
    """The last one before it ended."""
    reason: str | None
    begin: datetime
    end: datetime
    """Where it is not over, the end of what is known."""
    is_over: bool


class Trouble(NamedTuple):
    """What one source lacked in the span of a recap."""

    source: str
    outages: tuple[Outage, ...]
    """Oldest first; at least one."""

    @property
    def total(self) -> timedelta:
        """How long it was in trouble."""
        return sum((outage.end - outage.begin for outage in self.outages), _NONE)

    @property
    def longest(self) -> timedelta:
        """How long the longest of them was."""
        return max(outage.end - outage.begin for outage in self.outages)


class Recap(NamedTuple):
    """The trading day of each market, and what happened beside."""

    markets: tuple[MarketRecap, ...]
    stories: tuple[Story, ...] = ()
    """Newest first."""
    troubles: tuple[Trouble, ...] = ()
    """The longest first."""


def row_of(key: InstrumentId, bar: Bar, quote: Quote | None, previous: Decimal | None) -> RecapRow:
    """Return the trading day of an instrument.

    Args:
        key: the instrument.
        bar: of that day.
        quote: as its source reported it with the last price of the day; None where that is not known.
        previous: the last price of the trading day before that is known.
    """
    if quote is None:
        change, percent = derive_move(bar.close, None, None, previous, ())
        kind = InstrumentKind.INDEX if key.market == INDEX else InstrumentKind.SHARE
        quote = Quote(bar.at, "", key, bar.close, kind, change, percent, direction_of(change))
    extent = [price for price in (bar.high, bar.low, quote.high, quote.low) if price is not None]
    return RecapRow(
        id=key,
        price=bar.close,
        kind=quote.kind,
        name=quote.name,
        change=quote.change,
        percent=quote.percent,
        direction=quote.direction or direction_of(quote.change),
        open=quote.open or bar.open,
        high=max(extent),
        low=min(extent),
        volume=bar.volume if quote.volume is None else quote.volume,
        turnover=quote.turnover,
        currency=quote.currency,
        source=quote.source or None,
    )


def market_recap(market: str, day: date, session: Session, rows: Sequence[RecapRow]) -> MarketRecap:
    """Return the trading day of a market from those of its instruments, in any order."""
    ordered = sorted(rows, key=lambda row: row.id)
    indices = tuple(row for row in ordered if row.kind is InstrumentKind.INDEX)
    others = [row for row in ordered if row.kind is not InstrumentKind.INDEX]
    directions = [row.direction for row in others]
    counts = map(directions.count, (Direction.UP, Direction.DOWN, Direction.UNCHANGED))
    measure = _measure(others)
    return MarketRecap(
        market=market,
        day=day,
        session=session,
        indices=indices,
        instruments=len(others),
        breadth=Breadth(*counts),
        gainers=_first(others, lambda row: row.percent or Decimal(0)),
        losers=_first(others, lambda row: -(row.percent or Decimal(0))),
        active=_first(others, lambda row: Decimal(getattr(row, measure) or 0)) if measure else (),
        active_by=measure,
    )


def _first(rows: Iterable[RecapRow], rank: Callable[[RecapRow], Decimal]) -> tuple[RecapRow, ...]:
    """Return the rows of the highest rank, those of none left out."""
    ranked = sorted(rows, key=rank, reverse=True)
    return tuple(row for row in ranked[:MAX_MOVERS] if rank(row) > 0)


def _measure(rows: Sequence[RecapRow]) -> str | None:
    """Return the field that at least half the instruments have, so that they can be compared by it.

    Money compares only instruments of one currency.
    """
    for name in ("turnover", "volume"):
        having = [row for row in rows if getattr(row, name)]
        currencies = {row.currency for row in having} if name == "turnover" else set[str | None]()
        if having and 2 * len(having) >= len(rows) and len(currencies) <= 1:
            return name
    return None


def newest_stories(stories: Iterable[Story]) -> tuple[Story, ...]:
    """Return the stories newest first; of more than there may be, the newest."""
    return tuple(sorted(stories, key=lambda story: (story.at, story.headline), reverse=True)[:MAX_STORIES])


def troubles_of(
    changes: Iterable[SourceChange],
    restarts: Mapping[str, Sequence[tuple[datetime, datetime]]],
    span: "Span",
    heard: datetime | None = None,
) -> tuple[Trouble, ...]:
    """Return the trouble of each source in a span of time, the longest first.

    A source that the user paused is in no trouble.

    Args:
        changes: of the states of sources, oldest first, from some time before the span.
        restarts: of each source when it was polled anew by another run of the program, oldest first, and when the run
            before last wrote anything: whatever was wrong ended somewhere between.
        span: of which trouble is returned.
        heard: when the last run of the program heard anything, where none runs any more; None where one does.
    """
    outages: dict[str, list[Outage]] = {}
    begun: dict[str, Outage] = {}
    for change in changes:
        known = begun.pop(change.source, None)
        ended = _ended_by_restart(known, change.at, restarts) if known is not None else None
        if ended is not None:
            outages.setdefault(change.source, []).append(ended)
            known = None
        is_trouble = change.new in _TROUBLES and change.reason != PAUSED_BY_USER
        if is_trouble:
            begin = change.at if known is None else known.begin
            reason = change.reason or (known.reason if known is not None else None)
            begun[change.source] = Outage(change.source, change.new, reason, begin, span.end, is_over=False)
        elif known is not None:
            outages.setdefault(change.source, []).append(known._replace(end=change.at, is_over=True))
    for source, outage in begun.items():
        ended = _ended_by_restart(outage, span.end, restarts)
        if ended is None and heard is not None and heard < span.end:
            ended = outage._replace(end=max(heard, outage.begin), is_over=True)
        outages.setdefault(source, []).append(ended or outage)
    within = {source: tuple(filter(None, map(span.part_of, each))) for source, each in outages.items()}
    found = [Trouble(source, each) for source, each in within.items() if each]
    return tuple(sorted(found, key=lambda trouble: (-trouble.total, trouble.source)))


def _ended_by_restart(
    outage: Outage, until: datetime, restarts: Mapping[str, Sequence[tuple[datetime, datetime]]]
) -> Outage | None:
    """Return an outage that another run of the program ended by this time; None where none did."""
    for began, before in restarts.get(outage.source, ()):
        if outage.begin < began < until:
            return outage._replace(end=max(before, outage.begin), is_over=True)
    return None


class Span(NamedTuple):
    """A span of time, aware UTC."""

    begin: datetime
    end: datetime

    def part_of(self, outage: Outage) -> Outage | None:
        """Return what is in the span of an outage; None where nothing is."""
        begin, end = max(outage.begin, self.begin), min(outage.end, self.end)
        if begin >= end:
            return None
        return outage._replace(begin=begin, end=end, is_over=outage.is_over and outage.end <= self.end)
