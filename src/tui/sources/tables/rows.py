"""Cells by field as rows of the market, with a flag for each that is not valid."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any, TypeVar

from tui.domain.events import Snapshot
from tui.domain.numbers import WIDE_CONTEXT, InvalidNumberError, exponent_of, within_limits, without_residue
from tui.domain.quote import (
    COUNTS,
    MAX_COUNT,
    NO_FIGURE,
    NO_TRADE,
    PRICES,
    InstrumentId,
    InstrumentKind,
    Quote,
)
from tui.domain.text import CleanText, sanitize_line
from tui.sources.adapter import ParseError, SourceConfig
from tui.sources.instruments import kind_in_market
from tui.sources.quote_builder import (
    MAY_BE_NEGATIVE,
    FigureParser,
    QuoteBuilder,
    shared_cause,
    whole_count,
)
from tui.sources.redaction.secret import REDACTED
from tui.sources.table_spec import TableSpec
from tui.sources.tables.cells import (
    Cell,
    FutureTimeError,
    has_pair,
    is_missing,
    normalize_cell,
    parse_sign_cell,
    parse_time_cell,
    read_count_cell,
    read_exact_count,
    read_move_cell,
    read_price_cell,
    read_quote_cell,
)
from tui.sources.tables.column_styles import ColumnStyles
from tui.sources.tables.decimal_marks import FigureStyle
from tui.sources.tables.figures import Figure, read_figure
from tui.sources.tables.fold import fold
from tui.sources.tables.grid import FAULT, TITLES
from tui.sources.tables.moves import Move, PrintedMove, resolve_move
from tui.sources.tables.symbols import NamedInstrument, find_instrument
from tui.sources.tables.title_units import unit_of_title
from tui.sources.tables.words import NO_TRADE_WORDS

T = TypeVar("T")

_MAX_EXACT_DECIMALS = 8
"""Decimals of a change that no subtraction of binary numbers leaves."""
_NO_FIGURES = frozenset(["symbol", "name"])
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
    cells: Iterable[Mapping[str, Cell]],
    spec: TableSpec,
    source: SourceConfig,
    at: datetime,
    columns: ColumnStyles,
) -> TableRows:
    """Return the rows of a table; of the source's symbols only, if it names any.

    A change the table does not state is worked out from the previous close, and a percentage from the change, to two
    decimals.

    Args:
        cells: of each row by field.
        spec: what the cells are.
        source: that states the table.
        at: when the table was received, aware UTC.
        columns: how the columns are written.

    Raises:
        ParseError: more rows than any market has, or none with a price.
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
            builder.add(_RowParser(row, spec, columns, at).quote(named, source))
    snapshot = builder.snapshot()
    if snapshot.quotes and all(quote.price is None for quote in snapshot.quotes):
        raise ParseError(f"no row has a price: {shared_cause(snapshot.quotes)}")
    return TableRows(
        snapshot=snapshot,
        without_symbol=without_symbol,
        example=sanitize_line(example, 32),
        missing=tuple(symbol for symbol in source.symbols if symbol not in present),
    )


