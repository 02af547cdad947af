"""JSON as rows of cells: an array of objects or of arrays, or an object of named rows, at a dotted path."""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Final

from tui.domain.text import sanitize_line
from tui.sources.adapter import MAX_ROWS, ParseError
from tui.sources.decode.json import Json
from tui.sources.table_spec import MAX_LOCATOR_LENGTH, TableSpec
from tui.sources.tables.cells import Cell
from tui.sources.tables.grid import literal_value

ROW_KEY: Final = "$key"
"""The locator of a row's own name, where rows are members of an object."""

_MAX_ARRAY_DEPTH = 6
_MAX_VISITED = 2_000
_MAX_MEMBERS = 64
_MAX_ELEMENTS = 4
_MAX_NAMES = 12

Row = tuple[str, Json]
"""A row's own name, empty where it has none, and the row."""


def read_rows(value: Json, spec: TableSpec) -> Iterator[Mapping[str, Cell]]:
    """Return the cells of each row by field.

    Raises:
        ParseError: there is no such array, its rows lack a value, or there are too many.
    """
    locators = [locator for locator in spec.columns.values() if literal_value(locator) is None]
    rows = _rows_at(value, spec.rows, locators) if spec.rows else _first_match(value, locators)
    if len(rows) > MAX_ROWS:
        raise ParseError("too many rows")
    missing = next((locator for locator in locators if not any(_has(row, locator) for row in rows)), None)
    if missing is not None:
        raise ParseError(f'no "{missing}" in the rows; there are: {_names(rows)}' if rows else "no rows")
    return ({field: _cell(row, locator) for field, locator in spec.columns.items()} for row in rows)


def find_arrays(value: Json) -> Iterator[tuple[str, list[Row]]]:
    """Yield every array of objects, and every object of objects, as its path and rows, the outermost first."""
    for path, container in islice(_outermost_first(value), _MAX_VISITED):
        rows = _rows(container)
        if rows and any(isinstance(row, dict | list) for _, row in rows) and not _is_envelope(container):
            yield path, rows


def get_dotted_path(value: Json, path: str) -> Json:
    """Return the value at a dotted path; a name that contains dots is tried before its parts."""
    while path:
        if isinstance(value, dict) and path in value:
            return value[path]
        name, _, path = path.partition(".")
        if isinstance(value, dict):
            value = value.get(name)
        elif isinstance(value, list) and name.isascii() and name.isdigit() and len(name) < 6:
            value = value[int(name)] if int(name) < len(value) else None
        else:
            return None
    return value


def _outermost_first(value: Json) -> Iterator[tuple[str, Json]]:
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


def _first_members(value: Json) -> Iterable[tuple[str, Json]]:
    if isinstance(value, dict):
        return islice(value.items(), _MAX_MEMBERS)
    return ((str(index), each) for index, each in enumerate(value[:_MAX_ELEMENTS])) if isinstance(value, list) else ()


def _is_envelope(value: Json) -> bool:
    """Return whether an object only wraps the rows, `{"status": ..., "data": [...]}`, and does not name them."""
    return isinstance(value, dict) and not all(isinstance(each, dict) or _is_flat(each) for each in value.values())


def _is_flat(value: Json) -> bool:
    return isinstance(value, list) and bool(value) and not any(isinstance(each, dict | list) for each in value)


def _rows(value: Json) -> list[Row]:
    if isinstance(value, list):
        return [("", row) for row in value]
    return list(value.items()) if isinstance(value, dict) else []


def _rows_at(value: Json, path: str, locators: Iterable[str]) -> list[Row]:
    container = get_dotted_path(value, path)
    if isinstance(container, dict) and all(_has(("", container), locator) for locator in locators):
        return [("", container)]
    if not isinstance(container, dict | list):
        raise ParseError(f'no rows at "{path}"')
    return _rows(container)


def _first_match(value: Json, locators: list[str]) -> list[Row]:
    """Return the first array whose rows have every value; a document that has them itself is one row."""
    if isinstance(value, dict) and all(_has(("", value), locator) for locator in locators):
        return [("", value)]
    arrays = [rows for _, rows in find_arrays(value)]
    for rows in arrays:
        if all(any(_has(row, locator) for row in rows[:_MAX_NAMES]) for locator in locators):
            return rows
    return arrays[0] if arrays else []


def _has(row: Row, locator: str) -> bool:
    return bool(row[0]) if locator == ROW_KEY else get_dotted_path(row[1], locator) is not None


def _cell(row: Row, locator: str) -> Cell:
    text = literal_value(locator)
    if text is not None:
        return text
    return row[0] if locator == ROW_KEY else get_dotted_path(row[1], locator)


def _names(rows: list[Row]) -> str:
    first = next((row for _, row in rows if isinstance(row, dict)), {})
    return sanitize_line(", ".join(islice(first, _MAX_NAMES)), 120) or "no names"
