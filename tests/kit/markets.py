"""Markets for tests, and the polls that make them."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from types import MappingProxyType

from tests.kit.quotes import EVERY, FIXED_NOW
from tui.domain.article import DEFAULT_CAPACITY, Article
from tui.domain.events import Failure, NextPollPlanned, NotModified, PollResult, Snapshot
from tui.domain.market import Market, apply
from tui.domain.quote import Quote
from tui.domain.source_health import SourceHealth
from tui.domain.text import sanitize_line


def a_snapshot(
    *rows: Quote | Article, source: str = "br", at: datetime = FIXED_NOW, note: str | None = None
) -> Snapshot:
    """Return a good response; every row is from this source, polled at this time."""
    polled = [row._replace(source=source, polled_at=at) for row in rows]
    return Snapshot(
        source=source,
        at=at,
        quotes=tuple(row for row in polled if isinstance(row, Quote)),
        articles=tuple(row for row in polled if isinstance(row, Article)),
        note=sanitize_line(note) if note is not None else None,
        http_status=200,
    )


def unchanged(source: str = "br", at: datetime = FIXED_NOW) -> NotModified:
    return NotModified(source=source, at=at)


def a_failure(
    reason: str = "HTTP 503", *, source: str = "br", at: datetime = FIXED_NOW, http_status: int | None = 503
) -> Failure:
    return Failure(source=source, at=at, reason=sanitize_line(reason), http_status=http_status)


def a_source_health(name: str = "br", every: timedelta = EVERY, market: str = "PSX") -> SourceHealth:
    """Return the health of a source that was not polled yet."""
    return SourceHealth(name=name, kind="brecorder", every=every, markets=(market,))


def with_next_poll(market: Market, source: str, next_try: datetime | None, every: timedelta | None = None) -> Market:
    """Return the market after the source's next poll was planned, at its known interval unless another is given."""
    interval = every or market.health[source].every
    return apply(market, NextPollPlanned(source=source, next_try=next_try, every=interval))


def before_polls(*sources: SourceHealth) -> Market:
    """Return the market of these sources before the first poll."""
    return Market(health=MappingProxyType({source.name: source for source in sources}))


def a_market(*results: PollResult, sources: tuple[str, ...] = ("br",), capacity: int = DEFAULT_CAPACITY) -> Market:
    """Return the market after these polls, its sources in order of preference, with room for so many articles."""
    market = before_polls(*map(a_source_health, sources))._replace(article_capacity=capacity)
    for result in results:
        market = apply(market, result)
    return market


def prices(market: Market) -> Mapping[str, Decimal | None]:
    """Return the price of each quote that is shown, by symbol."""
    return {key.symbol: quote.price for key, quote in market.quotes.items()}
