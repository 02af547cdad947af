"""How the demo's exchange is asked for the time before it opened.

Requests: `/past.csv`, the bars of five minutes of today of every instrument, `symbol,time,open,high,low,close,volume`,
the time in seconds since 1970; `/past/OGDC.csv`, the days before, with `date` instead of both.
"""

import csv
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import quote

from tui.domain.bars import Bar
from tui.domain.past import PastSpan
from tui.domain.quote import InstrumentId, Quote
from tui.sources.adapter import (
    MAX_ROWS,
    MAX_SYMBOLS,
    ParseError,
    Past,
    PastQuery,
    Response,
    SourceConfig,
    SourceRequest,
)
from tui.sources.decode.blocked_pages import explain_non_data
from tui.sources.decode.charset import decode
from tui.sources.decode.json import from_epoch
from tui.sources.past import RawBar, build_bars, day_of_text

_PACE: Final = timedelta(seconds=1)


def past() -> Past:
    """Return how the demo is asked for the past."""
    return Past(
        batches={PastSpan.MINUTES: MAX_SYMBOLS, PastSpan.DAYS: 1}, build=_build, parse=_parse, spell=_spell, pace=_PACE
    )


def _spell(_source: SourceConfig, rows: Sequence[Quote]) -> Mapping[InstrumentId, str]:
    return {row.id: row.id.symbol for row in rows}


def _build(query: PastQuery) -> SourceRequest:
    page = "past.csv" if query.span is PastSpan.MINUTES else f"past/{quote(query.symbols[0], safe='')}.csv"
    return SourceRequest(url=f"{query.source.url}{page}", accept="text/csv")


def _parse(response: Response, query: PastQuery, at: datetime) -> Mapping[str, Sequence[Bar]]:
    text = decode(response)
    lines = csv.DictReader(text.splitlines()[: MAX_ROWS + 1])
    if not {"open", "high", "low", "close", "volume"}.issubset(lines.fieldnames or ()):
        raise ParseError(explain_non_data(text))
    raw: dict[str, list[RawBar]] = {symbol: [] for symbol in query.symbols}
    for row in lines:
        is_day = query.span is not PastSpan.MINUTES
        time = day_of_text(row.get("date"), at) if is_day else from_epoch(row.get("time"), at)
        bars = raw.get(query.symbols[0] if is_day else row.get("symbol") or "")
        if bars is not None:
            bars.append(RawBar(time, row["close"], row["open"], row["high"], row["low"], row["volume"]))
    return {symbol: build_bars(each, query.span) for symbol, each in raw.items()}
