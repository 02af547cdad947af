"""The elements of an unknown XML document as tables, each titled by the locators of what its rows state."""

from collections.abc import Iterator
from itertools import islice
from typing import Final

from tui.sources.table_fields import ROW_VALUE, is_configurable
from tui.sources.tables.grid import CellGrid
from tui.sources.tables.xml import find_rows, find_value
from tui.sources.tables.xml_tree import XmlElement, parse_xml

_MAX_KINDS: Final = 40
"""Kinds of elements that are tables."""
_MAX_SAMPLED: Final = 50
"""Rows of a table."""
_MAX_TITLED: Final = 3
"""Rows whose locators are titles, and elements below a part of a row."""
_MAX_NAMES: Final = 64
"""Titles of a row, and parts of it."""


def read_xml_grids(text: str) -> Iterator[CellGrid]:
    """Yield the elements of each kind that state two values or more, the selector of their rows with them.

    Raises:
        ParseError: it is no XML, or has too many elements.
    """
    for selector, rows in islice(find_rows(parse_xml(text)), _MAX_KINDS):
        titles = dict.fromkeys(title for row in rows[:_MAX_TITLED] for title in islice(_locators(row), _MAX_NAMES))
        if len(titles) > 1:
            sample = rows[:_MAX_SAMPLED]
            cells = [tuple(find_value(row, title) or "" for title in titles) for row in sample]
            yield CellGrid(titles=tuple(titles), rows=cells, selector=selector)


def _locators(row: XmlElement) -> Iterator[str]:
    """Yield where in a row, right below it and right above it something is stated."""
    if row.text:
        yield ROW_VALUE
    named = [f"@{name}" for name in row.attributes]
    for child in row.children[:_MAX_NAMES]:
        named += [child.name] if child.text else []
        named += [f"{child.name}@{name}" for name in child.attributes]
        named += [f"{child.name} > {inner.name}" for inner in child.children[:_MAX_TITLED] if inner.text]
    named += [f"../@{name}" for name in row.parent.attributes] if row.parent is not None else []
    yield from filter(is_configurable, named)
