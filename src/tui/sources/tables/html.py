"""HTML tables as rows of cells, and any other elements as rows by CSS selectors."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final

from tui.sources.adapter import MAX_ROWS, ParseError
from tui.sources.html.document import HtmlDocument, HtmlNode, text_below
from tui.sources.html.line import ELEMENT_BOUNDARY
from tui.sources.table_spec import TableSpec
from tui.sources.tables.cells import Cell
from tui.sources.tables.grid import MAX_COLUMNS, CellGrid, column_index, literal_value, missing_column_error

MAX_TABLES: Final = 100

_INVISIBLE = frozenset(["script", "style", "template", "noscript", "svg", "select", "textarea", "-comment"])
_BLOCKS = frozenset(["br", "p", "div", "ul", "ol", "li", "table", "tr", "td", "th", "h1", "h2", "h3", "h4", "hr"])
_SECTIONS = frozenset(["thead", "tbody", "tfoot"])
_TABLE_PARTS = _SECTIONS | {"table"}
_SELECTOR_SIGN = re.compile(r"[.#\[>:@]")
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,63}", re.ASCII)
_MAX_HEADING_ROWS = 4
_MAX_CELL = 4_000


@dataclass(frozen=True, slots=True, kw_only=True)
class _Layout:
    """One table: its grid, and the element of each row."""

    grid: CellGrid
    nodes: Sequence[HtmlNode]


def read_html(text: str, spec: TableSpec) -> Iterator[Mapping[str, Cell]]:
    """Return the cells of each row by field.

    Raises:
        ParseError: no table has the columns of the spec; there are too many rows, or they are nested too deeply.
    """
    tree = HtmlDocument(text)
    layouts = list(_layouts(tree, spec.rows))
    for layout in layouts:
        resolved = _resolve(spec.columns, layout)
        if resolved is not None:
            return _fields(tree, resolved, layout)
    raise missing_column_error(spec.columns.values(), [layout.grid.titles for layout in layouts])


def read_tables(tree: HtmlDocument) -> Iterator[CellGrid]:
    """Yield every table of a page that has two rows and two columns or more."""
    for layout in _layouts(tree, ""):
        grid = layout.grid
        if grid.rows and max(map(len, grid.rows)) > 1:
            yield grid


def _layouts(tree: HtmlDocument, selector: str) -> Iterator[_Layout]:
    selected = list(islice(tree.select(selector or "table"), MAX_ROWS + 1))
    if selector and not selected:
        raise ParseError(f'nothing on the page matches "{selector}"')
    tables = [node for node in selected if node.tag in _TABLE_PARTS]
    if tables:
        yield from (_table(node) for node in tables[:MAX_TABLES])
    elif selected:
        table = _enclosing_table(selected[0])
        titles = _table(table).grid.titles if table is not None else ()
        layout = _untitled(selected)
        yield replace(layout, grid=replace(layout.grid, titles=titles))


def _enclosing_table(node: HtmlNode) -> HtmlNode | None:
    while node.tag != "table":
        if node.parent is None:
            return None
        node = node.parent
    return node


def _table(node: HtmlNode) -> _Layout:
    """Return a table with its heading: the first rows that are in `thead` or of `th` alone, else the first row."""
    rows = list(table_rows(node))
    heading = 0
    while heading < min(len(rows), _MAX_HEADING_ROWS) and _is_heading(rows[heading]):
        heading += 1
    layout = _untitled(rows)
    cells = layout.grid.rows
    count = heading or min(1, len(rows))
    width = max(map(len, cells[:count]), default=0)
    titles = tuple(_last_title([row[column] for row in cells[:count] if column < len(row)]) for column in range(width))
    body = [index for index in range(count, len(rows)) if not _is_separator(rows[index], width)]
    caption = next((_text(child) for child in children(node) if child.tag == "caption"), "")
    grid = CellGrid(titles=titles, rows=[cells[index] for index in body], caption=caption, selector=_selector(node))
    return _Layout(grid=grid, nodes=[rows[index] for index in body])


def _selector(table: HtmlNode) -> str:
    name, classes = table.attributes.get("id") or "", (table.attributes.get("class") or "").split()
    if _NAME.fullmatch(name):
        return f"#{name}"
    return f"table.{classes[0]}" if classes and _NAME.fullmatch(classes[0]) else ""


def _last_title(titles: Sequence[str]) -> str:
    return next((title for title in reversed(titles) if title.strip()), "")


def _untitled(rows: Sequence[HtmlNode]) -> _Layout:
    """Return rows in their order, with each cell that spans rows repeated in the rows below."""
    if len(rows) > MAX_ROWS:
        raise ParseError("too many rows")
    spanning: dict[int, tuple[int, str]] = {}
    cells: list[tuple[str, ...]] = []
    for row in rows:
        cells.append(tuple(_cells(row, spanning))[:MAX_COLUMNS])
        spanning = {column: (left - 1, text) for column, (left, text) in spanning.items() if left > 1}
    return _Layout(grid=CellGrid(rows=cells), nodes=rows)


def _cells(row: HtmlNode, spanning: dict[int, tuple[int, str]]) -> Iterator[str]:
    index = 0
    for cell in children(row):
        if cell.tag not in ("td", "th"):
            if row.tag != "tr" and not (cell.tag or "-").startswith("-"):
                yield _text(cell)
            continue
        while index in spanning:
            yield spanning[index][1]
            index += 1
        text = _text(cell)
        height, width = _span(cell, "rowspan"), _span(cell, "colspan")
        for column in range(index, min(index + width, MAX_COLUMNS)):
            if height > 1:
                spanning[column] = (height, text)
            yield text if column == index else ""
        index += width
    while index in spanning:
        yield spanning[index][1]
        index += 1


def _span(cell: HtmlNode, name: str) -> int:
    value = cell.attributes.get(name) or ""
    return min(max(int(value), 1), MAX_COLUMNS) if value.isascii() and value.isdigit() and len(value) < 6 else 1


def table_rows(table: HtmlNode) -> Iterator[HtmlNode]:
    """Yield the table's own rows, not those of a table within it."""
    for child in children(table):
        if child.tag == "tr":
            yield child
        elif child.tag in _SECTIONS and table.tag == "table":
            yield from table_rows(child)


