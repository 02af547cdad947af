"""Frankfurter: reference rates of currencies, once a day, blended from those of central banks.

Requests: `/v2/rates?base=USD&quotes=PKR,EUR&from=2026-11-13`, one request for each base, for the rates of the last ten
days: longer than any holidays. A symbol is a pair, `USD/PKR`: one dollar in rupees. `url` replaces the base
https://api.frankfurter.dev, for a server of your own.
Figures: one rate a day; no high, no low. The change is worked out from the rate of the day before that is in the
response. Some 160 currencies, PKR among them (v1, of the ECB alone, has no PKR).
Instruments: `FX:USDPKR`, the same row as Yahoo's `PKR=X`.
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

from tui.domain.events import Snapshot
from tui.domain.exchanges import FX
from tui.domain.quote import InstrumentId, InstrumentKind
from tui.sources.adapter import ParseError, Response, SourceConfig, SourceRequest
from tui.sources.decode.dates import ISO_DAY
from tui.sources.decode.error_words import stated_error
from tui.sources.decode.json import Json, dicts_in, plausible_time, provider_error_message, read_json
from tui.sources.quote_builder import RawQuote, build_snapshot
from tui.sources.request_urls import base_url, build_url, query_values, requested_symbols

BASE: Final = "https://api.frankfurter.dev"
SPELLING: Final = re.compile(r"[A-Z]{3}/[A-Z]{3}", re.ASCII)

_DAYS: Final = 10
_FIXING_TIME: Final = time(16)
_FRANKFURT: Final = "Europe/Berlin"


def build_requests(source: SourceConfig) -> tuple[SourceRequest, ...]:
    """Return one request for each base. Raises ParseError."""
    quotes: dict[str, list[str]] = {}
    for symbol in requested_symbols(source, SPELLING, "USD/PKR"):
        base, _, quoted = symbol.partition("/")
        quotes.setdefault(base, []).append(quoted)
    url = base_url(source, BASE)
    return tuple(
        SourceRequest(
            url=build_url(url, "/v2/rates", {"base": base, "quotes": ",".join(quoted)}),
            accept="application/json",
            start_date=("from", _DAYS),
        )
        for base, quoted in quotes.items()
    )


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
            base, _, quoted = symbol.partition("/")
            rows = _from_newest_rate(rates[symbol], at)
            yield RawQuote(
                id=source.instruments.get(symbol) or InstrumentId(FX, base + quoted),
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
