"""Values of the market for tests: each builder gives something ordinary, and takes only what the test is about."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from tui.domain.article import Article
from tui.domain.events import Failure, NextPollPlanned, NotModified, PollResult, Snapshot
from tui.domain.market import Market, apply
from tui.domain.quote import Direction, InstrumentId, InstrumentKind, Quote
from tui.domain.source_health import SourceHealth
from tui.domain.text import sanitize_line
from tui.domain.trading_calendar import SessionState
from tui.view.board_state import BoardState
from tui.view.formatting import DecimalAlignment
from tui.view.spans import Line, Span

FIXED_NOW: Final = datetime(2026, 3, 17, 9, 0, tzinfo=UTC)
"""A Tuesday, 14:00 in Karachi: the exchange is open."""
EVERY: Final = timedelta(seconds=15)
SHAPELESS: Final[Mapping[str, DecimalAlignment]] = MappingProxyType({})
"""The shapes of a grid that has no figures yet."""


def after(seconds: float) -> datetime:
    """So long after `FIXED_NOW`."""
    return FIXED_NOW + timedelta(seconds=seconds)


def an_id(symbol: str = "OGDC", market: str = "PSX") -> InstrumentId:
    return InstrumentId(market, symbol)


def _figure(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _stated(change: str | None) -> Direction | None:
    if change is None:
        return None
    figure = Decimal(change)
    return Direction.UP if figure > 0 else Direction.DOWN if figure < 0 else Direction.UNCHANGED


def a_quote(
    symbol: str = "OGDC",
    price: str | None = "132.50",
    change: str | None = "+9.27",
    percent: str | None = "+7.52",
    *,
    source: str = "br",
    market: str = "PSX",
    at: datetime = FIXED_NOW,
    flags: tuple[str, ...] = (),
    name: str | None = None,
) -> Quote:
    """A quote whose direction agrees with its change. A price of None is one that could not be believed."""
    return Quote(
        id=an_id(symbol, market),
        price=_figure(price),
        change=_figure(change),
        percent=_figure(percent),
        direction=_stated(change),
        name=sanitize_line(name) if name is not None else None,
        flags=tuple(map(sanitize_line, flags or (() if price is not None else ("price is not a figure",)))),
        polled_at=at,
        source=source,
    )


def a_level(
    symbol: str = "KSE100",
    level: str | None = "82,074",
    change: str | None = "+615.2",
    percent: str | None = "+0.76",
    *,
    source: str = "br",
    at: datetime = FIXED_NOW,
    flags: tuple[str, ...] = (),
) -> Quote:
    """An index whose direction agrees with its change."""
    price = level.replace(",", "") if level is not None else None
    quote = a_quote(symbol, price, change, percent, source=source, at=at)
    return replace(quote, kind=InstrumentKind.INDEX, flags=tuple(map(sanitize_line, flags)))


def indices_of(snapshot: Snapshot) -> list[Quote]:
    """The indices of an answer, in its order."""
    return [quote for quote in snapshot.quotes if quote.kind is InstrumentKind.INDEX]


def others_of(snapshot: Snapshot) -> list[Quote]:
    """The quotes of an answer that are no indices, in its order."""
    return [quote for quote in snapshot.quotes if quote.kind is not InstrumentKind.INDEX]


def an_article(
    key: str = "story-1",
    title: str | None = "Index holds its gains",
    *paragraphs: str,
    published: datetime | None = FIXED_NOW,
    source: str = "br",
    at: datetime = FIXED_NOW,
) -> Article:
    """A short story."""
    return Article(
        id=sanitize_line(key),
        title=sanitize_line(title) if title is not None else None,
        paragraphs=tuple(map(sanitize_line, paragraphs or ("Shares rose.",))),
        published=published,
        polled_at=at,
        source=source,
    )


def a_snapshot(
    *rows: Quote | Article, source: str = "br", at: datetime = FIXED_NOW, note: str | None = None
) -> Snapshot:
    """One good answer; every row is told by this source at this moment."""
    told = [replace(row, source=source, polled_at=at) for row in rows]
    return Snapshot(
        source=source,
        at=at,
        quotes=tuple(row for row in told if isinstance(row, Quote)),
        articles=tuple(row for row in told if isinstance(row, Article)),
        note=sanitize_line(note) if note is not None else None,
        http_status=200,
    )


def unchanged(source: str = "br", at: datetime = FIXED_NOW) -> NotModified:
    return NotModified(source=source, at=at)


def a_failure(
    reason: str = "HTTP 503", *, source: str = "br", at: datetime = FIXED_NOW, http_status: int | None = 503
) -> Failure:
    return Failure(source=source, at=at, reason=sanitize_line(reason), http_status=http_status)


def a_source(name: str = "br", every: timedelta = EVERY, market: str = "PSX") -> SourceHealth:
    """A source that has not been heard from."""
    return SourceHealth(name=name, kind="brecorder", every=every, markets=(market,))


def with_next_poll(market: Market, source: str, next_try: datetime | None, every: timedelta | None = None) -> Market:
    """The market after the source's next poll was planned, at its known interval unless another is given."""
    interval = every or market.health[source].every
    return apply(market, NextPollPlanned(source=source, next_try=next_try, every=interval))


def before_polls(*sources: SourceHealth) -> Market:
    """A market of these sources before the first poll."""
    return Market(health=MappingProxyType({source.name: source for source in sources}))


def a_market(*outcomes: PollResult, sources: tuple[str, ...] = ("br",)) -> Market:
    """The market after these outcomes, its sources in order of preference."""
    market = before_polls(*map(a_source, sources))
    for outcome in outcomes:
        market = apply(market, outcome)
    return market


def a_moment(
    market: Market | None = None,
    now: datetime = FIXED_NOW,
    *,
    sessions: Mapping[str, SessionState] = MappingProxyType({}),
    paused: bool = False,
    trouble: str | None = None,
) -> BoardState:
    """The screen's state over this market."""
    return BoardState(market=market or a_market(), now=now, sessions=sessions, paused=paused, engine_error=trouble)


def prices(market: Market) -> Mapping[str, Decimal | None]:
    """What is shown, by symbol."""
    return {key.symbol: quote.price for key, quote in market.quotes.items()}


def text_of(line: Iterable[Span]) -> str:
    """A line as it reads."""
    return "".join(span.text for span in line)


def page_of(lines: Iterable[Line]) -> str:
    """Lines as they read, each without the blanks at its end."""
    return "\n".join(text_of(line).rstrip() for line in lines)
