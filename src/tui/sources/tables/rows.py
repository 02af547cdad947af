"""Cells by field as rows of the market, with a flag for each that is not valid."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, TypeVar

from tui.domain.events import Snapshot
from tui.domain.numbers import InvalidNumberError, within_limits
from tui.domain.quote import (
    COUNTS,
    NO_TRADE,
    PRICES,
    InstrumentId,
    InstrumentKind,
    InvalidSymbolError,
    Quote,
)
from tui.domain.text import CleanText, sanitize_line
from tui.sources.adapter import ParseError, SourceConfig
from tui.sources.html.line import ELEMENT_BOUNDARY
from tui.sources.instruments import kind_in_market
from tui.sources.quote_builder import (
    MAY_BE_NEGATIVE,
    FigureParser,
    QuoteBuilder,
    shared_cause,
)
from tui.sources.table_spec import TableSpec
from tui.sources.tables.cells import (
    MAX_CELL,
    Cell,
    has_pair,
    is_missing,
    normalize_cell,
    parse_sign_cell,
    parse_time_cell,
    read_count_cell,
    read_move_cell,
    read_price_cell,
)
from tui.sources.tables.columns import TableColumns, survey_columns
from tui.sources.tables.figures import Figure
from tui.sources.tables.moves import Move, PrintedMove, resolve_move

T = TypeVar("T")

_BOUNDARIES = re.compile(rf"[\n{ELEMENT_BOUNDARY}]")


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
    decimals.

    Raises:
        ParseError: more rows than any market has, or none with a price.
    """
    builder = QuoteBuilder(source, at)
    without_symbol, example, present = 0, "", set[str]()
    rows = list(cells)
    columns = survey_columns(rows, spec)
    for row in rows:
        named = _instrument(row.get("symbol"), spec, source)
        if named is None:
            without_symbol, example = without_symbol + 1, example or normalize_cell(row.get("symbol"))
            continue
        symbol, instrument = named
        requested = {symbol, instrument.symbol}.intersection(source.symbols)
        present |= requested
        if requested or not source.symbols:
            builder.add(_RowParser(row, spec, columns, at).quote(instrument, source))
    snapshot = builder.snapshot()
    if snapshot.quotes and all(quote.price is None for quote in snapshot.quotes):
        raise ParseError(f"no row has a price: {shared_cause(snapshot.quotes)}")
    return TableRows(
        snapshot=snapshot,
        without_symbol=without_symbol,
        example=sanitize_line(example, 32),
        missing=tuple(symbol for symbol in source.symbols if symbol not in present),
    )


