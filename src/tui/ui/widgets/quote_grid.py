"""The quote grid: sortable, filtered, its cursor tied to its instrument, repainted cell by cell."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import ClassVar, Final

from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.reactive import var

from tui.domain.diff import diff
from tui.domain.quote import InstrumentId, Quote
from tui.domain.text import width
from tui.ui.flash import FlashState
from tui.ui.rendering.line_widget import StateWidget
from tui.ui.rendering.row_cache import RowCache
from tui.ui.row_order import RowOrder, SortDebounce
from tui.view import quote_grid
from tui.view.board_state import BoardState
from tui.view.column_layout import PlacedColumn, layout_columns, measure_columns
from tui.view.formatting import DecimalAlignment
from tui.view.quote_grid import Sort
from tui.view.quote_row import build_row
from tui.view.spans import Line, Span, Tone

_WHEEL: Final = 3


class QuoteGrid(StateWidget, can_focus=True):
    """The instruments, one a line. Keys act at once; data re-sorts only while nobody is moving."""

    DEFAULT_CSS = "QuoteGrid { height: 1fr; }"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", "Up", id="grid.up"),
        Binding("down,j", "move(1)", "Down", id="grid.down"),
        Binding("pageup", "page(-1)", "Page up", id="grid.page-up"),
        Binding("pagedown", "page(1)", "Page down", id="grid.page-down"),
        Binding("g,home", "first", "First row", id="grid.first"),
        Binding("G,end", "last", "Last row", id="grid.last"),
        Binding("s", "sort_next(1)", "Sort by the next column", id="grid.sort"),
        Binding("S", "reverse", "Turn the sort round", id="grid.reverse"),
        Binding("f", "freeze", "Freeze or free the order", id="grid.freeze"),
    ]

    class OrderChanged(Message):
        """The sort, the filter, the freeze or the number of rows shown has changed."""

    sort: var[Sort] = var(Sort)
    filter_text: var[str] = var("")
    """The filter's words."""
    frozen: var[bool] = var(default=False)
    cursor: var[InstrumentId | None] = var(None)

    def __init__(self, *, flash: bool = True) -> None:
        super().__init__(id="grid")
        self._flash = flash
        self._ticks = FlashState()
        self._ranks = RowOrder()
        self._rest = SortDebounce()
        self._top = 0
        self._shapes: Mapping[str, DecimalAlignment] = {}
        self._source_width = 3
        self._sheet: tuple[PlacedColumn, ...] = ()
        self._drawn = RowCache()
        self._lost: InstrumentId | None = None

    @property
    def rows_shown(self) -> int:
        """How many instruments pass the filter."""
        return len(self._ranks)

    @property
    def position(self) -> int | None:
        """The cursor's place in the order, from 0."""
        return self._ranks.index_of(self.cursor)

    def order(self) -> Sequence[InstrumentId]:
        """The instruments as they stand, top first."""
        return tuple(self._ranks.shown)

    def update(self, old: BoardState, new: BoardState) -> None:
        """Note what moved, grow the columns where a figure needs it, and re-sort if that is due."""
        self._rest.advance(old.now, new.now)
        changes = diff(old.market.quotes, new.market.quotes)
        self._grow([change.new for change in changes if change.new is not None])
        if self._flash:
            self._ticks.record(changes, new.now)
        if any(change.old is None or change.new is None for change in changes):
            # rows that came or went are shown at once, where nothing else moves
            self._arrange(new, hold=not self._may_sort(new.now))
        else:
            self._ranks.update(new.market)
        if not self._ranks.in_order and self._may_sort(new.now):
            self._arrange(new)

    def _grow(self, quotes: Sequence[Quote]) -> None:
        shapes = measure_columns(self._shapes, quotes)
        widest = max(map(width, {quote.source for quote in quotes}), default=0)
        if shapes is not self._shapes or widest > self._source_width:
            self._shapes, self._source_width = shapes, max(widest, self._source_width)
            self._lay_out()

    def _lay_out(self) -> None:
        self._sheet = layout_columns(self.size.width, self._shapes, self._source_width)

    def _may_sort(self, now: datetime) -> bool:
        return self._rest.may_sort(now) and not self.frozen

    def _arrange(self, moment: BoardState, *, hold: bool = False) -> None:
        """Put the rows in order; the cursor keeps its instrument, and its instrument its line on the screen."""
        anchor, line = self._anchor()
        self._ranks.reorder(moment.market, self.sort, self.filter_text, hold=hold)
        if not hold:
            self._rest.note_sort(moment.now)
        self._stand(anchor, line)
        self.post_message(self.OrderChanged())

    def _anchor(self) -> tuple[InstrumentId | None, int]:
        """What stays on its line of the view: the cursor, or the first row in view for someone looking elsewhere."""
        position = self.position
        if position is not None and 0 <= position - self._top < self._room:
            return self.cursor, position - self._top
        return self._ranks.key_at(self._top), 0

    def _stand(self, anchor: InstrumentId | None, line: int) -> None:
        """Bring the anchor back to its line, and a cursor whose row has gone to the row now there."""
        place = self._ranks.index_of(anchor)
        if place is not None:
            self._top = place - line
        self._bound_top()
        if self.cursor is None and self._ranks.index_of(self._lost) is not None:
            self.cursor = self._lost
        elif self.position is None:
            self._lost = self.cursor or self._lost
            self.cursor = self._ranks.key_at(self._top + line)

    @property
    def _room(self) -> int:
        return max(0, self.size.height - 1)

    def _bound_top(self) -> None:
        self._top = max(0, min(self._top, len(self._ranks) - self._room))

    def resized(self, size: Size) -> None:
        """Lay the columns out anew; the cursor stays in sight."""
        super().resized(size)
        self._lay_out()
        self._bound_top()
        self._show_cursor()

    def _rearranged(self, *, hold: bool = False) -> None:
        self._arrange(self.state, hold=hold)
        self._show_cursor()
        self.update_lines()

    def watch_sort(self) -> None:
        """A sort that was asked for acts at once, frozen or not."""
        self._rearranged()

    def watch_filter_text(self) -> None:
        """Filter as it is typed; what is left keeps its order."""
        self._rearranged(hold=True)

    def watch_frozen(self, frozen: bool) -> None:
        """A freed order is put right at once."""
        if not frozen:
            self._rearranged()
        self.post_message(self.OrderChanged())

    def render_content(self, size: Size) -> Sequence[Line]:
        """The header and the rows in view."""
        if not self._ranks:
            return [quote_grid.header_line(self._sheet, self.sort), (), self._emptiness()]
        market, now = self.state.market, self.state.now
        ticks = self._ticks.current(now)
        rows = (
            build_row(market, market.quotes[key], now, ticks.get(key), self.state.disagree, lasts=self.state.lasts)
            for key in self._ranks.shown[self._top : self._top + size.height - 1]
        )
        return [quote_grid.header_line(self._sheet, self.sort), *self._drawn.lines(rows, self._sheet, self._shapes)]

    def _emptiness(self) -> Line:
        if self.filter_text:
            return (Span(f" Nothing matches “{self.filter_text}”.", Tone.QUIET), Span("  esc clears", Tone.QUIET))
        return (Span(" Waiting for the first quotes …", Tone.QUIET),)

    def line_background(self, y: int) -> str | None:
        """The cursor's row stands out, more where the keys are."""
        position = self.position
        if position is None or y == 0 or position - self._top != y - 1:
            return None
        return self.palette.cursor if self.has_focus else self.palette.cursor_away

    def _move_to(self, position: int) -> None:
        self._rest.note_input()
        if self._ranks:
            self.cursor = self._ranks.key_at(position)
            self._show_cursor()
            self.update_lines()

    def _show_cursor(self) -> None:
        """Bring the cursor into view: by half a page at an edge, so that a held key repaints seldom."""
        position = self.position
        if position is None or not self._room or self._top <= position < self._top + self._room:
            return
        self._top = position - self._room // 2
        self._bound_top()

    def action_move(self, step: int) -> None:
        """One row up or down; from nowhere, to the first row in view."""
        position = self.position
        self._move_to(self._top if position is None else position + step)

    def action_page(self, step: int) -> None:
        """A page up or down, the cursor keeping its line."""
        self._top += step * self._room
        position = (self.position or 0) + step * self._room
        self._bound_top()
        self._move_to(position)

    def action_first(self) -> None:
        """To the first row."""
        self._top = 0
        self._move_to(0)

    def action_last(self) -> None:
        """To the last row."""
        self._top = len(self._ranks)
        self._bound_top()
        self._move_to(len(self._ranks) - 1)

    def action_sort_next(self, step: int) -> None:
        """Sort by the next column in view."""
        self._rest.note_input()
        self.sort = self.sort.next([placed.column for placed in self._sheet], step)

    def action_reverse(self) -> None:
        """Turn the sort round."""
        self._rest.note_input()
        self.sort = self.sort.toggle(self.sort.key)

    def action_freeze(self) -> None:
        """Hold every row in its place until freed."""
        self.frozen = not self.frozen

    def on_click(self, event: events.Click) -> None:
        """A title sorts, a row takes the cursor."""
        if event.y == 0:
            column = quote_grid.column_at(self._sheet, event.x)
            if column is not None:
                self._rest.note_input()
                self.sort = self.sort.toggle(column.key)
        elif self._top + event.y - 1 < len(self._ranks):
            self._move_to(self._top + event.y - 1)

    def on_mouse_scroll_down(self) -> None:
        """Look further down; the cursor stays with its instrument."""
        self._look(_WHEEL)

    def on_mouse_scroll_up(self) -> None:
        """Look further up."""
        self._look(-_WHEEL)

    def _look(self, rows: int) -> None:
        self._rest.note_input()
        self._top += rows
        self._bound_top()
        self.update_lines()
