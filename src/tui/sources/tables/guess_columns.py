"""Guesses the field of each column by its title and its cells, and says where it is not sure."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from tui.sources.tables.column_profiles import MIN_DISTINCT_SHARE, MIN_SHARE, Column
from tui.sources.tables.column_scores import (
    KNOWN_PRICE_SCORE,
    Choice,
    is_price_unsure,
    is_symbol_unsure,
    may_be_several_instruments,
    price_choices,
    symbol_choices,
)
from tui.sources.tables.date_formats import find_date_format, find_zone
from tui.sources.tables.field_columns import FieldColumns, Reading
from tui.sources.tables.grid import CellGrid
from tui.sources.tables.grid_columns import columns_of
from tui.sources.tables.title_words import Concept
from tui.sources.tables.titles import is_title_of_instrument
from tui.sources.tables.untitled import is_untitled, with_concepts

_MIN_INSTRUMENTS: Final = 2
_MIN_DAYS: Final = 2
_MAX_READINGS: Final = 2


def guess_columns(grid: CellGrid, at: datetime) -> list[Reading]:
    """Return the likely readings of a table, at most two, the best first; a second only where the first is not sure.

    Empty where nothing in it can be symbols with prices.

    Args:
        grid: the table.
        at: when it was received, aware.
    """
    columns = columns_of(grid)
    readings = _readings(grid, columns, at)
    price = readings[0].columns.get("price") if len(readings) == 1 else None
    if price is None or not columns[price].is_mark_open:
        return readings
    return [*readings, *_readings(grid, columns_of(grid, open_mark=","), at)[:1]]


def _readings(grid: CellGrid, columns: list[Column], at: datetime) -> list[Reading]:
    if is_untitled(grid.titles):
        columns = with_concepts(columns)
    wide = _wide(columns)
    if wide is not None:
        return [wide]
    if any(each.has_units_in_codes for each in columns):
        return []
    symbols, prices = _apart(symbol_choices(columns), price_choices(columns))
    if not prices or _are_statistics(symbols, prices):
        return []
    if not symbols:
        return _of_one_instrument(columns, prices, at)
    of_days = _titled_by_days(columns, symbols[0].column)
    if of_days is not None:
        return [of_days]
    return _of_instruments(columns, symbols, prices, at)


def _apart(symbols: list[Choice], prices: list[Choice]) -> tuple[list[Choice], list[Choice]]:
    """Return the choices without a column that is among both: the likeliest price is no symbol where others are."""
    others = [each for each in symbols if prices and each.column is not prices[0].column]
    symbols = others or symbols
    return symbols, [each for each in prices if not symbols or each.column is not symbols[0].column]


def _of_instruments(
    columns: Sequence[Column], symbols: Sequence[Choice], prices: Sequence[Choice], at: datetime
) -> list[Reading]:
    """Return the readings of a table that names instruments; two where symbol, price or move are not sure."""
    pairs = [(symbols[0].column, prices[0].column)]
    if is_price_unsure(prices):
        pairs.append((symbols[0].column, prices[1].column))
    elif is_symbol_unsure(symbols):
        pairs.append((symbols[1].column, prices[0].column))
    if len(pairs) > 1:
        return [FieldColumns(columns, price, symbol, at).reading() for symbol, price in pairs]
    symbol, price = pairs[0]
    first = FieldColumns(columns, price, symbol, at, "likely").reading()
    if not first.is_move_doubtful:
        return [first]
    return [first, FieldColumns(columns, price, symbol, at, "unlikely").reading()]


def _are_statistics(symbols: Sequence[Choice], prices: Sequence[Choice]) -> bool:
    """Return whether the likeliest symbols are countries, and the figures beside them are titled as no prices."""
    is_of_countries = bool(symbols) and symbols[0].column.concept is Concept.COUNTRY
    return is_of_countries and prices[0].column.concept is Concept.UNKNOWN


def _wide(columns: Sequence[Column]) -> Reading | None:
    """Return the reading of a table whose rows are days and whose columns are instruments; None of any other."""
    days = [
        each
        for each in columns
        if each.date_format and each.date_format.has_day and each.distinct_share >= MIN_DISTINCT_SHARE
    ]
    others = [each for each in columns if each not in days and each.stated]
    instruments = [each for each in others if each.is_figures and is_title_of_instrument(each.title)]
    if len(others) > _MIN_INSTRUMENTS and all(_is_unknown_figures(each) for each in others):
        instruments = others
    if len(days) != 1 or not instruments or len(instruments) < MIN_SHARE * len(others):
        return None
    date_format = days[0].date_format
    if date_format is None or not date_format.is_certain:
        return None
    comma = any(each.decimal_comma for each in instruments)
    zone = find_zone(days[0].title)
    return Reading(
        columns={"as_of": days[0].index}, decimal_comma=comma, dates=date_format.pattern, zone=zone, wide=True
    )


def _is_unknown_figures(column: Column) -> bool:
    """Return whether a column has figures with decimals under a title that says nothing, such as `10 Yr`."""
    is_named = any(map(str.isalpha, column.title)) and column.concept is Concept.UNKNOWN
    return is_named and column.is_figures and column.has_decimals


def _titled_by_days(columns: Sequence[Column], symbol: Column) -> Reading | None:
    """Return the reading of a table with a column for each of several days, the newest as the price; else None."""
    days = {each.index: each.title for each in columns if each.is_figures and any(map(str.isdigit, each.title))}
    date_format = find_date_format(list(days.values())) if len(days) >= _MIN_DAYS else None
    if date_format is None or not date_format.is_certain or not date_format.has_day:
        return None
    dated = [(day, index) for index, title in days.items() if (day := date_format.day(title)) is not None]
    newest = [index for _, index in sorted(dated, reverse=True)]
    if len(newest) < _MIN_DAYS:
        return None
    fields = {"symbol": symbol.index, "price": newest[0], "previous_close": newest[1]}
    comma = columns[newest[0]].decimal_comma
    return Reading(columns=fields, decimal_comma=comma, by_number=True)


def _of_one_instrument(columns: Sequence[Column], prices: Sequence[Choice], at: datetime) -> list[Reading]:
    """Return the readings of a table that names no instrument: one row, or the days of one history."""
    currencies = {each.currency for each in columns if each.is_figures} - {None}
    if len(currencies) > 1 or prices[0].score < KNOWN_PRICE_SCORE or any(map(may_be_several_instruments, columns)):
        return []
    readings = [
        FieldColumns(columns, choice.column, None, at).reading()
        for choice in prices[: _MAX_READINGS if is_price_unsure(prices) else 1]
    ]
    rows = len(columns[0].cells)
    return [each for each in readings if rows == 1 or _has_days(columns, each)]


def _has_days(columns: Sequence[Column], reading: Reading) -> bool:
    """Return whether the rows of a reading are of times that differ, so that they may be of one instrument."""
    return "as_of" in reading.columns and columns[reading.columns["as_of"]].distinct_share >= MIN_DISTINCT_SHARE
