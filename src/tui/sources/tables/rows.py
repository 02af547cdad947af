"""Cells by field as rows of the market, with a flag for each that is not valid."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, TypeVar

from tui.domain.events import Snapshot
from tui.domain.numbers import InvalidNumberError
from tui.domain.quote import (
    COUNTS,
    NO_TRADE,
    PRICES,
    Direction,
    InstrumentKind,
    Quote,
)
from tui.domain.text import CleanText, sanitize_line
from tui.sources.adapter import SourceConfig
from tui.sources.instruments import kind_in_market
from tui.sources.quote_builder import FigureParser, QuoteBuilder, derive_move
from tui.sources.table_spec import TableSpec
from tui.sources.tables.cells import (
    Cell,
    is_missing,
    normalize_cell,
    parse_count_cell,
    parse_direction_cell,
    parse_number_cell,
    parse_percent_cell,
    parse_time_cell,
)
from tui.sources.tables.symbols import NamedInstrument, find_instrument

T = TypeVar("T")

_CURRENCY = re.compile(r"[A-Za-z]{2,5}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRows:
    """The quotes of a table."""

    snapshot: Snapshot
    """Each instrument once, in the order of the table."""
    without_symbol: int = 0
    """Rows whose symbol is not valid."""
    example: str = ""
    """What the first of these has instead."""
    missing: tuple[str, ...] = ()
    """Symbols requested that are not in the table."""


def build_table_rows(
    cells: Iterable[Mapping[str, Cell]], spec: TableSpec, source: SourceConfig, at: datetime
) -> TableRows:
    """Return the rows of a table received at a time (aware UTC); of the source's symbols only, if it names any.

    A change the table does not state is worked out from the previous close, and a percentage from the change, to two
    decimals. An arrow, else the sign of the change, states the direction.

    Raises:
        ParseError: more rows than any market has.
    """
    builder = QuoteBuilder(source, at)
    without_symbol, example, present = 0, "", set[str]()
    for row in cells:
        named = find_instrument(row, spec, source)
        if named is None:
            without_symbol, example = without_symbol + 1, example or normalize_cell(row.get("symbol"))
            continue
        requested = {named.spelling, named.id.symbol}.intersection(source.symbols)
        present |= requested
        if requested or not source.symbols:
            builder.add(_RowParser(row, spec, at).quote(named, source))
    return TableRows(
        snapshot=builder.snapshot(),
        without_symbol=without_symbol,
        example=sanitize_line(example, 32),
        missing=tuple(symbol for symbol in source.symbols if symbol not in present),
    )


class _RowParser:
    """Parses the cells of one row and collects a flag for each that is not valid."""

    def __init__(self, row: Mapping[str, Cell], spec: TableSpec, at: datetime) -> None:
        self._row = row
        self._spec = spec
        self._at = at
        self._figures = FigureParser()

    def quote(self, named: NamedInstrument, source: SourceConfig) -> Quote:
        price = self._price()
        change, percent = self._parse("change", self._number), self._parse("percent", self._percent)
        prices = {name: self._parse(name, self._number) for name in PRICES}
        if price is None:
            change = percent = None
        else:
            change, percent = derive_move(price, change, percent, prices["previous_close"], self._spec.columns)
        direction = self._direction(change, percent) if price is not None else None
        counts = {name: self._parse(name, self._count) for name in COUNTS}
        counts["unit"] = _more_than_one(counts["unit"] or self._spec.unit)
        as_of = self._parse("as_of", self._time)
        by_field: dict[str, Any] = {**prices, **counts}
        return Quote(
            id=named.id,
            kind=InstrumentKind.INDEX if self._spec.index else kind_in_market(named.id.market),
            price=price,
            change=change,
            percent=percent,
            direction=direction,
            name=sanitize_line(normalize_cell(self._row.get("name")) or named.words) or None,
            currency=self._currency(),
            as_of=as_of,
            flags=tuple(self._figures.flags),
            polled_at=self._at,
            source=source.name,
            **by_field,
        )

    def _price(self) -> Decimal | None:
        price = self._parse("price", self._number)
        if price is not None and price > 0:
            return price
        if price is not None:
            self._figures.flag("price", "not above zero")
        elif not self._figures.flags:
            # a marker such as N/D states that there was no trade; an empty cell states nothing
            is_marked = bool(normalize_cell(self._row.get("price")))
            self._figures.flags.append(NO_TRADE if is_marked else CleanText("price: missing"))
        return None

    def _currency(self) -> str | None:
        text = normalize_cell(self._row.get("currency"))
        if is_missing(text):
            return self._spec.currency
        if _CURRENCY.fullmatch(text):
            return text
        self._figures.flag("currency", "not a code such as USD")
        return None

    def _direction(self, change: Decimal | None, percent: Decimal | None) -> Direction | None:
        arrows = (parse_direction_cell(self._row.get(field)) for field in ("change", "percent", "price"))
        stated = next((arrow for arrow in arrows if arrow is not None), None)
        signs = [(figure > 0) - (figure < 0) for figure in (change, percent) if figure is not None]
        if len(signs) > 1 and signs[0] * signs[1] < 0:
            self._figures.flags.append(CleanText(f"change is {change}, percent is {percent}"))
        if not signs:
            return stated
        # sites draw an arrow beside a zero as well
        return {0: Direction.UNCHANGED, 1: stated or Direction.UP, -1: stated or Direction.DOWN}[signs[0]]

    def _parse(self, field: str, parse: Callable[[Cell], T | None]) -> T | None:
        return self._figures.parse(field, parse, self._row.get(field)) if field in self._row else None

    def _number(self, cell: Cell) -> Decimal | None:
        return parse_number_cell(cell, decimal_comma=self._spec.decimal_comma)

    def _percent(self, cell: Cell) -> Decimal | None:
        return parse_percent_cell(cell, decimal_comma=self._spec.decimal_comma)

    def _count(self, cell: Cell) -> int | None:
        return parse_count_cell(cell, decimal_comma=self._spec.decimal_comma)

    def _time(self, cell: Cell) -> datetime | None:
        try:
            return parse_time_cell(cell, self._at, form=self._spec.dates, zone=self._spec.zone)
        except (ValueError, OverflowError):
            raise InvalidNumberError("not a valid time") from None


def _more_than_one(unit: int | None) -> int | None:
    return unit if unit is not None and unit > 1 else None
