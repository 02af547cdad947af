"""One row of the quote grid before it is drawn: a quote, its context, and its age."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final, NamedTuple

from tui.domain.failover import find_disagreement
from tui.domain.intraday import IntradaySeries
from tui.domain.market import Market
from tui.domain.quote import Direction, Quote
from tui.domain.source_health import SourceHealth, SourceState, freshness_window
from tui.view.formatting import format_age_bucket
from tui.view.spans import AgeLevel

_NONE: Final = timedelta(0)


class QuoteRow(NamedTuple):
    """One row of the grid: a quote and its context."""

    quote: Quote
    trail: IntradaySeries | None
    age: timedelta
    """Since its source last confirmed it; negative where that is not known."""
    every: timedelta
    """The interval of that source."""
    age_level: AgeLevel
    tick: Direction | None = None
    """The direction of a price change that is still highlighted."""
    is_disputed: bool = False
    """Whether another source that is as fresh has a different value."""
    lasts: timedelta = _NONE
    """How long it may stay on the screen before it is drawn again."""

    @property
    def age_text(self) -> str:
        """Its age as text that stays true for as long as it may stay on the screen."""
        return format_age_bucket(self.age, self.every, self.lasts)

    def renders_same_as(self, other: "QuoteRow") -> bool:
        """Return whether both are drawn the same: the same values, and the same text of the age."""
        return (
            self.quote is other.quote
            and self.trail is other.trail
            and self.age_level is other.age_level
            and self.tick is other.tick
            and self.is_disputed is other.is_disputed
            and self.age_text == other.age_text
        )


def age_level(age: timedelta, every: timedelta) -> AgeLevel:
    """Return fresh within one and a half intervals, stale after two and thirty seconds, or at an unknown age."""
    if age > freshness_window(every) or age < _NONE:
        return AgeLevel.STALE
    return AgeLevel.AGEING if age > every * 1.5 + timedelta(seconds=2) else AgeLevel.FRESH


def row_age_level(health: SourceHealth | None, age: timedelta) -> AgeLevel:
    """Return the age level of a source's figure; it is stale at any age where its source is."""
    if health is None:
        return AgeLevel.FRESH
    return AgeLevel.STALE if health.state is SourceState.STALE else age_level(age, health.every)


def build_row(
    market: Market,
    quote: Quote,
    now: datetime,
    tick: Direction | None = None,
    disagree: Decimal = Decimal(1),
    *,
    lasts: timedelta = _NONE,
) -> QuoteRow:
    """Build the row of a quote.

    Args:
        market: which the quote is from.
        quote: what is shown.
        now: aware UTC, on the clock that the market is stamped with.
        tick: the direction of a change that is highlighted.
        disagree: sources that differ by more than so many percent are marked.
        lasts: how long the row may stay on the screen.
    """
    health = market.health.get(quote.source)
    every = health.every if health else timedelta(minutes=1)
    age = now - market.polled_at(quote)
    by_source = market.quotes_by_source
    disputed = len(by_source) > 1 and bool(find_disagreement(quote.id, by_source, market.health, now, disagree))
    return QuoteRow(quote, market.series.get(quote.id), age, every, row_age_level(health, age), tick, disputed, lasts)
