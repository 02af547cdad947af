"""The rows of an unknown JSON document as tables, each titled by the locators of what its rows state."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from decimal import Decimal
from itertools import islice
from typing import Final

from tui.domain.numbers import InvalidNumberError
from tui.sources.adapter import ParseError
from tui.sources.decode.dates import ISO_DAY
from tui.sources.decode.json import Json, as_decimal
from tui.sources.table_fields import MAX_LOCATOR_LENGTH, ROW_KEY, ROW_VALUE, is_configurable
from tui.sources.tables.cells import normalize_cell
from tui.sources.tables.column_profiles import MIN_SHARE
from tui.sources.tables.currencies import ISO_CURRENCIES
from tui.sources.tables.grid import CellGrid
from tui.sources.tables.json import find_arrays, find_figures
from tui.sources.tables.json_forms import NamedRow, get_dotted_path, outermost_first, parallel_rows, row_cell
from tui.sources.tables.title_words import Concept
from tui.sources.tables.titles import concept_of

_MAX_GRIDS: Final = 40
_MAX_VISITED: Final = 400
"""Objects and arrays that may be columns."""
_MAX_SAMPLED: Final = 50
"""Rows of a table."""
_MAX_TITLED: Final = 3
"""Rows whose paths are titles."""
_MAX_DEPTH: Final = 3
"""Objects within each other, in a row."""
_MAX_NAMES: Final = 64
"""Members of an object, and elements of an array."""
_PRICED: Final = (Concept.PRICE, Concept.INSTRUMENT, Concept.CURRENCY)
_ELEMENT: Final = re.compile(r"(?:\A|\.)[0-9]+(?:\.|\Z)")
"""Of an array, in a path: what is in it is a part of a row."""


def read_json_grids(document: Json) -> Iterator[tuple[int, CellGrid]]:
    """Yield the tables of a document, each with the number of its rows and the path to them as its selector."""
    for path, rows in islice(find_arrays(document), _MAX_GRIDS):
        if _is_of_one_day(document, path):
            continue
        titled = _titled(document, path, rows)
        yield (len(titled.rows), titled) if titled is not None else (len(rows), _grid(path, rows))
    for path, rows in islice(find_figures(document), _MAX_GRIDS):
        if not (_ELEMENT.search(path) or _is_of_one_day(document, path)) and _are_instruments(
            [name for name, _ in rows], path
        ):
            sample = [(name, normalize_cell(_text(value))) for name, value in rows[:_MAX_SAMPLED]]
            yield len(rows), CellGrid(titles=(ROW_KEY, ROW_VALUE), rows=sample, selector=path)
    for path, container in islice(outermost_first(document), _MAX_VISITED):
        rows = _of_columns(container)
        if rows:
            yield len(rows), _grid(path, rows)


def object_grid(document: Json) -> CellGrid | None:
    """Return an object of figures, also of those in the objects within, as one row; None of anything else."""
    if not isinstance(document, dict):
        return None
    paths = list(islice(_leaves(document, arrays=False), _MAX_NAMES))
    return CellGrid(titles=tuple(paths), rows=[tuple(_cell(("", document), path) for path in paths)])


def _is_of_one_day(document: Json, path: str) -> bool:
    """Return whether a path leads into the values of one day among others: tomorrow it would lead to old figures."""
    value = document
    for name in path.split(".") if path else ():
        is_row = isinstance(value, list) and len(value) > 1
        value = get_dotted_path(value, name)
        if ISO_DAY.match(name):
            return True
        if is_row and isinstance(value, dict):
            texts = [each for each in islice(value.values(), _MAX_NAMES) if isinstance(each, str)]
            if any(ISO_DAY.match(text) for text in texts):
                return True
    return False


def _grid(path: str, rows: Sequence[NamedRow]) -> CellGrid:
    """Return rows as a table, titled by the dotted paths of the first ones."""
    titles = dict[str, None]()
    for name, row in rows[:_MAX_TITLED]:
        titles |= dict.fromkeys([ROW_KEY] if name else [])
        titles |= dict.fromkeys(islice(_leaves(row), _MAX_NAMES))
    cells = [tuple(_cell(row, title) for title in titles) for row in rows[:_MAX_SAMPLED]]
    return CellGrid(titles=tuple(titles), rows=cells, selector=path)


def _titled(document: Json, path: str, rows: Sequence[NamedRow]) -> CellGrid | None:
    """Return rows that are arrays under the titles in the first of them, or in an array beside them; else None."""
    arrays = [row for _, row in rows if isinstance(row, list)]
    if len(arrays) < len(rows) or len(arrays) < 2:
        return None
    around = get_dotted_path(document, path.rpartition(".")[0])
    beside = list(islice(around.values(), _MAX_NAMES)) if isinstance(around, dict) and path else []
    for titles, below in [(arrays[0], arrays[1:]), *((each, arrays) for each in beside)]:
        if isinstance(titles, list) and len(titles) == len(below[0]) and _are_titles(titles):
            cells = [tuple(normalize_cell(_text(cell)) for cell in row) for row in below]
            return CellGrid(titles=tuple(map(str, titles)), rows=cells, selector=path)
    return None


def _are_titles(texts: Sequence[Json]) -> bool:
    known = sum(1 for each in texts if isinstance(each, str) and concept_of(each)[0] is not Concept.UNKNOWN)
    return all(isinstance(each, str) and is_configurable(each) for each in texts) and 2 * known >= len(texts)


def _of_columns(container: Json) -> list[NamedRow]:
    """Return the rows of an object of arrays of one length, of which one is of symbols and one of prices; else none."""
    if not isinstance(container, dict):
        return []
    arrays = [name for name, each in islice(container.items(), _MAX_NAMES) if isinstance(each, list) and len(each) > 1]
    columns = [name for name in arrays if concept_of(name)[0] is not Concept.UNKNOWN and is_configurable(name)]
    if len(columns) < 2 or any("." in name for name in columns):
        return []
    with suppress(ParseError):  # arrays of unequal length are no columns
        return parallel_rows(container, columns)
    return []


def _are_instruments(names: Sequence[str], path: str) -> bool:
    """Return whether the names of figures are codes, or are under a name that says that they have prices."""
    codes = sum(1 for name in names if name == name.upper() or name.upper() in ISO_CURRENCIES)
    leaf = path.rpartition(".")[2]
    return codes >= MIN_SHARE * len(names) or (bool(leaf) and concept_of(leaf)[0] in _PRICED)


def _leaves(value: Json, path: str = "", depth: int = 0, *, arrays: bool = True) -> Iterator[str]:
    below: Mapping[str, Json] = {}
    if isinstance(value, dict):
        below = value
    elif isinstance(value, list):
        below = {str(index): each for index, each in enumerate(value[:_MAX_NAMES])} if arrays else {}
    elif path and is_configurable(path):
        yield path
    if depth < _MAX_DEPTH and len(path) <= MAX_LOCATOR_LENGTH:
        for name, each in below.items():
            yield from _leaves(each, f"{path}.{name}" if path else name, depth + 1, arrays=arrays)


def _cell(row: NamedRow, locator: str) -> str:
    return normalize_cell(_text(row_cell(row, locator)))


def _text(value: Json) -> str:
    """Return a value as the text that the rows of a table have; figures with the digits that the readers take."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Decimal):
        with suppress(InvalidNumberError):
            return normalize_cell(as_decimal(value))
    return normalize_cell(value) if not isinstance(value, dict | list) else ""
