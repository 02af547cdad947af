"""Yahoo Finance, the two doors that ask for no key: `spark` for many symbols, `chart` for one.

Asked: `/v7/finance/spark?symbols=A,B&range=1d&interval=5m`, 20 symbols a request, and for a source of exactly one
symbol `/v8/finance/chart/A?range=1d&interval=5m`; both tell the same `meta` per symbol. `url` replaces the base
https://query1.finance.yahoo.com.
Figures: in the currency told (`GBp` is pence). Change and percent are computed from the previous close, which Yahoo
calls `previousClose`, or `chartPreviousClose`: the close before the range asked for, hence believed for one day only.
Times: `regularMarketTime`, seconds since 1970. Yahoo delays many exchanges by 15 minutes and more and does not say so.
Missing: an unknown symbol is left out by `spark`; alone it is HTTP 404, or 200 with the reason in `error`. KSE 100
(`^KSE`) stands still there since 2021: what was last traded more than a week ago is flagged.
Limits: nowhere stated. HTTP 429, or 200 with the words `Too Many Requests`; `Will be right back`; a consent page in
the EU. Which clients are refused depends on the User-Agent, which each source may set for itself.
Terms: there is no public API; the common reading is personal use only.
Facts as of 2026-11, from public client code and its issues (yfinance, yahoo-finance2, quantmod, tickrs).
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import quote

from tui.domain.snapshot import Snapshot
from tui.domain.text import CleanText
from tui.sources.address import address, asked_of, base_of, batches, symbols_of
from tui.sources.json_body import Json, complaint, item, moment_of, objects, read_json, text_of
from tui.sources.source import Ask, Page, ParseError, Source
from tui.sources.told import Told, snapshot_of
from tui.sources.world import NAMES
from tui.sources.yahoo_symbols import SPELLING, instrument_of, is_index, same

BASE: Final = "https://query1.finance.yahoo.com"
BATCH: Final = 20

_LONG_AGO: Final = timedelta(days=7)
_SPAN: Final = {"range": "1d", "interval": "5m"}


def plan(source: Source) -> tuple[Ask, ...]:
    """One `chart` for one symbol, else `spark` in batches. Raises ParseError."""
    symbols = symbols_of(source, SPELLING, "OGDC.KA")
    base = base_of(source, BASE)
    if len(symbols) == 1:
        return (_ask(address(base, f"/v8/finance/chart/{quote(symbols[0], safe='')}", _SPAN)),)
    return tuple(
        _ask(address(base, "/v7/finance/spark", {"symbols": ",".join(batch)} | _SPAN))
        for batch in batches(symbols, BATCH)
    )


def _ask(url: str) -> Ask:
    return Ask(url=url, accept="application/json")


def parse(page: Page, source: Source, at: datetime) -> Snapshot:
    """What one answer says, fetched at a moment (aware UTC). Raises ParseError."""
    answer = read_json(page)
    asked = {same(symbol): symbol for symbol in asked_of(page, source, "symbols")}
    told: dict[str, Json] = {}
    for symbol, meta in _metas(answer):
        if same(symbol) in asked:
            told.setdefault(asked[same(symbol)], meta)
    return snapshot_of(
        [_row(symbol, told[symbol], source, at) for symbol in asked.values() if symbol in told],
        page=page,
        source=source,
        at=at,
        missing=[symbol for symbol in asked.values() if symbol not in told],
    )


def _metas(answer: Json) -> Iterator[tuple[str, Json]]:
    """Each symbol answered, and what is told of it."""
    for door in ("spark", "chart", "finance"):
        error = item(answer, door, "error")
        if error is not None:
            raise ParseError(
                complaint(item(error, "description"), item(error, "code"), error) or "provider says: error"
            )
    for result in objects(item(answer, "spark", "result")):
        yield text_of(result.get("symbol")) or "", item(result, "response", 0, "meta")
    for result in objects(item(answer, "chart", "result")):
        yield text_of(item(result, "meta", "symbol")) or "", item(result, "meta")


def _row(symbol: str, meta: Json, source: Source, at: datetime) -> Told:
    instrument = instrument_of(symbol, source)
    as_of = moment_of(item(meta, "regularMarketTime"), at)
    return Told(
        id=instrument,
        price=item(meta, "regularMarketPrice"),
        previous_close=_previous_close(meta),
        high=item(meta, "regularMarketDayHigh"),
        low=item(meta, "regularMarketDayLow"),
        volume=item(meta, "regularMarketVolume"),
        name=NAMES.get(instrument) or text_of(item(meta, "longName")) or text_of(item(meta, "shortName")),
        currency=text_of(item(meta, "currency"), 8),
        as_of=as_of,
        is_index=is_index(symbol),
        flags=(CleanText(f"last traded {as_of:%Y-%m-%d}"),) if as_of and at - as_of > _LONG_AGO else (),
    )


def _previous_close(meta: Json) -> Json:
    stated = item(meta, "previousClose")
    if stated is not None or item(meta, "range") not in (None, "1d"):
        return stated
    return item(meta, "chartPreviousClose")
