"""Yahoo Finance, the two endpoints that need no key: `spark` for many symbols, `chart` for one.

Requests: `/v7/finance/spark?symbols=A,B&range=1d&interval=5m`, 20 symbols a request, and for a source of exactly one
symbol `/v8/finance/chart/A?range=1d&interval=5m`; both have the same `meta` per symbol. `url` replaces the base
https://query1.finance.yahoo.com.
Figures: in the currency stated (`GBp` is pence). Change and percent are those stated, since autumn 2026
`regularMarketChange`, `fulldayChange` and their percentages; else they are computed from the previous close, which is
`previousClose`, or `chartPreviousClose`: the close before the range requested, hence used for one day only. The open is
that of the first interval, where that begins with the session.
Kinds: `instrumentType`; where there is none, by the spelling of the symbol. An exchange's own indices are known by it
alone: `XU100.IS`.
Times: `regularMarketTime`, seconds since 1970. Yahoo delays many exchanges by 15 minutes or more without saying so.
Missing: an unknown symbol is left out by `spark`; alone it is HTTP 404, or 200 with the reason in `error`. KSE 100
(`^KSE`) has not moved there since 2021: a row that was last traded more than a week ago is flagged.
Limits: not stated. HTTP 429, or 200 with the words `Too Many Requests`; `Will be right back`; a consent page in
the EU. Which clients are refused depends on the User-Agent, which a source may set.
Past: the same two endpoints, `range=5d&interval=5m` and `range=2y&interval=1d`, by `spark` of 20 symbols with closes
alone; of one symbol by `chart` with open, high, low and volume, for years `range=10y&interval=1d` (`max` is answered in
months). A day's time is when its session opened, the newest one's that of the last trade; the date is that of
`exchangeTimezoneName`. Prices are adjusted for splits, not for dividends. An interval without a trade is null.
Terms: there is no public API; the common reading is personal use only.
Facts as of 2026-11, from public client code and its issues (yfinance, yahoo-finance2, quantmod, tickrs).
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, tzinfo
from typing import Final
from urllib.parse import quote
from zoneinfo import ZoneInfo

from tui.domain.bars import Bar, start_of_day
from tui.domain.events import Snapshot
from tui.domain.past import PastSpan
from tui.domain.quote import InstrumentId, InstrumentKind
from tui.sources.adapter import ParseError, Past, PastQuery, Response, SourceConfig, SourceRequest
from tui.sources.decode.blocked_pages import PROVIDER_SAYS
from tui.sources.decode.error_words import stated_error
from tui.sources.decode.json import Json, as_text, dicts_in, from_epoch, get_path, provider_error_message, read_json
from tui.sources.instruments import INDEX_NAMES, kind_in_market
from tui.sources.past import RawBar, build_bars, spell_by
from tui.sources.providers.yahoo_symbols import SPELLING, canonical_symbol, instrument_of, is_index
from tui.sources.quote_builder import RawQuote, build_snapshot, old_trade_flags
from tui.sources.request_urls import base_url, batches, build_url, requested_symbols, symbols_in_request

BASE: Final = "https://query1.finance.yahoo.com"
BATCH: Final = 20

_RANGE: Final = {"range": "1d", "interval": "5m"}
_PAST_RANGES: Final = {
    PastSpan.MINUTES: {"range": "5d", "interval": "5m"},
    PastSpan.DAYS: {"range": "2y", "interval": "1d"},
    PastSpan.YEARS: {"range": "10y", "interval": "1d"},
}
_YIELDS: Final = frozenset({"^IRX", "^FVX", "^TNX", "^TYX"})
"""Indices that are rates: that of thirteen weeks was below zero in 2020."""
_KINDS: Final = {
    "INDEX": InstrumentKind.INDEX,
    "EQUITY": InstrumentKind.SHARE,
    "ETF": InstrumentKind.FUND,
    "MUTUALFUND": InstrumentKind.FUND,
    "FUTURE": InstrumentKind.FUTURE,
    "CURRENCY": InstrumentKind.CURRENCY,
    "CRYPTOCURRENCY": InstrumentKind.COIN,
}


def build_requests(source: SourceConfig) -> tuple[SourceRequest, ...]:
    """Return one `chart` request for one symbol, else `spark` requests in batches. Raises ParseError."""
    symbols = requested_symbols(source, SPELLING, "OGDC.KA")
    base = base_url(source, BASE)
    if len(symbols) == 1:
        return (_request(build_url(base, f"/v8/finance/chart/{quote(symbols[0], safe='')}", _RANGE)),)
    return tuple(
        _request(build_url(base, "/v7/finance/spark", {"symbols": ",".join(batch)} | _RANGE))
        for batch in batches(symbols, BATCH)
    )


def _request(url: str) -> SourceRequest:
    return SourceRequest(url=url, accept="application/json")


def parse(response: Response, source: SourceConfig, at: datetime) -> Snapshot:
    """Parse one response, received at a time (aware UTC). Raises ParseError."""
    document = read_json(response)
    if not isinstance(document, dict) or not document.keys() & {"spark", "chart", "finance"}:
        raise ParseError(provider_error_message(stated_error(document)) or "unexpected response: no quotes")
    requested = {canonical_symbol(symbol): symbol for symbol in symbols_in_request(response, source, "symbols")}
    charts: dict[str, Json] = {}
    for symbol, chart in _charts(document):
        if canonical_symbol(symbol) in requested:
            charts.setdefault(requested[canonical_symbol(symbol)], chart)
    return build_snapshot(
        [_raw_quote(symbol, charts[symbol], source, at) for symbol in requested.values() if symbol in charts],
        response=response,
        source=source,
        at=at,
        missing=[symbol for symbol in requested.values() if symbol not in charts],
    )


def _charts(document: Json) -> Iterator[tuple[str, Json]]:
    """Yield each symbol of the response and its chart: its `meta`, and the prices of its intervals."""
    for endpoint in ("spark", "chart", "finance"):
        error = get_path(document, endpoint, "error")
        if error is not None:
            raise ParseError(
                provider_error_message(
                    get_path(error, "description"), stated_error(error), get_path(error, "code"), error
                )
                or f"{PROVIDER_SAYS}error"
            )
    for result in dicts_in(get_path(document, "spark", "result")):
        yield as_text(result.get("symbol")) or "", get_path(result, "response", 0)
    for result in dicts_in(get_path(document, "chart", "result")):
        yield as_text(get_path(result, "meta", "symbol")) or "", result


def _raw_quote(symbol: str, chart: Json, source: SourceConfig, at: datetime) -> RawQuote:
    instrument = instrument_of(symbol, source)
    meta = get_path(chart, "meta")
    as_of = from_epoch(get_path(meta, "regularMarketTime"), at)
    change, percent = _stated_move(meta)
    is_valued_daily = get_path(meta, "instrumentType") == "MUTUALFUND"
    return RawQuote(
        id=instrument,
        kind=_kind(symbol, instrument, meta),
        may_be_negative=symbol in _YIELDS,
        figures={
            "price": get_path(meta, "regularMarketPrice"),
            "change": change,
            "percent": percent,
            "previous_close": _previous_close(meta),
            "open": _open(chart),
            "high": get_path(meta, "regularMarketDayHigh"),
            "low": get_path(meta, "regularMarketDayLow"),
            "year_low": get_path(meta, "fiftyTwoWeekLow"),
            "year_high": get_path(meta, "fiftyTwoWeekHigh"),
            "volume": None if is_valued_daily else get_path(meta, "regularMarketVolume"),
        },
        name=INDEX_NAMES.get(instrument) or as_text(get_path(meta, "longName")) or as_text(get_path(meta, "shortName")),
        currency=as_text(get_path(meta, "currency"), 8),
        exchange=as_text(get_path(meta, "fullExchangeName")) or as_text(get_path(meta, "exchangeName")),
        as_of=as_of,
        flags=old_trade_flags(as_of, at),
    )


def _kind(symbol: str, instrument: InstrumentId, meta: Json) -> InstrumentKind:
    """Return what Yahoo states it to be; the spelling of an index, which people know it by, comes first."""
    if is_index(symbol):
        return InstrumentKind.INDEX
    stated = as_text(get_path(meta, "instrumentType"))
    return _KINDS.get(stated.upper() if stated else "", kind_in_market(instrument.market))


def _stated_move(meta: Json) -> tuple[Json, Json]:
    """Return the change and the percentage stated for the price of the regular session, None where there is none.

    Those of the whole day are the same where their percentage is: trading outside the regular hours moves them alone.
    """
    change, percent = get_path(meta, "regularMarketChange"), get_path(meta, "regularMarketChangePercent")
    full_change, full_percent = get_path(meta, "fulldayChange"), get_path(meta, "fulldayChangePercent")
    if percent is not None and full_percent is not None and full_percent != percent:
        return change, percent
    if change is None:
        change = full_change
    return change, full_percent if percent is None else percent


def _open(chart: Json) -> Json:
    """Return the price at which the day's first interval opened; None unless that is the beginning of the session."""
    stated = get_path(chart, "meta", "regularMarketOpen")
    start = get_path(chart, "meta", "currentTradingPeriod", "regular", "start")
    if stated is not None or start is None or get_path(chart, "timestamp", 0) != start:
        return stated
    return get_path(chart, "indicators", "quote", 0, "open", 0)


