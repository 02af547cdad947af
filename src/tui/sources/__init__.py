"""Readers of providers: bytes in, a Snapshot out, pure."""

from collections.abc import Callable
from datetime import datetime, timedelta
from importlib import import_module
from typing import Final

from tui.domain.poll_result import Snapshot
from tui.domain.quote import InstrumentId
from tui.sources.adapter import Adapter, ParseError, Response, SourceConfig, SourceRequest


def _brecorder(page: Response, source: SourceConfig, at: datetime) -> Snapshot:
    from tui.sources.providers import brecorder  # noqa: PLC0415 - a reader is loaded when its first page comes, not at start

    return brecorder.parse(page, source, at)


def _parse_by(module: str) -> Callable[[Response, SourceConfig, datetime], Snapshot]:
    """The reader in a module that is loaded when its first page comes, not at start."""

    def parse(page: Response, source: SourceConfig, at: datetime) -> Snapshot:
        read: Callable[[Response, SourceConfig, datetime], Snapshot] = import_module(f"tui.sources.{module}").parse
        return read(page, source, at)

    return parse


def _plan_by(module: str) -> Callable[[SourceConfig], tuple[SourceRequest, ...]]:
    """The plan of a module that is loaded when it is first polled."""

    def plan(source: SourceConfig) -> tuple[SourceRequest, ...]:
        planned: Callable[[SourceConfig], tuple[SourceRequest, ...]] = import_module(f"tui.sources.{module}").plan
        return planned(source)

    return plan


def _instruments_by(module: str) -> Callable[[str, SourceConfig], InstrumentId]:
    """What symbols mean by a module that is loaded when that is first asked."""

    def instrument_of(symbol: str, source: SourceConfig) -> InstrumentId:
        meant: Callable[[str, SourceConfig], InstrumentId] = import_module(f"tui.sources.{module}").instrument_of
        return meant(symbol, source)

    return instrument_of


