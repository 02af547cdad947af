"""Alpha Vantage: shares of the world, one request for each and few of them a day.

Requests: `/query?function=GLOBAL_QUOTE&symbol=IBM`, the key as the parameter `apikey`, added only when it is sent.
`url` replaces the base https://www.alphavantage.co.
Figures: strings, with four decimals: `05. price`, `02. open`, `08. previous close`, `10. change percent` as `0.6186%`.
Instruments: `IBM` is `US:IBM`, unless the source names another market; `TSCO.LON` `LSE:TSCO`, `SHOP.TRT` `TSX:SHOP`,
`IWDA.AS` `AMS:IWDA.AS`, `PETR4.SAO` `B3:PETR4`; of a suffix that is not known `ALPHAVANTAGE:ABC.QQ`.
Currency: not stated. Dollars of a share of the US, rupees of one of Bombay, reals of one of Sao Paulo; where an
exchange trades in several, as London and Amsterdam do, there is none.
Times: `07. latest trading day`, a date without a time of day. Of a US share it is taken as the close, 16:00 in New
York, once that has come; else there is no time.
Missing: an unknown symbol is `{"Global Quote": {}}`, with HTTP 200.
Past: `function=TIME_SERIES_DAILY&outputsize=compact`, the last hundred days as an object by date, `1. open` to
`5. volume`, as they were traded; more of them, and minutes, are not for free keys.
Limits: 25 requests a day and 5 a minute on a free key, so that four symbols can be polled every four hours. Past
that `Note` or `Information` replace the quote, with HTTP 200, and may repeat the key; a wrong request or key
is an `Error Message`. Facts as of 2026-11.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import Final
from zoneinfo import ZoneInfo

from tui.domain.bars import Bar
from tui.domain.events import Snapshot
from tui.domain.past import PastSpan
from tui.domain.quote import InstrumentId
from tui.sources.adapter import ParseError, Past, PastQuery, Response, SourceConfig, SourceRequest
from tui.sources.api_keys import provider_error, read_json_redacted, require_api_key
from tui.sources.decode.blocked_pages import LIMIT_REACHED
from tui.sources.decode.dates import ISO_DAY
from tui.sources.decode.error_words import stated_error
from tui.sources.decode.json import Json, get_path, plausible_time
from tui.sources.instruments import share_currency, share_id
from tui.sources.past import RawBar, build_bars, day_of_text, spell_by
from tui.sources.quote_builder import RawQuote, build_snapshot
from tui.sources.request_urls import base_url, build_url, requested_symbols, symbol_in_request

BASE: Final = "https://www.alphavantage.co"
MAX_SYMBOLS: Final = 25
"""Symbols of one source: a day's requests on a free key."""
SPELLING: Final = re.compile(r"[A-Z0-9][A-Z0-9._-]{0,19}", re.ASCII)

_OWN_SUFFIXES: Final = {
    "LON": "LSE",
    "TRT": "TSX",
    "TRV": "TSXV",
    "DEX": "XETRA",
    "FRK": "FRANKFURT",
    "PAR": "EPA",
    "AMS": "AMS",
    "SAO": "B3",
    "BSE": "BSE",
    "SHH": "SSE",
    "SHZ": "SZSE",
}
_CLOSE: Final = time(16, tzinfo=ZoneInfo("America/New_York"))
_RATE_LIMIT = re.compile(r"rate limit|requests? per (?:day|minute|second)|call frequency")
_MAX_MESSAGE: Final = 2_000


def build_requests(source: SourceConfig) -> tuple[SourceRequest, ...]:
    """Return one request for each symbol. Raises ParseError."""
    require_api_key(source)
    symbols = requested_symbols(source, SPELLING, "IBM")
    if len(symbols) > MAX_SYMBOLS:
        raise ParseError(f"{len(symbols)} symbols are too many: {MAX_SYMBOLS} at most, since each is a request")
    return tuple(_request(source, {"function": "GLOBAL_QUOTE", "symbol": symbol}) for symbol in symbols)


def _request(source: SourceConfig, query: Mapping[str, str]) -> SourceRequest:
    return SourceRequest(
        url=build_url(base_url(source, BASE), "/query", query),
        accept="application/json",
        secret_query=(("apikey", require_api_key(source)),),
    )


