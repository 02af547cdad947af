"""Rows of JSON in several arrays or objects alike, such as one for each sector of a market."""

from collections.abc import Iterable, Sequence
from itertools import chain, islice

from tui.sources.adapter import MAX_ROWS
from tui.sources.decode.dates import ISO_DAY
from tui.sources.decode.json import Json
from tui.sources.table_fields import SYMBOL_PARTS
from tui.sources.table_spec import TableSpec
from tui.sources.tables.cells import normalize_cell
from tui.sources.tables.grid import LEFT_OUT
from tui.sources.tables.json_forms import NamedRow, get_dotted_path, row_cell
from tui.sources.tables.locators import literal_value
from tui.sources.tables.row_groups import join_groups


def beside(value: Json, names: Sequence[str]) -> list[Json]:
    """Return what is at a path in every element of the arrays on its way, and under any name of one object on it.

    Args:
        value: the document.
        names: of which the path consists.
    """
    found: dict[int, Json] = {}
    for place in reversed(range(len(names))):
        level = [value]
        for at, name in enumerate(names):
            inner = (_below(each, None if at == place else name) for each in level)
            level = list(islice(chain.from_iterable(inner), MAX_ROWS))
        found |= {id(each): each for each in level}
    return list(found.values())


def are_of_days(value: Json, names: Sequence[str]) -> bool:
    """Return whether the last name of a path is a day, or another one that is beside other days."""
    around = value
    for place, name in enumerate(names):
        if ISO_DAY.match(name) and isinstance(around, dict):
            days = sum(1 for each in around if ISO_DAY.match(each))
            if days > 1 or place == len(names) - 1:
                return True
        around = get_dotted_path(around, name)
    return False


def joined(rows: list[NamedRow], others: Iterable[list[NamedRow]], spec: TableSpec) -> list[NamedRow]:
    """Return rows with those of other arrays as far as `join_groups` joins them, and the others as left out."""
    result, left_out = join_groups(
        chain([rows], others),
        _members,
        lambda row: _symbol_and_price(row, spec),
        has_time="as_of" in spec.columns,
    )
    return result + [(symbol, {LEFT_OUT: reason}) for symbol, reason in left_out]


def _below(value: Json, name: str | None) -> Iterable[Json]:
    """Return the elements of an array, or the member of an object that has the name; without a name all of them."""
    if isinstance(value, list):
        return value
    if not isinstance(value, dict):
        return []
    return value.values() if name is None else [value[name]] if name in value else []


def _members(row: NamedRow) -> frozenset[str]:
    return frozenset(row[1]) if isinstance(row[1], dict) else frozenset()


def _symbol_and_price(row: NamedRow, spec: TableSpec) -> tuple[str, str]:
    """Return the texts of a row's symbol and of its price."""
    symbol = " ".join(_text(row, spec.columns[name]) for name in SYMBOL_PARTS if name in spec.columns)
    return symbol, _text(row, spec.columns["price"])


def _text(row: NamedRow, locator: str) -> str:
    text = literal_value(locator)
    return normalize_cell(row_cell(row, locator)) if text is None else text
