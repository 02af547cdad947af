"""Finnhub: the latest price of US shares, one request for each.

Requests: `/api/v1/quote?symbol=AAPL`, the key in the header X-Finnhub-Token. `url` replaces the base https://finnhub.io.
Figures: JSON numbers: c last, d change, dp percent (with four decimals), h, l, o of the day, pc previous close; no
volume, no currency: dollars where the share is one of the US, reals where it is one of Sao Paulo, and so on; where an
exchange trades in several, as London does, there is none.
Instruments: `AAPL` is `US:AAPL`, unless the source names another market; `VOD.L` `LSE:VOD.L`, of a suffix that is not
known `FINNHUB:ABC.QQ`; `BINANCE:BTCUSDT` is `CRYPTO:BTCUSDT`, `OANDA:EUR_USD` `FX:EURUSD`, and what such a venue trades
besides currencies is its own: `OANDA:SPX500_USD`.
Times: `t`, seconds since 1970, of the last trade; 0 where there was none.
Missing: an unknown symbol, or one that the key has no access to, is all zeros with HTTP 200: it is no row at all. A
share without a trade has its previous close and zeros: it has no price, flagged `no trade today`.
Limits: 60 requests a minute on a free key, US shares only; `{"error":"API limit reached. ..."}` with HTTP 429, which
may come with 200. Facts as of 2026-11.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final

from tui.domain.events import Snapshot
from tui.domain.exchanges import CRYPTO
from tui.domain.numbers import InvalidNumberError
from tui.domain.quote import InstrumentId
from tui.sources.adapter import ParseError, Response, SourceConfig, SourceRequest
from tui.sources.api_keys import provider_error, read_json_redacted, require_api_key
from tui.sources.decode.error_words import stated_error
from tui.sources.decode.json import Json, as_decimal, from_epoch, get_path
from tui.sources.instruments import kind_in_market, pair_id, share_currency, share_id
from tui.sources.quote_builder import RawQuote, build_snapshot, without_trade
from tui.sources.request_urls import base_url, build_url, requested_symbols, symbol_in_request

BASE: Final = "https://finnhub.io"
MAX_SYMBOLS: Final = 50
"""Symbols of one source: a free key has sixty requests a minute."""
SPELLING: Final = re.compile(r"(?:[A-Z]{2,12}:)?[A-Z0-9][A-Z0-9._-]{0,19}", re.ASCII)

_PAIR = re.compile(r"([A-Z]{3})_([A-Z]{3})")
_FX_VENUES: Final = frozenset({"OANDA", "FXCM", "FXPRO", "FHFX", "FOREX"})
_OF_TODAY: Final = ("c", "d", "dp", "h", "l", "o")
_FIGURES: Final = (*_OF_TODAY, "pc", "t")


def build_requests(source: SourceConfig) -> tuple[SourceRequest, ...]:
    """Return one request for each symbol. Raises ParseError."""
    key = require_api_key(source)
    symbols = requested_symbols(source, SPELLING, "AAPL")
    if len(symbols) > MAX_SYMBOLS:
        raise ParseError(f"{len(symbols)} symbols are too many: {MAX_SYMBOLS} at most, since each is a request")
    base = base_url(source, BASE)
    return tuple(
        SourceRequest(
            url=build_url(base, "/api/v1/quote", {"symbol": symbol}),
            accept="application/json",
            secret_headers=(("X-Finnhub-Token", key),),
        )
        for symbol in symbols
    )


def parse(response: Response, source: SourceConfig, at: datetime) -> Snapshot:
    """Parse one response, received at a time (aware UTC). Raises ParseError."""
    document = read_json_redacted(response)
    if not isinstance(document, dict):
        raise ParseError("unexpected response: no quote")
    if "c" not in document:
        raise ParseError(
            provider_error(document.get("error"), stated_error(document)) or "unexpected response: no quote"
        )
    symbol = symbol_in_request(response, source, "symbol")
    if _are_zero(document, _FIGURES):
        raise ParseError(f"no such symbol: {symbol}")
    instrument = instrument_of(symbol, source)
    quote = RawQuote(
        id=instrument,
        kind=kind_in_market(instrument.market),
        figures={
            "price": document["c"],
            "change": get_path(document, "d"),
            "percent": get_path(document, "dp"),
            "open": get_path(document, "o"),
            "high": get_path(document, "h"),
            "low": get_path(document, "l"),
            "previous_close": get_path(document, "pc"),
        },
        currency=_currency(symbol, instrument),
        as_of=from_epoch(get_path(document, "t"), at),
    )
    if _are_zero(document, _OF_TODAY) and not _are_zero(document, ("pc",)):
        return Snapshot(
            source=source.name, at=at, quotes=(without_trade(quote, source, at),), http_status=response.http_status
        )
    return build_snapshot([quote], response=response, source=source, at=at)


def _are_zero(document: Mapping[str, Json], names: Iterable[str]) -> bool:
    return all(_is_zero(document.get(name)) for name in names)


def _is_zero(value: Json) -> bool:
    """Return whether a value is zero or absent."""
    try:
        return not as_decimal(value)
    except InvalidNumberError:
        return False


def instrument_of(symbol: str, source: SourceConfig) -> InstrumentId:
    """Return the instrument of a symbol, unless the source names another."""
    if symbol in source.instruments:
        return source.instruments[symbol]
    exchange, _, name = symbol.rpartition(":")
    if not exchange:
        return share_id(symbol, source)
    pair = _PAIR.fullmatch(name)
    if pair:
        return pair_id(pair[1], pair[2])
    return InstrumentId(exchange if exchange in _FX_VENUES else CRYPTO, name)


def _currency(symbol: str, instrument: InstrumentId) -> str | None:
    """Return the currency of a pair, or of a share whose market trades in no other."""
    pair = _PAIR.fullmatch(symbol.rpartition(":")[2])
    return pair[2] if pair else share_currency(symbol, instrument)