def _previous_close(meta: Json) -> Json:
    stated = get_path(meta, "previousClose")
    if stated is not None or get_path(meta, "range") not in (None, "1d"):
        return stated
    return get_path(meta, "chartPreviousClose")


def past() -> Past:
    """Return how Yahoo is asked for the past."""
    batches = {PastSpan.MINUTES: BATCH, PastSpan.DAYS: BATCH, PastSpan.YEARS: 1}
    return Past(batches=batches, build=_build_past, parse=_parse_past, spell=spell_by(instrument_of))


def _build_past(query: PastQuery) -> SourceRequest:
    symbols = requested_symbols(query.source._replace(symbols=query.symbols), SPELLING, "OGDC.KA")
    base, span = base_url(query.source, BASE), _PAST_RANGES[query.span]
    if len(symbols) == 1:
        return _request(build_url(base, f"/v8/finance/chart/{quote(symbols[0], safe='')}", span))
    return _request(build_url(base, "/v7/finance/spark", {"symbols": ",".join(symbols)} | span))


def _parse_past(response: Response, query: PastQuery, at: datetime) -> Mapping[str, Sequence[Bar]]:
    document = read_json(response)
    if not isinstance(document, dict) or not document.keys() & {"spark", "chart", "finance"}:
        raise ParseError(provider_error_message(stated_error(document)) or "unexpected response: no prices")
    requested = {canonical_symbol(symbol): symbol for symbol in query.symbols}
    charts = [(requested.get(canonical_symbol(symbol)), chart) for symbol, chart in _charts(document)]
    return {symbol: _bars(chart, query.span, at) for symbol, chart in charts if symbol is not None}


