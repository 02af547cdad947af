"""HTML tables as rows of cells, and any other elements as rows by CSS selectors."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain, pairwise
from typing import Final

from tui.sources.adapter import ParseError
from tui.sources.html.document import HtmlDocument, HtmlNode
from tui.sources.html.line import ELEMENT_BOUNDARY
from tui.sources.table_spec import TableSpec
from tui.sources.tables.cells import Cell
from tui.sources.tables.grid import (
    FAULT,
    LEFT_OUT,
    MAX_OTHERS,
    OTHERS,
    TITLES,
    UNDER_OTHER_TITLES,
    CellGrid,
    check_titles,
    column_index,
    literal_value,
    misalignment,
    missing_column_error,
    normalize_title,
    titles_of_counts,
    wide_cells,
)
from tui.sources.tables.html_cells import visible_text
from tui.sources.tables.html_rows import TableLayout, table_layouts, title_levels

_SELECTOR_SIGN = re.compile(r"[.#\[>:@]")
_MAX_SKIPPED: Final = 10
"""Rows above those of titles, in tables whose titles are plain cells."""

_BLANKS: Final = f"{ELEMENT_BOUNDARY} \n"
_ELEMENT_ENDS = re.compile(rf"[\n{ELEMENT_BOUNDARY}]")

_Locators = Mapping[str, int | str]


def read_html(text: str, spec: TableSpec) -> Iterator[Mapping[str, Cell]]:
    """Return the cells of each row by field, of the first table that has the columns and of all others of its heading.

    Raises:
        ParseError: no table has the columns of the spec; there are too many rows, or they are nested too deeply.
    """
    tree = HtmlDocument(text)
    layouts = _with_titles_above(list(table_layouts(tree, spec.rows)))
    found = [each for layout in layouts if (each := _resolve(spec.columns, layout)) is not None]
    found = [each for each in found if spec.rows or not each[0].is_hidden] or found
    if not found:
        if any(layout.grid.rows for layout in layouts) and not any(any(layout.grid.titles) for layout in layouts):
            raise ParseError("the table has no titles: name its columns by their numbers, from 1")
        raise missing_column_error(
            spec.columns.values(), [layout.grid.paths or layout.grid.titles for layout in layouts]
        )
    first = next((at for at, (layout, _) in enumerate(found) if layout.grid.rows), 0)
    check_titles(spec.columns.values(), found[first][0].grid.titles)
    same = [each for each in found[first + 1 :] if _continues(each, found[first], spec)]
    chosen = [found[first], *same]
    cells = (row for layout, locators in chosen for row in _fields(tree, spec, locators, layout))
    return chain(cells, _under_other_titles(layouts, [layout for layout, _ in chosen]))


def _under_other_titles(layouts: Sequence[TableLayout], chosen: Sequence[TableLayout]) -> Iterator[Mapping[str, Cell]]:
    """Yield each row of the first chosen table that is in another part of it, as left out."""
    last_rows = {layout.nodes[-1].mem_id for layout in chosen if layout.nodes}
    for layout in layouts:
        if layout.table == chosen[0].table and layout.nodes and layout.nodes[-1].mem_id not in last_rows:
            yield from ({LEFT_OUT: UNDER_OTHER_TITLES, "symbol": row[0]} for row in layout.grid.rows if row)


def _with_titles_above(layouts: Sequence[TableLayout]) -> list[TableLayout]:
    """Return the tables; one of rows without titles, below one of titles without rows, has these."""
    result = list(layouts)
    for place, (above, below) in enumerate(pairwise(layouts)):
        titles, rows = above.grid.titles, below.grid.rows
        if titles and not above.grid.rows and rows and not below.grid.titles and len(rows[0]) == len(titles):
            result[place + 1] = replace(below, grid=replace(below.grid, titles=titles, levels=above.grid.levels))
    return result


def read_tables(tree: HtmlDocument) -> Iterator[CellGrid]:
    """Yield every table of a page that has two rows and two columns or more."""
    for layout in table_layouts(tree, ""):
        grid = layout.grid
        if grid.rows and max(map(len, grid.rows)) > 1:
            yield grid


def _continues(other: tuple[TableLayout, _Locators], first: tuple[TableLayout, _Locators], spec: TableSpec) -> bool:
    """Return whether a table, or a part of one, has the heading of the first."""
    is_part = other[0].table == first[0].table
    heading = _heading(*first, spec, is_part=is_part)
    return any(heading) and _heading(*other, spec, is_part=is_part) == heading


def _heading(layout: TableLayout, locators: _Locators, spec: TableSpec, *, is_part: bool = False) -> tuple[str, ...]:
    """Return the titles of a table for comparison, without those of columns that the specification numbers.

    The name of a part of the market may be the title of the column of symbols. Where it numbers all columns, or the
    table is wide, every title counts and its place does; of parts of one table that of the symbols does not.
    """
    titles = [normalize_title(title) for title in layout.grid.titles]
    numbered = {
        place
        for field, place in locators.items()
        if isinstance(place, int) and (place >= len(titles) or titles[place] != normalize_title(spec.columns[field]))
    }
    if spec.wide or len(numbered) == len(locators):
        numbered = {place for field, place in locators.items() if is_part and field == "symbol" and place in numbered}
    elif not numbered:
        titles.sort()
    return tuple("" if index in numbered else title for index, title in enumerate(titles))


def _resolve(columns: Mapping[str, str], layout: TableLayout) -> tuple[TableLayout, _Locators] | None:
    """Return a table and where each field is in its rows, None where it lacks one; titles may be some rows down."""
    locators = _locators(columns, layout)
    if locators is not None:
        return layout, locators
    titled = [locator for locator in columns.values() if literal_value(locator) is None and not _is_selector(locator)]
    for index, titles in enumerate(layout.grid.rows[:_MAX_SKIPPED]):
        if titled and {normalize_title(locator) for locator in titled} <= set(map(normalize_title, titles)):
            levels = title_levels(layout.nodes[: index + 1])
            below = replace(layout.grid, titles=titles, levels=levels, rows=layout.grid.rows[index + 1 :])
            layout = replace(layout, grid=below, nodes=layout.nodes[index + 1 :])
            locators = _locators(columns, layout)
            return None if locators is None else (layout, locators)
    return None


def _locators(columns: Mapping[str, str], layout: TableLayout) -> _Locators | None:
    """Return where each field is in a table's rows: a column, a literal with its `=`, or a selector; else None."""
    resolved: dict[str, int | str] = {}
    width = max(map(len, layout.grid.rows), default=0)
    for field, locator in columns.items():
        column = _column(field, locator, layout.grid)
        if column is not None and column < max(width, len(layout.grid.titles)):
            resolved[field] = column
        elif literal_value(locator) is not None or (layout.nodes and _is_selector(locator)):
            resolved[field] = locator
        else:
            return None
    return resolved