def parse(response: Response, source: SourceConfig, at: datetime) -> Snapshot:
    """Parse one response, received at a time (aware UTC). Raises ParseError."""
    document = read_json_redacted(response)
    quote = _quote(document)
    if quote is None:
        raise ParseError(_reason(document))
    symbol = symbol_in_request(response, source, "symbol")
    if not quote:
        raise ParseError(f"no such symbol: {symbol}")
    returned = get_path(quote, "01. symbol")
    if returned is not None and returned != symbol:
        raise ParseError(f"unexpected response: another symbol than {symbol}")
    return build_snapshot([_raw_quote(symbol, quote, source, at)], response=response, source=source, at=at)


def _quote(document: Json) -> dict[str, Json] | None:
    """Return the object of the quote, which some keys get as `Global Quote - DATA DELAYED BY 15 MINUTES`."""
    members = document.items() if isinstance(document, dict) else ()
    return next((value for name, value in members if name.startswith("Global Quote") and isinstance(value, dict)), None)


def _reason(document: Json) -> str:
    messages = [get_path(document, name) for name in ("Note", "Information", "Error Message", "message")]
    text = " ".join(each[:_MAX_MESSAGE] for each in messages if isinstance(each, str)).lower()
    if _RATE_LIMIT.search(text):
        return f"{LIMIT_REACHED}25 requests a day and 5 a minute on a free key"
    if "premium endpoint" in text:
        return "the key does not open this"
    if "apikey" in text or "api key" in text:
        return "the key is not accepted"
    return provider_error(*messages, stated_error(document)) or "unexpected response: no quote"


def _raw_quote(symbol: str, quote: Json, source: SourceConfig, at: datetime) -> RawQuote:
    instrument = instrument_of(symbol, source)
    currency = share_currency(symbol, instrument, _OWN_SUFFIXES)
    closing_time = _closing_time(get_path(quote, "07. latest trading day"), at)
    return RawQuote(
        id=instrument,
        figures={
            "price": get_path(quote, "05. price"),
            "change": get_path(quote, "09. change"),
            "percent": _without_sign(get_path(quote, "10. change percent")),
            "open": get_path(quote, "02. open"),
            "high": get_path(quote, "03. high"),
            "low": get_path(quote, "04. low"),
            "previous_close": get_path(quote, "08. previous close"),
            "volume": get_path(quote, "06. volume"),
        },
        currency=currency,
        as_of=closing_time if currency == "USD" else None,
    )


def instrument_of(symbol: str, source: SourceConfig) -> InstrumentId:
    """Return the instrument of a symbol, unless the source names another."""
    if symbol in source.instruments:
        return source.instruments[symbol]
    stem, _, suffix = symbol.rpartition(".")
    if stem and suffix in _OWN_SUFFIXES:
        return InstrumentId(_OWN_SUFFIXES[suffix], stem)
    return share_id(symbol, source)


def _without_sign(percent: Json) -> Json:
    return percent.removesuffix("%") if isinstance(percent, str) else percent


def _closing_time(day: Json, at: datetime) -> datetime | None:
    if not isinstance(day, str) or not ISO_DAY.fullmatch(day):
        return None
    try:
        close = datetime.combine(date.fromisoformat(day), _CLOSE).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return plausible_time(close, at) if close <= at else None


def past() -> Past:
    """Return how Alpha Vantage is asked for the past: of what is looked at, since it answers 25 requests a day."""
    return Past(
        batches={PastSpan.DAYS: 1},
        build=_build_past,
        parse=_parse_past,
        spell=spell_by(instrument_of),
        only_viewed=True,
    )


def _build_past(query: PastQuery) -> SourceRequest:
    (symbol,) = requested_symbols(query.source._replace(symbols=query.symbols), SPELLING, "IBM")
    return _request(query.source, {"function": "TIME_SERIES_DAILY", "symbol": symbol, "outputsize": "compact"})


def _parse_past(response: Response, query: PastQuery, at: datetime) -> Mapping[str, Sequence[Bar]]:
    document = read_json_redacted(response)
    days = get_path(document, "Time Series (Daily)")
    if not isinstance(days, dict):
        raise ParseError(_reason(document))
    names = ("4. close", "1. open", "2. high", "3. low", "5. volume")
    raw = []
    for day, row in days.items():
        close, *others = [get_path(row, name) for name in names]
        raw.append(RawBar(day_of_text(day, at), close, *others))
    return {query.symbols[0]: build_bars(raw, query.span)}
