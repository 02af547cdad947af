"""Binance's public market data: coins against coins, over the last 24 hours.

Requests: `/api/v3/ticker/24hr?symbols=["BTCUSDT","ETHUSDT"]`, 20 symbols a request, of weight 2 (21 to 100 have
weight 40) of the 6,000 that an address has a minute. `url` replaces the base https://data-api.binance.vision.
Figures: strings, with trailing zeros. Change, percent, open, high, low, volume and turnover are those of the last 24
hours, in a market that never closes: there is no previous close. Volume is in whole units of the coin, turnover
(`quoteVolume`) in those of the coin it is priced in.
Instruments: `CRYPTO:BTCUSDT`. Currency: the coin it is priced in, where that is a common one.
Times: `closeTime`, milliseconds since 1970. A pair that was last traded more than a week ago is flagged: it is halted.
Past: `/api/v3/klines?symbol=BTCUSDT&interval=5m&limit=1000`, of weight 2: lists of the opening time in milliseconds,
open, high, low, close and volume, the last one not complete; `1d` begins at midnight UTC.
Limits: HTTP 429, then 418 and a ban of minutes to days; 451 for api.binance.com in the US. One unknown symbol fails
its whole request: `{"code":-1121,"msg":"Invalid symbol."}`. Facts as of 2026-11.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from tui.domain.bars import Bar
from tui.domain.events import Snapshot
from tui.domain.exchanges import CRYPTO
from tui.domain.past import PastSpan
from tui.domain.quote import InstrumentId, InstrumentKind
from tui.sources.adapter import ParseError, Past, PastQuery, Response, SourceConfig, SourceRequest
from tui.sources.decode.error_words import stated_error
from tui.sources.decode.json import Json, dicts_in, from_epoch, get_path, provider_error_message, read_json
from tui.sources.past import RawBar, build_bars, spell_by
from tui.sources.quote_builder import RawQuote, build_snapshot, old_trade_flags
from tui.sources.request_urls import base_url, batches, build_url, requested_symbols, symbols_in_request

BASE: Final = "https://data-api.binance.vision"
BATCH: Final = 20
_INTERVALS: Final = {PastSpan.MINUTES: "5m", PastSpan.DAYS: "1d"}
_OHLV: Final = (1, 2, 3, 5)
"""The places of open, high, low and volume in the list of a bar; the close is between them."""
SPELLING: Final = re.compile(r"[A-Z0-9][A-Z0-9._-]{1,19}", re.ASCII)

_PAIR = re.compile(
    r".+?(USDT|USDC|FDUSD|TUSD|BUSD|USD1|BTC|ETH|BNB|EURI|EUR|TRY|BRL|JPY|PLN|RON|CZK|ARS|COP|MXN|UAH|ZAR|GBP|AUD)"
)


def build_requests(source: SourceConfig) -> tuple[SourceRequest, ...]:
    """Return the requests of least weight. Raises ParseError."""
    symbols = requested_symbols(source, SPELLING, "BTCUSDT")
    base = base_url(source, BASE)
    return tuple(
        SourceRequest(
            url=build_url(
                base, "/api/v3/ticker/24hr", {"symbols": "[" + ",".join(f'"{each}"' for each in batch) + "]"}
            ),
            accept="application/json",
        )
        for batch in batches(symbols, BATCH)
    )


def parse(response: Response, source: SourceConfig, at: datetime) -> Snapshot:
    """Parse one response, received at a time (aware UTC). Raises ParseError."""
    document = read_json(response)
    if isinstance(document, dict):
        raise ParseError(
            provider_error_message(document.get("msg"), stated_error(document))
            or "unexpected response: no list of tickers"
        )
    requested = symbols_in_request(response, source, "symbols")
    tickers = {symbol: ticker for ticker in dicts_in(document) if isinstance(symbol := ticker.get("symbol"), str)}
    return build_snapshot(
        [_raw_quote(symbol, tickers[symbol], source, at) for symbol in requested if symbol in tickers],
        response=response,
        source=source,
        at=at,
        missing=[symbol for symbol in requested if symbol not in tickers],
    )


def _raw_quote(symbol: str, ticker: Json, source: SourceConfig, at: datetime) -> RawQuote:
    pair = _PAIR.fullmatch(symbol)
    as_of = from_epoch(get_path(ticker, "closeTime"), at, per_second=1000)
    return RawQuote(
        id=_instrument_of(symbol, source),
        kind=InstrumentKind.COIN,
        figures={
            "price": get_path(ticker, "lastPrice"),
            "change": get_path(ticker, "priceChange"),
            "percent": get_path(ticker, "priceChangePercent"),
            "open": get_path(ticker, "openPrice"),
            "high": get_path(ticker, "highPrice"),
            "low": get_path(ticker, "lowPrice"),
            "bid": get_path(ticker, "bidPrice"),
            "ask": get_path(ticker, "askPrice"),
            "volume": get_path(ticker, "volume"),
            "turnover": get_path(ticker, "quoteVolume"),
        },
        currency=pair[1] if pair else None,
        as_of=as_of,
        flags=old_trade_flags(as_of, at),
    )


def _instrument_of(symbol: str, source: SourceConfig) -> InstrumentId:
    return source.instruments.get(symbol) or InstrumentId(CRYPTO, symbol)


def past() -> Past:
    """Return how Binance is asked for the past."""
    return Past(
        batches=dict.fromkeys(_INTERVALS, 1), build=_build_past, parse=_parse_past, spell=spell_by(_instrument_of)
    )


def _build_past(query: PastQuery) -> SourceRequest:
    (symbol,) = requested_symbols(query.source._replace(symbols=query.symbols), SPELLING, "BTCUSDT")
    parameters = {"symbol": symbol, "interval": _INTERVALS[query.span], "limit": "1000"}
    return SourceRequest(
        url=build_url(base_url(query.source, BASE), "/api/v3/klines", parameters), accept="application/json"
    )


def _parse_past(response: Response, query: PastQuery, at: datetime) -> Mapping[str, Sequence[Bar]]:
    document = read_json(response)
    if not isinstance(document, list):
        raise ParseError(
            provider_error_message(get_path(document, "msg"), stated_error(document))
            or "unexpected response: no list of prices"
        )
    raw = (
        RawBar(from_epoch(get_path(row, 0), at, per_second=1000), get_path(row, 4), *(get_path(row, n) for n in _OHLV))
        for row in document
    )
    return {query.symbols[0]: build_bars(raw, query.span)}
