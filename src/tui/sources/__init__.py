"""The registry of the kinds of source: those built in, and those that other packages add."""

from collections.abc import Callable, Iterable
from datetime import timedelta
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from tui.domain.exchanges import INDEX, exchange_of
from tui.domain.quote import InstrumentId
from tui.sources.adapter import Adapter, SourceConfig

if TYPE_CHECKING:
    from tui.sources.plugins import Plugin


def _lazy(module: str, function: str) -> Callable[..., Any]:
    """Return a function that imports its module on its first call, so that a listing loads no parser."""

    def call(*arguments: object) -> object:
        return getattr(import_module(module), function)(*arguments)

    return call


ADAPTERS: Final = (
    Adapter(
        kind="brecorder",
        summary="Business Recorder's page: the PSX ticker, its indices and the article, from HTML or plain text",
        min_interval=timedelta(seconds=5),
        parse=_lazy("tui.sources.providers.brecorder", "parse"),
    ),
    Adapter(
        kind="yahoo",
        summary="Yahoo Finance: shares (OGDC.KA, AAPL), indices (^GSPC), currencies (PKR=X), coins; personal use",
        min_interval=timedelta(seconds=60),
        parse=_lazy("tui.sources.providers.yahoo", "parse"),
        build_requests=_lazy("tui.sources.providers.yahoo", "build_requests"),
        needs_url=False,
        needs_symbols=True,
        instrument_of=_lazy("tui.sources.providers.yahoo_symbols", "instrument_of"),
        build_search=_lazy("tui.sources.providers.searches", "build_yahoo_search"),
        parse_search=_lazy("tui.sources.providers.searches", "parse_yahoo_search"),
        load_past=_lazy("tui.sources.providers.yahoo", "past"),
    ),
    Adapter(
        kind="binance",
        summary="Binance: coins (BTCUSDT) over the last 24 hours",
        min_interval=timedelta(seconds=5),
        parse=_lazy("tui.sources.providers.binance", "parse"),
        market="CRYPTO",
        build_requests=_lazy("tui.sources.providers.binance", "build_requests"),
        needs_url=False,
        needs_symbols=True,
        load_past=_lazy("tui.sources.providers.binance", "past"),
    ),
    Adapter(
        kind="coingecko",
        summary="CoinGecko: coins by id (bitcoin, ethereum/pkr), averaged over exchanges; a key is optional",
        min_interval=timedelta(seconds=60),
        parse=_lazy("tui.sources.providers.coingecko", "parse"),
        market="CRYPTO",
        build_requests=_lazy("tui.sources.providers.coingecko", "build_requests"),
        needs_url=False,
        needs_symbols=True,
        build_search=_lazy("tui.sources.providers.searches", "build_coingecko_search"),
        parse_search=_lazy("tui.sources.providers.searches", "parse_coingecko_search"),
        load_past=_lazy("tui.sources.providers.coingecko", "past"),
    ),
    Adapter(
        kind="frankfurter",
        summary="Frankfurter: daily reference rates of currencies (USD/PKR)",
        min_interval=timedelta(minutes=15),
        parse=_lazy("tui.sources.providers.frankfurter", "parse"),
        market="FX",
        build_requests=_lazy("tui.sources.providers.frankfurter", "build_requests"),
        needs_url=False,
        needs_symbols=True,
        load_past=_lazy("tui.sources.providers.frankfurter", "past"),
    ),
    Adapter(
        kind="stooq",
        summary="Stooq: shares (aapl.us), indices (^spx), currencies (usdpkr); a low daily limit",
        min_interval=timedelta(minutes=5),
        parse=_lazy("tui.sources.providers.stooq", "parse"),
        build_requests=_lazy("tui.sources.providers.stooq", "build_requests"),
        needs_url=False,
        needs_symbols=True,
        market="WSE",
        instrument_of=_lazy("tui.sources.providers.stooq", "instrument_of"),
        load_past=_lazy("tui.sources.providers.stooq", "past"),
    ),
    Adapter(
        kind="table",
        summary="any HTML table, CSV, JSON or XML, by the columns you name (bigboard sources try URL)",
        min_interval=timedelta(seconds=15),
        parse=_lazy("tui.sources.tables.table", "parse"),
        build_requests=_lazy("tui.sources.tables.table", "build_requests"),
    ),
    Adapter(
        kind="feed",
        summary="a news feed, RSS or Atom: full articles where the feed carries them",
        min_interval=timedelta(seconds=60),
        parse=_lazy("tui.sources.feeds.feed", "parse"),
        build_requests=_lazy("tui.sources.feeds.feed", "build_requests"),
    ),
    Adapter(
        kind="psx",
        summary="the Pakistan Stock Exchange's own pages; off without its permission (i_have_permission)",
        min_interval=timedelta(seconds=60),
        parse=_lazy("tui.sources.providers.psx", "parse"),
        build_requests=_lazy("tui.sources.providers.psx", "build_requests"),
        needs_url=False,
        needs_permission=True,
        fatal_statuses=frozenset({403, 404, 429, 462}),
    ),
    Adapter(
        kind="finnhub",
        summary="Finnhub: US shares (AAPL) by the second, one request each; a free key has 60 a minute",
        min_interval=timedelta(seconds=60),
        parse=_lazy("tui.sources.providers.finnhub", "parse"),
        build_requests=_lazy("tui.sources.providers.finnhub", "build_requests"),
        needs_key=True,
        needs_url=False,
        needs_symbols=True,
        market="US",
        instrument_of=_lazy("tui.sources.providers.finnhub", "instrument_of"),
        build_search=_lazy("tui.sources.providers.searches", "build_finnhub_search"),
        parse_search=_lazy("tui.sources.providers.searches", "parse_finnhub_search"),
    ),
    Adapter(
        kind="alphavantage",
        summary="Alpha Vantage: shares of the world (IBM, TSCO.LON), one request each; a free key has 25 a day",
        min_interval=timedelta(hours=1),
        parse=_lazy("tui.sources.providers.alphavantage", "parse"),
        build_requests=_lazy("tui.sources.providers.alphavantage", "build_requests"),
        needs_key=True,
        needs_url=False,
        needs_symbols=True,
        market="US",
        instrument_of=_lazy("tui.sources.providers.alphavantage", "instrument_of"),
        load_past=_lazy("tui.sources.providers.alphavantage", "past"),
    ),
    Adapter(
        kind="twelvedata",
        summary="Twelve Data: shares (AAPL), currencies (USD/PKR), coins (BTC/USD); a free key has 800 a day",
        min_interval=timedelta(minutes=2),
        parse=_lazy("tui.sources.providers.twelvedata", "parse"),
        build_requests=_lazy("tui.sources.providers.twelvedata", "build_requests"),
        needs_key=True,
        needs_url=False,
        needs_symbols=True,
        market="US",
        instrument_of=_lazy("tui.sources.providers.twelvedata", "instrument_of"),
        load_past=_lazy("tui.sources.providers.twelvedata", "past"),
    ),
)
"""Every built-in kind of source; a new one is a module and a record here. Other packages add theirs by entry point."""


