"""Stooq's light quotes: shares, indices and currencies of the world in a few columns of CSV.

Requests: `/q/l/?s=aapl.us+^spx&f=sd2t2ohlcvpn&h&e=csv`, 50 symbols a request; the letters name the columns, `p` the
previous close and `n` the name. `url` replaces the base https://stooq.com.
Figures: open, high, low, close and volume of the day; the close is the last price. The change is worked out from the
previous close, where that is stated. Missing values, and every value of an unknown symbol, are `N/D`. Names are not
quoted, though some have a comma: theirs is the last column. Currency: not stated, but by a pair's own symbol, and
that of a share whose exchange trades in no other.
Instruments: `aapl.us` is `US:AAPL`, `^spx` `INDEX:SPX`, `usdpkr` `FX:USDPKR`, `btcusd` and `btc.v` `CRYPTO:BTC`, `cl.f`
the future `FUT:CL`, which may cost less than nothing, `10dey.b` the rate of a German bond, in percent; a symbol with
no suffix is one of Warsaw's, unless the source names another market.
Times: the clock of Warsaw (US shares close at 22:00 there).
Past: `/q/d/l/?s=aapl.us&i=d`, all days as `Date,Open,High,Low,Close,Volume`, adjusted for splits and dividends. It
needs a key since 2026, which its page gives after a captcha, as the parameter `apikey`; without one the response begins
with `Get your apikey`, and nothing is asked.
Limits: a number of requests a day that is nowhere stated; then `Exceeded the daily hits limit` with HTTP 200. Facts as
of 2026-11.
"""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final
from urllib.parse import quote
from zoneinfo import ZoneInfo

from tui.domain.bars import Bar
from tui.domain.events import Snapshot
from tui.domain.exchanges import CRYPTO, FX, INDEX
from tui.domain.past import PastSpan
from tui.domain.quote import InstrumentId, InstrumentKind
from tui.domain.text import CleanText, sanitize_line
from tui.sources.adapter import MAX_ROWS, ParseError, Past, PastQuery, Response, SourceConfig, SourceRequest
from tui.sources.api_keys import require_api_key
from tui.sources.decode.blocked_pages import explain_non_data
from tui.sources.decode.charset import decode
from tui.sources.decode.json import plausible_time
from tui.sources.instruments import (
    FUTURES,
    INDEX_NAMES,
    PAIR_CURRENCIES,
    coin_id,
    default_market,
    kind_in_market,
    share_currency,
)
from tui.sources.past import RawBar, build_bars, day_of_text, spell_by
from tui.sources.quote_builder import RawQuote, build_snapshot
from tui.sources.request_urls import base_url, batches, build_url, query_values, requested_symbols

BASE: Final = "https://stooq.com"
BATCH: Final = 50
SPELLING: Final = re.compile(r"\^?[A-Za-z0-9][A-Za-z0-9._-]{0,20}", re.ASCII)

_ZONE: Final = "Europe/Warsaw"
_NAME: Final = "Name"
_MAX_CELLS: Final = 10 * MAX_ROWS
_ABSENT: Final = frozenset({"N/D", "", "-"})
_INDICES: Final = {"NDQ": "IXIC", "UKX": "FTSE", "NKX": "N225", "SNX": "SENSEX", "SHC": "SSEC"}
_EXCHANGES: Final = {"US": "US", "UK": "LSE", "DE": "XETRA", "JP": "TSE", "HK": "HKEX", "PL": "WSE"}
_MARKETS: Final = {**_EXCHANGES, "F": FUTURES, "V": CRYPTO}
"""By suffix; a coin's price is in dollars."""
_COINS: Final = frozenset({"BTC", "ETH", "LTC", "XRP", "BCH", "ADA", "SOL", "DOT", "BNB"})
_DATE_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}", re.ASCII)
_PAIR = re.compile(r"([A-Z]{3})([A-Z]{3})")
_YIELD = re.compile(r"[0-9]{1,2}[A-Z]{2}Y\.B", re.ASCII)


def build_requests(source: SourceConfig) -> tuple[SourceRequest, ...]:
    """Return few requests of many symbols. Raises ParseError."""
    base = base_url(source, BASE)
    return tuple(
        SourceRequest(
            url=f"{base}/q/l/?s={'+'.join(quote(each.lower(), safe='') for each in batch)}&f=sd2t2ohlcvpn&h&e=csv",
            accept="text/csv",
        )
        for batch in batches(requested_symbols(source, SPELLING, "aapl.us"), BATCH)
    )


def parse(response: Response, source: SourceConfig, at: datetime) -> Snapshot:
    """Parse one response, received at a time (aware UTC). Raises ParseError."""
    rows = _rows(decode(response))
    named = {symbol.upper() for symbol in query_values(response, "s")}
    requested = [symbol for symbol in source.symbols if not named or symbol.upper() in named]
    priced = [symbol for symbol in requested if _cell(rows.get(symbol.upper(), {}), "Close") is not None]
    return build_snapshot(
        [_raw_quote(symbol, rows[symbol.upper()], source, at) for symbol in priced],
        response=response,
        source=source,
        at=at,
        missing=[symbol for symbol in requested if symbol not in priced],
    )


