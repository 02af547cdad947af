"""The tape: what happened to the market, entry by entry, as it was seen."""

from datetime import datetime
from decimal import Decimal
from typing import Final, NamedTuple

from tui.domain.diff import changed_identities
from tui.domain.events import Event, SessionChanged
from tui.domain.market import Market
from tui.domain.quote import InstrumentId
from tui.domain.source_health import SourceState

_TROUBLES: Final = frozenset({SourceState.STALE, SourceState.FAILING, SourceState.PAUSED})


class Move(NamedTuple):
    """A price that the board showed changed to another."""

    at: datetime
    """When the poll that brought it was made, aware UTC, by the wall clock; likewise of the other entries."""
    key: InstrumentId
    old: Decimal
    new: Decimal
    source: str
    """Of the new price."""

    @property
    def change(self) -> Decimal:
        """How far it moved."""
        return self.new - self.old

    @property
    def percent(self) -> Decimal | None:
        """How far it moved, in percent of the old price; None where that is zero."""
        return self.change * 100 / abs(self.old) if self.old else None


class ArticleSeen(NamedTuple):
    """An article that a source had not had before."""

    at: datetime
    id: str
    headline: str
    source: str


class SourceChange(NamedTuple):
    """A source that failed, came back, or was paused or resumed."""

    at: datetime
    source: str
    old: SourceState
    new: SourceState
    reason: str | None


class SessionChange(NamedTuple):
    """Continuous trading that began or ended in a market, by its calendar."""

    at: datetime
    """When that was due."""
    market: str
    is_open: bool


TapeEntry = Move | ArticleSeen | SourceChange | SessionChange


def entries_of(event: Event, before: Market, after: Market, at: datetime) -> tuple[TapeEntry, ...]:
    """Return what an event tells, and what it made of a market.

    Args:
        event: what was applied.
        before: the market before it.
        after: the market after it.
        at: when it happened, aware, by the wall clock.
    """
    if isinstance(event, SessionChanged):
        return (SessionChange(at, event.market, event.is_open),)
    return entries_between(before, after, at)


def entries_between(before: Market, after: Market, at: datetime) -> tuple[TapeEntry, ...]:
    """Return what happened between two markets that follow each other: sources, then articles, then moves.

    What the first good response of a source brings is where the tape begins, and no entry.

    Args:
        before: the earlier one.
        after: the later one.
        at: when it happened, aware, by the wall clock.
    """
    return (*_source_changes(before, after, at), *_articles(before, after, at), *_moves(before, after, at))


def _source_changes(before: Market, after: Market, at: datetime) -> list[TapeEntry]:
    return [
        SourceChange(at, name, was.state, health.state, health.reason)
        for name, was, health in changed_identities(before.health, after.health)
        if was is not None and was.state is not health.state and not _TROUBLES.isdisjoint({was.state, health.state})
    ]


def _articles(before: Market, after: Market, at: datetime) -> list[TapeEntry]:
    return [
        ArticleSeen(at, key, article.headline, article.source)
        for key, was, article in changed_identities(before.articles, after.articles)
        if was is None and _was_polled_again(before, after, article.source)
    ]


def _was_polled_again(before: Market, after: Market, source: str) -> bool:
    """Return whether a source was polled that had given a good response: articles also come from the history."""
    known, now = before.health.get(source), after.health.get(source)
    return known is not None and now is not None and known.last_good is not None and now.last_poll != known.last_poll


def _moves(before: Market, after: Market, at: datetime) -> list[TapeEntry]:
    return [
        Move(at, key, was.price, row.price, row.source)
        for key, was, row in changed_identities(before.quotes, after.quotes)
        if was is not None and was.price is not None and row.price is not None and was.price != row.price
    ]