ADAPTERS: Final = (
    Adapter(
        kind="brecorder",
        summary="Business Recorder's page: the PSX ticker, its indices and the story, from HTML or plain text",
        min_interval=timedelta(seconds=5),
        parse=_brecorder,
    ),
    Adapter(
        kind="yahoo",
        summary="Yahoo Finance: shares (OGDC.KA, AAPL), indices (^GSPC), currencies (PKR=X), coins; personal use",
        min_interval=timedelta(seconds=60),
        parse=_parse_by("providers.yahoo"),
        build_requests=_plan_by("providers.yahoo"),
        needs_url=False,
        needs_symbols=True,
        instrument_of=_instruments_by("providers.yahoo_symbols"),
    ),
    Adapter(
        kind="binance",
        summary="Binance: coins (BTCUSDT) over the last 24 hours",
        min_interval=timedelta(seconds=5),
        parse=_parse_by("providers.binance"),
        market="CRYPTO",
        build_requests=_plan_by("providers.binance"),
        needs_url=False,
        needs_symbols=True,
    ),
    Adapter(
        kind="coingecko",
        summary="CoinGecko: coins by id (bitcoin, ethereum/pkr), averaged over exchanges; a key is optional",
        min_interval=timedelta(seconds=60),
        parse=_parse_by("providers.coingecko"),
        market="CRYPTO",
        build_requests=_plan_by("providers.coingecko"),
        needs_url=False,
        needs_symbols=True,
    ),
    Adapter(
        kind="frankfurter",
        summary="Frankfurter: daily reference rates of currencies (USD/PKR)",
        min_interval=timedelta(minutes=15),
        parse=_parse_by("providers.frankfurter"),
        market="FX",
        build_requests=_plan_by("providers.frankfurter"),
        needs_url=False,
        needs_symbols=True,
    ),
    Adapter(
        kind="stooq",
        summary="Stooq: shares (aapl.us), indices (^spx), currencies (usdpkr); a low daily limit",
        min_interval=timedelta(minutes=5),
        parse=_parse_by("providers.stooq"),
        build_requests=_plan_by("providers.stooq"),
        needs_url=False,
        needs_symbols=True,
        market="WSE",
        instrument_of=_instruments_by("providers.stooq"),
    ),
    Adapter(
        kind="table",
        summary="any HTML table, CSV or JSON, by the columns you name (bigboard sources try URL)",
        min_interval=timedelta(seconds=15),
        parse=_parse_by("tables.table"),
        build_requests=_plan_by("tables.table"),
    ),
    Adapter(
        kind="feed",
        summary="a news feed, RSS or Atom: full stories where the feed carries them",
        min_interval=timedelta(seconds=60),
        parse=_parse_by("feeds.feed"),
        build_requests=_plan_by("feeds.feed"),
    ),
    Adapter(
        kind="psx",
        summary="the Pakistan Stock Exchange's own pages; off without its permission (i_have_permission)",
        min_interval=timedelta(seconds=60),
        parse=_parse_by("providers.psx"),
        build_requests=_plan_by("providers.psx"),
        needs_url=False,
        needs_permission=True,
        fatal_statuses=frozenset({403, 404, 429, 462}),
    ),
    Adapter(
        kind="finnhub",
        summary="Finnhub: US shares (AAPL) by the second, one request each; a free key has 60 a minute",
        min_interval=timedelta(seconds=60),
        parse=_parse_by("providers.finnhub"),
        build_requests=_plan_by("providers.finnhub"),
        needs_key=True,
        needs_url=False,
        needs_symbols=True,
        market="US",
        instrument_of=_instruments_by("providers.finnhub"),
    ),
    Adapter(
        kind="alphavantage",
        summary="Alpha Vantage: shares of the world (IBM, TSCO.LON), one request each; a free key has 25 a day",
        min_interval=timedelta(hours=1),
        parse=_parse_by("providers.alphavantage"),
        build_requests=_plan_by("providers.alphavantage"),
        needs_key=True,
        needs_url=False,
        needs_symbols=True,
        market="US",
        instrument_of=_instruments_by("providers.alphavantage"),
    ),
    Adapter(
        kind="twelvedata",
        summary="Twelve Data: shares (AAPL), currencies (USD/PKR), coins (BTC/USD); a free key has 800 a day",
        min_interval=timedelta(minutes=2),
        parse=_parse_by("providers.twelvedata"),
        build_requests=_plan_by("providers.twelvedata"),
        needs_key=True,
        needs_url=False,
        needs_symbols=True,
        market="US",
        instrument_of=_instruments_by("providers.twelvedata"),
    ),
)
"""Every kind of source there is; a new provider is one file and one line here."""


def adapter_for(kind: str) -> Adapter:
    """The adapter of a kind.

    Raises:
        KeyError: there is none.
    """
    for adapter in ADAPTERS:
        if adapter.kind == kind:
            return adapter
    raise KeyError(kind)


def markets_of(source: SourceConfig) -> tuple[str, ...]:
    """The markets whose hours a source keeps: those of its symbols, or its own where it lists none.

    Where it names a market other than that of its kind, it keeps the hours of that one alone.

    Returns:
        At least one market code, each once, in the order of the symbols.
    """
    adapter = next((each for each in ADAPTERS if each.kind == source.kind), None)
    if adapter is None or source.market != adapter.market:
        return (source.market,)
    return tuple(dict.fromkeys(_market_of(symbol, source, adapter) for symbol in source.symbols)) or (source.market,)


def _market_of(symbol: str, source: SourceConfig, adapter: Adapter) -> str:
    named = source.instruments.get(symbol)
    if named is not None:
        return named.market
    return source.market if adapter.instrument_of is None else adapter.instrument_of(symbol, source).market


__all__ = ["ADAPTERS", "Adapter", "ParseError", "Response", "SourceConfig", "adapter_for", "markets_of"]
