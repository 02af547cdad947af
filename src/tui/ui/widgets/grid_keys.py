"""The keys and the mouse of the quote grid: they move its cursor and its rows, and choose how it is sorted."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from textual import events
from textual.binding import Binding
from textual.message import Message
from textual.reactive import var

from tui.domain.quote import InstrumentId
from tui.ui.rendering.line_widget import DOUBLE_CLICK, WHEEL_LINES, StateWidget
from tui.ui.widgets.grid_rows import FittedColumns, GridState, RowOrder, SortDebounce
from tui.ui.widgets.scroll_view import SidePane
from tui.ui.widgets.tab_views import TabViews
from tui.view.column_layout import PlacedColumn
from tui.view.footer import GridStatus
from tui.view.quote_grid import column_at
from tui.view.sorting import Sort
from tui.view.spans import Line
from tui.view.tabs import Tab

GRID_BINDINGS: Final = (
    Binding("up,k", "move(-1)", "Up", id="grid.up"),
    Binding("down,j", "move(1)", "Down", id="grid.down"),
    Binding("pageup,ctrl+b", "page(-1)", "Page up", id="grid.page-up"),
    Binding("pagedown,ctrl+f", "page(1)", "Page down", id="grid.page-down"),
    Binding("ctrl+u", "page(-1, 2)", "Half a page up", id="grid.half-up"),
    Binding("ctrl+d", "page(1, 2)", "Half a page down", id="grid.half-down"),
    Binding("g,home", "first", "First row", id="grid.first"),
    Binding("G,end", "last", "Last row", id="grid.last"),
    Binding("s", "sort_next", "Sort by the next column", id="grid.sort"),
    Binding("S", "reverse", "Turn the sort round", id="grid.reverse"),
    Binding("full_stop", "pick_sort", "Sort by a column's letter", id="grid.pick-sort", key_display="."),
    Binding("greater_than_sign", "sort_by('percent', True)", "Gainers first", id="grid.gainers", key_display=">"),
    Binding("less_than_sign", "sort_by('percent', False)", "Losers first", id="grid.losers", key_display="<"),
    Binding("v", "sort_by('volume', True)", "The most traded first", id="grid.most-traded"),
    Binding("f", "freeze", "Freeze or free the order", id="grid.freeze"),
)


class SortChoice:
    """The choice of a column to sort by: while it lasts, the next key is its letter."""

    def __init__(self) -> None:
        self._keys: Mapping[str, str] = {}
        self.offered: tuple[tuple[str, str], ...] = ()
        """The letter and the title of each column in view; empty while there is no choice."""

    def start(self, columns: Iterable[PlacedColumn], tab: Tab) -> None:
        """Offer these columns of a tab."""
        from tui.view.column_letters import letters_of, sort_letters  # noqa: PLC0415 - not on the way to the first frame

        self._keys = sort_letters()
        self.offered = letters_of([placed.column for placed in columns], tab)

    def end(self, letter: str) -> str | None:
        """Return the key of the column with this letter, in view or not; None where none has it."""
        key = self._keys.get(letter)
        self._keys, self.offered = {}, ()
        return key


class GridKeys(StateWidget):
    """Rows with a cursor on one of their instruments, and a sort.

    What is shown of them is for a subclass, which keeps the rows, and arranges them anew where `settings` change.
    """

    class Chosen(Message, namespace="quote_grid"):
        """The row under the cursor was clicked twice."""

    settings: var[GridState] = var(GridState)
    cursor: var[InstrumentId | None] = var(None)
    status: var[GridStatus] = var(GridStatus)
    """The position of the cursor, and the rows and their order, as the bottom line shows them."""

    def __init__(self) -> None:
        super().__init__(id="grid")
        self._rows = RowOrder()
        self._top = 0
        """The line that is the first in view."""
        self._totals: Sequence[Line] = ()
        """What the user owns in all, below the rows."""
        self.follows_top = True
        """Whether the cursor is on the first row, whichever that is: until the user moves it or opens its detail."""
        self._columns = FittedColumns()
        self._views = TabViews()
        self._debounce = SortDebounce()
        self._sort_choice = SortChoice()

    @property
    def position(self) -> int | None:
        """The line that the cursor is on, from 0."""
        return self._rows.index_of(self.cursor)

    @property
    def takes_text(self) -> bool:
        """Whether the next key is a column's letter, and begins no sequence."""
        return bool(self._sort_choice.offered)

    @property
    def _page(self) -> int:
        """Rows in view."""
        return max(0, self.size.height - 1 - len(self._totals))

    def _update_status(self) -> None:
        grid = self.settings
        self.status = GridStatus(
            self._rows.number_of(self.cursor),
            len(self._rows.shown),
            self._rows.total,
            grid.sort,
            grid.frozen,
            grid.filter_text,
            self._rows.filter_error,
            self._sort_choice.offered,
        )

    def watch_cursor(self) -> None:
        """Publish the new position of the cursor."""
        self._update_status()

    def _limit_top(self) -> None:
        self._top = max(0, min(self._top, len(self._rows) - self._page))

    def _show_cursor(self) -> None:
        """Bring the cursor into view: by half a page at an edge, so that a held key repaints seldom."""
        position = self.position
        if position is None or not self._page:
            return
        first = self._rows.first_of_part(position)
        if self._top <= position < self._top + self._page:
            # with the title above the first row of a part
            self._top = min(self._top, first) if position - first < self._page else self._top
            return
        self._top = position - self._page // 2
        self._limit_top()

    def _note_input(self) -> None:
        self._debounce.note_input()
        self._views.stop_waiting()
        self.follows_top = False

    def _move_to(self, position: int) -> None:
        self._note_input()
        if self._rows:
            self.cursor = self._rows.key_at(position, upward=position < (self.position or 0))
            self._show_cursor()
            self.update_lines()

    def point_at(self, key: InstrumentId) -> bool:
        """Move the cursor to an instrument; return whether it is among the rows."""
        position = self._rows.index_of(key)
        if position is not None:
            self._move_to(position)
        return position is not None

    def action_move(self, step: int) -> None:
        """Move one row up or down; without a cursor, to the first row in view."""
        position = self.position
        self._move_to(self._top if position is None else position + step)

    def action_page(self, step: int, parts: int = 1) -> None:
        """Move a page or a part of one up or down; the cursor keeps its line."""
        rows = step * max(1, self._page // parts)
        self._top += rows
        position = (self.position or 0) + rows
        self._limit_top()
        self._move_to(position)

    def action_first(self) -> None:
        """Move to the first row."""
        self._top = 0
        self._move_to(0)

    def action_last(self) -> None:
        """Move to the last row."""
        self._top = len(self._rows)
        self._limit_top()
        self._move_to(len(self._rows) - 1)

    def _sort_by(self, sort: Sort) -> None:
        self._debounce.note_input()
        self._views.stop_waiting()
        self.settings = self.settings._replace(sort=sort)

    def action_sort_next(self) -> None:
        """Sort by the next column in view."""
        self._sort_by(self.settings.sort.next([placed.column for placed in self._columns.placed]))

    def action_reverse(self) -> None:
        """Reverse the sort."""
        self._sort_by(self.settings.sort.toggle(self.settings.sort.key))

    def action_sort_by(self, key: str, descending: bool) -> None:
        """Sort by this column of figures in this direction, unless no row has one."""
        sort, market = Sort(key, descending), self.state.market
        if any(sort.value(market, market.quotes[row]) is not None for row in self.settings.tab.select(market)):
            self._sort_by(sort)
        else:
            self.post_message(SidePane.Announcement(f"no row has {sort.title}"))

    def action_pick_sort(self) -> None:
        """Show the letters of the columns on the bottom line; the next key is one of them."""
        self._sort_choice.start(self._columns.placed, self.settings.tab)
        self._update_status()

    def on_key(self, event: events.Key) -> None:
        """Sort by the column whose letter is typed; any other key ends the choice and does nothing else."""
        if self._sort_choice.offered:
            event.stop()
            event.prevent_default()
            self._end_sort_choice(event.character or "")

    def on_blur(self) -> None:
        """End the choice of a column: the next key goes elsewhere."""
        if self._sort_choice.offered:
            self._end_sort_choice()

    def _end_sort_choice(self, letter: str = "") -> None:
        key = self._sort_choice.end(letter)
        self._update_status()
        if key is not None:
            self._sort_by(self.settings.sort.toggle(key))

    def action_freeze(self) -> None:
        """Freeze the order of the rows, or free it again."""
        self.settings = self.settings._replace(frozen=not self.settings.frozen)

    def on_click(self, event: events.Click) -> None:
        """Sort by a title that is clicked; move the cursor to a row that is, and choose it with the second click."""
        if event.y == 0:
            column = column_at(self._columns.placed, event.x)
            if column is not None:
                self._sort_by(self.settings.sort.toggle(column.key))
        elif event.y <= self._page and self._top + event.y - 1 < len(self._rows):
            self._move_to(self._top + event.y - 1)
            if event.chain == DOUBLE_CLICK:
                self.post_message(self.Chosen())

    def on_mouse_scroll_down(self) -> None:
        """Scroll down; the cursor stays on its instrument."""
        self._scroll_rows(WHEEL_LINES)

    def on_mouse_scroll_up(self) -> None:
        """Scroll up."""
        self._scroll_rows(-WHEEL_LINES)

    def _scroll_rows(self, rows: int) -> None:
        self._note_input()
        self._top += rows
        self._limit_top()
        self.update_lines()
