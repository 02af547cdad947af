"""Twelve Data: shares, currencies and coins, eight to a request.

Requests: `/quote?symbol=AAPL,USD/PKR`, the key in the header `Authorization: apikey ...`. `url` replaces the base
https://api.twelvedata.com.
Figures: texts: close is the last price; open, high, low, volume, previous_close, change, percent_change, those of 52
weeks in `fifty_two_week`. Currency: stated; `GBp` is pence.
Extended hours: `extended_price` and `extended_timestamp`, which of a US share is in the session before 9:30 in New York
or in the one after 16:00.
Instruments: by the exchange that the response names: `AAPL` of NASDAQ is `US:AAPL`, `VOD:LSE` `LSE:VOD`; of an exchange
that is not known here, the source's market; `USD/PKR` `FX:USDPKR`; `BTC/USD` `CRYPTO:BTC`.
Times: `last_quote_at`, seconds since 1970; else, once the market has closed, `timestamp`, when its last day began.
Shape: one symbol is an object, several an object of objects by symbol, each of which may be an error of its own:
`{"code":404,"message":"**symbol** not found: ...","status":"error"}`.
Past: `/time_series?symbol=AAPL&interval=5min&outputsize=400&timezone=UTC`, one credit: `values` with texts, the newest
first; `datetime` is when the bar begins, of `1day` its date. Prices are adjusted for splits.
Limits: one credit for each symbol, 8 a minute and 800 a day on a free key; then `{"code":429,...}`, often with
HTTP 200. Facts as of 2026-11.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, time
from decimal import Decimal
from typing import Final
from zoneinfo import ZoneInfo

from tui.domain.bars import Bar
from tui.domain.events import Snapshot
from tui.domain.past import PastSpan
from tui.domain.quote import ExtendedSession, InstrumentId, Quote
from tui.sources.adapter import ParseError, Past, PastQuery, Response, SourceConfig, SourceRequest
from tui.sources.api_keys import provider_error, read_json_redacted, require_api_key
from tui.sources.decode.blocked_pages import LIMIT_REACHED
from tui.sources.decode.error_words import stated_error
from tui.sources.decode.json import Json, as_text, dicts_in, from_epoch, get_path
from tui.sources.instruments import default_market, kind_in_market, pair_id
from tui.sources.past import RawBar, build_bars, day_of_text, time_of_text
from tui.sources.quote_builder import RawQuote, build_snapshot
from tui.sources.redaction.secret import Secret
from tui.sources.request_urls import base_url, batches, build_url, requested_symbols, symbols_in_request

BASE: Final = "https://api.twelvedata.com"
BATCH: Final = 8
_PAST: Final = {
    PastSpan.MINUTES: {"interval": "5min", "outputsize": "400", "timezone": "UTC"},
    PastSpan.DAYS: {"interval": "1day", "outputsize": "1300"},
}
SPELLING: Final = re.compile(r"[A-Z0-9][A-Z0-9._-]{0,19}(?:[:/][A-Z0-9]{2,12})?", re.ASCII)

_AMERICAN: Final = frozenset({"NASDAQ", "NYSE", "NYSE ARCA", "NYSE AMERICAN", "AMEX", "CBOE", "BATS", "OTC", "IEX"})
_CURRENCY = re.compile(r"[A-Z]{2}[A-Za-z]", re.ASCII)
_NEW_YORK: Final = ZoneInfo("America/New_York")
_OPENING: Final = time(9, 30)
_CLOSE: Final = time(16)
_EXCHANGE = re.compile(r"[A-Z0-9]{2,12}", re.ASCII)


def build_requests(source: SourceConfig) -> tuple[SourceRequest, ...]:
    """Return requests of as many symbols as a minute's credits allow. Raises ParseError."""
    require_api_key(source)
    return tuple(
        _request(source, "/quote", {"symbol": ",".join(batch)})
        for batch in batches(requested_symbols(source, SPELLING, "AAPL"), BATCH)
    )


def _request(source: SourceConfig, path: str, query: Mapping[str, str]) -> SourceRequest:
    authorization = Secret(f"apikey {require_api_key(source).get_secret_value()}")
    return SourceRequest(
        url=build_url(base_url(source, BASE), path, query),
        accept="application/json",
        secret_headers=(("Authorization", authorization),),
    )


def parse(response: Response, source: SourceConfig, at: datetime) -> Snapshot:
    """Parse one response, received at a time (aware UTC). Raises ParseError."""
    document = read_json_redacted(response)
    if not isinstance(document, dict):
        raise ParseError("unexpected response: no quotes")
    requested = symbols_in_request(response, source, "symbol")
    if _is_error(document):
        raise ParseError(_reason(document, requested))
    quotes = _quotes(document, requested)
    good = [symbol for symbol in requested if symbol in quotes and not _is_error(quotes[symbol])]
    if not good:
        raise ParseError(_shared_reason(quotes, requested) if quotes else _reason(document, requested))
    return build_snapshot(
        [_raw_quote(symbol, quotes[symbol], source, at) for symbol in good],
        response=response,
        source=source,
        at=at,
        missing=[symbol for symbol in requested if symbol not in good],
    )


def _quotes(document: Mapping[str, Json], requested: tuple[str, ...]) -> dict[str, Mapping[str, Json]]:
    """Return the objects by symbol; the response to a single symbol is the object itself."""
    if "close" in document:
        if len(requested) != 1:
            raise ParseError("cannot match the response to a symbol")
        return {requested[0]: document}
    return {symbol: each for symbol in requested if isinstance(each := document.get(symbol), dict)}


