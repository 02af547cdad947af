"""HTML tables as grids of cells: their headings, spanning cells and separators, and other elements as rows."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final

from tui.sources.adapter import MAX_ROWS, ParseError
from tui.sources.html.document import TABLE_SECTIONS, HtmlDocument, HtmlNode, children, table_rows
from tui.sources.tables.grid import CellGrid, align_titles, figure_columns, is_data_row, is_heading_again
from tui.sources.tables.html_cells import is_hidden, row_cells, span_of, visible_text
from tui.sources.tables.locators import normalize_title

_MAX_TABLES: Final = 300
_MAX_PARTS: Final = 500
"""Of one table, each with titles of its own."""

_TABLE_PARTS = frozenset([*TABLE_SECTIONS, "table"])
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,63}", re.ASCII)
_MAX_HEADING_ROWS = 4
_MAX_COMPARED = 20
"""Rows that show which columns have figures."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TableLayout:
    """One table: its grid, and the element of each row."""

    grid: CellGrid
    nodes: Sequence[HtmlNode]
    table: int = 0
    """Its place among the tables; the parts of one table have the same."""
    is_hidden: bool = False
    """Whether the page says that it is not shown, as those of other tabs are."""


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
        for place, node in enumerate(tables[:_MAX_TABLES]):
            hidden = _is_within_hidden(node)
            yield from (replace(part, table=place, is_hidden=hidden) for part in _parts(node))
    elif selected:
        table = _enclosing_table(selected[0])
        titles = next(_parts(table)).grid.titles if table is not None else ()
        _check_count(selected)
        yield TableLayout(grid=CellGrid(titles=titles, rows=row_cells(selected)), nodes=selected)


def _is_within_hidden(node: HtmlNode | None) -> bool:
    while node is not None and not is_hidden(node):
        node = node.parent
    return node is not None


def _enclosing_table(node: HtmlNode) -> HtmlNode | None:
    while node.tag != "table":
        if node.parent is None:
            return None
        node = node.parent
    return node


def _parts(node: HtmlNode) -> Iterator[TableLayout]:
    """Yield a table in as many parts as it has headings, at least one and up to a maximum."""
    rows = _shown_rows(node)
    _check_count(rows)
    cells = row_cells(rows)
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

    The heading is the first rows that are in `thead` or of `th` alone, else the first row, with the rows of titles
    right below it; and none where it reads like the rows below.
    """
    start, end = _heading_rows(cells, shapes)
    # one cell across the columns names the part below it, and is the title of none
    of_titles = [index for index in range(start, end) if not shapes[index].is_one_cell]
    heading = [cells[index] for index in of_titles]
    width = max(map(len, heading), default=0)
    titles = tuple(_last_title([row[column] for row in heading if column < len(row)]) for column in range(width))
    body, other = _body(shapes, cells, heading, titles, max(end, 1) if end else end)
    levels = title_levels([rows[index] for index in of_titles])
    aligned_titles, aligned = align_titles(titles, [cells[index] for index in body])
    before = ("",) * (len(aligned_titles) - len(titles))
    caption = next((visible_text(child) for child in children(node) if child.tag == "caption"), "")
    grid = CellGrid(
        titles=aligned_titles,
        levels=[before + level for level in levels],
        rows=aligned,
        caption=caption,
        selector=_selector(node),
    )
    return TableLayout(grid=grid, nodes=[rows[index] for index in body]), other


def _heading_rows(cells: Sequence[tuple[str, ...]], shapes: Sequence[_RowShape]) -> tuple[int, int]:
    """Return where the heading begins, and the first row that is none of it; the same where there is no heading."""
    start = next((index for index, shape in enumerate(shapes) if not shape.is_one_cell), 0)
    end = start
    for shape in shapes[start : start + _MAX_HEADING_ROWS]:
        if not shape.is_heading and (not shape.may_be_heading or is_data_row(cells[end], _figures_below(cells, end))):
            break
        end += 1
    if end == start < len(shapes) and not is_data_row(cells[start], _figures_below(cells, start)):
        end += 1
    while start < end < min(len(cells), start + _MAX_HEADING_ROWS) and is_heading_again(
        cells[end], cells[end - 1], _figures_below(cells, end)
    ):
        end += 1
    return start, end


def _figures_below(cells: Sequence[tuple[str, ...]], index: int) -> Collection[int]:
    return figure_columns(cells[index + 1 : index + 1 + _MAX_COMPARED])


def _body(
    shapes: Sequence[_RowShape],
    cells: Sequence[tuple[str, ...]],
    heading: Sequence[Sequence[str]],
    titles: Sequence[str],
    start: int,
) -> tuple[list[int], int | None]:
    """Return the rows of data from a row on, and the first row of other titles, where they end; None where none is.

    Rows of data are neither headings that are repeated, nor one cell across all columns.
    """
    known = [_normalized(row) for row in heading]
    lines = (
        row
        for row, shape in zip(islice(cells, start, None), islice(shapes, start, None), strict=True)
        if not shape.is_one_cell
    )
    figures = figure_columns(list(islice(lines, _MAX_COMPARED)))
    body: list[int] = []
    for index in range(start, len(shapes)):
        shape, row = shapes[index], cells[index]
        if shape.is_empty or (len(titles) > 1 and shape.is_one_cell):
            continue
        if shape.may_be_heading:
            is_title = shape.is_heading or not is_data_row(row, figures)
            may_be_other = shape.has_only_titles
        else:
            is_title = may_be_other = bool(heading) and is_heading_again(row, titles, figures)
        if not is_title:
            body.append(index)
        elif may_be_other and index > 0 and len(normalized := _normalized(row)) > 1 and normalized not in known:
            return body, index
    return body, None


def _normalized(titles: Sequence[str]) -> list[tuple[int, str]]:
    return [(index, text) for index, title in enumerate(titles) if (text := normalize_title(title))]


def _selector(table: HtmlNode) -> str:
    name, classes = table.attributes.get("id") or "", (table.attributes.get("class") or "").split()
    if _NAME.fullmatch(name):
        return f"#{name}"
    return f"table.{classes[0]}" if classes and _NAME.fullmatch(classes[0]) else ""


def title_levels(rows: Sequence[HtmlNode]) -> list[tuple[str, ...]]:
    """Return the rows of titles, each title in every column that its cell spans."""
    return [row for row in row_cells(rows, spread=True) if len(row) > 1]


def _last_title(titles: Sequence[str]) -> str:
    return next((title for title in reversed(titles) if title.strip()), "")


def _shown_rows(table: HtmlNode) -> list[HtmlNode]:
    """Return the rows that are shown, and those of a hidden `thead`, whose titles are drawn elsewhere."""
    sections = {child.mem_id for child in children(table) if child.tag in ("tbody", "tfoot") and is_hidden(child)}
    return [
        row
        for row in table_rows(table)
        if not is_hidden(row) and (row.parent is None or row.parent.mem_id not in sections)
    ]


def _check_count(rows: Sequence[HtmlNode]) -> None:
    if len(rows) > MAX_ROWS:
        raise ParseError("too many rows")


def _row_shape(row: HtmlNode) -> _RowShape:
    cells = [cell for cell in children(row) if cell.tag in ("td", "th")]
    return _RowShape(
        is_in_head=row.parent is not None and row.parent.tag == "thead",
        has_only_titles=bool(cells) and all(cell.tag == "th" for cell in cells),
        is_empty=not cells,
        is_one_cell=not cells or (len(cells) == 1 and span_of(cells[0], "colspan") > 1),
    )
