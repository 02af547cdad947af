"""The providers' own search for instruments by name: Yahoo, CoinGecko, Finnhub.

Requests: Yahoo `/v1/finance/search?q=apple&quotesCount=20&newsCount=0`, CoinGecko `/api/v3/search?query=bitcoin`,
Finnhub `/api/v1/search?q=apple` with the key in its header; `url` of the source replaces the base, as for its polls.
Responses: Yahoo `{"quotes": [{"symbol": "AAPL", "longname", "shortname", "quoteType": "EQUITY", "exchDisp"}]}`, with
other things than instruments among them, which have no symbol; CoinGecko `{"coins": [{"id": "bitcoin", "symbol": "BTC",
"name"}]}`, the largest first; Finnhub `{"result": [{"symbol": "AAPL", "description", "type": "Common Stock"}]}`.
Facts as of 2026-11, from public client code and the providers' own documentation.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from tui.domain.listing import Listing
from tui.domain.quote import InstrumentKind, InvalidSymbolError
from tui.sources.adapter import ParseError, Response, SourceConfig, SourceRequest
from tui.sources.api_keys import provider_error, read_json_redacted, require_api_key
from tui.sources.decode.json import Json, as_text, dicts_in, get_path
from tui.sources.instruments import coin_id, kind_in_market
from tui.sources.providers import coingecko, finnhub, yahoo, yahoo_symbols
from tui.sources.request_urls import base_url, build_url

MAX_FOUND: Final = 50
"""Instruments of one response."""
_JSON: Final = "application/json"
_KINDS: Final = {
    "EQUITY": InstrumentKind.SHARE,
    "ETF": InstrumentKind.FUND,
    "MUTUALFUND": InstrumentKind.FUND,
    "INDEX": InstrumentKind.INDEX,
    "CURRENCY": InstrumentKind.CURRENCY,
    "CRYPTOCURRENCY": InstrumentKind.COIN,
    "FUTURE": InstrumentKind.FUTURE,
}


def build_yahoo_search(typed: str, source: SourceConfig) -> SourceRequest:
    """Return the request that asks Yahoo for instruments."""
    query = {"q": typed, "quotesCount": "20", "newsCount": "0"}
    return SourceRequest(url=build_url(base_url(source, yahoo.BASE), "/v1/finance/search", query), accept=_JSON)


def parse_yahoo_search(response: Response, source: SourceConfig) -> tuple[Listing, ...]:
    """Return the instruments that Yahoo found. Raises ParseError."""
    document = _document(response, "quotes")
    return _bounded(_yahoo_listings(dicts_in(document["quotes"]), source))


def _yahoo_listings(rows: Iterable[dict[str, Json]], source: SourceConfig) -> Iterator[Listing]:
    for row in rows:
        symbol = as_text(row.get("symbol"), 32) or ""
        if not yahoo_symbols.SPELLING.fullmatch(symbol):
            continue
        instrument = yahoo_symbols.instrument_of(symbol, source)
        stated = as_text(row.get("quoteType"), 32) or ""
        kind = _KINDS.get(stated.upper(), kind_in_market(instrument.market))
        name = as_text(row.get("longname")) or as_text(row.get("shortname")) or ""
        yield Listing(instrument, kind, name, "yahoo", symbol)


def build_coingecko_search(typed: str, source: SourceConfig) -> SourceRequest:
    """Return the request that asks CoinGecko for coins."""
    secret = (("x-cg-demo-api-key", source.key),) if source.key is not None else ()
    url = build_url(base_url(source, coingecko.BASE), "/api/v3/search", {"query": typed})
    return SourceRequest(url=url, accept=_JSON, secret_headers=secret)


def parse_coingecko_search(response: Response, _source: SourceConfig) -> tuple[Listing, ...]:
    """Return the coins that CoinGecko found. Raises ParseError."""
    document = _document(response, "coins")
    return _bounded(_coins(dicts_in(document["coins"])))


def _coins(rows: Iterable[dict[str, Json]]) -> Iterator[Listing]:
    for row in rows:
        coin, symbol = as_text(row.get("id"), 64) or "", (as_text(row.get("symbol"), 32) or "").upper()
        if not coingecko.SPELLING.fullmatch(coin) or "/" in coin:
            continue
        instrument = coin_id(symbol, "USD")
        try:
            instrument = instrument.parse(*instrument)
        except InvalidSymbolError:
            continue
        yield Listing(instrument, InstrumentKind.COIN, as_text(row.get("name")) or "", "coingecko", coin)


def build_finnhub_search(typed: str, source: SourceConfig) -> SourceRequest:
    """Return the request that asks Finnhub for shares. Raises ParseError where there is no key."""
    return SourceRequest(
        url=build_url(base_url(source, finnhub.BASE), "/api/v1/search", {"q": typed}),
        accept=_JSON,
        secret_headers=(("X-Finnhub-Token", require_api_key(source)),),
    )


def parse_finnhub_search(response: Response, source: SourceConfig) -> tuple[Listing, ...]:
    """Return the shares that Finnhub found. Raises ParseError."""
    document = _document(response, "result")
    return _bounded(_shares(dicts_in(document["result"]), source))


def _shares(rows: Iterable[dict[str, Json]], source: SourceConfig) -> Iterator[Listing]:
    for row in rows:
        symbol = as_text(row.get("symbol"), 32) or ""
        if finnhub.SPELLING.fullmatch(symbol):
            instrument = finnhub.instrument_of(symbol, source)
            is_fund = (as_text(row.get("type"), 32) or "").upper() in {"ETP", "ETF"}
            kind = InstrumentKind.FUND if is_fund else kind_in_market(instrument.market)
            yield Listing(instrument, kind, as_text(row.get("description")) or "", "finnhub", symbol)


def _document(response: Response, key: str) -> dict[str, Json]:
    document = read_json_redacted(response)
    if not isinstance(document, dict) or key not in document:
        reason = provider_error(
            get_path(document, "error"),
            get_path(document, "status", "error_message"),
            get_path(document, "finance", "error", "description"),
        )
        raise ParseError(reason or "unexpected response: no list of instruments")
    return document


def _bounded(listings: Iterator[Listing]) -> tuple[Listing, ...]:
    return tuple({listing.id: listing for listing, _ in zip(listings, range(MAX_FOUND), strict=False)}.values())
