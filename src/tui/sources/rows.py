"""Entries of a ticker as rows of the market, with a flag for all that is odd about them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Final

from tui.domain.number import percent_of
from tui.domain.quote import Direction, IndexLevel, InstrumentId, Quote, SymbolError
from tui.domain.text import CleanText
from tui.sources.source import MOST_ROWS, ParseError, Source
from tui.sources.ticker import Entry

TOLERANCE: Final = Decimal("0.01")
"""How far the percentage printed may stand from that of its own change: sites round figures they do not show."""

_CURRENCIES: Final = {"PSX": "PKR"}
_INDEX = re.compile(
    r"(?:KSE|BR|KMI|MII)-?[0-9]{2,3}(?:PR)?|KSEALL|ALLSHR|KMIALLSHR|BKTI|OGTI|PSXDIV20|UPP9|NITPGI|NBPPGI|MZNPI"
    r"|JSMFI|ACI|JSGBKTI|HBLTTI|\^.+"
)
_TOLD_TWICE = CleanText("told twice with different figures")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """What a ticker says of the market, each instrument once, in the order of the page."""

    quotes: tuple[Quote, ...] = ()
    indices: tuple[IndexLevel, ...] = ()
    unnamed: int = 0
    """Entries whose symbol cannot be one."""


def read_rows(entries: Iterable[Entry], source: Source, at: datetime) -> Rows:
    """The rows of a ticker, polled at a moment (aware UTC), which is the time they belong to.

    The same instrument told again with the same figures is one row; with others the first stands, flagged. A row
    with a figure that is not believable is told without figures, the reason in its flags.

    Raises:
        ParseError: more rows than any market has.
    """
    quotes: dict[InstrumentId, Quote] = {}
    indices: dict[InstrumentId, IndexLevel] = {}
    unnamed = 0
    for entry in entries:
        try:
            instrument = InstrumentId.of(source.market, entry.symbol)
        except SymbolError:
            unnamed += 1
            continue
        if instrument in indices or (instrument not in quotes and _is_index(entry)):
            level = _level(instrument, entry, source, at)
            indices[instrument] = _settled_level(indices.get(instrument), level)
        else:
            quote = _quote(instrument, entry, source, at)
            quotes[instrument] = _settled_quote(quotes.get(instrument), quote)
        if len(quotes) + len(indices) > MOST_ROWS:
            raise ParseError("too many rows")
    return Rows(quotes=tuple(quotes.values()), indices=tuple(indices.values()), unnamed=unnamed)


def _is_index(entry: Entry) -> bool:
    """Indices are known by name, or by the thousands comma that no share of this ticker is printed with."""
    return (entry.grouped and not entry.fault) or _INDEX.fullmatch(entry.symbol) is not None


def _quote(instrument: InstrumentId, entry: Entry, source: Source, at: datetime) -> Quote:
    return Quote(
        id=instrument,
        price=entry.price,
        change=entry.change,
        percent=entry.percent,
        direction=None if entry.fault else entry.direction,
        currency=_CURRENCIES.get(source.market),
        flags=_oddities(entry),
        polled_at=at,
        source=source.name,
    )


def _level(instrument: InstrumentId, entry: Entry, source: Source, at: datetime) -> IndexLevel:
    return IndexLevel(
        id=instrument,
        level=entry.price,
        change=entry.change,
        percent=entry.percent,
        direction=None if entry.fault else entry.direction,
        flags=_oddities(entry),
        polled_at=at,
        source=source.name,
    )


def _settled_quote(first: Quote | None, other: Quote) -> Quote:
    if first is None or first.price is None:
        return other
    if other.price is None or _figures(first) == _figures(other) or _TOLD_TWICE in first.flags:
        return first
    return replace(first, flags=(*first.flags, _TOLD_TWICE))


def _settled_level(first: IndexLevel | None, other: IndexLevel) -> IndexLevel:
    if first is None or first.level is None:
        return other
    if other.level is None or _figures(first) == _figures(other) or _TOLD_TWICE in first.flags:
        return first
    return replace(first, flags=(*first.flags, _TOLD_TWICE))


def _figures(row: Quote | IndexLevel) -> tuple[Decimal | Direction | None, ...]:
    return row.value, row.change, row.percent, row.direction


def _oddities(entry: Entry) -> tuple[CleanText, ...]:
    if entry.fault or entry.price is None or entry.change is None or entry.percent is None:
        return (CleanText(entry.fault),)
    flags: list[CleanText] = []
    sign = (entry.change > 0) - (entry.change < 0)
    against = {Direction.UP: sign < 0, Direction.DOWN: sign > 0, Direction.UNCHANGED: sign != 0}
    if against[entry.direction]:
        flags.append(CleanText(f"words say {entry.direction}, change is {entry.change}"))
    try:
        worked_out = percent_of(entry.change, entry.price)
    except InvalidOperation:  # a previous close of next to nothing
        worked_out = None
    if worked_out is None:
        flags.append(CleanText("change is the whole price"))
    elif abs(worked_out - entry.percent) > TOLERANCE:
        flags.append(CleanText(f"percent {entry.percent}, its change gives {worked_out}"))
    return tuple(flags)
