"""A trading floor for tests: a market that moves only as it is told, poll by poll."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from tests.builders import a_failure, a_level, a_quote, a_source, before_polls, with_next_poll
from tui.domain.article import Article, Comments
from tui.domain.events import Snapshot
from tui.domain.market import Market, apply
from tui.domain.quote import InstrumentId, Quote
from tui.domain.text import CleanText

SYMBOLS = ("AIRLINK", "BOP", "DFML", "DGKC", "FCCL", "FFL", "HUBC", "KEL", "LUCK", "MLCF", "OGDC", "PAEL", "PPL", "WTL")
INDICES = {"BR100": "4021", "BR30": "14480.5", "KSE100": "40371.88", "KSE30": "15187.2"}


def psx(symbol: str) -> InstrumentId:
    return InstrumentId("PSX", symbol)


class Floor:
    """What the next poll will say; `tell` is that poll."""

    def __init__(
        self, now: Callable[[], datetime], symbols: tuple[str, ...] = SYMBOLS, every: timedelta = timedelta(seconds=15)
    ) -> None:
        self._now = now
        self.every = every
        self.market: Market = before_polls(a_source(every=every))
        self.quotes: dict[str, Quote] = {}
        self.indices: dict[str, Quote] = {}
        self.articles: list[Article] = []
        for place, symbol in enumerate(symbols):
            self.list(symbol, str(Decimal(10 + 7 * place) + Decimal("0.25")), ("1.20", "-0.75", "0.00")[place % 3])

    def with_indices(self) -> "Floor":
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
        """A row as the next poll tells it."""
        moved = None if change is None else Decimal(change)
        last = None if price is None else Decimal(price)
        percent = None
        if moved is not None and last is not None and last != moved:
            percent = str((100 * moved / (last - moved)).quantize(Decimal("0.01")))
        quote = a_quote(symbol, price, change, percent, at=self._now(), name=name or None)
        self.quotes[symbol] = replace(quote, flags=tuple(map(CleanText, flags)))

    def index(self, symbol: str, level: str, change: str) -> None:
        percent = (100 * Decimal(change) / Decimal(level)).quantize(Decimal("0.01"))
        self.indices[symbol] = a_level(symbol, level, change, str(percent), at=self._now())

    def move(self, symbol: str, by: str) -> None:
        """The price and the change against the previous close both move by so much."""
        was = self.quotes[symbol]
        assert was.price is not None
        moved = (was.change or Decimal(0)) + Decimal(by)
        self.list(symbol, str(was.price + Decimal(by)), str(moved), name=was.name or "")

    def delist(self, *symbols: str) -> None:
        for symbol in symbols:
            del self.quotes[symbol]

    def publish(self, number: int, title: str, *paragraphs: str, minutes_ago: int = 5) -> None:
        """A story, or a newer version of the one with this number."""
        story = Article(
            id=CleanText(str(number)),
            title=CleanText(title),
            dateline=CleanText("KARACHI"),
            byline=CleanText("Desk"),
            published=self._now() - timedelta(minutes=minutes_ago),
            paragraphs=tuple(map(CleanText, paragraphs or ("Buyers came back on Monday.",))),
            link=f"https://news.example/{number}",
            comments=Comments.CLOSED,
            polled_at=self._now(),
            source="br",
        )
        self.articles = [kept for kept in self.articles if kept.id != story.id] + [story]

    def tell(self) -> Market:
        """One good poll."""
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
        """One bad poll."""
        failure = replace(a_failure(at=self._now(), http_status=status), reason=CleanText(reason))
        return self._next(apply(self.market, failure))

    def expire(self, symbol: str) -> Market:
        """The row leaves the market altogether, as rows do days after their source last reported them."""
        self.quotes.pop(symbol, None)
        heard = self.market.quotes_by_source["br"]
        self.market = replace(
            self.market,
            quotes=_without(self.market.quotes, symbol),
            quotes_by_source={"br": replace(heard, rows=_without(heard.rows, symbol))},
        )
        return self.market

    def _next(self, market: Market) -> Market:
        self.market = with_next_poll(market, "br", self._now() + self.every)
        return self.market


def _without(rows: Mapping[InstrumentId, Quote], symbol: str) -> dict[InstrumentId, Quote]:
    return {key: quote for key, quote in rows.items() if key.symbol != symbol}