def _rows(text: str) -> Mapping[str, Mapping[str, str]]:
    """Return the rows by symbol in capitals, each as cells by column title."""
    lines = _lines(text)
    header = next(lines, [])
    if not {"Symbol", "Close"}.issubset(header) or len(set(header)) < len(header):
        raise ParseError(explain_non_data(text))
    rows: dict[str, Mapping[str, str]] = {}
    row: dict[str, str] = {}
    for cells in lines:
        if header[-1] == _NAME and len(cells) > len(header):
            cells[len(header) - 1 :] = [", ".join(cells[len(header) - 1 :])]
        if len(cells) != len(header):
            raise ParseError("answer cut short" if len(cells) < len(header) else "broken CSV: too many cells in a row")
        row = dict(zip(header, cells, strict=True))
        if rows.setdefault(row["Symbol"].upper(), row) != row:
            raise ParseError("broken CSV: a symbol is listed twice")
    if row and not text.endswith(("\n", "\r")):
        row[header[-1]] = ""  # a response that ends within a line may end within a figure
    return rows


def _lines(text: str) -> Iterator[list[str]]:
    # one row of millions of cells would be split before its cells could be counted
    if text.count(",") > _MAX_CELLS:
        raise ParseError("too many cells")
    count = 0
    try:
        for count, cells in enumerate(csv.reader(text.splitlines(), strict=True)):
            if cells:
                yield [cell.strip() for cell in cells]
            if count > MAX_ROWS:
                raise ParseError("too many rows")
    except csv.Error:
        raise ParseError("broken CSV") from None


def _cell(row: Mapping[str, str], column: str) -> str | None:
    value = row.get(column, "")
    return None if value in _ABSENT else value


def _raw_quote(symbol: str, row: Mapping[str, str], source: SourceConfig, at: datetime) -> RawQuote:
    instrument = instrument_of(symbol, source)
    return RawQuote(
        id=instrument,
        kind=_kind(symbol, instrument),
        figures={
            "price": _cell(row, "Close"),
            "open": _cell(row, "Open"),
            "high": _cell(row, "High"),
            "low": _cell(row, "Low"),
            "previous_close": _cell(row, "Prev"),
            "volume": _cell(row, "Volume"),
        },
        name=INDEX_NAMES.get(instrument) or _name(symbol, row),
        currency=_currency(symbol, instrument),
        as_of=_time(row, at),
    )


def _name(symbol: str, row: Mapping[str, str]) -> CleanText | None:
    """Return the name, where it is more than the symbol."""
    name = sanitize_line(_cell(row, _NAME) or "")
    return name if name.upper() not in ("", symbol.upper()) else None


def _kind(symbol: str, instrument: InstrumentId) -> InstrumentKind:
    if symbol.startswith("^"):
        return InstrumentKind.INDEX
    return InstrumentKind.RATE if _YIELD.fullmatch(symbol.upper()) else kind_in_market(instrument.market)


def _currency(symbol: str, instrument: InstrumentId) -> str | None:
    """Return the currency of a pair, of a coin in dollars, or of a share whose market trades in no other."""
    if symbol.upper().endswith(".V"):
        return "USD"
    pair = _PAIR.fullmatch(symbol.upper())
    if pair:
        return pair[2] if pair[2] in PAIR_CURRENCIES else None
    return share_currency(symbol.upper(), instrument, _EXCHANGES)


def instrument_of(symbol: str, source: SourceConfig) -> InstrumentId:
    """Return the instrument of a symbol, unless the source names another."""
    return source.instruments.get(symbol) or _instrument(symbol.upper(), source)


def _instrument(symbol: str, source: SourceConfig) -> InstrumentId:
    if symbol.startswith("^"):
        return InstrumentId(INDEX, _INDICES.get(symbol[1:], symbol[1:]))
    pair = _PAIR.fullmatch(symbol)
    if pair and pair[1] in _COINS:
        return coin_id(pair[1], pair[2])
    if pair:
        return InstrumentId(FX, symbol)
    stem, _, suffix = symbol.rpartition(".")
    if stem and suffix in _MARKETS:
        return InstrumentId(_MARKETS[suffix], stem)
    return InstrumentId("STOOQ" if stem else default_market(source, "WSE"), symbol)


def _time(row: Mapping[str, str], at: datetime) -> datetime | None:
    text = f"{row.get('Date')}T{row.get('Time')}"
    if not _DATE_TIME.fullmatch(text):
        return None
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        return None
    return plausible_time(time.replace(tzinfo=ZoneInfo(_ZONE)), at)


def past() -> Past:
    """Return how stooq is asked for the past: of what is looked at, with a key alone."""
    return Past(
        batches={PastSpan.DAYS: 1},
        build=_build_past,
        parse=_parse_past,
        spell=spell_by(instrument_of),
        only_viewed=True,
    )


def _build_past(query: PastQuery) -> SourceRequest:
    (symbol,) = requested_symbols(query.source._replace(symbols=query.symbols), SPELLING, "aapl.us")
    key = require_api_key(query.source)
    url = build_url(base_url(query.source, BASE), "/q/d/l/", {"s": symbol.lower(), "i": "d"})
    return SourceRequest(url=url, accept="text/csv", secret_query=(("apikey", key),))


def _parse_past(response: Response, query: PastQuery, at: datetime) -> Mapping[str, Sequence[Bar]]:
    text = decode(response)
    # one that ends within a line may end within a figure
    lines = _lines(text[: text.rfind("\n") + 1] or text)
    header = next(lines, [])
    if not {"Date", "Close"}.issubset(header) or len(set(header)) < len(header):
        raise ParseError(explain_non_data(text))
    rows = [dict(zip(header, cells, strict=True)) for cells in lines if len(cells) == len(header)]
    raw = (
        RawBar(
            day_of_text(row["Date"], at),
            _cell(row, "Close"),
            _cell(row, "Open"),
            _cell(row, "High"),
            _cell(row, "Low"),
            _cell(row, "Volume"),
        )
        for row in rows
    )
    return {query.symbols[0]: build_bars(raw, query.span)}
