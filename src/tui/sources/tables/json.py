"""JSON as rows of cells, at a dotted path or wherever rows are that have every field.

Rows are an array of objects or of arrays, members of an object, the document itself, or one of the forms of
`json_forms`.
"""

from collections.abc import Iterator, Mapping
from io import StringIO
from itertools import chain, islice
from typing import Final

from tui.domain.text import sanitize_line
from tui.sources.adapter import MAX_ROWS, ParseError, Response
from tui.sources.decode.charset import decode
from tui.sources.decode.json import Json, read_json
from tui.sources.table_fields import ROW_KEY, ROW_VALUE
from tui.sources.table_spec import TableSpec
from tui.sources.tables.cells import Cell
from tui.sources.tables.grid import LEFT_OUT, MAX_OTHERS, OTHERS
from tui.sources.tables.json_forms import (
    NamedRow,
    all_rows,
    are_codes,
    figure_members,
    get_dotted_path,
    is_left_out,
    is_value,
    members_left_out,
    named_rows,
    names_in_path,
    outermost_first,
    parallel_rows,
    row_cell,
    rows_by_title,
    rows_of_all,
    titled_rows,
)
from tui.sources.tables.json_groups import are_of_days, beside, joined
from tui.sources.tables.locators import literal_value

_MAX_VISITED = 2_000
_MAX_NAMES = 12
_MAX_LINES_COMPARED = 20
_BROKEN: Final = "broken JSON"
_BROKEN_LINE: Final[dict[str, Json]] = {LEFT_OUT: "a broken line"}


def read_document(response: Response) -> Json:
    """Return the object or array of a response; of one value a line, an array of them.

    Raises:
        ParseError: as `read_json` does.
    """
    lines = _values_of_lines(decode(response))
    if lines is None:
        return read_json(response)
    try:
        return read_json(_of_text(response, f"[{','.join(lines)}]"))
    except ParseError as error:
        if not error.reason.startswith(_BROKEN):
            raise
        values = [_line(response, line) for line in lines]
        if 2 * sum(value == _BROKEN_LINE for value in values) >= len(values):
            raise
        return values


def _values_of_lines(text: str) -> list[str] | None:
    """Return the lines of a text most of which are a value each; None where they are not."""
    first = list(islice(_lines(text), _MAX_LINES_COMPARED))
    if len(first) < 2 or 2 * sum(line[0] + line[-1] in ("{}", "[]") for line in first) <= len(first):
        return None
    lines = list(islice(_lines(text), MAX_ROWS + 1))
    if len(lines) > MAX_ROWS:
        raise ParseError("too many rows")
    return lines


def _line(response: Response, line: str) -> Json:
    try:
        return read_json(_of_text(response, line))
    except ParseError:
        return dict(_BROKEN_LINE)


def _of_text(response: Response, text: str) -> Response:
    return response._replace(body=text.encode(), content_type="application/json")


def _lines(text: str) -> Iterator[str]:
    return (line for each in StringIO(text) if (line := each.strip("\x1e \t\r\n")))


def read_rows(value: Json, spec: TableSpec) -> Iterator[Mapping[str, Cell]]:
    """Return the cells of each row by field.

    Raises:
        ParseError: there is no such array, its rows lack a value, or there are too many.
    """
    locators = [locator for locator in spec.columns.values() if literal_value(locator) is None]
    if spec.wide:
        return _days(value, spec)
    rows = _rows_at(value, spec.rows, locators) if spec.rows else _first_match(value, locators, spec)
    _check_count(rows)
    missing = next((locator for locator in locators if not any(_has(row, locator) for row in rows)), None)
    if missing is not None:
        raise ParseError(f'no "{missing}" in the rows; there are: {_names(rows)}' if rows else "no rows")
    return (_fields(row, spec, has_others=number < MAX_OTHERS) for number, row in enumerate(rows))


def _fields(row: NamedRow, spec: TableSpec, *, has_others: bool) -> Mapping[str, Cell]:
    if is_left_out(row):
        return _why_left_out(row)
    cells: dict[str, Cell] = {field: _cell(row, locator) for field, locator in spec.columns.items()}
    if has_others:
        cells[OTHERS] = row[1]
    return cells


def _why_left_out(row: NamedRow) -> Mapping[str, Cell]:
    return {LEFT_OUT: get_dotted_path(row[1], LEFT_OUT), "symbol": row[0]}


def find_arrays(value: Json) -> Iterator[tuple[str, list[NamedRow]]]:
    """Yield every array of objects, and every object of objects, as its path and rows, the outermost first."""
    for path, container in islice(outermost_first(value), _MAX_VISITED):
        rows = named_rows(container) if isinstance(container, dict) else all_rows(container)
        if any(isinstance(row, dict | list) for _, row in rows):
            yield path, rows


def find_figures(value: Json) -> Iterator[tuple[str, list[NamedRow]]]:
    """Yield every object most of whose members are figures, as its path and those members, the outermost first.

    Where it has others within it, the figures have names in capitals.
    """
    for path, container in islice(outermost_first(value), _MAX_VISITED):
        if not isinstance(container, dict):
            continue
        rows = figure_members(container)
        if rows and (are_codes(rows) or not any(isinstance(each, dict | list) for each in container.values())):
            yield path, rows


