"""A kind of source whose pages are `OGDC=101.25 PPL=88`, and the environment in which tests poll it."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType

from tests.kit.clock import MINUTE, ManualClock
from tests.kit.fetcher import ScriptedFetcher
from tui.domain.events import Snapshot
from tui.domain.market import Market
from tui.domain.quote import InstrumentId, Quote
from tui.domain.trading_calendar import TradingCalendar
from tui.engine.clock import Timeline, utc_now
from tui.engine.engine import Engine
from tui.engine.environment import AdapterFor, Environment
from tui.sources.adapter import MAX_BACKOFF, Adapter, ParseError, Response, SourceConfig


def source(
    name: str = "br", *, every: timedelta = MINUTE, kind: str = "pairs", backoff_cap: timedelta = MAX_BACKOFF
) -> SourceConfig:
    """Return a source of this kind."""
    return SourceConfig(name=name, kind=kind, url=f"http://{name}.example/", every=every, backoff_cap=backoff_cap)


def parse_pairs(response: Response, asked: SourceConfig, at: datetime) -> Snapshot:
    """Parse a page such as `OGDC=101.25 PPL=88`.

    Raises:
        ParseError: the page is a captcha.
    """
    text = response.body.decode()
    if "captcha" in text:
        raise ParseError("not the page: captcha")
    quotes = tuple(quote_of_pair(pair, asked, at) for pair in text.split())
    return Snapshot(source=asked.name, at=at, quotes=quotes)


def quote_of_pair(pair: str, asked: SourceConfig, at: datetime) -> Quote:
    """Return the quote of `OGDC=101.25`."""
    symbol, price = pair.split("=")
    key = InstrumentId.parse(asked.market, symbol)
    return Quote(id=key, price=Decimal(price), polled_at=at, source=asked.name)


PAIRS = Adapter(kind="pairs", summary="symbol=price", min_interval=timedelta(seconds=1), parse=parse_pairs)


def pairs_adapter(kind: str) -> Adapter:
    """Return the adapter of this kind; any other kind is an error."""
    return {"pairs": PAIRS}[kind]


def prices_by_id(market: Market) -> dict[str, str]:
    """Return the prices that the market shows, as text, by ids as text."""
    return {str(key): str(quote.price) for key, quote in market.quotes.items()}


def environment(
    clock: ManualClock | None = None,
    *,
    fetcher: ScriptedFetcher | None = None,
    adapter_for: AdapterFor = pairs_adapter,
    jitter: Callable[[], float] = lambda: 0.0,
    calendars: Mapping[str, TradingCalendar] = MappingProxyType({}),
    state: Path | None = None,
) -> Environment:
    """Return an environment with this clock and fetcher, this kind of source, no trading hours and no jitter."""
    without_fetcher = Environment(
        timeline=Timeline(clock, clock.steady) if clock else Timeline(utc_now),
        random=jitter,
        calendars=calendars,
        adapter_for=adapter_for,
        state=state,
    )
    return without_fetcher if fetcher is None else replace(without_fetcher, make_fetcher=lambda _clock: fetcher)


def subscribed(engine: Engine, receive: Callable[[Market], None]) -> Engine:
    """Return the engine, with a subscriber from its first market on."""
    engine.subscribe(receive)
    return engine
