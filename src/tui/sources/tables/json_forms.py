"""The forms in which JSON states rows: arrays, named rows, members that are figures, columns, and titles apart."""

import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import islice
from typing import Final

from tui.sources.adapter import MAX_ROWS, ParseError
from tui.sources.decode.json import Json
from tui.sources.table_fields import MAX_LOCATOR_LENGTH, ROW_KEY, ROW_VALUE
from tui.sources.tables.cells import normalize_cell
from tui.sources.tables.currencies import ISO_CURRENCIES
from tui.sources.tables.grid import LEFT_OUT, MAX_COLUMNS, may_be_figure
from tui.sources.tables.locators import normalize_title

_MAX_ARRAY_DEPTH = 6
_MAX_MEMBERS = 64
_MAX_ELEMENTS = 4
_MAX_COMPARED = 40
_NO_INSTRUMENTS: Final = frozenset(
    [
        *("time", "date", "day", "timestamp", "ts", "updated", "updatedat", "lastupdated", "lastupdate", "nextupdate"),
        *("servertime", "datetime", "epoch", "success", "status", "code", "error", "base", "amount", "count", "total"),
        *("license", "disclaimer", "terms", "source", "provider", "documentation", "message", "result", "note"),
        "version",
    ]
)
"""Members beside figures that are no instruments, unless they are in capitals; as `normalize_title` returns them."""

_TIME: Final = re.compile(r"[0-9]:[0-9]|[0-9]{4}[-/.][0-9]{1,2}[-/.]|[-/.][0-9]{1,2}[-/.][0-9]{4}", re.ASCII)

NamedRow = tuple[str, Json]
"""A row's own name, empty where it has none, and the row."""


def is_left_out(row: NamedRow) -> bool:
    """Return whether a row states only why it is left out; among other members that name is the publisher's own."""
    return isinstance(row[1], dict) and len(row[1]) == 1 and LEFT_OUT in row[1]


def get_dotted_path(value: Json, path: str) -> Json:
    """Return the value at a dotted path; a name that contains dots is tried before its parts."""
    while path:
        if isinstance(value, dict):
            if path in value:
                return value[path]
            name, path = _first_name(value, path)
            value = value.get(name)
        elif isinstance(value, list):
            name, _, path = path.partition(".")
            is_place = name.isascii() and name.isdigit() and len(name) < 6
            value = value[int(name)] if is_place and int(name) < len(value) else None
        else:
            return None
    return value


def names_in_path(value: Json, path: str) -> list[str]:
    """Return the names and numbers of which a dotted path consists."""
    names: list[str] = []
    while path:
        name, path = _first_name(value if isinstance(value, dict) else {}, path)
        names.append(name)
        value = get_dotted_path(value, name)
    return names


def _first_name(value: Mapping[str, Json], path: str) -> tuple[str, str]:
    """Return the longest beginning of a dotted path that is a name in an object, else its first part, and the rest."""
    end = len(path)
    while end > 0 and path[:end] not in value:
        end = path.rfind(".", 0, end)
    if end > 0:
        return path[:end], path[end + 1 :]
    name, _, rest = path.partition(".")
    return name, rest


def may_be_instrument(name: str) -> bool:
    """Return whether the name of a figure may be that of an instrument: `timestamp` is none."""
    return _is_in_capitals(name) or normalize_title(name) not in _NO_INSTRUMENTS


def row_cell(row: NamedRow, locator: str) -> Json:
    """Return the cell of a row at a locator that is no literal; None where there is none."""
    if locator == ROW_KEY:
        return row[0]
    return row[1] if locator == ROW_VALUE else get_dotted_path(row[1], locator)


def is_value(value: Json) -> bool:
    """Return whether a value can be a cell: it is stated, and no object or array."""
    return value is not None and not isinstance(value, dict | list)