def _column(field: str, locator: str, grid: CellGrid) -> int | None:
    """Return the column of a field: by its title, else by that and the titles above it, `Selling Cash`."""
    column = column_index(locator, grid.titles)
    if column is None:
        return grid.group_column(locator)
    paths, end = grid.paths, column + 1
    while end < min(len(grid.titles), len(paths)) and not grid.titles[end] and paths[end] == paths[column] != "":
        end += 1
    return column if end == column + 1 else _in_span(field, range(column, end), grid.rows)


def _in_span(field: str, span: range, rows: Sequence[Sequence[str]]) -> int:
    """Return the column of a field below a title over several: not one of arrows, and of percentages for these alone.

    A title may be over a mark and a figure, or over a change and its percentage, in either order.
    """
    cells = {column: [row[column] for row in rows if column < len(row)] for column in span}
    stated = [column for column in span if any(map(str.isalnum, "".join(cells[column])))]
    if field in ("change", "percent"):
        of_kind = [column for column in stated if any("%" in cell for cell in cells[column]) is (field == "percent")]
        stated = of_kind or stated
    return next(iter(stated), span[0])


def _is_selector(locator: str) -> bool:
    if not _SELECTOR_SIGN.search(locator):
        return False
    try:
        HtmlDocument("").select(locator.partition("@")[0] or "td")
    except ParseError:
        return False
    return True


def _fields(
    tree: HtmlDocument, spec: TableSpec, locators: _Locators, layout: TableLayout
) -> Iterator[Mapping[str, Cell]]:
    if spec.wide:
        yield from wide_cells(spec, layout.grid)
        return
    titles = _with_buttons(layout.grid)
    of_counts = titles_of_counts(locators, layout.grid.paths or titles)
    for number, (node, row) in enumerate(zip(layout.nodes, layout.grid.rows, strict=True)):
        fault = misalignment(row, titles) if node.tag == "tr" else None
        cells = {field: _cell(tree, node, row, locator) for field, locator in locators.items()}
        cells |= {
            field: _without_label(row[place], titles[place])
            for field, place in locators.items()
            if isinstance(place, int) and place < min(len(row), len(titles))
        }
        if of_counts:
            cells[TITLES] = of_counts
        if fault is not None:
            cells[FAULT] = fault
        elif number < MAX_OTHERS:
            cells[OTHERS] = list(row)
        yield cells


def _without_label(text: str, title: str) -> str:
    """Return the text of a cell without its title, which some pages repeat in it for narrow screens."""
    label, *rest = _ELEMENT_ENDS.split(text.strip(_BLANKS), 1)
    is_label = rest and title and normalize_title(label) == normalize_title(title)
    return rest[0].strip(_BLANKS) if is_label else text


def _with_buttons(grid: CellGrid) -> tuple[str, ...]:
    """Return the titles of a grid, with one for each cell at the end of every row that is a button or a picture."""
    width = len(grid.titles)
    extra = [row[width:] for row in grid.rows]
    if len(extra) < 2 or not all(extra) or any(map(str.isdigit, "".join(map("".join, extra)))):
        return grid.titles
    return grid.titles + ("",) * max(map(len, extra))


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
    return element.attributes.get(attribute) if attribute else visible_text(element)