class _RowParser:
    """Parses the cells of one row and collects a flag for each that is not valid."""

    def __init__(self, row: Mapping[str, Cell], spec: TableSpec, columns: ColumnStyles, at: datetime) -> None:
        self._row = row
        self._spec = spec
        self._columns = columns
        self._at = at
        self._figures = FigureParser()
        self._has_unknown_sign = False
        """Whether the row has a cell for the sign that cannot be read, so that figures may be without theirs."""
        if fault := normalize_cell(row.get(FAULT)):
            self._row = {field: cell for field, cell in row.items() if field in _NO_FIGURES}
            self._figures.flags.append(CleanText(fault))

    def quote(self, named: NamedInstrument, source: SourceConfig) -> Quote:
        kind = self._kind(named.id)
        may_be_negative = self._may_be_negative(kind)
        price = self._price(may_be_negative=may_be_negative)
        change, percent = self._printed("change"), self._printed("percent")
        before = len(self._figures.flags)
        sign = self._parse("sign", parse_sign_cell)
        self._has_unknown_sign = len(self._figures.flags) > before
        prices = {name: self._parse(name, self._number(name, may_be_negative=may_be_negative)) for name in PRICES}
        move = Move()
        if price is not None:
            if change is not None and exponent_of(change.value) < -_MAX_EXACT_DECIMALS:
                change = replace(change, value=without_residue(change.value, price.value))
            printed = PrintedMove(
                price=price.value,
                previous_close=prices["previous_close"],
                change=change,
                percent=percent,
                sign=sign,
                arrow=price.arrow,
            )
            of_change, of_percent = self._columns.change, self._columns.percent
            if self._has_unknown_sign:
                of_change, of_percent = replace(of_change, are_numbers=False), replace(of_percent, are_numbers=False)
            move = resolve_move(printed, of_change, of_percent, self._row)
        self._figures.flags += move.flags
        counts = {name: self._parse(name, self._count(name)) for name in COUNTS}
        counts["unit"] = _more_than_one(counts["unit"] or self._spec.unit)
        as_of = self._parse("as_of", self._time)
        by_field: dict[str, Any] = {**prices, **counts}
        return Quote(
            id=named.id,
            kind=kind,
            price=None if price is None else price.value,
            change=move.change,
            percent=move.percent,
            direction=move.direction,
            name=self._name(named),
            currency=self._currency(),
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

    def _name(self, named: NamedInstrument) -> CleanText | None:
        text = normalize_cell(self._row.get("name"))
        is_name = REDACTED in text or not is_missing(text)  # a key quoted as the name stays visible as one
        return sanitize_line(text if is_name else named.words) or None

    def _may_be_negative(self, kind: InstrumentKind) -> bool:
        """Return whether prices may be zero and less.

        Where the kind is not known, a table with a minus before a price is one of futures, rates or spreads. In one
        without, zero means that there was no trade.
        """
        is_known = self._spec.kind is not None or kind is not InstrumentKind.SHARE
        return kind in MAY_BE_NEGATIVE or (not is_known and self._columns.has_negative_price)

    def _price(self, *, may_be_negative: bool) -> Figure | None:
        """Return the price, if it is one that the instrument may have."""
        figure = self._parse("price", lambda cell: read_price_cell(cell, self._columns.style("price")))
        if figure is None:
            if not self._figures.flags:
                self._figures.flags.append(_absence(normalize_cell(self._row.get("price"))))
            return None
        if figure.value > 0 or may_be_negative:
            return figure
        self._figures.flag("price", "not above zero")
        return None

    def _currency(self) -> str | None:
        text = normalize_cell(self._row.get("currency"))
        if is_missing(text):
            return self._spec.currency
        if _CURRENCY.fullmatch(text):
            return text
        self._figures.flag("currency", "not a code such as USD")
        return None

    def _printed(self, field: str) -> Figure | None:
        """Return the figure of the change or the percentage; where it has no cell, that beside another."""
        is_percent = field == "percent"
        source = field
        if field not in self._row:
            source = self._other_cell("change" if is_percent else "percent")
            if not source:
                return None
        style = self._columns.style(source)

        def parse(cell: Cell) -> Figure | None:
            figure = read_move_cell(cell, style, is_percent=is_percent)
            if figure is not None and figure.is_percent and not is_percent:
                raise InvalidNumberError("a percentage")
            if figure is not None and is_percent and self._spec.percent_as_fraction and not figure.is_percent:
                return replace(figure, value=within_limits(figure.value.scaleb(2, WIDE_CONTEXT)))
            return figure

        return self._figures.parse(field, parse, self._row.get(source))

    def _other_cell(self, other: str) -> str:
        """Return the field whose cell has a figure beside its own: the other of a move, or the price; "" for none."""
        if has_pair(self._row.get(other)):
            return other
        try:
            return "price" if read_quote_cell(self._row.get("price"), self._columns.style("price")) else ""
        except InvalidNumberError:
            return ""

    def _parse(self, field: str, parse: Callable[[Cell], T | None]) -> T | None:
        return self._figures.parse(field, parse, self._row.get(field)) if field in self._row else None

    def _number(self, field: str, *, may_be_negative: bool) -> Callable[[Cell], Decimal | None]:
        def parse(cell: Cell) -> Decimal | None:
            figure = read_price_cell(cell, self._columns.style(field))
            if figure is None or may_be_negative:
                return None if figure is None else figure.value
            if figure.value < 0:
                raise InvalidNumberError("below zero")
            return figure.value or None  # zero is printed where there was none

        return parse

    def _count(self, field: str) -> Callable[[Cell], int | None]:
        style = self._columns.style(field)
        if field == "unit":
            return lambda cell: _read_unit(cell, style)
        titles = self._row.get(TITLES)
        title = titles.get(field) if isinstance(titles, dict) else None

        def parse(cell: Cell) -> int | None:
            unit = unit_of_title(title if isinstance(title, str) else self._spec.columns.get(field, ""), style.mark)
            number = read_exact_count(cell, style, unit)
            return None if number is None else whole_count(number, field)

        return parse

    def _time(self, cell: Cell) -> datetime | None:
        try:
            return parse_time_cell(cell, self._at, date_format=self._spec.dates, zone=self._spec.zone)
        except FutureTimeError as error:
            raise InvalidNumberError(str(error)) from None
        except ValueError:
            raise InvalidNumberError("not a valid time") from None


def _absence(text: str) -> CleanText:
    """Return the flag of a row whose cell for the price has no figure; an empty one states nothing."""
    if not text:
        return CleanText("price: missing")
    return NO_TRADE if fold(text).casefold() in NO_TRADE_WORDS else NO_FIGURE


def _read_unit(cell: Cell, style: FigureStyle) -> int | None:
    """Return for how many units a price is; a part of one is none."""
    unit = read_count_cell(cell, style)
    if unit is None:
        return None
    if isinstance(cell, str):
        figure = read_figure(fold(cell), style, maximum=MAX_COUNT)
        is_whole = figure.value * (figure.unit or 1) == unit
    else:
        is_whole = cell == unit
    if not (unit and is_whole):
        raise InvalidNumberError("not a whole number above zero")
    return unit


def _more_than_one(unit: int | None) -> int | None:
    return unit if unit is not None and unit > 1 else None