def _rows_at(value: Json, path: str, locators: list[str]) -> list[NamedRow]:
    container = get_dotted_path(value, path)
    if not isinstance(container, dict | list):
        raise ParseError(f'no rows at "{path}"')
    around = get_dotted_path(value, path.rpartition(".")[0])
    rows = _matching(container, locators) or titled_rows(around, container, locators)
    return rows or all_rows(container)


def _first_match(value: Json, locators: list[str], spec: TableSpec) -> list[NamedRow]:
    """Return the first rows that have every value, with those of the objects and arrays alike beside them.

    A document that has the values itself is one row.
    """
    if ROW_VALUE in locators:
        return _figures(value)
    if _has_all(("", value), locators):
        return [("", value)]
    containers = list(islice(outermost_first(value), _MAX_VISITED))
    for path, container in containers:
        rows = _matching(container, locators, single=False)
        if rows:
            names = names_in_path(value, path)
            alike = (each for each in beside(value, names) if each is not container and type(each) is type(container))
            result = joined(rows, (_matching(each, locators, single=False) for each in alike), spec)
            if len(result) > len(rows) and are_of_days(value, names) and "as_of" not in spec.columns:
                raise ParseError("rows of several days: say which rows")
            return result
    for _, container in containers:
        if isinstance(container, dict) and _has_all(("", container), locators):
            return [("", container)]
    return next((rows for _, rows in find_arrays(value)), [])


def _figures(value: Json) -> list[NamedRow]:
    """Return the members of the largest object of figures.

    Raises:
        ParseError: another states figures of the same names, such as those of another day.
    """
    found = list(find_figures(value))
    path, largest = max(found, key=lambda each: len(each[1]), default=("", []))
    names = {name for name, _ in largest}
    for other, rows in found:
        if other != path and not names.isdisjoint(name for name, _ in rows):
            raise ParseError(f'the same names at "{path}" and "{other}": say which rows')
    around, container = (get_dotted_path(value, each) for each in (path.rpartition(".")[0], path))
    if path and isinstance(around, list):
        return rows_of_all(around)
    return largest + (members_left_out(container, largest) if isinstance(container, dict) else [])


def _matching(container: Json, locators: list[str], *, single: bool = True) -> list[NamedRow]:
    """Return the rows of an object or array that have every value, in the first form in which they do; else none."""
    if single and _has_all(("", container), locators):
        return [("", container)]
    if isinstance(container, dict):
        rows = figure_members(container) if ROW_VALUE in locators else named_rows(container)
    elif isinstance(container, list) and {ROW_KEY, ROW_VALUE} <= {*locators}:
        rows = rows_of_all(container)
    else:
        rows = all_rows(container)
    if rows and all(any(_has(row, locator) for row in rows[:_MAX_NAMES]) for locator in locators):
        return rows + (members_left_out(container, rows) if isinstance(container, dict) else [])
    return parallel_rows(container, locators) or titled_rows(container, container, locators)


def _has_all(row: NamedRow, locators: list[str]) -> bool:
    return isinstance(row[1], dict | list) and all(_has(row, locator) for locator in locators)


def _has(row: NamedRow, locator: str) -> bool:
    return bool(row[0]) if locator == ROW_KEY else is_value(row_cell(row, locator))


def _cell(row: NamedRow, locator: str) -> Cell:
    text = literal_value(locator)
    return row_cell(row, locator) if text is None else text


def _days(value: Json, spec: TableSpec) -> Iterator[Mapping[str, Cell]]:
    """Return the cells of each row whose members are instruments: its day, and every other by its name."""
    day = spec.columns["as_of"]
    container = get_dotted_path(value, spec.rows)
    if spec.rows and not isinstance(container, dict | list):
        raise ParseError(f'no rows at "{spec.rows}"')
    arrays = (
        [rows_by_title(container)]
        if spec.rows
        else [rows_by_title(each) for _, each in islice(outermost_first(value), _MAX_VISITED)]
    )
    for rows in arrays:
        days = [
            row for row in rows if isinstance(row[1], dict) and _has(row, day) and any(map(_figure_of, row[1].values()))
        ]
        if days:
            _check_count(days)
            return chain((_day(row, day) for row in days), map(_why_left_out, filter(is_left_out, rows)))
    first = next(filter(None, arrays), [])
    raise ParseError(f'no "{day}" in the rows; there are: {_names(first)}' if first else "no rows")


def _day(row: NamedRow, day: str) -> Mapping[str, Cell]:
    members = row[1] if isinstance(row[1], dict) else {}
    figures = {name: _figure_of(each) for name, each in members.items() if name != day}
    return {**{name: each for name, each in figures.items() if each is not None}, "as_of": row_cell(row, day)}


def _figure_of(value: Json) -> Json:
    """Return a value that may be a cell, or the only member of an object, `{"v": "1.05"}`; None of any other."""
    if isinstance(value, dict) and len(value) == 1:
        value = next(iter(value.values()))
    return value if is_value(value) else None


def _check_count(rows: list[NamedRow]) -> None:
    if len(rows) > MAX_ROWS:
        raise ParseError("too many rows")


def _names(rows: list[NamedRow]) -> str:
    first = next((row for _, row in rows if isinstance(row, dict)), {})
    return sanitize_line(", ".join(islice(first, _MAX_NAMES)), 120) or "no names"