def adapter_for(kind: str) -> Adapter:
    """Return the adapter of a kind, built in or of a plug-in.

    Raises:
        KeyError: there is none.
    """
    for adapter in adapters_for([kind]):
        if adapter.kind == kind:
            return adapter
    raise KeyError(kind)


def adapters_for(kinds: Iterable[str]) -> tuple[Adapter, ...]:
    """Return the built-in adapters, and those of plug-ins as well where one of the kinds is not built in."""
    if {adapter.kind for adapter in ADAPTERS}.issuperset(kinds):
        return ADAPTERS
    return (*ADAPTERS, *(plugin.adapter for plugin in installed_plugins() if not plugin.is_duplicate))


def installed_plugins() -> "tuple[Plugin, ...]":
    """Return the kinds of source that installed packages add, loaded once; one that cannot be used has the reason."""
    from tui.sources.plugins import load_plugins  # noqa: PLC0415 - installed packages are searched on demand only

    return load_plugins(frozenset(adapter.kind for adapter in ADAPTERS))


def markets_of(source: SourceConfig) -> tuple[str, ...]:
    """Return the markets whose hours a source follows: those of its symbols, or its own where it lists none.

    Where it names a market other than that of its kind, it follows the hours of that one alone; an index follows those
    of its exchange.

    Returns:
        At least one market code, each once, in the order of the symbols.
    """
    if not source.symbols:
        return (source.market,)
    adapter = next((each for each in adapters_for([source.kind]) if each.kind == source.kind), None)
    if adapter is None or source.market not in (adapter.market, INDEX):
        return (source.market,)
    return tuple(dict.fromkeys(_market_of(symbol, source, adapter) for symbol in source.symbols))


def _market_of(symbol: str, source: SourceConfig, adapter: Adapter) -> str:
    instrument = source.instruments.get(symbol)
    if instrument is None:
        instrument = _instrument_of(symbol, source, adapter)
    return exchange_of(instrument)


def _instrument_of(symbol: str, source: SourceConfig, adapter: Adapter) -> InstrumentId:
    if adapter.instrument_of is not None:
        return adapter.instrument_of(symbol, source)
    return InstrumentId(source.market, symbol)
