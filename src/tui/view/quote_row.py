"""The rows of the quote grid as values: a quote with its series, its age and its highlight."""

from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

from tui.domain.exchanges import exchange_of
from tui.domain.failover import find_disagreement
from tui.domain.intraday import IntradaySeries
from tui.domain.market import Market
from tui.domain.quote import Direction, InstrumentId, Quote
from tui.domain.source_health import SourceHealth, SourceState, freshness_window
from tui.domain.trading_calendar import SessionState, TradingHoursOf
from tui.view.charts import DayTrend, day_trend
from tui.view.formatting import FigureStyle, format_age_bucket
from tui.view.spans import AgeLevel

if TYPE_CHECKING:
    from tui.view.portfolio import Holding

_NONE: Final = timedelta(0)


def without_hours(_market: str, _day: date) -> None:
    """Return that a market has no hours, as long as no calendar is known."""


class RowContext(NamedTuple):
    """What rows are drawn with besides their quotes: the same for all of a grid."""

    figures: FigureStyle = "short"
    time_of_day: datetime = datetime(1, 1, 2, tzinfo=UTC)
    """Now on the wall clock, aware, in the zone that times are shown in."""
    clock_offset: timedelta = _NONE
    """From the clock that the market is stamped with to the wall clock."""
    holdings: "Mapping[InstrumentId, Holding]" = MappingProxyType({})
    """What the user owns, by instrument."""
    hides_amounts: bool = False
    """Whether what the user owns is hidden."""
    sessions: Mapping[str, SessionState] = MappingProxyType({})
    """By the code of the market whose hours an instrument follows; without those that have no calendar."""
    hours_of: TradingHoursOf = without_hours
    """The same function as long as no calendar has changed."""
    in_news: Collection[InstrumentId] = frozenset()
    """What the articles of the day mention."""
    alerted: Collection[InstrumentId] = frozenset()
    """Those whose alerts were not acknowledged."""


_PLAIN: Final = RowContext()


class QuoteRow(NamedTuple):
    """A row of the grid: a quote with its series, its age and its highlight."""

    quote: Quote
    series: IntradaySeries | None
    age: timedelta
    """Since its source last confirmed it; negative where that is not known."""
    every: timedelta
    """The interval of that source."""
    age_level: AgeLevel
    flash: Direction | None = None
    """The direction of a price change that is still highlighted."""
    is_disputed: bool = False
    """Whether another source that is as fresh has a different value."""
    is_closed: bool = False
    """Whether its market is closed, and this its last figure."""
    redraw_interval: timedelta = _NONE
    """The maximum time until it is drawn again."""
    context: RowContext = _PLAIN
    holding: "Holding | None" = None
    """What the user owns of it; None for nothing."""
    is_pinned: bool = False
    """Whether it stands first in every tab it is in."""
    is_in_news: bool = False
    """Whether an article of the day mentions it."""
    is_alerted: bool = False
    """Whether an alert about it was not acknowledged."""

    @property
    def age_text(self) -> str:
        """Its age as text that stays true until the row is drawn again."""
        return format_age_bucket(self.age, self.every, self.redraw_interval)

    @property
    def trend(self) -> DayTrend | None:
        """The prices of its day, to be drawn; None where none has been seen."""
        series, context = self.series, self.context
        if series is None:
            return None
        hours = context.hours_of(exchange_of(self.quote.id), series.day)
        try:
            confirmed_at = context.time_of_day - self.age
        except OverflowError:  # stored, and damaged: no time is that long ago
            return None
        return day_trend(series, hours, confirmed_at, context.clock_offset)

    def renders_same_as(self, other: "QuoteRow") -> bool:
        """Return whether both rows are drawn the same."""
        return (
            self.quote is other.quote
            and self.series is other.series
            and self.age_level is other.age_level
            and self.flash is other.flash
            and self.is_disputed is other.is_disputed
            and self.holding == other.holding
            and self.context.time_of_day.date() == other.context.time_of_day.date()
            # as a row is confirmed, the trend of its day gets longer, and that of its last hour loses what is older
            and _minute(self.context.time_of_day - self.age) == _minute(other.context.time_of_day - other.age)
            and self.context.hours_of is other.context.hours_of
            and self.is_pinned is other.is_pinned
            and self.is_in_news is other.is_in_news
            and self.is_alerted is other.is_alerted
            and self.is_closed is other.is_closed
            and self.age_text == other.age_text
        )