def _is_error(quote: Mapping[str, Json]) -> bool:
    return quote.get("status") == "error" or ("close" not in quote and "code" in quote)


def _shared_reason(errors: Mapping[str, Mapping[str, Json]], requested: tuple[str, ...]) -> str:
    """Return the reason that most symbols have in common, as those have that the response leaves out."""
    codes = {symbol: str(error.get("code")) for symbol, error in errors.items()}
    code = Counter(codes.values()).most_common(1)[0][0]
    symbols = tuple(symbol for symbol in requested if codes.get(symbol, code) == code)
    return _reason(next(errors[symbol] for symbol in symbols if symbol in errors), symbols)


def _reason(error: Mapping[str, Json], requested: tuple[str, ...]) -> str:
    code = error.get("code")
    match str(code) if isinstance(code, str | Decimal) else "":
        case "429":
            return f"{LIMIT_REACHED}8 symbols a minute and 800 a day on a free key"
        case "401":
            return "the key is not accepted"
        case "403":
            return "the key does not open this"
        case "404":
            return f"no such symbol: {', '.join(requested[:3])}{' ...' if len(requested) > 3 else ''}"
    return provider_error(error.get("message"), stated_error(dict(error))) or "unexpected response: no quotes"


def _raw_quote(symbol: str, quote: Mapping[str, Json], source: SourceConfig, at: datetime) -> RawQuote:
    currency = as_text(quote.get("currency")) or symbol.partition("/")[2]
    opening_time = None if quote.get("is_market_open") in (True, "true") else from_epoch(quote.get("timestamp"), at)
    instrument = instrument_of(symbol, source, as_text(quote.get("exchange")) or "")
    has_extended_price = quote.get("extended_price") is not None
    extended_as_of = from_epoch(quote.get("extended_timestamp"), at) if has_extended_price else None
    return RawQuote(
        id=instrument,
        kind=kind_in_market(instrument.market),
        figures={
            "price": quote.get("close"),
            "change": quote.get("change"),
            "percent": quote.get("percent_change"),
            "open": quote.get("open"),
            "high": quote.get("high"),
            "low": quote.get("low"),
            "previous_close": quote.get("previous_close"),
            "year_low": get_path(quote.get("fifty_two_week"), "low"),
            "year_high": get_path(quote.get("fifty_two_week"), "high"),
            "extended_price": quote.get("extended_price"),
            "volume": quote.get("volume"),
        },
        name=as_text(quote.get("name")),
        currency=currency if _CURRENCY.fullmatch(currency) else None,
        exchange=as_text(quote.get("exchange")),
        as_of=from_epoch(quote.get("last_quote_at"), at) or opening_time,
        extended_session=_extended_session(extended_as_of) if extended_as_of and instrument.market == "US" else None,
        extended_as_of=extended_as_of,
    )


def _extended_session(at: datetime) -> ExtendedSession | None:
    """Return the session of New York outside its regular hours that a time is in; None for one within them."""
    time_of_day = at.astimezone(_NEW_YORK).time()
    if time_of_day < _OPENING:
        return ExtendedSession.PRE_MARKET
    return ExtendedSession.AFTER_HOURS if time_of_day >= _CLOSE else None


def instrument_of(symbol: str, source: SourceConfig, exchange: str = "") -> InstrumentId:
    """Return the instrument of a symbol, unless the source names another.

    Args:
        symbol: as requested.
        source: that requests it.
        exchange: where it trades by the response; empty before there is one.
    """
    if symbol in source.instruments:
        return source.instruments[symbol]
    base, slash, unit = symbol.partition("/")
    if slash:
        return pair_id(base, unit)
    name, _, suffix = symbol.partition(":")
    exchange = suffix or exchange.upper()
    if exchange in _AMERICAN:
        return InstrumentId("US", name)
    return InstrumentId(exchange if _EXCHANGE.fullmatch(exchange) else default_market(source), name)


def past() -> Past:
    """Return how Twelve Data is asked for the past: of what is looked at, since each request costs a credit."""
    return Past(
        batches=dict.fromkeys(_PAST, 1),
        build=_build_past,
        parse=_parse_past,
        spell=_spell,
        only_viewed=True,
    )


def _spell(source: SourceConfig, rows: Sequence[Quote]) -> Mapping[InstrumentId, str]:
    """Return the symbol of each row: its market is by the exchange that the response names."""
    exchanges = {row.id: row.exchange or "" for row in rows}
    spelled: dict[InstrumentId, str] = {}
    for symbol in source.symbols:
        for exchange in set(exchanges.values()):
            instrument = instrument_of(symbol, source, exchange)
            if exchanges.get(instrument) == exchange:
                spelled.setdefault(instrument, symbol)
    return spelled


def _build_past(query: PastQuery) -> SourceRequest:
    (symbol,) = requested_symbols(query.source._replace(symbols=query.symbols), SPELLING, "AAPL")
    return _request(query.source, "/time_series", {"symbol": symbol} | _PAST[query.span])


def _parse_past(response: Response, query: PastQuery, at: datetime) -> Mapping[str, Sequence[Bar]]:
    document = read_json_redacted(response)
    if not isinstance(document, dict) or "values" not in document:
        raise ParseError(_reason(document if isinstance(document, dict) else {}, query.symbols))
    read_time = day_of_text if query.span is PastSpan.DAYS else time_of_text
    raw = (
        RawBar(
            read_time(row.get("datetime"), at),
            row.get("close"),
            row.get("open"),
            row.get("high"),
            row.get("low"),
            row.get("volume"),
        )
        for row in reversed(dicts_in(document["values"]))
    )
    return {query.symbols[0]: build_bars(raw, query.span)}