def _bars(chart: Json, span: PastSpan, at: datetime) -> Sequence[Bar]:
    granularity, expected = get_path(chart, "meta", "dataGranularity"), _PAST_RANGES[span]["interval"]
    if granularity not in (None, expected):
        raise ParseError(f"unexpected response: prices by {as_text(granularity, 8)}, not by {expected}")
    zone = _zone(get_path(chart, "meta"))
    names = ("close", "open", "high", "low", "volume")
    columns = [_list(get_path(chart, "indicators", "quote", 0, name)) for name in names]
    raw = []
    for place, stamp in enumerate(_list(get_path(chart, "timestamp"))):
        time = from_epoch(stamp, at)
        if time is not None and span is not PastSpan.MINUTES:
            time = start_of_day(time.astimezone(zone).date())
        close, *others = [column[place] if place < len(column) else None for column in columns]
        raw.append(RawBar(time, close, *others))
    return build_bars(raw, span)


def _list(value: Json) -> list[Json]:
    return value if isinstance(value, list) else []


def _zone(meta: Json) -> tzinfo:
    name = get_path(meta, "exchangeTimezoneName")
    try:
        return ZoneInfo(name) if isinstance(name, str) else UTC
    except (KeyError, OSError, ValueError):  # not a name, or one that this machine does not know
        return UTC
