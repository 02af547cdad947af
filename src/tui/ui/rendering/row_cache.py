"""The rows in view as they were last drawn."""

from collections.abc import Iterable, Mapping, Sequence

from tui.domain.quote import InstrumentId
from tui.view import quote_grid
from tui.view.column_layout import PlacedColumn
from tui.view.formatting import DecimalAlignment
from tui.view.quote_row import QuoteRow
from tui.view.spans import Line


class RowCache:
    """Keeps the lines of the rows in view, and draws a row anew only where something it shows has changed."""

    def __init__(self) -> None:
        self._sheet: Sequence[PlacedColumn] = ()
        self._shapes: Mapping[str, DecimalAlignment] = {}
        self._rows: dict[InstrumentId, tuple[QuoteRow, Line]] = {}

    def lines(
        self, rows: Iterable[QuoteRow], sheet: Sequence[PlacedColumn], shapes: Mapping[str, DecimalAlignment]
    ) -> list[Line]:
        """A line for each row; what is not among them is forgotten.

        Args:
            rows: those in view.
            sheet: where each column stands; the same object as long as none has moved.
            shapes: of the columns of figures; likewise.
        """
        known = self._rows if sheet is self._sheet and shapes is self._shapes else {}
        self._sheet, self._shapes, self._rows = sheet, shapes, {}
        for row in rows:
            before = known.get(row.quote.id)
            is_same = before is not None and before[0].renders_same_as(row)
            line = before[1] if before is not None and is_same else quote_grid.row_line(row, sheet, shapes)
            self._rows[row.quote.id] = (row, line)
        return [line for _, line in self._rows.values()]
