"""The column picker: the columns of a tab, applied at once, with rows of the tab as they then look."""

from collections.abc import Mapping, Sequence
from typing import ClassVar, Final

from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message

from tui.ui.key_hints import with_keys
from tui.ui.screens.overlay import OverlayScreen
from tui.ui.widgets.cursor_view import ChoiceLine, CursorView
from tui.ui.widgets.grid_rows import FittedColumns, GridState
from tui.view import quote_grid
from tui.view.all_columns import COLUMNS_BY_KEY
from tui.view.board_state import BoardState
from tui.view.column_layout import MIN_WIDE
from tui.view.column_picker import ColumnList, PickedGrid, picker_lines
from tui.view.footer import hint_line
from tui.view.formatting import DecimalAlignment
from tui.view.quote_row import build_row
from tui.view.spans import BLANK, Line, Span, Tone, fit_line

_HINTS: Final = (
    ("columns.toggle", "on/off"),
    ("sheet.back", "back"),
    ("columns.down columns.up", "move"),
    ("columns.narrower columns.wider", "width"),
    ("columns.reset", "usual ones"),
)
_MAX_SAMPLE: Final = 3
"""Rows that are shown as they will look."""
_MIN_HEIGHT_OF_LIST: Final = 8
_MAX_WIDTH: Final = 78
"""Cells of a line of the list."""
_MAX_MEASURED: Final = 500
"""Rows that the widths of the sample are measured by."""