def _minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)


def age_level(age: timedelta, every: timedelta) -> AgeLevel:
    """Return the level of an age: fresh within 1.5 intervals and 2 s, stale after two and 30 s, or if it is unknown."""
    if age > freshness_window(every) or age < _NONE:
        return AgeLevel.STALE
    return AgeLevel.AGEING if age > every * 1.5 + timedelta(seconds=2) else AgeLevel.FRESH


class FigureAge(NamedTuple):
    """The age of a figure as it is shown."""

    level: AgeLevel
    is_closed: bool = False
    """Whether it waits for its market to open: its age is no fault."""


def figure_age(
    health: SourceHealth | None, exchange: str, age: timedelta, session: SessionState | None, wall: datetime
) -> FigureAge:
    """Return the age of a figure by its own market, whatever the others of its source do.

    The last figure before a market opens again is fresh however long ago it was confirmed. One that has been the same
    for too long while its market trades is stale.

    Args:
        health: of its source; None where there is none.
        exchange: the code of the market whose hours it follows.
        age: since its source last confirmed it; negative where that is not known.
        session: the session of that market; None where it has no calendar.
        wall: now, on the wall clock, aware.
    """
    if health is None:
        return FigureAge(AgeLevel.FRESH)
    if session is not None and session.is_closed:
        # in UTC, since the clock may have been put forward or back in between
        is_final = age >= _NONE and session.is_final(wall.astimezone(UTC) - age)
        level = AgeLevel.FRESH if is_final else age_level(age, health.every)
        return FigureAge(level, is_closed=level is not AgeLevel.STALE)
    return FigureAge(AgeLevel.STALE if health.is_frozen(exchange) else age_level(age, health.every))


def source_age_level(health: SourceHealth, age: timedelta) -> AgeLevel:
    """Return the age level of what a source reports as a whole."""
    return AgeLevel.STALE if health.state is SourceState.STALE else age_level(age, health.every)


def build_row(
    market: Market,
    quote: Quote,
    now: datetime,
    *,
    flash: Direction | None,
    disagree_percent: Decimal,
    redraw_interval: timedelta,
    context: RowContext = _PLAIN,
    is_pinned: bool = False,
) -> QuoteRow:
    """Build the row of a quote.

    Args:
        market: the market of the quote.
        quote: the quote of the row.
        now: aware UTC, on the clock that the market is stamped with.
        flash: the direction of a price change that is highlighted.
        disagree_percent: sources that differ by more than so many percent are marked.
        redraw_interval: the maximum time until the row is drawn again.
        context: what all rows are drawn with.
        is_pinned: whether it stands first in every tab it is in.
    """
    health = market.health.get(quote.source)
    every = health.every if health else timedelta(minutes=1)
    age = now - market.polled_at(quote)
    by_source = market.quotes_by_source
    disputed = len(by_source) > 1 and bool(find_disagreement(quote.id, by_source, market.health, now, disagree_percent))
    exchange = exchange_of(quote.id)
    shown = figure_age(health, exchange, age, context.sessions.get(exchange), now + context.clock_offset)
    return QuoteRow(
        quote=quote,
        series=market.series.get(quote.id),
        age=age,
        every=every,
        age_level=shown.level,
        flash=flash,
        is_disputed=disputed,
        is_closed=shown.is_closed,
        redraw_interval=redraw_interval,
        context=context,
        holding=context.holdings.get(quote.id) if context.holdings else None,
        is_pinned=is_pinned,
        is_in_news=quote.id in context.in_news,
        is_alerted=quote.id in context.alerted,
    )
