"""What a rule is judged on: an instrument, a source or an article, in the market of a moment."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import NamedTuple, Protocol

from tui.domain.article import Article
from tui.domain.bars import Bar
from tui.domain.failover import find_disagreement
from tui.domain.market import Market
from tui.domain.positions import Position
from tui.domain.quote import InstrumentId, Quote
from tui.domain.source_health import SourceState


class Surroundings(Protocol):
    """What rules ask beside the market. Nothing here reads a file or waits."""

    @property
    def disagree_percent(self) -> Decimal:
        """By how much, in percent, two sources may differ on one instrument."""
        ...

    def is_open(self, market: str, at: datetime) -> bool:
        """Return whether a market, by its code, is in session at a time (aware); one without hours always is."""
        ...

    def is_new_day(self, market: str, before: datetime, at: datetime) -> bool:
        """Return whether a trading day of a market began between two times (aware)."""
        ...

    def days(self, key: InstrumentId) -> Sequence[Bar]:
        """Return the bars of the trading days before today that are known, oldest first."""
        ...

    def positions(self, market: Market) -> Mapping[InstrumentId, Position]:
        """Return what the user owns."""
        ...

    def tab(self, name: str, market: Market) -> Collection[InstrumentId]:
        """Return the instruments of a tab; none where there is no such tab."""
        ...


class Moment(NamedTuple):
    """A market, the one before it, and the time."""

    at: datetime
    """The time that ages are measured from, aware UTC."""
    wall: datetime
    """What the wall clock shows then, aware UTC."""
    before: Market
    market: Market
    surroundings: Surroundings


class Subject(NamedTuple):
    """What a rule is judged on."""

    moment: Moment
    key: str
    """Which of its subjects: `PSX:OGDC`, the name of a source, the id of an article, or empty where there is one."""
    quote: Quote | None = None
    was: Quote | None = None
    """The quote before, None where there was none."""
    source: str | None = None
    article: Article | None = None
    keys: Collection[InstrumentId] | None = None
    """The instruments of the rule's scope, for breadth; None for all."""
    takes_doubtful: bool = False
    """Whether flagged and stale figures count too."""

    def find(self, symbol: str) -> Quote | None:
        """Return the quote of `PSX:OGDC`, or of `OGDC` of any market."""
        return find_quote(self.moment.market, symbol)

    def price_before(self, span: timedelta) -> Decimal | None:
        """Return the price that held so long ago; None where this trading day was not seen then."""
        series = self.moment.market.series.get(self.quote.id) if self.quote else None
        if series is None:
            return None
        at = self.moment.at - span
        if series.times[0] > int(at.timestamp()):
            return None
        return Decimal(repr(series.since(at)[0]))


def is_doubtful(quote: Quote, moment: Moment) -> bool:
    """Return whether a figure is flagged or disputed, or its source does not confirm it any more."""
    if quote.flags:
        return True
    health = moment.market.health.get(quote.source)
    if health is not None and (
        health.state in {SourceState.STALE, SourceState.FAILING} or health.is_frozen(quote.id.market)
    ):
        return True
    return is_disputed(quote.id, moment.market, moment)


def is_disputed(key: InstrumentId, market: Market, moment: Moment) -> bool:
    """Return whether sources disagree on an instrument in a market, by the time and the limit of a moment."""
    by_source = market.quotes_by_source
    return len(by_source) > 1 and bool(
        find_disagreement(key, by_source, market.health, moment.at, moment.surroundings.disagree_percent)
    )


def find_quote(market: Market, symbol: str) -> Quote | None:
    """Return the quote of `PSX:OGDC`, or of `OGDC` of any market; None where nobody tells of it."""
    folded = symbol.upper()
    code, _, name = folded.rpartition(":")
    if code:
        return market.quotes.get(InstrumentId(code, name))
    return next((quote for key, quote in market.quotes.items() if key.symbol == name), None)