class ColumnPane(CursorView):
    """All columns, one a line, and above them rows of the tab with those that are on.

    Args:
        grid: the grid as it is.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "choose", "Column on or off", id="columns.toggle"),
        Binding("J,shift+down", "move(1)", "Column further right", id="columns.down"),
        Binding("K,shift+up", "move(-1)", "Column further left", id="columns.up"),
        Binding("greater_than_sign,right,l", "widen(1)", "Column wider", id="columns.wider", key_display=">"),
        Binding("less_than_sign,left,h", "widen(-1)", "Column narrower", id="columns.narrower", key_display="<"),
        Binding("r", "reset", "The usual columns again", id="columns.reset"),
        Binding("enter,c", "app.pop_screen", "Back", id="columns.back"),
    ]

    class Chosen(Message):
        """The user chose other columns for a tab; none are the usual ones."""

        def __init__(self, tab_name: str, columns: Sequence[str], about: str) -> None:
            super().__init__()
            self.tab_name = tab_name
            self.columns = columns
            self.about = about

    def __init__(self, grid: PickedGrid) -> None:
        super().__init__(id="columns")
        self._tab = grid.tab
        self._rows = grid.rows
        self._cells = grid.cells
        self._sort = grid.sort
        self._columns = ColumnList.of(grid.tab.columns, grid.placed, has_positions=grid.has_positions)
        self._has_positions = grid.has_positions
        self._placed = grid.placed
        self._alignments: Mapping[str, DecimalAlignment] = {}
        self._is_reset = False
        """Whether the list has to be taken from the tab anew."""

    def update(self, old: BoardState, new: BoardState) -> None:
        """Follow the tab, whose columns may have been changed elsewhere."""
        self.invalidate()
        self._tab = next((tab for tab in new.tabs if tab.name == self._tab.name), self._tab)
        if new.tabs is old.tabs:
            return
        self._lay_out(self._tab.columns)
        if self._is_reset or self._tab.columns != self._columns.chosen:
            # a change from elsewhere, such as one that was undone
            self._columns = ColumnList.of(self._tab.columns, self._placed, has_positions=self._has_positions)
        if self._is_reset:
            self._is_reset = False
            self.begin_at(None)

    def _lay_out(self, chosen: Sequence[str]) -> None:
        """Place the columns as the grid will."""
        quotes = [self.state.market.quotes[key] for key in self._rows if key in self.state.market.quotes]
        grid = GridState(self._tab._replace(columns=tuple(chosen)), self._sort)
        fitted = FittedColumns(is_wide=self._cells >= MIN_WIDE)
        fitted.fit(quotes[:_MAX_MEASURED], grid, self.state)
        fitted.lay_out(self._cells, grid, self.state)
        self._placed, self._alignments = fitted.placed, fitted.alignments

    @property
    def _key(self) -> str:
        # a key may come before the list is rendered, and then the cursor is on the first
        return self._columns.keys[0] if self.choice is None else str(self.choice)

    @property
    def lines_above(self) -> int:
        """Lines above the columns: the title, the sample with its titles, and a blank one."""
        return 3 + self._sample_size

    @property
    def _sample_size(self) -> int:
        room = self.size.height - _MIN_HEIGHT_OF_LIST - 3
        return max(0, min(_MAX_SAMPLE, len(self._rows), room))

    def indent(self, _size: Size) -> int:
        """Return no blank cells: the marks of the columns begin with one."""
        return 0

    def title(self, size: Size) -> Line:
        """Return the title and the keys."""
        left = (Span(" COLUMNS", Tone.TITLE), Span(f" of {self._tab.name}   ", Tone.QUIET))
        hints = with_keys(_HINTS, self.app, OverlayScreen.BINDINGS, self.BINDINGS)
        room = size.width - sum(len(span.text) for span in left) - 1
        return (*left, *hint_line(hints, room))

    def choice_lines(self, cells: int) -> Sequence[ChoiceLine]:
        """Return a line for each column."""
        lines = picker_lines(self._columns, self._placed, min(cells, _MAX_WIDTH))
        return [ChoiceLine(*each) for each in zip(lines, self._columns.keys, strict=True)]

    def render_content(self, size: Size) -> Sequence[Line]:
        """Return the title, the sample of rows, and the columns in view."""
        title, *view = super().render_content(size)
        return [title, *(fit_line(line, size.width) for line in self._sample()), BLANK, *view]

    def _sample(self) -> list[Line]:
        market, now, context = self.state.market, self.state.now, self.state.row_context
        keys = [key for key in self._rows if key in market.quotes][: self._sample_size]
        rows = [
            build_row(
                market,
                market.quotes[key],
                now,
                flash=None,
                disagree_percent=self.state.disagree_percent,
                redraw_interval=self.state.redraw_interval,
                context=context,
            )
            for key in keys
        ]
        header = quote_grid.header_line(self._placed, self._sort)
        return [header, *(quote_grid.row_line(row, self._placed, self._alignments) for row in rows)]

    def _scroll_by(self, lines: int) -> None:
        """Move the cursor by the wheel too."""
        self._page(lines)

    def choose(self, choice: object) -> None:
        """Turn a column on or off."""
        word = "off" if choice in self._columns.on else "on"
        self._show(self._columns.toggled(str(choice)), word)

    def action_move(self, step: int) -> None:
        """Move the column under the cursor, and the cursor with it."""
        self._show(self._columns.moved(self._key, step), "moved")

    def action_widen(self, cells: int) -> None:
        """Give the column under the cursor more cells, or fewer where that is negative."""
        widths = {each.column.key: each.width for each in self._placed} | dict(self._columns.widths)
        start = widths.get(self._key, len(COLUMNS_BY_KEY[self._key].title) + 1)
        columns = self._columns.with_width(self._key, start + cells)
        self._show(columns, f"{columns.widths[self._key]} wide")

    def action_reset(self) -> None:
        """Show the usual columns again."""
        self._is_reset = True
        self.post_message(self.Chosen(self._tab.name, (), f"the usual columns in {self._tab.name}"))

    def _show(self, columns: ColumnList, what: str) -> None:
        before, self._columns = self._columns.chosen, columns
        if columns.chosen != before:
            title = COLUMNS_BY_KEY[self._key].title or "▲▼="
            self._lay_out(columns.chosen)
            self.post_message(self.Chosen(self._tab.name, columns.chosen, f"{title} {what} in {self._tab.name}"))
        self.follow_cursor()
        self.update_lines()

    def on_click(self, event: events.Click) -> None:
        """Turn the column that is clicked on or off."""
        event.prevent_default()
        if self.point_at(event.y):
            self.action_choose()


class ColumnPicker(OverlayScreen):
    """The column picker over the board.

    Args:
        grid: the grid as it is.
    """

    def __init__(self, grid: PickedGrid) -> None:
        super().__init__()
        self._pane = ColumnPane(grid)

    def pane(self) -> ColumnPane:
        """Return the pane of columns."""
        return self._pane
