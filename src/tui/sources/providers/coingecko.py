"""CoinGecko: coins by their ids, an average over many exchanges.

Requests: `/api/v3/coins/markets?vs_currency=usd&ids=bitcoin,ethereum&per_page=250`, one request for each currency. A
symbol is a coin's id, `bitcoin`, priced in dollars, or with its currency, `bitcoin/pkr`. `url` replaces the base
https://api.coingecko.com.
Figures: change, percent, high and low are those of the last 24 hours; percent with more decimals than others have.
`total_volume` is in money, not in coins: the turnover. Turnover and market value are in whole units of the currency.
Instruments: `CRYPTO:BTC` in dollars, `CRYPTO:BTCPKR` in anything else; where two coins share one ticker, the later
one in the user's order has its id.
Times: `last_updated`, UTC. A coin that was last updated more than a week ago is flagged: it is traded no more.
Missing: an unknown id is left out; figures not known are null.
Past: `/api/v3/coins/bitcoin/market_chart?vs_currency=usd&days=1`, prices every five minutes; `days=365`, the most
without a paid plan, one a day at midnight UTC, which is the close of the day before. The last one is of now. Volumes
are those of 24 hours before.
Limits: without a key 5 to 15 requests a minute, shared by all that leave by the same address; a free key, sent as a
header, has 100 a minute. HTTP 429, with `{"status":{"error_code":429,"error_message":...}}`. Facts as of 2026-11.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from tui.domain.bars import Bar, start_of_day
from tui.domain.events import Snapshot
from tui.domain.exchanges import CRYPTO
from tui.domain.past import PastSpan
from tui.domain.quote import InstrumentId, InstrumentKind, InvalidSymbolError, Quote
from tui.sources.adapter import ParseError, Past, PastQuery, Response, SourceConfig, SourceRequest
from tui.sources.api_keys import provider_error, read_json_redacted
from tui.sources.decode.error_words import stated_error
from tui.sources.decode.json import Json, as_text, dicts_in, from_epoch, from_iso, get_path, provider_error_message
from tui.sources.past import RawBar, build_bars
from tui.sources.quote_builder import RawQuote, build_snapshot, old_trade_flags
from tui.sources.request_urls import base_url, build_url, query_values, requested_symbols

BASE: Final = "https://api.coingecko.com"
BATCH: Final = 250
_DOLLARS: Final = "usd"
_PAST_DAYS: Final = {PastSpan.MINUTES: "1", PastSpan.DAYS: "365"}
_PAST_PACE: Final = timedelta(seconds=30)
"""The limit without a key is shared with others, and with the polls."""
_MILLISECOND: Final = timedelta(milliseconds=1)
SPELLING: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}(?:/[a-z]{2,5})?", re.ASCII)


def build_requests(source: SourceConfig) -> tuple[SourceRequest, ...]:
    """Return one request for each currency. Raises ParseError."""
    base = base_url(source, BASE)
    requests: list[SourceRequest] = []
    for currency, ids in _by_currency(requested_symbols(source, SPELLING, "bitcoin")).items():
        if len(ids) > BATCH:
            raise ParseError(f"{len(ids)} coins are too many: {BATCH} for each currency at most")
        query = {"vs_currency": currency, "ids": ",".join(ids), "per_page": str(BATCH)}
        url = build_url(base, "/api/v3/coins/markets", query)
        requests.append(_request(url, source))
    return tuple(requests)


def _request(url: str, source: SourceConfig) -> SourceRequest:
    secret = (("x-cg-demo-api-key", source.key),) if source.key is not None else ()
    return SourceRequest(url=url, accept="application/json", secret_headers=secret)


def _by_currency(symbols: tuple[str, ...]) -> dict[str, list[str]]:
    """Return the ids to be priced in each currency."""
    ids: dict[str, list[str]] = {}
    for symbol in symbols:
        coin, _, currency = symbol.partition("/")
        ids.setdefault(currency or _DOLLARS, []).append(coin)
    return {currency: list(dict.fromkeys(coins)) for currency, coins in ids.items()}


def parse(response: Response, source: SourceConfig, at: datetime) -> Snapshot:
    """Parse one response, received at a time (aware UTC). Raises ParseError."""
    document = read_json_redacted(response)
    if isinstance(document, dict):
        raise ParseError(_reason(document, source) or "unexpected response: no list of coins")
    currency = _currency(response, source)
    coins = {coin: row for row in dicts_in(document) if isinstance(coin := row.get("id"), str)}
    ids = _by_currency(source.symbols).get(currency, [])
    return build_snapshot(
        _raw_quotes(ids, coins, currency, source, at),
        response=response,
        source=source,
        at=at,
        missing=[coin for coin in ids if coin not in coins],
    )


def _reason(document: Json, source: SourceConfig) -> str | None:
    messages = get_path(document, "status", "error_message"), stated_error(document)
    return provider_error_message(*messages) if source.key is None else provider_error(*messages)


def _currency(response: Response, source: SourceConfig) -> str:
    """Return the currency of the prices, which is in the address of the response and not in its rows."""
    known = tuple(_by_currency(source.symbols))
    currencies = tuple(value for value in query_values(response, "vs_currency") if value in known) or known
    if len(set(currencies)) != 1:
        raise ParseError("cannot match the response to a currency" if currencies else "no symbols configured")
    return currencies[0]


def _raw_quotes(
    ids: list[str], coins: dict[str, dict[str, Json]], currency: str, source: SourceConfig, at: datetime
) -> Iterator[RawQuote]:
    taken: set[InstrumentId] = set()
    for coin in ids:
        if coin not in coins:
            continue
        row = coins[coin]
        instrument = _instrument(coin, currency, as_text(row.get("symbol")) or "", source, taken)
        taken.add(instrument)
        as_of = from_iso(row.get("last_updated"), at)
        yield RawQuote(
            id=instrument,
            kind=InstrumentKind.COIN,
            figures={
                "price": row.get("current_price"),
                "change": row.get("price_change_24h"),
                "percent": row.get("price_change_percentage_24h"),
                "high": row.get("high_24h"),
                "low": row.get("low_24h"),
                "turnover": row.get("total_volume"),
                "market_cap": row.get("market_cap") or None,  # zero where it is not known
            },
            name=as_text(row.get("name")),
            currency=currency.upper(),
            as_of=as_of,
            flags=old_trade_flags(as_of, at),
        )


def _instrument(coin: str, currency: str, ticker: str, source: SourceConfig, taken: set[InstrumentId]) -> InstrumentId:
    symbol = coin if currency == _DOLLARS else f"{coin}/{currency}"
    if symbol in source.instruments:
        return source.instruments[symbol]
    unit = "" if currency == _DOLLARS else currency.upper()
    try:
        instrument = InstrumentId.parse(CRYPTO, ticker.upper() + unit)
    except InvalidSymbolError:
        instrument = None
    if instrument is None or instrument in taken or not ticker:
        return InstrumentId(CRYPTO, (coin.upper() + unit)[:32])
    return instrument


def past() -> Past:
    """Return how CoinGecko is asked for the past."""
    batches = dict.fromkeys(_PAST_DAYS, 1)
    return Past(batches=batches, build=_build_past, parse=_parse_past, spell=_spell, pace=_PAST_PACE)


def _spell(source: SourceConfig, rows: Sequence[Quote]) -> Mapping[InstrumentId, str]:
    """Return the id of each coin in the rows.

    The ticker that names an instrument is stated by polls alone; but the rows of a currency are in the order of its
    ids. Where one is missing, it cannot be told which.
    """
    spelled: dict[InstrumentId, str] = {}
    for currency, ids in _by_currency(source.symbols).items():
        priced = [row.id for row in rows if row.currency == currency.upper()]
        if len(priced) == len(ids):
            symbols = (coin if currency == _DOLLARS else f"{coin}/{currency}" for coin in ids)
            spelled.update(zip(priced, symbols, strict=True))
    return spelled


def _build_past(query: PastQuery) -> SourceRequest:
    (symbol,) = requested_symbols(query.source._replace(symbols=query.symbols), SPELLING, "bitcoin")
    coin, _, currency = symbol.partition("/")
    parameters = {"vs_currency": currency or _DOLLARS, "days": _PAST_DAYS[query.span]}
    url = build_url(base_url(query.source, BASE), f"/api/v3/coins/{coin}/market_chart", parameters)
    return _request(url, query.source)


def _parse_past(response: Response, query: PastQuery, at: datetime) -> Mapping[str, Sequence[Bar]]:
    document = read_json_redacted(response)
    prices = get_path(document, "prices")
    if not isinstance(prices, list):
        raise ParseError(_reason(document, query.source) or "unexpected response: no prices")
    raw = []
    for point in prices:
        time = from_epoch(get_path(point, 0), at, per_second=1000)
        if time is not None and query.span is PastSpan.DAYS:
            time = start_of_day((time - _MILLISECOND).date())
        raw.append(RawBar(time, get_path(point, 1)))
    return {query.symbols[0]: build_bars(raw, query.span)}
