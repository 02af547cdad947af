"""CoinGecko: coins by their ids, an average over many exchanges.

Asked: `/api/v3/coins/markets?vs_currency=usd&ids=bitcoin,ethereum&per_page=250`, one request for each currency. A
symbol is a coin's id, `bitcoin`, counted in dollars, or with its currency, `bitcoin/pkr`. `url` replaces the base
https://api.coingecko.com.
Figures: change, percent, high and low are those of the last 24 hours; percent with more decimals than others have.
The volume is told in money, not in coins, and is left out.
Instruments: `CRYPTO:BTC` in dollars, `CRYPTO:BTCPKR` in anything else; where two coins share one ticker, the later
one in the user's order goes by its id.
Times: `last_updated`, UTC. Missing: an unknown id is left out; figures not known are null.
Limits: without a key 5 to 15 requests a minute, shared by all that leave by the same address; a free key, sent as a
header, has 100 a minute. HTTP 429, with `{"status":{"error_code":429,"error_message":...}}`. Facts as of 2026-11.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Final

from tui.domain.quote import InstrumentId, SymbolError
from tui.domain.snapshot import Snapshot
from tui.sources.address import address, asked_by, base_of, symbols_of
from tui.sources.json_body import Json, complaint, iso_time_of, item, objects, text_of
from tui.sources.keyed import read_answer
from tui.sources.source import Ask, Page, ParseError, Source
from tui.sources.told import Told, snapshot_of
from tui.sources.world import CRYPTO

BASE: Final = "https://api.coingecko.com"
BATCH: Final = 250
DOLLARS: Final = "usd"
SPELLING: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}(?:/[a-z]{2,5})?", re.ASCII)


def plan(source: Source) -> tuple[Ask, ...]:
    """One request for each currency. Raises ParseError."""
    secret = (("x-cg-demo-api-key", source.key),) if source.key is not None else ()
    base = base_of(source, BASE)
    asks: list[Ask] = []
    for currency, ids in _by_currency(symbols_of(source, SPELLING, "bitcoin")).items():
        if len(ids) > BATCH:
            raise ParseError(f"{len(ids)} coins are too many: {BATCH} for each currency at most")
        query = {"vs_currency": currency, "ids": ",".join(ids), "per_page": str(BATCH)}
        url = address(base, "/api/v3/coins/markets", query)
        asks.append(Ask(url=url, accept="application/json", secret_headers=secret))
    return tuple(asks)


def _by_currency(symbols: tuple[str, ...]) -> dict[str, list[str]]:
    """The ids counted in each currency."""
    ids: dict[str, list[str]] = {}
    for symbol in symbols:
        coin, _, currency = symbol.partition("/")
        ids.setdefault(currency or DOLLARS, []).append(coin)
    return {currency: list(dict.fromkeys(coins)) for currency, coins in ids.items()}


def parse(page: Page, source: Source, at: datetime) -> Snapshot:
    """What one answer says, fetched at a moment (aware UTC). Raises ParseError."""
    answer = read_answer(page, source)
    if isinstance(answer, dict):
        told_why = complaint(item(answer, "status", "error_message"), answer.get("error"), answer.get("message"))
        raise ParseError(told_why or "unexpected answer: no list of coins")
    currency = _currency(page, source)
    coins = {coin: row for row in objects(answer) if isinstance(coin := row.get("id"), str)}
    ids = _by_currency(source.symbols).get(currency, [])
    return snapshot_of(
        _rows(ids, coins, currency, source, at),
        page=page,
        source=source,
        at=at,
        missing=[coin for coin in ids if coin not in coins],
    )


def _currency(page: Page, source: Source) -> str:
    """The currency that the page answers for; its own address tells, since its rows do not."""
    known = tuple(_by_currency(source.symbols))
    told = tuple(word for word in asked_by(page, "vs_currency") if word in known) or known
    if len(set(told)) != 1:
        raise ParseError("cannot tell the currency of the answer" if told else "no quotes in the answer")
    return told[0]


def _rows(
    ids: list[str], coins: dict[str, dict[str, Json]], currency: str, source: Source, at: datetime
) -> Iterator[Told]:
    taken: set[InstrumentId] = set()
    for coin in ids:
        if coin not in coins:
            continue
        row = coins[coin]
        instrument = _instrument(coin, currency, text_of(row.get("symbol")) or "", source, taken)
        taken.add(instrument)
        yield Told(
            id=instrument,
            price=row.get("current_price"),
            change=row.get("price_change_24h"),
            percent=row.get("price_change_percentage_24h"),
            high=row.get("high_24h"),
            low=row.get("low_24h"),
            name=text_of(row.get("name")),
            currency=currency.upper(),
            as_of=iso_time_of(row.get("last_updated"), at),
        )


def _instrument(coin: str, currency: str, ticker: str, source: Source, taken: set[InstrumentId]) -> InstrumentId:
    own = coin if currency == DOLLARS else f"{coin}/{currency}"
    if own in source.instruments:
        return source.instruments[own]
    counted_in = "" if currency == DOLLARS else currency.upper()
    try:
        instrument = InstrumentId.of(CRYPTO, ticker.upper() + counted_in)
    except SymbolError:
        instrument = None
    if instrument is None or instrument in taken or not ticker:
        return InstrumentId(CRYPTO, (coin.upper() + counted_in)[:32])
    return instrument