def outermost_first(value: Json) -> Iterator[tuple[str, Json]]:
    """Yield the objects and arrays of a document with their paths, of large ones the first members only."""
    queue = deque[tuple[str, Json, int]]([("", value, 0)])
    while queue:
        path, container, depth = queue.popleft()
        yield path, container
        if depth < _MAX_ARRAY_DEPTH:
            queue += [
                (f"{path}.{name}" if path else name, each, depth + 1)
                for name, each in _first_members(container)
                if isinstance(each, dict | list) and len(path) + len(name) < MAX_LOCATOR_LENGTH
            ]


def all_rows(value: Json) -> list[NamedRow]:
    """Return the elements of an array, or the members of an object."""
    if isinstance(value, list):
        return [("", row) for row in value]
    return list(value.items()) if isinstance(value, dict) else []


def named_rows(value: dict[str, Json]) -> list[NamedRow]:
    """Return the members that are rows, without the figures and texts beside them.

    Empty where the object only wraps rows, `{"status": ..., "data": [...]}`, and does not name them: one of its members
    is an array of rows, or a single one is no figure or text, or those that are have no name in common.
    """
    rows: list[NamedRow] = [(name, each) for name, each in value.items() if isinstance(each, dict) or _is_flat(each)]
    others = len(value) - len(rows)
    if any(isinstance(each, list) and not _is_flat(each) for each in value.values()):
        return []
    if others and (len(rows) < 2 or not _share_names(rows)):
        return []
    return rows


def figure_members(value: dict[str, Json]) -> list[NamedRow]:
    """Return the members that are figures, marks for none or broken figures, where most of an object's are; else none.

    A member such as `timestamp` is no instrument; nor is one in small letters among others in capitals, but a currency.
    """
    named = [row for row in value.items() if may_be_instrument(row[0])]
    rows: list[NamedRow] = [(name, each) for name, each in named if _is_figure(each)]
    if are_codes(rows):
        rows = [row for row in rows if _is_code(row[0])]
    return rows if 2 * len(rows) >= len(named) else []


def are_codes(rows: Sequence[NamedRow]) -> bool:
    """Return whether most rows have names in capitals."""
    return 2 * sum(_is_in_capitals(name) for name, _ in rows) > len(rows)


def members_left_out(value: dict[str, Json], rows: Sequence[NamedRow]) -> list[NamedRow]:
    """Return the members of an object that may be instruments and are none of its rows, as why they are left out."""
    names, in_capitals = {name for name, _ in rows}, are_codes(rows)
    others = [(name, each) for name, each in value.items() if name not in names and may_be_instrument(name)]
    return [
        (name, {LEFT_OUT: "no figure" if _is_in_capitals(name) or not in_capitals else "not in capitals as the others"})
        for name, each in others
        if not in_capitals or _is_in_capitals(name) or (_is_figure(each) and not isinstance(rows[0][1], dict | list))
    ]


def rows_of_all(values: list[Json]) -> list[NamedRow]:
    """Return the members that are figures of all objects in an array, `[{"USD": 1.05}, {"EUR": 1}]`.

    Raises:
        ParseError: two of them have the same name.
    """
    rows = [row for each in values if isinstance(each, dict) for row in figure_members(each)]
    if len({name for name, _ in rows}) < len(rows):
        raise ParseError("the same names in several rows: say which")
    return rows


def parallel_rows(value: Json, locators: Sequence[str]) -> list[NamedRow]:
    """Return the rows of an object of columns, `{"symbol": [...], "last": [...]}`.

    Raises:
        ParseError: they differ in length.
    """
    if not isinstance(value, dict) or not locators:
        return []
    columns = [get_dotted_path(value, locator) for locator in locators]
    lists = [column for column in columns if isinstance(column, list) and _is_flat(column)]
    if len(lists) < len(columns):
        return []
    if len({len(column) for column in lists}) > 1:
        raise ParseError("columns of unequal length")
    return [("", dict(zip(locators, cells, strict=True))) for cells in islice(zip(*lists, strict=True), MAX_ROWS + 1)]


