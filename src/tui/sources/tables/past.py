"""The past from a table that the configuration names, for a source of any kind."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from urllib.parse import quote
from zoneinfo import ZoneInfo

from tui.domain.bars import Bar, start_of_day
from tui.domain.numbers import InvalidNumberError
from tui.domain.past import PastSpan
from tui.domain.quote import InstrumentId, Quote
from tui.sources.adapter import (
    MAX_ROWS,
    MAX_SYMBOLS,
    Adapter,
    ParseError,
    Past,
    PastQuery,
    Response,
    SourceConfig,
    SourceRequest,
)
from tui.sources.past import RawBar, build_bars
from tui.sources.table_spec import SYMBOL_IN_ADDRESS, PastTable, TableSpec
from tui.sources.tables.cells import Cell, read_exact_count, read_price_cell
from tui.sources.tables.column_styles import ColumnStyles, find_column_styles
from tui.sources.tables.history import RowTimes
from tui.sources.tables.symbols import first_spelling, join_symbols
from tui.sources.tables.table import ACCEPT, read_cells


def past_of(table: PastTable, adapter: Adapter) -> Past:
    """Return how a source is asked by the table that it names, whatever its kind is."""
    addresses = {PastSpan.DAYS: table.days, PastSpan.MINUTES: table.minutes}
    batches = {span: 1 if SYMBOL_IN_ADDRESS in each else MAX_SYMBOLS for span, each in addresses.items() if each}
    return Past(batches=batches, build=_build, parse=_parse, spell=_spell_by(adapter))


def _spell_by(adapter: Adapter) -> Callable[[SourceConfig, Sequence[Quote]], Mapping[InstrumentId, str]]:
    def spell(source: SourceConfig, rows: Sequence[Quote]) -> Mapping[InstrumentId, str]:
        named = {source.instruments[symbol]: symbol for symbol in source.symbols if symbol in source.instruments}
        if adapter.instrument_of is not None:
            named = {adapter.instrument_of(symbol, source): symbol for symbol in source.symbols} | named
        return {row.id: named.get(row.id, row.id.symbol) for row in rows}

    return spell


def _build(query: PastQuery) -> SourceRequest:
    spec = _spec(query)
    url = _address(query).replace(SYMBOL_IN_ADDRESS, quote(query.symbols[0], safe=""))
    key = () if query.source.key is None else (query.source.key,)
    return SourceRequest(
        url=url,
        accept=ACCEPT[spec.format],
        secret_query=tuple((spec.key_parameter, each) for each in key if spec.key_parameter),
        secret_headers=tuple((spec.key_header, each) for each in key if spec.key_header),
    )


def _spec(query: PastQuery) -> TableSpec:
    return _table(query).table


def _table(query: PastQuery) -> PastTable:
    assert query.source.past is not None, "it is asked by its table"
    return query.source.past


def _address(query: PastQuery) -> str:
    """Return the address of what is asked for, with the place of the symbol in it."""
    return _table(query).minutes if query.span is PastSpan.MINUTES else _table(query).days


def _parse(response: Response, query: PastQuery, at: datetime) -> Mapping[str, Sequence[Bar]]:
    spec = _spec(query)
    rows = list(join_symbols(read_cells(response, spec), spec))
    if len(rows) > MAX_ROWS:
        raise ParseError("too many rows")
    styles, times = find_column_styles(rows, spec), RowTimes(spec, at)
    spelled = {symbol.casefold(): symbol for symbol in query.symbols}
    names_one = SYMBOL_IN_ADDRESS in _address(query)
    raw: dict[str, list[RawBar]] = {}
    for row in rows:
        name = "" if names_one else first_spelling(row.get("symbol"), spec).casefold()
        symbol = query.symbols[0] if names_one else spelled.get(name)
        if symbol is not None:
            raw.setdefault(symbol, []).append(_raw_bar(row, times, styles, query.span))
    # tables have the newest row first or last: in a bar of several rows the order is that of their times
    return {symbol: build_bars(sorted(each, key=_time), query.span) for symbol, each in raw.items()}


def _time(bar: RawBar) -> float:
    return 0.0 if bar.at is None else bar.at.timestamp()


def _raw_bar(row: Mapping[str, Cell], times: RowTimes, styles: ColumnStyles, span: PastSpan) -> RawBar:
    time = times.of(row)
    if time is not None and span is PastSpan.DAYS:
        time = start_of_day(time.astimezone(ZoneInfo(times.spec.zone)).date())
    close, opened, high, low = (_price(row.get(name), styles, name) for name in ("price", "open", "high", "low"))
    return RawBar(time, close, opened, high, low, _count(row.get("volume"), styles))


def _price(cell: Cell, styles: ColumnStyles, name: str) -> Decimal | None:
    try:
        figure = read_price_cell(cell, styles.style(name))
    except InvalidNumberError:
        return None
    return None if figure is None else figure.value


def _count(cell: Cell, styles: ColumnStyles) -> Decimal | None:
    try:
        return read_exact_count(cell, styles.style("volume"))
    except InvalidNumberError:
        return None
