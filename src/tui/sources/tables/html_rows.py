"""HTML tables as grids of cells: their headings, spanning cells and separators, and other elements as rows."""

import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final

from tui.sources.adapter import MAX_ROWS, ParseError
from tui.sources.html.document import TABLE_SECTIONS, HtmlDocument, HtmlNode, children, table_rows, text_below
from tui.sources.html.line import ELEMENT_BOUNDARY
from tui.sources.html.tag import tag_names
from tui.sources.tables.grid import MAX_COLUMNS, CellGrid, align_titles, figure_columns, is_data_row, normalize_title

_MAX_TABLES: Final = 100
_MAX_PARTS: Final = 10
"""Of one table, each with titles of its own."""

_INVISIBLE = tag_names(
    "script style template noscript svg select datalist textarea dialog",
    "audio video canvas object iframe progress meter -comment",
)
_NOTES = tag_names("sup sub a del ins s strike")
"""Elements that are no part of the figure beside them."""
_HIDING_STYLE = re.compile(
    r"(?:^|;)\s*+(?:display\s*+:\s*+none|visibility\s*+:\s*+(?:hidden|collapse))\b", re.IGNORECASE
)
_MAX_STYLE = 1_000
_BLOCKS = frozenset(["br", "p", "div", "ul", "ol", "li", "table", "tr", "td", "th", "h1", "h2", "h3", "h4", "hr"])
_TABLE_PARTS = frozenset([*TABLE_SECTIONS, "table"])
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,63}", re.ASCII)
_NOTE_BOUNDARY: Final = "\ue001"
_BOUNDARIES = f"[{ELEMENT_BOUNDARY}{_NOTE_BOUNDARY}]"
_FIGURES_MEET = re.compile(
    rf"(?<=\d){ELEMENT_BOUNDARY}*+{_NOTE_BOUNDARY}{_BOUNDARIES}*+(?=\d)"
    rf"|(?<![\d.,])(\d{{2,}}+){ELEMENT_BOUNDARY}++(?=\d\d++(?![.,]))"
)
_MAX_HEADING_ROWS = 4
_MAX_CELL = 4_000


@dataclass(frozen=True, slots=True, kw_only=True)
class TableLayout:
    """One table: its grid, and the element of each row."""

    grid: CellGrid
    nodes: Sequence[HtmlNode]


@dataclass(frozen=True, slots=True, kw_only=True)
class _RowShape:
    """What kinds of cells a row has."""

    is_in_head: bool
    has_only_titles: bool
    """Whether all of its cells are `th`."""
    is_empty: bool
    is_one_cell: bool
    """Whether it has no cell, or one across several columns."""

    @property
    def is_heading(self) -> bool:
        """Whether the row is one of titles, whatever is in it."""
        return self.is_in_head and self.has_only_titles

    @property
    def may_be_heading(self) -> bool:
        """Whether the row is in `thead`, where some pages have their data too, or has cells of `th` alone."""
        return self.is_in_head or self.has_only_titles


def table_layouts(tree: HtmlDocument, selector: str) -> Iterator[TableLayout]:
    """Yield the tables that a selector matches, every table where it is empty; other elements are rows of one table.

    Raises:
        ParseError: nothing matches, or there are too many rows.
    """
    selected = list(islice(tree.select(selector or "table"), MAX_ROWS + 1))
    if selector and not selected:
        raise ParseError(f'nothing on the page matches "{selector}"')
    tables = [node for node in selected if node.tag in _TABLE_PARTS]
    if tables:
        for node in tables[:_MAX_TABLES]:
            yield from _parts(node)
    elif selected:
        table = _enclosing_table(selected[0])
        titles = next(_parts(table)).grid.titles if table is not None else ()
        layout = _untitled(selected)
        yield replace(layout, grid=replace(layout.grid, titles=titles))


def _enclosing_table(node: HtmlNode) -> HtmlNode | None:
    while node.tag != "table":
        if node.parent is None:
            return None
        node = node.parent
    return node


def _parts(node: HtmlNode) -> Iterator[TableLayout]:
    """Yield a table in as many parts as it has headings, at least one and up to a maximum."""
    rows = [row for row in table_rows(node) if not _is_hidden(row)]
    cells = _untitled(rows).grid.rows
    shapes = [_row_shape(row) for row in rows]
    start = 0
    for _ in range(_MAX_PARTS):
        part, length = _first_part(node, rows[start:], cells[start:], shapes[start:])
        yield part
        if length is None:
            break
        start += length


def _first_part(
    node: HtmlNode, rows: Sequence[HtmlNode], cells: Sequence[tuple[str, ...]], shapes: Sequence[_RowShape]
) -> tuple[TableLayout, int | None]:
    """Return rows with their heading, if they have one, up to a row of other titles, and where that is, if anywhere.

    The heading is the first rows that are in `thead` or of `th` alone, else the first row; and none where it reads
    like the rows below.
    """
    start = next((index for index, shape in enumerate(shapes) if not shape.is_one_cell), 0)
    end = start
    for shape in shapes[start : start + _MAX_HEADING_ROWS]:
        if not shape.is_heading and (
            not shape.may_be_heading or is_data_row(cells[end], figure_columns(cells[end + 1 :]))
        ):
            break
        end += 1
    if end == start < len(rows) and not is_data_row(cells[start], figure_columns(cells[start + 1 :])):
        end += 1
    heading = cells[start:end]
    width = max(map(len, heading), default=0)
    titles = tuple(_last_title([row[column] for row in heading if column < len(row)]) for column in range(width))
    body = _body(shapes, cells, end, width)
    other = _other_heading(shapes, cells, heading, max(end, 1), set(body))
    body = [index for index in body if other is None or index < other]
    titles, aligned = align_titles(titles, [cells[index] for index in body])
    caption = next((visible_text(child) for child in children(node) if child.tag == "caption"), "")
    grid = CellGrid(titles=titles, rows=aligned, caption=caption, selector=_selector(node))
    return TableLayout(grid=grid, nodes=[rows[index] for index in body]), other


