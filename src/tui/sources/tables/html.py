"""HTML tables as rows of cells, and any other elements as rows by CSS selectors."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final

from tui.sources.adapter import MAX_ROWS, ParseError
from tui.sources.html.document import HtmlDocument
from tui.sources.html.line import ELEMENT_BOUNDARY
from tui.sources.html.tree import HtmlNode, text_below
from tui.sources.table_spec import TableSpec
from tui.sources.tables.cells import Cell
from tui.sources.tables.grid import MOST_COLUMNS, CellGrid, column_index, literal_value, missing_column_error

MOST_TABLES: Final = 100

_SILENT = frozenset(["script", "style", "template", "noscript", "svg", "select", "textarea", "-comment"])
_BREAKING = frozenset(["br", "p", "div", "ul", "ol", "li", "table", "tr", "td", "th", "h1", "h2", "h3", "h4", "hr"])
_SECTIONS = frozenset(["thead", "tbody", "tfoot"])
_WHOLE_TABLES = _SECTIONS | {"table"}
_SELECTS = re.compile(r"[.#\[>:@]")
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,63}", re.ASCII)
_MOST_HEADING_ROWS = 4
_LONGEST_CELL = 4_000


@dataclass(frozen=True, slots=True, kw_only=True)
class _Layout:
    """One table: its grid, and the elements its rows were read from."""

    grid: CellGrid
    nodes: Sequence[HtmlNode]


def read_html(text: str, spec: TableSpec) -> Iterator[Mapping[str, Cell]]:
    """The cells of each row by field.

    Raises:
        ParseError: no table, or none of its columns, is what the spec names; too many rows or too deep a nesting.
    """
    tree = HtmlDocument(text)
    layouts = list(_layouts(tree, spec.rows))
    for layout in layouts:
        placed = _placed(spec.columns, layout)
        if placed is not None:
            return _picked(tree, placed, layout)
    raise missing_column_error(spec.columns.values(), [layout.grid.titles for layout in layouts])


def read_tables(tree: HtmlDocument) -> Iterator[CellGrid]:
    """Every table of a page that has two rows and two columns or more."""
    for layout in _layouts(tree, ""):
        grid = layout.grid
        if grid.rows and max(map(len, grid.rows)) > 1:
            yield grid


def _layouts(tree: HtmlDocument, selector: str) -> Iterator[_Layout]:
    picked = list(islice(tree.select(selector or "table"), MAX_ROWS + 1))
    if selector and not picked:
        raise ParseError(f'nothing on the page matches "{selector}"')
    tables = [node for node in picked if node.tag in _WHOLE_TABLES]
    if tables:
        yield from (_table(node) for node in tables[:MOST_TABLES])
    elif picked:
        titles = _table(around).grid.titles if (around := _enclosing(picked[0])) is not None else ()
        whole = _table_of(picked)
        yield replace(whole, grid=replace(whole.grid, titles=titles))


def _enclosing(node: HtmlNode) -> HtmlNode | None:
    while node.tag != "table":
        if node.parent is None:
            return None
        node = node.parent
    return node


def _table(node: HtmlNode) -> _Layout:
    """A table, its heading told from its rows: rows in `thead` or of `th` alone, else the first one."""
    rows = list(_rows(node))
    heading = 0
    while heading < min(len(rows), _MOST_HEADING_ROWS) and _is_heading(rows[heading]):
        heading += 1
    whole = _table_of(rows)
    cells = whole.grid.rows
    count = heading or min(1, len(rows))
    wide = max(map(len, cells[:count]), default=0)
    titles = tuple(_lowest([row[at] for row in cells[:count] if at < len(row)]) for at in range(wide))
    kept = [at for at in range(count, len(rows)) if not _is_aside(rows[at], wide)]
    caption = next((_text(child) for child in _children(node) if child.tag == "caption"), "")
    grid = CellGrid(titles=titles, rows=[cells[at] for at in kept], caption=caption, selector=_selector(node))
    return _Layout(grid=grid, nodes=[rows[at] for at in kept])


def _selector(table: HtmlNode) -> str:
    name, classes = table.attributes.get("id") or "", (table.attributes.get("class") or "").split()
    if _NAME.fullmatch(name):
        return f"#{name}"
    return f"table.{classes[0]}" if classes and _NAME.fullmatch(classes[0]) else ""


def _lowest(titles: Sequence[str]) -> str:
    return next((title for title in reversed(titles) if title.strip()), "")


def _table_of(rows: Sequence[HtmlNode]) -> _Layout:
    """Rows as they come, with each cell that spans rows or columns in its place."""
    if len(rows) > MAX_ROWS:
        raise ParseError("too many rows")
    hanging: dict[int, tuple[int, str]] = {}
    cells: list[tuple[str, ...]] = []
    for row in rows:
        cells.append(tuple(_cells(row, hanging))[:MOST_COLUMNS])
        hanging = {at: (left - 1, text) for at, (left, text) in hanging.items() if left > 1}
    return _Layout(grid=CellGrid(rows=cells), nodes=rows)


def _cells(row: HtmlNode, hanging: dict[int, tuple[int, str]]) -> Iterator[str]:
    at = 0
    for cell in _children(row):
        if cell.tag not in ("td", "th"):
            if row.tag != "tr" and not (cell.tag or "-").startswith("-"):
                yield _text(cell)
            continue
        while at in hanging:
            yield hanging[at][1]
            at += 1
        text = _text(cell)
        deep, wide = _span(cell, "rowspan"), _span(cell, "colspan")
        for place in range(at, min(at + wide, MOST_COLUMNS)):
            if deep > 1:
                hanging[place] = (deep, text)
            yield text if place == at else ""
        at += wide
    while at in hanging:
        yield hanging[at][1]
        at += 1


def _span(cell: HtmlNode, name: str) -> int:
    written = cell.attributes.get(name) or ""
    return (
        min(max(int(written), 1), MOST_COLUMNS) if written.isascii() and written.isdigit() and len(written) < 6 else 1
    )


def _rows(table: HtmlNode) -> Iterator[HtmlNode]:
    for child in _children(table):
        if child.tag == "tr":
            yield child
        elif child.tag in _SECTIONS and table.tag == "table":
            yield from _rows(child)


def _is_heading(row: HtmlNode) -> bool:
    parent = row.parent
    tags = [cell.tag for cell in _children(row) if cell.tag in ("td", "th")]
    return (parent is not None and parent.tag == "thead") or (bool(tags) and "td" not in tags)


def _is_aside(row: HtmlNode, wide: int) -> bool:
    """Whether a row parts a table: a heading told again, or one cell across all columns."""
    cells = [cell for cell in _children(row) if cell.tag in ("td", "th")]
    return _is_heading(row) or not cells or (wide > 1 and len(cells) == 1 and _span(cells[0], "colspan") > 1)


def _children(node: HtmlNode) -> Iterator[HtmlNode]:
    child = node.first_child
    while child is not None:
        yield child
        child = child.next


def _text(node: HtmlNode) -> str:
    """What a cell shows: inline elements leave an edge, blocks a line end."""
    return text_below(node, _is_shown, _LONGEST_CELL, _boundary).strip()


def _boundary(tag: str) -> str:
    return "\n" if tag in _BREAKING else ELEMENT_BOUNDARY


def _is_shown(node: HtmlNode) -> bool:
    return node.tag not in _SILENT


def _placed(columns: Mapping[str, str], layout: _Layout) -> dict[str, int | str] | None:
    """Where each field stands in this table's rows: a column or, with its `=`, a text or, else, a selector."""
    placed: dict[str, int | str] = {}
    wide = max(map(len, layout.grid.rows), default=0)
    for field, place in columns.items():
        column = column_index(place, layout.grid.titles)
        if column is not None and column < max(wide, len(layout.grid.titles)):
            placed[field] = column
        elif literal_value(place) is not None or (layout.nodes and _is_selector(place)):
            placed[field] = place
        else:
            return None
    return placed


def _is_selector(place: str) -> bool:
    if not _SELECTS.search(place):
        return False
    try:
        HtmlDocument("").select(place.partition("@")[0] or "td")
    except ParseError:
        return False
    return True


def _picked(tree: HtmlDocument, placed: Mapping[str, int | str], layout: _Layout) -> Iterator[Mapping[str, Cell]]:
    for node, row in zip(layout.nodes, layout.grid.rows, strict=True):
        yield {field: _cell(tree, node, row, place) for field, place in placed.items()}


def _cell(tree: HtmlDocument, node: HtmlNode, row: Sequence[str], place: int | str) -> Cell:
    if isinstance(place, int):
        return row[place] if place < len(row) else None
    text = literal_value(place)
    if text is not None:
        return text
    selector, _, attribute = place.partition("@")
    found = next(iter(tree.select(selector, node)), None) if selector else node
    if found is None:
        return None
    return found.attributes.get(attribute) if attribute else _text(found)
