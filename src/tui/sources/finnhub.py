"""Finnhub: the latest price of US shares, one request for each.

Asked: `/api/v1/quote?symbol=AAPL`, the key in the header X-Finnhub-Token. `url` replaces the base https://finnhub.io.
Figures: JSON numbers: c last, d change, dp percent (with four decimals), h, l, o of the day, pc previous close; no
volume, no currency: dollars where the share is one of the US.
Instruments: `AAPL` is `US:AAPL`, unless the source names another market; `BINANCE:BTCUSDT` is `CRYPTO:BTCUSDT`,
`OANDA:EUR_USD` `FX:EURUSD`.
Times: `t`, seconds since 1970, of the last trade; 0 where there was none.
Missing: an unknown symbol, or one that the key does not open, is all zeros with HTTP 200: it is no row at all.
Limits: 60 requests a minute on a free key, US shares only; `{"error":"API limit reached. ..."}` with HTTP 429, which
may come with 200. Facts as of 2026-11.
"""

import re
from datetime import datetime
from decimal import Decimal
from typing import Final

from tui.domain.quote import InstrumentId
from tui.domain.snapshot import Snapshot
from tui.sources.address import address, asked_of, base_of, symbols_of
from tui.sources.json_body import item, moment_of
from tui.sources.keyed import grievance, home_of, key_of, pair_of, read_answer
from tui.sources.source import Ask, Page, ParseError, Source
from tui.sources.told import Told, snapshot_of
from tui.sources.world import CRYPTO

BASE: Final = "https://finnhub.io"
MOST: Final = 50
"""Symbols of one source: sixty requests a minute are all that a free key has."""
SPELLING: Final = re.compile(r"(?:[A-Z]{2,12}:)?[A-Z0-9][A-Z0-9._-]{0,19}", re.ASCII)

_PAIR = re.compile(r"([A-Z]{3})_([A-Z]{3})")
_FIGURES = ("c", "d", "dp", "h", "l", "o", "pc", "t")


def plan(source: Source) -> tuple[Ask, ...]:
    """One request for each symbol. Raises ParseError."""
    key = key_of(source)
    symbols = symbols_of(source, SPELLING, "AAPL")
    if len(symbols) > MOST:
        raise ParseError(f"{len(symbols)} symbols are too many: {MOST} at most, since each is a request")
    base = base_of(source, BASE)
    return tuple(
        Ask(
            url=address(base, "/api/v1/quote", {"symbol": symbol}),
            accept="application/json",
            secret_headers=(("X-Finnhub-Token", key),),
        )
        for symbol in symbols
    )


def parse(page: Page, source: Source, at: datetime) -> Snapshot:
    """What one answer says, fetched at a moment (aware UTC). Raises ParseError."""
    answer = read_answer(page, source)
    if not isinstance(answer, dict):
        raise ParseError("unexpected answer: no quote")
    if "c" not in answer:
        raise ParseError(grievance(source, answer.get("error"), answer.get("message")) or "unexpected answer: no quote")
    asked = asked_of(page, source, "symbol")
    if len(asked) != 1:
        raise ParseError("cannot tell the symbol of the answer")
    (symbol,) = asked
    if all(answer.get(name) in (None, Decimal(0)) for name in _FIGURES):
        raise ParseError(f"no such symbol: {symbol}")
    instrument = instrument_of(symbol, source)
    told = Told(
        id=instrument,
        price=answer["c"],
        change=item(answer, "d"),
        percent=item(answer, "dp"),
        open=item(answer, "o"),
        high=item(answer, "h"),
        low=item(answer, "l"),
        previous_close=item(answer, "pc"),
        currency="USD" if instrument.market == "US" else None,
        as_of=moment_of(item(answer, "t"), at),
    )
    return snapshot_of([told], page=page, source=source, at=at)


def instrument_of(symbol: str, source: Source) -> InstrumentId:
    """Which instrument a symbol means, unless the source says otherwise."""
    if symbol in source.instruments:
        return source.instruments[symbol]
    exchange, _, name = symbol.rpartition(":")
    if not exchange:
        return InstrumentId(home_of(source), symbol)
    pair = _PAIR.fullmatch(name)
    return pair_of(pair[1], pair[2]) if pair else InstrumentId(CRYPTO, name)
