"""One line of the quote grid before it is drawn: a quote, what is known around it, and how old that is."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final, NamedTuple

from tui.domain.intraday import IntradaySeries
from tui.domain.market import Market, find_disagreement
from tui.domain.quote import Direction, Quote
from tui.domain.source_health import STALE_SLACK, SourceHealth, SourceState
from tui.view.formatting import format_age_bucket
from tui.view.spans import Age

_NONE: Final = timedelta(0)


class QuoteRow(NamedTuple):
    """One line of the grid: a quote and what is known around it."""

    quote: Quote
    trail: IntradaySeries | None
    age: timedelta
    """Since its source last confirmed it; less than nothing where that is not known."""
    every: timedelta
    """How often that source is asked."""
    fade: Age
    tick: Direction | None = None
    """Where its last price has just moved, while that is news."""
    is_disputed: bool = False
    """Whether another source that is as fresh says something else."""
    lasts: timedelta = _NONE
    """How long it may stay on the screen as it is drawn now."""

    @property
    def aged(self) -> str:
        """How old it is, in words that stay true for as long as it may stay on the screen."""
        return format_age_bucket(self.age, self.every, self.lasts)

    def renders_same_as(self, other: "QuoteRow") -> bool:
        """Whether both are drawn the same: of the same values, with an age that reads the same."""
        return (
            self.quote is other.quote
            and self.trail is other.trail
            and self.fade is other.fade
            and self.tick is other.tick
            and self.is_disputed is other.is_disputed
            and self.aged == other.aged
        )


def age_level(age: timedelta, every: timedelta) -> Age:
    """Fresh within an interval and a half, stale after two intervals and thirty seconds, or where it is not known."""
    if age > 2 * every + STALE_SLACK or age < _NONE:
        return Age.STALE
    return Age.AGEING if age > every * 1.5 + timedelta(seconds=2) else Age.FRESH


def row_age_level(health: SourceHealth | None, age: timedelta) -> Age:
    """How old a figure of a source looks: a source that says the same for too long is stale at any age."""
    if health is None:
        return Age.FRESH
    return Age.STALE if health.state is SourceState.STALE else age_level(age, health.every)


def build_row(
    market: Market,
    quote: Quote,
    now: datetime,
    tick: Direction | None = None,
    disagree: Decimal = Decimal(1),
    *,
    lasts: timedelta = _NONE,
) -> QuoteRow:
    """The row for a quote of this market at this moment; sources that differ by more than `disagree` percent show.

    It may stay on the screen for as long as it `lasts`.
    """
    health = market.health.get(quote.source)
    every = health.every if health else timedelta(minutes=1)
    age = now - market.polled_at(quote)
    disputed = len(market.heard_quotes) > 1 and bool(find_disagreement(market, quote.id, now, disagree))
    return QuoteRow(quote, market.trails.get(quote.id), age, every, row_age_level(health, age), tick, disputed, lasts)
