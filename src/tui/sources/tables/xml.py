"""XML as rows of cells: elements by a CSS selector, and in each attributes, elements below it and its own text."""

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence

from tui.domain.text import sanitize_line
from tui.sources.adapter import MAX_ROWS, ParseError
from tui.sources.table_fields import MAX_LOCATOR_LENGTH, ROW_KEY, ROW_VALUE, SYMBOL_PARTS
from tui.sources.table_spec import TableSpec
from tui.sources.tables.cells import Cell, is_missing, normalize_cell
from tui.sources.tables.grid import FAULT, LEFT_OUT, MAX_OTHERS, OTHERS, may_be_figure
from tui.sources.tables.json_forms import may_be_instrument
from tui.sources.tables.locators import literal_value
from tui.sources.tables.row_groups import join_groups
from tui.sources.tables.xml_selector import matches, parse_selector
from tui.sources.tables.xml_tree import XmlElement, descendants, local_name, parse_xml

_FAR = re.compile(r"[>/\s\[]")
_MAX_COMPARED = 12
_MAX_NAMES = 12
_MAX_KINDS = 500
_MAX_BELOW = 400
"""Elements below a row that are searched for a field."""


def read_xml(text: str, spec: TableSpec) -> Iterator[Mapping[str, Cell]]:
    """Return the cells of each row by field.

    Raises:
        ParseError: it is no XML, has entities of its own or too many elements, or lacks the rows or a field.
    """
    root = parse_xml(text)
    locators = [locator for locator in spec.columns.values() if literal_value(locator) is None]
    groups = [_selected(root, spec.rows)] if spec.rows else _matching_groups(root, locators)
    if spec.wide:
        _check_count(groups[0])
        return (_day(row, spec) for row in groups[0])
    rows, left_out = _joined(groups, spec)
    _check_count(rows)
    if not rows:
        raise ParseError("no rows")
    for locator in locators:
        if not any(find_value(row, locator) is not None for row in rows):
            raise ParseError(f'no "{locator}" in the rows; there are: {_names(rows)}')
    columns = {name: _nearest(rows, locator) for name, locator in spec.columns.items()}
    cells = (_fields(row, columns, has_others=number < MAX_OTHERS) for number, row in enumerate(rows))
    return itertools.chain(cells, ({LEFT_OUT: reason, "symbol": symbol} for symbol, reason in left_out))


def _joined(groups: list[list[XmlElement]], spec: TableSpec) -> tuple[list[XmlElement], list[tuple[str, str]]]:
    if len(groups) == 1:
        return groups[0], []
    return join_groups(
        groups, _member_names, lambda row: _symbol_and_price(row, spec), has_time="as_of" in spec.columns
    )


def _check_count(rows: Sequence[XmlElement]) -> None:
    if len(rows) > MAX_ROWS:
        raise ParseError("too many rows")


def _member_names(row: XmlElement) -> frozenset[str]:
    return frozenset([*(f"@{name}" for name in row.attributes), *(child.name for child in row.children)])


def _symbol_and_price(row: XmlElement, spec: TableSpec) -> tuple[str, str]:
    """Return the texts of a row's symbol and of its price."""
    columns = spec.columns
    symbol = " ".join(normalize_cell(_cell(row, columns[name])) for name in SYMBOL_PARTS if name in columns)
    return symbol, normalize_cell(_cell(row, columns["price"]))


def _fields(row: XmlElement, columns: Mapping[str, str], *, has_others: bool) -> Mapping[str, Cell]:
    cells: dict[str, Cell] = {name: _cell(row, locator) for name, locator in columns.items()}
    price = columns["price"]
    if _has_several(row, price):
        cells[FAULT] = f'several "{price.removeprefix("> ")}" in the row: say which'
    if has_others:
        children = itertools.islice(row.children, _MAX_BELOW)
        cells[OTHERS] = {**row.attributes, **{child.name: child.text for child in children}}
    return cells


def _has_several(row: XmlElement, locator: str) -> bool:
    """Return whether several elements right below a row match a locator, with different values."""
    selector, _, attribute = locator.partition("@")
    if literal_value(locator) is not None or selector.rstrip("/ ") in ("", ROW_KEY, ROW_VALUE) or "../" in selector:
        return False
    path = parse_selector(selector.rstrip("/ "))
    found = [each for each in row.children if len(path) == 1 and path[0].matches(each)]
    return len({find_value(each, f"@{attribute}" if attribute else ROW_VALUE) for each in found}) > 1


def find_rows(root: XmlElement) -> Iterator[tuple[str, list[XmlElement]]]:
    """Yield the elements of each kind, by the names from the root, as a selector and in the order of the document."""
    kinds: dict[tuple[int, str], list[XmlElement]] = {}
    numbers: dict[tuple[int, str], int] = {}
    stack = [(root, 0)]
    while stack:
        element, outer = stack.pop()
        kind = (outer, element.name)
        kinds.setdefault(kind, []).append(element)
        number = numbers.setdefault(kind, len(numbers) + 1)
        stack += [(child, number) for child in reversed(element.children)]
    for rows in itertools.islice(kinds.values(), _MAX_KINDS):
        yield _path(rows[0]), rows