def _is_heading(row: HtmlNode) -> bool:
    parent = row.parent
    tags = [cell.tag for cell in children(row) if cell.tag in ("td", "th")]
    return (parent is not None and parent.tag == "thead") or (bool(tags) and "td" not in tags)


def _is_separator(row: HtmlNode, width: int) -> bool:
    """Return whether a row separates parts of a table: a repeated heading, or one cell across all columns."""
    cells = [cell for cell in children(row) if cell.tag in ("td", "th")]
    return _is_heading(row) or not cells or (width > 1 and len(cells) == 1 and _span(cells[0], "colspan") > 1)


def children(node: HtmlNode) -> Iterator[HtmlNode]:
    """Yield the nodes directly below."""
    child = node.first_child
    while child is not None:
        yield child
        child = child.next


def _text(node: HtmlNode) -> str:
    """Return the visible text of a cell: inline elements leave a boundary, blocks a line end."""
    return text_below(node, _is_shown, _MAX_CELL, _boundary).strip()


def _boundary(tag: str) -> str:
    return "\n" if tag in _BLOCKS else ELEMENT_BOUNDARY


def _is_shown(node: HtmlNode) -> bool:
    return node.tag not in _INVISIBLE


def _resolve(columns: Mapping[str, str], layout: _Layout) -> dict[str, int | str] | None:
    """Return where each field is in a table's rows: a column, a literal with its `=`, or a selector; else None."""
    resolved: dict[str, int | str] = {}
    width = max(map(len, layout.grid.rows), default=0)
    for field, locator in columns.items():
        column = column_index(locator, layout.grid.titles)
        if column is not None and column < max(width, len(layout.grid.titles)):
            resolved[field] = column
        elif literal_value(locator) is not None or (layout.nodes and _is_selector(locator)):
            resolved[field] = locator
        else:
            return None
    return resolved


def _is_selector(locator: str) -> bool:
    if not _SELECTOR_SIGN.search(locator):
        return False
    try:
        HtmlDocument("").select(locator.partition("@")[0] or "td")
    except ParseError:
        return False
    return True


def _fields(tree: HtmlDocument, locators: Mapping[str, int | str], layout: _Layout) -> Iterator[Mapping[str, Cell]]:
    for node, row in zip(layout.nodes, layout.grid.rows, strict=True):
        yield {field: _cell(tree, node, row, locator) for field, locator in locators.items()}


def _cell(tree: HtmlDocument, node: HtmlNode, row: Sequence[str], locator: int | str) -> Cell:
    if isinstance(locator, int):
        return row[locator] if locator < len(row) else None
    text = literal_value(locator)
    if text is not None:
        return text
    selector, _, attribute = locator.partition("@")
    element = next(iter(tree.select(selector, node)), None) if selector else node
    if element is None:
        return None
    return element.attributes.get(attribute) if attribute else _text(element)