def rows_by_title(value: Json) -> list[NamedRow]:
    """Return the rows of an object or array as objects: arrays under a first one of titles, and columns, as well."""
    if isinstance(value, dict) and value and all(map(_is_flat, value.values())):
        return parallel_rows(value, list(value))
    first = value[0] if isinstance(value, list) and value else None
    if isinstance(first, list):
        titles = [each for each in first if isinstance(each, str)]
        return titled_rows(value, value, titles) if len(titles) == len(first) else []
    return all_rows(value)


def titled_rows(around: Json, value: Json, locators: Sequence[str]) -> list[NamedRow]:
    """Return rows that are arrays, where titles name their cells: the first row, or an array of texts beside them.

    Args:
        around: the object in which titles may be.
        value: the array of rows, or the object that has it as a member.
        locators: at least one of them a title, any other a number from 0.
    """
    members: list[Json] = list(around.values())[:_MAX_MEMBERS] if isinstance(around, dict) else []
    beside = next((places for each in members if (places := _places(locators, _titles(each))) is not None), None)
    for rows in [value] if isinstance(value, list) else members:
        if not isinstance(rows, list) or not rows or not _is_flat(rows[0]):
            continue
        if 2 * sum(map(_is_flat, rows[:_MAX_COMPARED])) <= len(rows[:_MAX_COMPARED]):
            continue
        first = _places(locators, rows[0])
        places, below = (beside, rows) if first is None else (first, rows[1:])
        if places is not None and below:
            return [("", _named(row if isinstance(row, list) else [], places)) for row in islice(below, MAX_ROWS + 1)]
    return []


def _first_members(value: Json) -> Iterable[tuple[str, Json]]:
    if isinstance(value, dict):
        return islice(value.items(), _MAX_MEMBERS)
    return ((str(index), each) for index, each in enumerate(value[:_MAX_ELEMENTS])) if isinstance(value, list) else ()


def _is_flat(value: Json) -> bool:
    return isinstance(value, list) and bool(value) and not any(isinstance(each, dict | list) for each in value)


def _share_names(rows: Sequence[NamedRow]) -> bool:
    objects = [each for _, each in rows if isinstance(each, dict)][:_MAX_COMPARED]
    return all(not first.keys().isdisjoint(objects[0]) for first in objects[1:])


def _is_in_capitals(name: str) -> bool:
    return name == name.upper()


def _is_code(name: str) -> bool:
    return _is_in_capitals(name) or name.upper() in ISO_CURRENCIES


def _is_figure(value: Json) -> bool:
    """Return whether a value is a figure, states that there is none, or is a broken figure and no time."""
    if isinstance(value, Decimal):
        return True
    if not isinstance(value, str):
        return value is None
    text = normalize_cell(value)
    return may_be_figure(text) and not _TIME.search(text)


def _titles(value: Json) -> Json:
    """Return the titles of columns: texts, or the names of objects that describe them."""
    if isinstance(value, list) and value and all(isinstance(each, dict) for each in value[:_MAX_COMPARED]):
        return [
            next((each[name] for name in ("name", "title", "label", "id") if name in each), None)
            for each in value
            if isinstance(each, dict)
        ]
    return value


def _places(locators: Sequence[str], titles: Json) -> dict[str, int] | None:
    """Return the place of each locator among titles, None where one has none or all are numbers."""
    if not isinstance(titles, list) or len(titles) > MAX_COLUMNS or not all(isinstance(each, str) for each in titles):
        return None
    texts = [normalize_title(str(title)) for title in titles]
    known = {title: index for index, title in reversed(list(enumerate(texts)))}
    places: dict[str, int] = {}
    for locator in locators:
        place = known.get(normalize_title(locator))
        if place is None and locator.isascii() and locator.isdigit() and len(locator) < 4:
            place = int(locator)
        if place is None:
            return None
        places[locator] = place
    repeated = next((locator for locator in places if texts.count(normalize_title(locator)) > 1), None)
    if repeated is not None:
        raise ParseError(f'several columns "{repeated}": name one by its number, from 0')
    return places if any(not locator.isdigit() for locator in locators) else None


def _named(row: list[Json], places: dict[str, int]) -> dict[str, Json]:
    return {locator: row[place] if place < len(row) else None for locator, place in places.items()}
