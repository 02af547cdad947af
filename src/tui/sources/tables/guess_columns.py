"""Guesses the field of each column by its title, and checks it against the cells."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Final

from tui.domain.numbers import InvalidNumberError
from tui.domain.quote import InstrumentId, InvalidSymbolError
from tui.sources.tables.cells import (
    is_missing,
    normalize_cell,
    parse_count_cell,
    parse_number_cell,
    parse_percent_cell,
    parse_time_cell,
)
from tui.sources.tables.grid import CellGrid, normalize_title

_TITLES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "symbol": "symbol ticker scrip code symbolcode scripcode stock share instrument pair security currencycode iso"
        " coin market currency index indices indexname item commodity",
        "name": "name company companyname fullname longname shortname description securityname title currency",
        "price": "last lastprice ltp lasttradedprice lasttrade lastdone regularmarketprice current currentprice"
        " currentindex price lastrate rate currentprice close closing closeprice selling sell ask value level points"
        " currentvalue latest mid bid buying nav",
        "change": "change netchange chg chng pricechange changeabsolute regularmarketchange changers netchg diff"
        " difference plussign move ch d",
        "percent": "changepercentsign percentsignchange chgpercentsign percentsignchg changepercent percentchange"
        " changepercentage percentagechange changepct pctchange pct percentsign pricechangepercent"
        " regularmarketchangepercent percent changeinpercentsign chpercentsign changep dp chgpct",
        "open": "open opening openprice openingprice openrate o",
        "high": "high dayhigh highprice todayshigh highest h highest24h",
        "low": "low daylow lowprice todayslow lowest l lowest24h",
        "previous_close": "ldcp previousclose prevclose prevcloseprice previous prev yesterdayclose lastclose lastday"
        " lastdaycloseprice yclose pc lastclosingprice",
        "volume": "volume vol tradedvolume totalvolume sharestraded qty quantity turnoverqty volumeshares v",
        "as_of": "asof time datetime timestamp date updated lastupdated lastupdate updatedat lasttradetime t closetime"
        " tradetime",
    }
)
"""The titles of each field as `normalize_title` returns them, the likeliest first."""

_RANKS: Final = {field: {title: rank for rank, title in enumerate(titles.split())} for field, titles in _TITLES.items()}
_INDEX_TITLES: Final = frozenset({"index", "indices", "indexname"})
_COMMA = re.compile(r"[0-9]\.[0-9]{3},[0-9]|[0-9],(?:[0-9]{1,2}|[0-9]{4,})(?![0-9])")
_POINT = re.compile(r"[0-9],[0-9]{3}\.[0-9]|[0-9]\.(?:[0-9]{1,2}|[0-9]{4,})(?![0-9])")
_DECIMALS = re.compile(r"[0-9][.,][0-9]")
_MAX_SAMPLED = 40
_MIN_SHARE = 0.5


def guess_columns(grid: CellGrid, at: datetime) -> dict[str, int]:
    """Return the likely column of each field, of those whose cells parse as it; empty without a symbol or a price.

    Args:
        grid: the table.
        at: when it was received, aware.
    """
    sample = _Sample(grid, at)
    guessed: dict[str, int] = {}
    for field in ("symbol", "price", "percent", "change", "previous_close", "open", "high", "low", "volume", "as_of"):
        column = next((each for each in _titled(field, grid.titles) if sample.parses(field, each, guessed)), None)
        if column is None and field in ("symbol", "price"):
            column = next((each for each in sample.by_likeness(field) if sample.parses(field, each, guessed)), None)
        if column is not None:
            guessed[field] = column
    name = next((each for each in _titled("name", grid.titles) if each not in guessed.values()), None)
    if name is not None:
        guessed["name"] = name
    return guessed if {"symbol", "price"} <= guessed.keys() else {}


def has_decimal_comma(cells: Sequence[str]) -> bool:
    """Return whether figures are written `1.234,50`, and none as `1,234.50`."""
    return any(map(_COMMA.search, cells)) and not any(map(_POINT.search, cells))


def looks_like_indices(grid: CellGrid, column: int) -> bool:
    """Return whether the title of the column of symbols is that of indices."""
    return column < len(grid.titles) and _leaf(grid.titles[column]) in _INDEX_TITLES


def _leaf(title: str) -> str:
    """Return the end of a dotted path such as `quote.lastPrice`, and any other title unchanged, normalized."""
    path = normalize_cell(title)
    return normalize_title(path.rpartition(".")[2] if " " not in path and not path.endswith(".") else path)


def _titled(field: str, titles: Sequence[str]) -> Iterator[int]:
    ranks = _RANKS[field]
    known = [(ranks[leaf], column) for column, title in enumerate(titles) if (leaf := _leaf(title)) in ranks]
    return (column for _, column in sorted(known))


class _Sample:
    """The first rows of a table, to try fields on its columns."""

    def __init__(self, grid: CellGrid, at: datetime) -> None:
        self._grid = grid
        self._at = at

    def cells(self, column: int) -> list[str]:
        rows = self._grid.rows[:_MAX_SAMPLED]
        return [cell for row in rows if column < len(row) and not is_missing(normalize_cell(cell := row[column]))]

    def by_likeness(self, field: str) -> list[int]:
        """Return all columns; for prices those with decimals first, since ranks, counts and times have none."""
        columns = range(max(map(len, self._grid.rows), default=0))
        if field != "price":
            return list(columns)
        return sorted(columns, key=lambda column: not any(map(_DECIMALS.search, self.cells(column))))

    def parses(self, field: str, column: int, taken: Mapping[str, int]) -> bool:
        """Return whether most cells of a column parse as the field, and no other field has the column."""
        cells = self.cells(column)
        if column in taken.values() or not cells:
            return False
        comma = has_decimal_comma(cells)
        index = field == "symbol" and looks_like_indices(self._grid, column)
        good = sum(self._parses(field, cell, comma=comma, index=index) for cell in cells)
        return good >= _MIN_SHARE * len(cells)

    def _parses(self, field: str, cell: str, *, comma: bool, index: bool) -> bool:
        parsers: Mapping[str, Callable[[], object]] = {
            "symbol": lambda: _symbol(cell, index=index),
            "percent": lambda: parse_percent_cell(cell, decimal_comma=comma),
            "volume": lambda: parse_count_cell(cell, decimal_comma=comma),
            "as_of": lambda: parse_time_cell(cell, self._at, form="", zone="UTC"),
        }
        try:
            parsers.get(field, lambda: parse_number_cell(cell, decimal_comma=comma))()
        except (InvalidNumberError, InvalidSymbolError, ValueError, OverflowError):
            return False
        return True


def _symbol(cell: str, *, index: bool) -> InstrumentId:
    text = normalize_cell(cell)
    instrument = InstrumentId.parse("X", text.replace(" ", "").upper() if index else text)
    if not any(map(str.isalpha, instrument.symbol)):
        raise InvalidSymbolError("a figure")
    return instrument