def find_value(row: XmlElement, locator: str) -> str | None:
    """Return the text of a row at a locator, None where it has none.

    The locator is `@attribute`, `element`, `element@attribute`, `outer > inner`, `../@attribute` of the element around
    the row, `$key` of its own name, in capitals, or `$value`. An element right below the row goes before those further
    down.
    """
    if locator == ROW_KEY:
        return row.name.upper()
    element: XmlElement | None = row
    while locator.startswith("../") and element is not None:
        element, locator = element.parent, locator[3:]
    selector, _, attribute = locator.partition("@")
    selector = selector.rstrip("/ ")
    if element is not None and selector and selector != ROW_VALUE:
        element = _below(element, selector)
    if element is None:
        return None
    return element.attributes.get(local_name(attribute)) if attribute else element.text.strip() or None


def _selected(root: XmlElement, selector: str) -> list[XmlElement]:
    """Return the elements that a selector matches, in the order of the document."""
    paths = [parse_selector(each) for each in selector.split(",")]
    everything = itertools.chain([root], descendants(root))
    rows = [element for element in everything if any(matches(element, path) for path in paths)]
    if not rows:
        raise ParseError(f'nothing in the XML matches "{selector}"')
    return rows


def _path(element: XmlElement) -> str:
    names: list[str] = []
    above: XmlElement | None = element
    while above is not None and sum(map(len, names)) < MAX_LOCATOR_LENGTH:
        names.append(above.name)
        above = above.parent
    return " > ".join(reversed(names))


def _below(row: XmlElement, selector: str) -> XmlElement | None:
    """Return the first element that matches right below a row, else the first further down."""
    path = parse_selector(selector)
    if len(path) == 1:
        child = next((each for each in row.children if path[0].matches(each)), None)
        if child is not None or path[0].is_child:
            return child
    return next((each for each in itertools.islice(descendants(row), _MAX_BELOW) if matches(each, path, row)), None)


def _nearest(rows: Sequence[XmlElement], locator: str) -> str:
    """Return the locator, of elements right below the rows where any row has one there: a row without it has none."""
    selector = locator.partition("@")[0].rstrip("/ ")
    if literal_value(locator) is not None or selector in ("", ROW_KEY, ROW_VALUE) or selector.startswith("../"):
        return locator
    if parse_selector(selector)[0].is_child or all(_below(row, f"> {selector}") is None for row in rows):
        return locator
    return f"> {locator}"


def _matching_groups(root: XmlElement, locators: Sequence[str]) -> list[list[XmlElement]]:
    """Return the first kind of elements that have every field themselves or right below them, and others of its name.

    Raises:
        ParseError: of elements that are figures, others of the same names are elsewhere.
    """
    if ROW_KEY in locators and ROW_VALUE in locators:
        return [_figures(root)]
    kinds = [rows for _, rows in find_rows(root)]
    matching = [
        rows
        for rows in kinds
        if all(any(_states(row, locator) for row in rows[:_MAX_COMPARED]) for locator in locators)
    ]
    if not matching:
        return [max(kinds, key=len)]
    return [rows for rows in matching if rows[0].name == matching[0][0].name]


def _figures(root: XmlElement) -> list[XmlElement]:
    """Return the elements below the one that has most figures right below it.

    Raises:
        ParseError: another one has figures of the same names, such as those of another day.
    """
    groups = [
        [each for each in element.children if not each.children and each.text.strip() and may_be_instrument(each.name)]
        for element in itertools.chain([root], descendants(root))
        if element.children
    ]
    figures = [{each.name for each in rows if may_be_figure(normalize_cell(each.text))} for rows in groups]
    place = max(range(len(groups)), key=lambda at: len(figures[at]), default=None)
    if place is None:
        return []
    for other, names in enumerate(figures):
        if other != place and not names.isdisjoint(figures[place]):
            raise ParseError(f'several elements "{min(names & figures[place])}": say which rows')
    return groups[place]


def _states(row: XmlElement, locator: str) -> bool:
    name = locator.removeprefix("../").partition("@")[0].strip("/ ").lower()
    is_near = name in ("", ROW_KEY, ROW_VALUE) or _FAR.search(name) is not None
    return (is_near or any(child.name == local_name(name) for child in row.children)) and (
        find_value(row, locator) is not None
    )


def _cell(row: XmlElement, locator: str) -> Cell:
    text = literal_value(locator)
    return find_value(row, locator) if text is None else text


def _day(row: XmlElement, spec: TableSpec) -> Mapping[str, Cell]:
    """Return the cells of a row whose attributes and elements are instruments, by their names."""
    day = spec.columns["as_of"]
    named = {name.upper(): value for name, value in row.attributes.items()}
    for child in row.children:
        name = child.name.upper()
        if not is_missing(normalize_cell(child.text)) and not is_missing(normalize_cell(named.get(name))):
            raise ParseError(f'several elements "{child.name}" in a row')
        named[name] = child.text or named.get(name, "")
    named.pop(local_name(day.removeprefix("@")).upper(), None)
    return {
        **{name: text for name, text in named.items() if not is_missing(normalize_cell(text))},
        "as_of": _cell(row, day),
    }


def _names(rows: Sequence[XmlElement]) -> str:
    first = rows[0]
    names = [*(f"@{name}" for name in first.attributes), *(child.name for child in first.children)]
    return sanitize_line(", ".join(names[:_MAX_NAMES]), 120) or "no names"
