"""The one source of a staged board, and the market that its polls make."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from decimal import Decimal

from tests.kit.markets import a_failure, a_source_health, before_polls, with_next_poll
from tests.kit.quotes import a_level, a_quote
from tui.domain.article import Article, Comments
from tui.domain.blocks import from_texts
from tui.domain.events import Snapshot
from tui.domain.market import Market, apply
from tui.domain.quote import InstrumentId, Quote
from tui.domain.text import CleanText

SYMBOLS = ("AIRLINK", "BOP", "DFML", "DGKC", "FCCL", "FFL", "HUBC", "KEL", "LUCK", "MLCF", "OGDC", "PAEL", "PPL", "WTL")
INDICES = {"BR100": "4021", "BR30": "14480.5", "KSE100": "40371.88", "KSE30": "15187.2"}


def psx(symbol: str) -> InstrumentId:
    return InstrumentId("PSX", symbol)


class StagedSource:
    """A source whose next response a test prepares; `respond` is that poll."""

    def __init__(
        self, now: Callable[[], datetime], symbols: tuple[str, ...] = SYMBOLS, every: timedelta = timedelta(seconds=15)
    ) -> None:
        self._now = now
        self.every = every
        self.market: Market = before_polls(a_source_health(every=every))
        self.quotes: dict[str, Quote] = {}
        self.indices: dict[str, Quote] = {}
        self.articles: list[Article] = []
        for number, symbol in enumerate(symbols):
            self.list(symbol, str(Decimal(10 + 7 * number) + Decimal("0.25")), ("1.20", "-0.75", "0.00")[number % 3])

    def with_indices(self) -> "StagedSource":
        """Add the usual indices to the response."""
        for symbol, level in INDICES.items():
            self.index(symbol, level, "-12.5" if symbol == "BR30" else "31.4")
        return self

    def list(
        self,
        symbol: str,
        price: str | None,
        change: str | None = "0.00",
        *,
        name: str = "",
        flags: tuple[str, ...] = (),
    ) -> None:
        """Put a row into the response, or replace it."""
        moved = None if change is None else Decimal(change)
        last = None if price is None else Decimal(price)
        percent = None
        if moved is not None and last is not None and last != moved:
            percent = str((100 * moved / (last - moved)).quantize(Decimal("0.01")))
        quote = a_quote(symbol, price, change, percent, at=self._now(), name=name or None)
        self.quotes[symbol] = quote._replace(flags=tuple(map(CleanText, flags)))

    def index(self, symbol: str, level: str, change: str) -> None:
        """Put an index into the response, or replace it."""
        percent = (100 * Decimal(change) / Decimal(level)).quantize(Decimal("0.01"))
        self.indices[symbol] = a_level(symbol, level, change, str(percent), at=self._now())

    def move(self, symbol: str, by: str) -> None:
        """Move the price, and the change against the previous close, by so much."""
        quote = self.quotes[symbol]
        assert quote.price is not None
        moved = (quote.change or Decimal(0)) + Decimal(by)
        self.list(symbol, str(quote.price + Decimal(by)), str(moved), name=quote.name or "")

    def delist(self, *symbols: str) -> None:
        """Take rows out of the response."""
        for symbol in symbols:
            del self.quotes[symbol]

    def publish(self, number: int, title: str, *paragraphs: str, minutes_ago: int = 5) -> None:
        """Put an article into the response, or a newer version of the one with this number."""
        article = Article(
            id=CleanText(str(number)),
            title=CleanText(title),
            dateline=CleanText("KARACHI"),
            byline=CleanText("Desk"),
            published=self._now() - timedelta(minutes=minutes_ago),
            blocks=from_texts(map(CleanText, paragraphs or ("Buyers came back on Monday.",))),
            link=f"https://news.example/{number}",
            comments=Comments.CLOSED,
            polled_at=self._now(),
            source="br",
        )
        self.articles = [other for other in self.articles if other.id != article.id] + [article]

    def respond(self) -> Market:
        """Return the market after a good poll."""
        now = self._now()
        snapshot = Snapshot(
            source="br",
            at=now,
            quotes=(*self.quotes.values(), *self.indices.values()),
            articles=tuple(self.articles),
            http_status=200,
        )
        return self._next(apply(self.market, snapshot))

    def fail(self, reason: str = "HTTP 503", status: int | None = 503) -> Market:
        """Return the market after a failed poll."""
        failure = a_failure(at=self._now(), http_status=status)._replace(reason=CleanText(reason))
        return self._next(apply(self.market, failure))

    def expire(self, symbol: str) -> Market:
        """Take the row out of the market, as it happens to rows days after their source last reported them."""
        self.quotes.pop(symbol, None)
        reported = self.market.quotes_by_source["br"]
        self.market = self.market._replace(
            quotes=_without(self.market.quotes, symbol),
            quotes_by_source={"br": reported._replace(rows=_without(reported.rows, symbol))},
        )
        return self.market

    def _next(self, market: Market) -> Market:
        self.market = with_next_poll(market, "br", self._now() + self.every)
        return self.market


def _without(rows: Mapping[InstrumentId, Quote], symbol: str) -> dict[InstrumentId, Quote]:
    return {key: quote for key, quote in rows.items() if key.symbol != symbol}
