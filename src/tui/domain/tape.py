"""The tape: what happened to the market, entry by entry, as it was seen."""

from datetime import datetime
from decimal import Decimal
from typing import Final, NamedTuple

from tui.domain.diff import changed_identities
from tui.domain.events import Alert, Event, SessionChanged
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


class AlertSeen(NamedTuple):
    """A rule of the user that rang."""

    at: datetime
    rule: str
    subject: str
    """`PSX:OGDC`, the name of a source, the id of an article, or empty for the market as a whole."""
    said: str
    """The figures, with what they were compared with."""
    source: str

    @property
    def key(self) -> InstrumentId | None:
        """The instrument that it is about; None where it is about none."""
        market, colon, symbol = self.subject.partition(":")
        return InstrumentId(market, symbol) if colon else None


TapeEntry = Move | ArticleSeen | SourceChange | SessionChange | AlertSeen


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
    """Return what happened between two markets that follow each other: alerts, sources, articles, then moves.

    What the first good response of a source brings is where the tape begins, and no entry.

    Args:
        before: the earlier one.
        after: the later one.
        at: when it happened, aware, by the wall clock.
    """
    return (
        *_alerts(before, after, at),
        *_source_changes(before, after, at),
        *_articles(before, after, at),
        *_moves(before, after, at),
    )


def new_alerts(before: Market, after: Market) -> tuple[Alert, ...]:
    """Return the alerts that rang between two markets, as far as the later one still has them."""
    if after.alerts is before.alerts:
        return ()
    known = {alert.id for alert in before.alerts}
    return tuple(alert for alert in after.alerts if alert.id not in known)


def _alerts(before: Market, after: Market, at: datetime) -> list[TapeEntry]:
    return [AlertSeen(at, alert.rule, alert.subject, alert.said, alert.source) for alert in new_alerts(before, after)]


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
