"""Rows of JSON in several arrays or objects alike, such as one for each sector of a market."""

from collections.abc import Iterable
from itertools import chain, islice
from typing import Final

from tui.sources.adapter import MAX_ROWS
from tui.sources.decode.json import Json
from tui.sources.table_spec import SYMBOL_PARTS, TableSpec
from tui.sources.tables.cells import normalize_cell
from tui.sources.tables.grid import LEFT_OUT, literal_value
from tui.sources.tables.json_forms import NamedRow, row_cell

_OTHER_FIGURES: Final = "other figures of the same names: say which rows"


def beside(value: Json, path: str) -> list[Json]:
    """Return what is at a dotted path in every element of the arrays on its way, under any last name of its object."""
    *names, last = path.split(".")
    found = [value]
    for name in names:
        found = list(islice(chain.from_iterable(_below(each, name) for each in found), MAX_ROWS))
    if not last:
        return []
    of_last = (each.values() if isinstance(each, dict) else _below(each, last) for each in found)
    return list(islice(chain.from_iterable(of_last), MAX_ROWS))


def joined(rows: list[NamedRow], others: Iterable[list[NamedRow]], spec: TableSpec) -> list[NamedRow]:
    """Return rows with those of other arrays whose rows have the same members.

    One that states another price of the same symbol is left out, since nothing says which of them is right; where
    rows have a time, that does.
    """
    result = list(rows)
    prices = dict(_symbol_and_price(row, spec) for row in rows)
    for other in others:
        if not other or _members(other[0]) != _members(rows[0]):
            continue
        stated = [_symbol_and_price(row, spec) for row in other]
        if "as_of" not in spec.columns and any(prices.get(symbol, price) != price for symbol, price in stated):
            result += [(symbol, {LEFT_OUT: _OTHER_FIGURES}) for symbol, _ in stated]
            continue
        result += other
        prices |= stated
        if len(result) > MAX_ROWS:
            break
    return result


def _below(value: Json, name: str) -> Iterable[Json]:
    if isinstance(value, list):
        return value
    return [value[name]] if isinstance(value, dict) and name in value else []


def _members(row: NamedRow) -> frozenset[str]:
    return frozenset(row[1]) if isinstance(row[1], dict) else frozenset()


def _symbol_and_price(row: NamedRow, spec: TableSpec) -> tuple[str, str]:
    """Return the texts of a row's symbol and of its price."""
    symbol = " ".join(_text(row, spec.columns[name]) for name in SYMBOL_PARTS if name in spec.columns)
    return symbol, _text(row, spec.columns["price"])


def _text(row: NamedRow, locator: str) -> str:
    text = literal_value(locator)
    return normalize_cell(row_cell(row, locator)) if text is None else text
