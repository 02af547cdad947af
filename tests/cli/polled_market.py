"""Markets for tests of the commands, poll by poll."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from tests.kit.markets import a_failure, a_market, a_snapshot
from tests.kit.quotes import a_level, a_quote, an_article
from tui.domain.article import Article, Comments
from tui.domain.events import PollResult
from tui.domain.market import Market, apply
from tui.domain.quote import Quote
from tui.domain.text import CleanText

NOON = datetime(2026, 8, 17, 7, 0, tzinfo=UTC)
EVERY = timedelta(seconds=15)


class PolledMarket:
    """A market of which each call is a poll, fifteen seconds after the one before."""

    def __init__(self, *sources: str) -> None:
        self.market: Market = a_market(sources=sources or ("br",))
        self._now = NOON

    def answer(self, *rows: Quote | Article, source: str = "br") -> Market:
        """Return the market after the source answered with these rows, as they are."""
        self._now += EVERY
        snapshot = a_snapshot(source=source, at=self._now)
        quotes = tuple(row for row in rows if isinstance(row, Quote))
        articles = tuple(row for row in rows if isinstance(row, Article))
        return self._apply(snapshot._replace(quotes=quotes, articles=articles))

    def fail(self, reason: str, *, source: str = "br", status: int | None = None) -> Market:
        """Return the market after the source failed."""
        self._now += EVERY
        return self._apply(a_failure(reason, source=source, at=self._now, http_status=status))

    def _apply(self, result: PollResult) -> Market:
        self.market = apply(self.market, result)
        return self.market


def quote(
    symbol: str, price: str | None, change: str = "0.00", *, source: str = "br", flags: tuple[str, ...] = ()
) -> Quote:
    """Return a quote that has moved by 1.25 % on the day, or not at all."""
    percent = "1.25" if Decimal(change) else "0.00"
    return a_quote(symbol, price, change, percent, source=source, at=NOON)._replace(flags=tuple(map(CleanText, flags)))


KSE100 = a_level("KSE100", "40371.88", "-282.40", "-0.70", at=NOON)
ARTICLE = an_article(
    "4001", "Cement makers lead a quiet climb", "Buyers came back on Monday.", published=None, at=NOON
)._replace(
    dateline=CleanText("KARACHI"),
    comments=Comments.CLOSED,
)
