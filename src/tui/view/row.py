"""One line of the quote grid before it is drawn: a quote, what is known around it, and how old that is."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final, NamedTuple

from tui.domain.health import STALE_SLACK, SourceHealth, SourceState
from tui.domain.market import Market, disagreement
from tui.domain.quote import Direction, Quote
from tui.domain.trail import Trail
from tui.view.figures import age_step
from tui.view.tone import Fade

_NONE: Final = timedelta(0)


class Row(NamedTuple):
    """One line of the grid: a quote and what is known around it."""

    quote: Quote
    trail: Trail | None
    age: timedelta
    """Since its source last confirmed it; less than nothing where that is not known."""
    every: timedelta
    """How often that source is asked."""
    fade: Fade
    tick: Direction | None = None
    """Where its last price has just moved, while that is news."""
    is_disputed: bool = False
    """Whether another source that is as fresh says something else."""
    lasts: timedelta = _NONE
    """How long it may stay on the screen as it is drawn now."""

    @property
    def aged(self) -> str:
        """How old it is, in words that stay true for as long as it may stay on the screen."""
        return age_step(self.age, self.every, self.lasts)

    def looks_like(self, other: "Row") -> bool:
        """Whether both are drawn the same: of the same values, with an age that reads the same."""
        return (
            self.quote is other.quote
            and self.trail is other.trail
            and self.fade is other.fade
            and self.tick is other.tick
            and self.is_disputed is other.is_disputed
            and self.aged == other.aged
        )


def fade_of(age: timedelta, every: timedelta) -> Fade:
    """Fresh within an interval and a half, stale after two intervals and thirty seconds, or where it is not known."""
    if age > 2 * every + STALE_SLACK or age < _NONE:
        return Fade.STALE
    return Fade.AGEING if age > every * 1.5 + timedelta(seconds=2) else Fade.FRESH


def faded(health: SourceHealth | None, age: timedelta) -> Fade:
    """How old a figure of a source looks: a source that says the same for too long is stale at any age."""
    if health is None:
        return Fade.FRESH
    return Fade.STALE if health.state is SourceState.STALE else fade_of(age, health.every)


def row_of(
    market: Market,
    quote: Quote,
    now: datetime,
    tick: Direction | None = None,
    disagree: Decimal = Decimal(1),
    *,
    lasts: timedelta = _NONE,
) -> Row:
    """The row for a quote of this market at this moment; sources that differ by more than `disagree` percent show.

    It may stay on the screen for as long as it `lasts`.
    """
    health = market.health.get(quote.source)
    every = health.every if health else timedelta(minutes=1)
    age = now - market.polled_at(quote)
    disputed = len(market.heard_quotes) > 1 and bool(disagreement(market, quote.id, now, disagree))
    return Row(quote, market.trails.get(quote.id), age, every, faded(health, age), tick, disputed, lasts)
