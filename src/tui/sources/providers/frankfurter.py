"""Frankfurter: reference rates of currencies, once a day, blended from those of central banks.

Requests: `/v2/rates?base=USD&quotes=PKR,EUR&from=2026-11-13`, one request for each base, for the rates of the last ten
days: longer than any holidays. A symbol is a pair, `USD/PKR`: one dollar in rupees. `url` replaces the base
https://api.frankfurter.dev, for a server of your own.
Figures: one rate a day; no high, no low. The change is worked out from the rate of the day before that is in the
response. Some 160 currencies, PKR among them (v1, of the ECB alone, has no PKR).
Instruments: `FX:USDPKR`, the same row as Yahoo's `PKR=X`.
Past: the same request with an earlier `from`; rates go back to 1948.
Times: a rate belongs to a date; it is taken to be that of 16:00 in Frankfurt, when the ECB fixes, or of the day's
beginning while that hour has not come.
Missing: an unknown currency is left out, or the request is refused with `{"message": ...}`.
Limits: none stated; HTTP 429. Facts as of 2026-11, frankfurter.dev.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, time
from typing import Final
from zoneinfo import ZoneInfo

from tui.domain.bars import Bar
from tui.domain.events import Snapshot
from tui.domain.exchanges import FX
from tui.domain.past import PastSpan
from tui.domain.quote import InstrumentId, InstrumentKind
from tui.sources.adapter import ParseError, Past, PastQuery, Response, SourceConfig, SourceRequest
from tui.sources.decode.dates import ISO_DAY
from tui.sources.decode.error_words import stated_error
from tui.sources.decode.json import Json, dicts_in, plausible_time, provider_error_message, read_json
from tui.sources.past import RawBar, build_bars, day_of_text, spell_by
from tui.sources.quote_builder import RawQuote, build_snapshot
from tui.sources.request_urls import base_url, build_url, query_values, requested_symbols

BASE: Final = "https://api.frankfurter.dev"
SPELLING: Final = re.compile(r"[A-Z]{3}/[A-Z]{3}", re.ASCII)

_DAYS: Final = 10
_PAST_DAYS: Final = {PastSpan.DAYS: 5 * 365, PastSpan.YEARS: 25 * 365}
_FIXING_TIME: Final = time(16)
_FRANKFURT: Final = "Europe/Berlin"


def build_requests(source: SourceConfig) -> tuple[SourceRequest, ...]:
    """Return one request for each base. Raises ParseError."""
    quotes: dict[str, list[str]] = {}
    for symbol in requested_symbols(source, SPELLING, "USD/PKR"):
        base, _, quoted = symbol.partition("/")
        quotes.setdefault(base, []).append(quoted)
    return tuple(_request(source, base, ",".join(quoted), _DAYS) for base, quoted in quotes.items())


def _request(source: SourceConfig, base: str, quoted: str, days: int) -> SourceRequest:
    url = build_url(base_url(source, BASE), "/v2/rates", {"base": base, "quotes": quoted})
    return SourceRequest(url=url, accept="application/json", start_date=("from", days))


def parse(response: Response, source: SourceConfig, at: datetime) -> Snapshot:
    """Parse one response, received at a time (aware UTC). Raises ParseError."""
    document = read_json(response)
    if isinstance(document, dict):
        reason = provider_error_message(stated_error(document))
        raise ParseError(reason or "unexpected response: no list of rates")
    bases = {base.upper() for base in query_values(response, "base")}
    requested = [symbol for symbol in source.symbols if not bases or symbol.partition("/")[0] in bases]
    rates = _by_pair(dicts_in(document), at)
    return build_snapshot(
        _raw_quotes(requested, rates, source, at),
        response=response,
        source=source,
        at=at,
        missing=[symbol for symbol in requested if symbol not in rates],
    )


def _by_pair(rows: Iterable[Mapping[str, Json]], at: datetime) -> dict[str, list[Mapping[str, Json]]]:
    """Return the rows of each pair, the newest first; those without a possible date last, in their order."""
    rates: dict[str, list[Mapping[str, Json]]] = {}
    for row in rows:
        pair = _pair(row)
        if pair is not None:
            rates.setdefault(pair, []).append(row)
    for of_pair in rates.values():
        of_pair.sort(key=lambda row: _day(row, at), reverse=True)
    return rates


def _day(row: Mapping[str, Json], at: datetime) -> str:
    """Return the date of a rate, `2026-11-20`; empty where it is not a possible one."""
    date = row.get("date")
    return date if isinstance(date, str) and _fixing_time(date, at) is not None else ""


def _from_newest_rate(rows: Sequence[Mapping[str, Json]], at: datetime) -> Sequence[Mapping[str, Json]]:
    """Return the rows without those of the newest days that have no rate yet; all of them where no day has one."""
    dated = (place for place, row in enumerate(rows) if row.get("rate") is not None and _day(row, at))
    return rows[next(dated, 0) :]


def _previous_rate(rows: Sequence[Mapping[str, Json]], at: datetime) -> Json:
    """Return the rate of the newest day before that of the first row; None where there is none."""
    newest = _day(rows[0], at)
    return next((row.get("rate") for row in rows[1:] if "" < _day(row, at) < newest), None)


def _pair(row: Mapping[str, Json]) -> str | None:
    base, quoted = row.get("base"), row.get("quote")
    return f"{base}/{quoted}" if isinstance(base, str) and isinstance(quoted, str) else None


def _raw_quotes(
    requested: list[str], rates: Mapping[str, Sequence[Mapping[str, Json]]], source: SourceConfig, at: datetime
) -> Iterator[RawQuote]:
    for symbol in requested:
        if symbol in rates:
            _, _, quoted = symbol.partition("/")
            rows = _from_newest_rate(rates[symbol], at)
            yield RawQuote(
                id=_instrument_of(symbol, source),
                kind=InstrumentKind.CURRENCY,
                figures={
                    "price": rows[0].get("rate"),
                    "previous_close": _previous_rate(rows, at),
                },
                currency=quoted,
                as_of=_fixing_time(rows[0].get("date"), at),
            )


def _fixing_time(value: Json, at: datetime) -> datetime | None:
    """Return the time of a date's rate, aware UTC; None where there is no date, or one that has not come."""
    if not isinstance(value, str) or not ISO_DAY.fullmatch(value):
        return None
    try:
        day = datetime.fromisoformat(value).replace(tzinfo=ZoneInfo(_FRANKFURT))
    except ValueError:
        return None
    fixed = datetime.combine(day, _FIXING_TIME, tzinfo=day.tzinfo)
    return plausible_time(fixed if fixed <= at else day, at)


def _instrument_of(symbol: str, source: SourceConfig) -> InstrumentId:
    return source.instruments.get(symbol) or InstrumentId(FX, symbol.replace("/", ""))


def past() -> Past:
    """Return how Frankfurter is asked for the past."""
    batches = dict.fromkeys(_PAST_DAYS, 1)
    return Past(batches=batches, build=_build_past, parse=_parse_past, spell=spell_by(_instrument_of))


def _build_past(query: PastQuery) -> SourceRequest:
    (symbol,) = requested_symbols(query.source._replace(symbols=query.symbols), SPELLING, "USD/PKR")
    base, _, quoted = symbol.partition("/")
    return _request(query.source, base, quoted, _PAST_DAYS[query.span])


def _parse_past(response: Response, query: PastQuery, at: datetime) -> Mapping[str, Sequence[Bar]]:
    document = read_json(response)
    if isinstance(document, dict):
        reason = provider_error_message(stated_error(document))
        raise ParseError(reason or "unexpected response: no list of rates")
    rows = (row for row in dicts_in(document) if _pair(row) == query.symbols[0])
    raw = (RawBar(day_of_text(row.get("date"), at), row.get("rate")) for row in rows)
    return {query.symbols[0]: build_bars(raw, query.span)}