def _instrument(cell: Cell, spec: TableSpec, source: SourceConfig) -> tuple[str, InstrumentId] | None:
    """Return the symbol as the table spells it, and its instrument; None where it is not valid.

    A cell with other elements beside the symbol, such as a mark for a dividend, begins with the symbol.
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
    """Return the possible symbols in a cell, in the order to try: its first element, then all of its text."""
    text = normalize_cell(cell)
    pieces = _BOUNDARIES.split(cell[:MAX_CELL]) if isinstance(cell, str) else []
    first = next(filter(None, map(normalize_cell, pieces)), "")
    candidates = (text,) if spec.index else (first, text)
    return [symbol for symbol in dict.fromkeys(candidates) if not is_missing(symbol)]


class _RowParser:
    """Parses the cells of one row and collects a flag for each that is not valid."""

    def __init__(self, row: Mapping[str, Cell], spec: TableSpec, columns: TableColumns, at: datetime) -> None:
        self._row = row
        self._spec = spec
        self._columns = columns
        self._at = at
        self._figures = FigureParser()

    def quote(self, instrument: InstrumentId, source: SourceConfig) -> Quote:
        kind = self._kind(instrument)
        may_be_negative = self._may_be_negative(kind)
        price = self._price(may_be_negative=may_be_negative)
        change, percent = self._printed("change"), self._printed("percent")
        sign = self._parse("sign", parse_sign_cell)
        prices = {name: self._parse(name, self._number(name)) for name in PRICES}
        if not may_be_negative:  # zero is printed where there was none
            prices = {name: figure or None for name, figure in prices.items()}
        move = Move()
        if price is not None:
            printed = PrintedMove(
                price=price.value,
                previous_close=prices["previous_close"],
                change=change,
                percent=percent,
                sign=sign,
                arrow=price.arrow,
            )
            move = resolve_move(printed, self._columns.change, self._columns.percent, self._row)
        self._figures.flags += move.flags
        counts = {name: self._parse(name, self._count(name)) for name in COUNTS}
        as_of = self._parse("as_of", self._time)
        by_field: dict[str, Any] = {**prices, **counts}
        return Quote(
            id=instrument,
            kind=kind,
            price=None if price is None else price.value,
            change=move.change,
            percent=move.percent,
            direction=move.direction,
            name=sanitize_line(normalize_cell(self._row.get("name"))) or None,
            currency=self._spec.currency,
            as_of=as_of,
            flags=tuple(self._figures.flags),
            polled_at=self._at,
            source=source.name,
            **by_field,
        )

    def _kind(self, instrument: InstrumentId) -> InstrumentKind:
        if self._spec.index:
            return InstrumentKind.INDEX
        return self._spec.kind or kind_in_market(instrument.market)

    def _may_be_negative(self, kind: InstrumentKind) -> bool:
        """Return whether prices may be zero and less.

        Where the kind is not known, a table with prices below zero is one of futures, rates or spreads. In one without,
        zero means that there was no trade.
        """
        is_known = self._spec.kind is not None or kind is not InstrumentKind.SHARE
        return kind in MAY_BE_NEGATIVE or (not is_known and self._columns.has_negative_price)

    def _price(self, *, may_be_negative: bool) -> Figure | None:
        """Return the price, if it is one that the instrument may have."""
        figure = self._parse("price", lambda cell: read_price_cell(cell, self._columns.style("price")))
        if figure is None:
            if not self._figures.flags:
                # a marker such as N/D states that there was no trade; an empty cell states nothing
                is_marked = bool(normalize_cell(self._row.get("price")))
                self._figures.flags.append(NO_TRADE if is_marked else CleanText("price: missing"))
            return None
        if figure.value > 0 or may_be_negative:
            return figure
        self._figures.flag("price", "not above zero")
        return None

    def _printed(self, field: str) -> Figure | None:
        """Return the figure of the change or the percentage; where one cell has both, that of the other's cell."""
        is_percent = field == "percent"
        source = field
        if field not in self._row:
            source = "change" if is_percent else "percent"
            if not has_pair(self._row.get(source)):
                return None
        style = self._columns.style(source)

        def parse(cell: Cell) -> Figure | None:
            figure = read_move_cell(cell, style, is_percent=is_percent)
            if figure is not None and figure.is_percent and not is_percent:
                raise InvalidNumberError("a percentage")
            if figure is not None and is_percent and self._spec.percent_as_fraction and not figure.is_percent:
                figure.value = within_limits(figure.value.scaleb(2))
            return figure

        return self._figures.parse(field, parse, self._row.get(source))

    def _parse(self, field: str, parse: Callable[[Cell], T | None]) -> T | None:
        return self._figures.parse(field, parse, self._row.get(field)) if field in self._row else None

    def _number(self, field: str) -> Callable[[Cell], Decimal | None]:
        def parse(cell: Cell) -> Decimal | None:
            figure = read_price_cell(cell, self._columns.style(field))
            return None if figure is None else figure.value

        return parse

    def _count(self, field: str) -> Callable[[Cell], int | None]:
        return lambda cell: read_count_cell(cell, self._columns.style(field))

    def _time(self, cell: Cell) -> datetime | None:
        try:
            return parse_time_cell(cell, self._at, form=self._spec.dates, zone=self._spec.zone)
        except (ValueError, OverflowError):
            raise InvalidNumberError("not a valid time") from None
