"""The columns of a table that is open in a fragment of HTML: where each cell is, with cells that span several."""

from dataclasses import dataclass, field
from typing import Final

from tui.sources.feeds.open_list import attribute_number
from tui.sources.html.document import HtmlNode, children
from tui.sources.html.tag import BLOCK_ELEMENTS, TABLE_CELLS

_MAX_COLUMNS: Final = 60
"""Wider spans are the frame of a page."""
_MAX_ROWS: Final = 1_000


@dataclass(slots=True)
class OpenTable:
    """An open table."""

    spans: dict[int, int] = field(default_factory=dict)
    """For each column with a cell of a row above, how many more rows it spans."""


@dataclass(slots=True)
class OpenRow:
    """An open row of a table."""

    table: OpenTable
    is_table: bool
    """Whether it has several cells; a table of one cell is the frame of a page."""
    has_titles: bool = False
    """Whether all its cells are those of titles."""
    cells: int = 0
    """In the current line."""
    _column: int = 0
    """After the last cell."""
    _last: int | None = None
    """The column of the last cell."""

    def separator(self, cell: HtmlNode) -> str:
        """Open a cell; return what is between the last one and it, with a mark for each column."""
        spans = self.table.spans
        while self._column in spans and self._column < _MAX_COLUMNS:
            self._pass_column()
        column, last = self._column, self._last
        self.cells += 1
        self._last = column
        width = min(attribute_number(cell.attributes.get("colspan")) or 1, _MAX_COLUMNS)
        height = min(attribute_number(cell.attributes.get("rowspan")) or 1, _MAX_ROWS)
        for each in range(column, min(column + width, _MAX_COLUMNS)):
            self._pass_column()
            if height > 1:
                spans[each] = height - 1
        if last is None:
            return "| " * column
        return " | " * max(1, column - last) if self.cells > 1 else ""

    def close(self) -> None:
        """Count the row for the cells of rows above that span the columns after its last cell."""
        while self.table.spans and self._column < _MAX_COLUMNS:
            self._pass_column()

    def _pass_column(self) -> None:
        left = self.table.spans.pop(self._column, 0)
        if left > 1:
            self.table.spans[self._column] = left - 1
        self._column += 1


def open_row(node: HtmlNode, table: OpenTable) -> OpenRow:
    """Return the row that a tag opens."""
    cells = [child for child in children(node) if child.tag in TABLE_CELLS]
    is_rest_of_row = bool(table.spans) and not any(
        child.tag in BLOCK_ELEMENTS for cell in cells for child in children(cell)
    )
    is_table = len(cells) > 1 or (len(cells) == 1 and is_rest_of_row)
    return OpenRow(table, is_table, has_titles=all(cell.tag == "th" for cell in cells))