def _other_heading(
    shapes: Sequence[_RowShape],
    cells: Sequence[Sequence[str]],
    heading: Sequence[Sequence[str]],
    start: int,
    data: Container[int],
) -> int | None:
    """Return the first row of titles, from a row on, that does not repeat the heading; a single title names a part."""
    known = [_normalized(row) for row in heading]
    for index in range(start, len(shapes)):
        if shapes[index].has_only_titles and index not in data:
            titles = _normalized(cells[index])
            if len(titles) > 1 and titles not in known:
                return index
    return None


def _normalized(titles: Sequence[str]) -> list[tuple[int, str]]:
    return [(index, text) for index, title in enumerate(titles) if (text := normalize_title(title))]


def _selector(table: HtmlNode) -> str:
    name, classes = table.attributes.get("id") or "", (table.attributes.get("class") or "").split()
    if _NAME.fullmatch(name):
        return f"#{name}"
    return f"table.{classes[0]}" if classes and _NAME.fullmatch(classes[0]) else ""


def _last_title(titles: Sequence[str]) -> str:
    return next((title for title in reversed(titles) if title.strip()), "")


def _untitled(rows: Sequence[HtmlNode]) -> TableLayout:
    """Return rows in their order, with each cell that spans rows repeated in the rows below."""
    if len(rows) > MAX_ROWS:
        raise ParseError("too many rows")
    spanning: dict[int, tuple[int, str]] = {}
    cells: list[tuple[str, ...]] = []
    for row in rows:
        cells.append(tuple(_cells(row, spanning))[:MAX_COLUMNS])
        spanning = {column: (left - 1, text) for column, (left, text) in spanning.items() if left > 1}
    return TableLayout(grid=CellGrid(rows=cells), nodes=rows)


def _cells(row: HtmlNode, spanning: dict[int, tuple[int, str]]) -> Iterator[str]:
    index = 0
    for cell in children(row):
        if cell.tag not in ("td", "th"):
            if row.tag != "tr" and not (cell.tag or "-").startswith("-"):
                yield visible_text(cell)
            continue
        while index in spanning:
            yield spanning[index][1]
            index += 1
        text = visible_text(cell)
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


def _row_shape(row: HtmlNode) -> _RowShape:
    cells = [cell for cell in children(row) if cell.tag in ("td", "th")]
    return _RowShape(
        is_in_head=row.parent is not None and row.parent.tag == "thead",
        has_only_titles=bool(cells) and all(cell.tag == "th" for cell in cells),
        is_empty=not cells,
        is_one_cell=not cells or (len(cells) == 1 and _span(cells[0], "colspan") > 1),
    )


def _body(shapes: Sequence[_RowShape], cells: Sequence[Sequence[str]], start: int, width: int) -> list[int]:
    """Return the rows of data from a row on: neither headings that are repeated, nor one cell across all columns."""
    places = [
        index
        for index in range(start, len(shapes))
        if not shapes[index].is_empty and not (width > 1 and shapes[index].is_one_cell)
    ]
    if not any(shapes[index].may_be_heading for index in places):
        return places
    figures = figure_columns([cells[index] for index in places])
    return [
        index
        for index in places
        if not shapes[index].may_be_heading or (not shapes[index].is_heading and is_data_row(cells[index], figures))
    ]


def visible_text(node: HtmlNode) -> str:
    """Return the visible text of a cell: inline elements leave a boundary, blocks a line end.

    So do two figures: digits that meet where a note, a link or a former figure begins or ends, and two integers.
    Parts of one figure may be in elements of their own: `13<b>4.25</b>`.
    """
    text = text_below(node, _is_shown, _MAX_CELL, _boundary)
    return _FIGURES_MEET.sub(r"\1\n", text).replace(_NOTE_BOUNDARY, ELEMENT_BOUNDARY).strip()


def _boundary(node: HtmlNode) -> str:
    if node.tag in _BLOCKS:
        return "\n"
    is_note = node.tag in _NOTES or node.attributes.get("aria-hidden") == "true"
    return _NOTE_BOUNDARY if is_note else ELEMENT_BOUNDARY


def _is_shown(node: HtmlNode) -> bool:
    if node.tag == "-text":
        return node.parent is None or node.parent.tag != "details" or "open" in node.parent.attributes
    return node.tag not in _INVISIBLE and not _is_hidden(node)


def _is_hidden(node: HtmlNode) -> bool:
    """Return whether an element says that it is not shown, or is what a closed `details` hides."""
    attributes = node.attributes
    if "hidden" in attributes or _HIDING_STYLE.search((attributes.get("style") or "")[:_MAX_STYLE]):
        return True
    parent = node.parent
    return parent is not None and parent.tag == "details" and node.tag != "summary" and "open" not in parent.attributes
