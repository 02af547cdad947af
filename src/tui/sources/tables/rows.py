"""Cells by field as rows of the market, with a flag for each that could not be believed."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Final, TypeVar

from tui.domain.numbers import InvalidNumberError, percent_change, round_half_up
from tui.domain.quote import NO_TRADE, Direction, IndexLevel, InstrumentId, InvalidSymbolError, Quote
from tui.domain.text import CleanText, sanitize_line
from tui.sources.adapter import MAX_ROWS, ParseError, SourceConfig
from tui.sources.html.line import ELEMENT_BOUNDARY
from tui.sources.table_spec import TableSpec
from tui.sources.tables.cells import (
    MOST_READ,
    Cell,
    is_missing,
    normalize_cell,
    parse_count,
    parse_direction,
    parse_number,
    parse_percent,
    parse_time,
)

T = TypeVar("T")

_BORDERS = re.compile(rf"[\n{ELEMENT_BOUNDARY}]")
_TOLD_TWICE: Final = CleanText("told twice with different figures")


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRows:
    """What a table says of the market, each instrument once, in the order of the table."""

    rows: tuple[Quote, ...]
    unnamed: int = 0
    """Rows whose symbol cannot be one."""
    example: str = ""
    """What the first of these has instead."""
    missing: tuple[str, ...] = ()
    """Symbols asked for that the table does not hold."""


def build_table_rows(
    cells: Iterable[Mapping[str, Cell]], spec: TableSpec, source: SourceConfig, at: datetime
) -> TableRows:
    """The rows of a table fetched at a moment (aware UTC); of the source's symbols only, if it names any.

    A change the table does not state is worked out from the previous close, and a percentage from the change, to two
    decimals. An arrow, else the sign of the change, states the direction. Told twice alike, an instrument is one row;
    told twice with other figures, the first stands, flagged.

    Raises:
        ParseError: more rows than any market has.
    """
    rows: dict[InstrumentId, Quote] = {}
    unnamed, example, told = 0, "", set[str]()
    for row in cells:
        named = _instrument(row.get("symbol"), spec, source)
        if named is None:
            unnamed, example = unnamed + 1, example or normalize_cell(row.get("symbol"))
            continue
        symbol, instrument = named
        told |= (asked := {symbol, instrument.symbol}.intersection(source.symbols))
        if source.symbols and not asked:
            continue
        quote = _Reading(row, spec, at).quote(instrument, source)
        rows[instrument] = _settled(rows[instrument], quote) if instrument in rows else quote
        if len(rows) > MAX_ROWS:
            raise ParseError("too many rows")
    missing = tuple(symbol for symbol in source.symbols if symbol not in told)
    return TableRows(rows=tuple(rows.values()), unnamed=unnamed, example=sanitize_line(example, 32), missing=missing)


def to_index(quote: Quote) -> IndexLevel:
    """The same row as an index."""
    return IndexLevel(
        id=quote.id,
        level=quote.price,
        change=quote.change,
        percent=quote.percent,
        direction=quote.direction,
        name=quote.name,
        high=quote.high,
        low=quote.low,
        as_of=quote.as_of,
        flags=quote.flags,
        polled_at=quote.polled_at,
        source=quote.source,
    )


def _instrument(cell: Cell, spec: TableSpec, source: SourceConfig) -> tuple[str, InstrumentId] | None:
    """The symbol as the table spells it and what it means; None where it cannot be one.

    A cell that holds more than the symbol in elements of their own, such as a mark for a dividend, begins with it.
    The name of an index may be written in words: `KSE 100` is KSE100.
    """
    for symbol in _spellings(cell, spec):
        known = source.instruments.get(symbol)
        try:
            return symbol, known or source.instrument(symbol.replace(" ", "").upper() if spec.index else symbol)
        except InvalidSymbolError:
            continue
    return None


def _spellings(cell: Cell, spec: TableSpec) -> list[str]:
    """What may be the symbol in a cell, the likeliest first: its first element, then all of it."""
    whole = normalize_cell(cell)
    pieces = _BORDERS.split(cell[:MOST_READ]) if isinstance(cell, str) else []
    first = next(filter(None, map(normalize_cell, pieces)), "")
    tried = (whole,) if spec.index else (first, whole)
    return [symbol for symbol in dict.fromkeys(tried) if not is_missing(symbol)]


def _settled(first: Quote, other: Quote) -> Quote:
    if first.price is None:
        return other
    if other.price is None or first == other or _TOLD_TWICE in first.flags:
        return first
    return replace(first, flags=(*first.flags, _TOLD_TWICE))


class _Reading:
    """One row under way: reads its fields and keeps a flag for each that is refused."""

    def __init__(self, row: Mapping[str, Cell], spec: TableSpec, at: datetime) -> None:
        self._row = row
        self._spec = spec
        self._at = at
        self._flags: list[CleanText] = []

    def quote(self, instrument: InstrumentId, source: SourceConfig) -> Quote:
        price = self._price()
        change, percent = self._read("change", self._number), self._read("percent", self._share)
        previous = self._read("previous_close", self._number)
        if price is None:
            change = percent = None
        elif change is None and previous is not None and "change" not in self._spec.columns:
            change = price - previous
        if change is not None and price is not None and percent is None and "percent" not in self._spec.columns:
            percent = self._share_of(change, price, previous)
        direction = self._direction(change, percent) if price is not None else None
        return Quote(
            id=instrument,
            price=price,
            change=change,
            percent=percent,
            direction=direction,
            name=sanitize_line(normalize_cell(self._row.get("name"))) or None,
            open=self._read("open", self._number),
            high=self._read("high", self._number),
            low=self._read("low", self._number),
            previous_close=previous,
            volume=self._read("volume", self._count),
            currency=self._spec.currency,
            as_of=self._read("as_of", self._moment),
            flags=tuple(self._flags),
            polled_at=self._at,
            source=source.name,
        )

    def _price(self) -> Decimal | None:
        price = self._read("price", self._number)
        if price is not None and price > 0:
            return price
        if price is not None:
            self._flag("price", "not above zero")
        elif not self._flags:
            # a marker such as N/D says that there was no trade; an empty cell says nothing
            self._flags.append(NO_TRADE if normalize_cell(self._row.get("price")) else CleanText("price: none given"))
        return None

    def _direction(self, change: Decimal | None, percent: Decimal | None) -> Direction | None:
        arrows = (parse_direction(self._row.get(field)) for field in ("change", "percent", "price"))
        stated = next((arrow for arrow in arrows if arrow is not None), None)
        signs = [(figure > 0) - (figure < 0) for figure in (change, percent) if figure is not None]
        if len(signs) > 1 and signs[0] * signs[1] < 0:
            self._flags.append(CleanText(f"change is {change}, percent is {percent}"))
        if not signs:
            return stated
        # sites draw an arrow beside a zero as well
        return {0: Direction.UNCHANGED, 1: stated or Direction.UP, -1: stated or Direction.DOWN}[signs[0]]

    def _share_of(self, change: Decimal, price: Decimal, previous: Decimal | None) -> Decimal | None:
        try:
            return round_half_up(change * 100 / previous, 2) if previous else percent_change(change, price)
        except ArithmeticError:
            return None

    def _read(self, field: str, read: Callable[[Cell], T | None]) -> T | None:
        if field not in self._spec.columns:
            return None
        try:
            return read(self._row.get(field))
        except InvalidNumberError as error:
            self._flag(field, str(error))
        except (ValueError, OverflowError):
            self._flag(field, "not a time that can be")
        return None

    def _flag(self, field: str, problem: str) -> None:
        self._flags.append(CleanText(f"{field.replace('_', ' ')}: {problem}"))

    def _number(self, cell: Cell) -> Decimal | None:
        return parse_number(cell, decimal_comma=self._spec.decimal_comma)

    def _share(self, cell: Cell) -> Decimal | None:
        return parse_percent(cell, decimal_comma=self._spec.decimal_comma)

    def _count(self, cell: Cell) -> int | None:
        return parse_count(cell, decimal_comma=self._spec.decimal_comma)

    def _moment(self, cell: Cell) -> datetime | None:
        return parse_time(cell, self._at, form=self._spec.dates, zone=self._spec.zone)
