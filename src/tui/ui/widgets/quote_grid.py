"""The quote grid: sortable, filtered, its cursor tied to its instrument, repainted cell by cell."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import ClassVar, Final

from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.reactive import var

from tui.domain.market import changes_of_kind
from tui.domain.quote import InstrumentId, InstrumentKind, Quote
from tui.ui.key_hints import with_keys
from tui.ui.rendering.line_widget import WHEEL_LINES, FlashState, StateWidget
from tui.ui.widgets.grid_rows import FittedColumns, GridState, RowCache, RowOrder, SortChoice, SortDebounce
from tui.ui.widgets.scroll_view import SidePane
from tui.ui.widgets.tab_views import TabViews, state_of
from tui.view import quote_grid
from tui.view.board_state import BoardState
from tui.view.column_layout import PlacedColumn
from tui.view.footer import GridStatus
from tui.view.quote_row import build_row
from tui.view.row_lines import RowLine, absent_line, title_line
from tui.view.sorting import DEFAULT_SORT, LIST_ORDER, Sort
from tui.view.spans import BLANK, Line
from tui.view.tabs import PINNED, ListEntry, Tab
from tui.view.view_state import NOTHING_REMEMBERED, TabView, ViewState

_KEYS_OF_EMPTY: Final = (("app.poll-now", "polls at once"), ("app.health", "shows each source"))
_DOUBLE: Final = 2
"""Clicks in a row."""


class QuoteGrid(StateWidget, can_focus=True):
    """The instruments, one per line. Keys act at once; data re-sorts only while no keys are pressed."""

    DEFAULT_CSS = "QuoteGrid { height: 1fr; }"

    BINDINGS: ClassVar[list[BindingType]] = [
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
    ]

    class Chosen(Message):
        """The row under the cursor was clicked twice."""

    settings: var[GridState] = var(GridState)
    cursor: var[InstrumentId | None] = var(None)
    status: var[GridStatus] = var(GridStatus)
    """The position of the cursor, and the rows and their order, as the bottom line shows them."""

    def __init__(
        self, *, flash: bool = True, sort: Sort = DEFAULT_SORT, remembered: ViewState = NOTHING_REMEMBERED
    ) -> None:
        super().__init__(id="grid")
        self._views = TabViews()
        self.set_reactive(QuoteGrid.settings, GridState(sort=sort))
        if remembered.tabs:
            self.set_reactive(QuoteGrid.settings, self._views.restore(remembered.tab, remembered.tabs))
        self.flash = flash
        """Whether a figure that changes lights up."""
        self._flashes = FlashState()
        self._rows = RowOrder()
        if self._views.awaited is not None:
            self._rows.start_with(self._views.awaited.order)
        self._debounce = SortDebounce()
        self._is_sorted = False
        self._top = 0
        self._columns = FittedColumns()
        self._cache = RowCache()
        self.follows_top = True
        """Whether the cursor is on the first row, whichever that is: until the user moves it or opens its detail."""
        self.holds_row = False
        """Whether a sort keeps the cursor's row in view: its detail is open."""
        self._totals: Sequence[Line] = ()
        """What the user owns in all, below the rows."""
        self._sort_choice = SortChoice()
        self._lost_cursor: InstrumentId | None = None
        """The instrument that the cursor was on before its row left."""

    @property
    def position(self) -> int | None:
        """The line that the cursor is on, from 0."""
        return self._rows.index_of(self.cursor)

    def order(self) -> Sequence[InstrumentId]:
        """Return the instruments shown, top first."""
        return tuple(self._rows.shown)

    @property
    def placed_columns(self) -> Sequence[PlacedColumn]:
        """The columns shown, left to right."""
        return self._columns.placed

    @property
    def text_to_copy(self) -> str | None:
        """The quote under the cursor as text; None where there is none."""
        return quote_grid.text_of(self.state.market, self.cursor)

    def show_tab(self, tab: Tab) -> None:
        """Show this tab as it was when it was left; one that is new begins at its top."""
        if tab.name != self.settings.tab.name:
            self._debounce.note_input()
            self._switch_to(tab)
        self._views.stop_waiting_for_tab()

    def _switch_to(self, tab: Tab) -> None:
        self._views.leave(self.settings.tab.name, self._view)
        view = self._views.enter(tab)
        self._columns.forget()
        self._rows.start_with(view.order)
        self._lost_cursor, self._views.awaited = None, view
        self.follows_top = True
        self.settings = state_of(view, tab)
        self._show_awaited()
        self.update_lines()

    def _show_awaited(self) -> None:
        """Bring the view back that is awaited, once the row of its cursor is there."""
        view = self._views.awaited
        if view is None or self._rows.index_of(view.cursor) is None:
            return
        self._views.awaited, self.follows_top = None, False
        self.cursor, self._top = view.cursor, view.top
        self._limit_top()
        self._show_cursor()

    @property
    def _view(self) -> TabView:
        """How the tab that is shown looks."""
        grid, awaited = self.settings, self._views.awaited
        cursor, top = (None, 0) if self.follows_top else (self.cursor, self._top)
        if awaited is not None and awaited.cursor is not None:
            cursor, top = awaited.cursor, awaited.top
        return TabView(grid.sort, grid.filter_text, grid.frozen, cursor, top, self._rows.order if grid.frozen else ())

    def remembered(self) -> tuple[str, Mapping[str, TabView]]:
        """Return the name of the tab that the user is at, and how every tab looks that was shown."""
        shown = self.settings.tab
        return self._views.name_of(shown), self._views.with_shown(shown.name, self._view)

    def _follow_tabs(self, tabs: Sequence[Tab]) -> None:
        """Take over what has changed of the tab shown; where it has gone, show the first until it is back."""
        tab = self._views.choose(self.settings.tab, tabs)
        if tab.name != self.settings.tab.name:
            self._switch_to(tab)
        elif tab != self.settings.tab:
            self.settings = self.settings._replace(tab=tab)

    def _follow_pins(self, old: BoardState, new: BoardState) -> None:
        pinned = new.settings.lists.get(PINNED, ())
        if pinned != self._rows.pinned:
            self._rows.pinned = pinned
            if old.market.quotes:
                self._rearrange()

    def update(self, old: BoardState, new: BoardState) -> None:
        """Record the changes, widen columns for figures that need it, and re-sort if that is due."""
        self._follow_pins(old, new)
        if new.tabs is not old.tabs:
            self._follow_tabs(new.tabs)
        self._debounce.advance(old.now, new.now)
        changes = changes_of_kind(old.market, new.market, *InstrumentKind)
        if self.flash:
            self._flashes.record(changes, new.now)
        self._is_sorted = self._is_sorted and new.market is old.market
        has_new_source = quote_grid.has_new_source(old.market, new.market)
        may_sort = self._debounce.may_sort(new.now, new.reply_delay, has_new_source=has_new_source)
        if may_sort and not self._is_sorted and not self.settings.frozen:
            self._arrange(new)
        elif any(change.old is None or change.new is None for change in changes):
            # rows that came or went are shown at once, where nothing else moves
            self._arrange(new, in_place=True)
        if quote_grid.draws_rows_anew(old, new):
            self._refit()
        owned = new.holdings if new.portfolio is not old.portfolio else ()
        changed = [change.new for change in changes if change.new is not None and self._shows(change.key)]
        is_first = not self._columns.alignments
        self._fit_columns(
            self._quotes(new)
            if is_first
            else [*changed, *(new.market.quotes[key] for key in owned if self._shows(key))]
        )
        self._update_totals()
        self._update_status()

    def _quotes(self, state: BoardState) -> list[Quote]:
        """Return the quotes of the tab, with or without the filter."""
        return [state.market.quotes[key] for key in self._rows.order if key in state.market.quotes]

    def _shows(self, key: InstrumentId) -> bool:
        return self._rows.index_of(key) is not None

    def _fit_columns(self, quotes: Iterable[Quote]) -> None:
        """Widen the columns where these quotes need it."""
        if self._columns.fit(list(quotes), self.settings, self.state):
            self._lay_out()

    def _lay_out(self) -> None:
        self._columns.lay_out(self.size.width, self.settings, self.state)

    def _arrange(self, state: BoardState, *, in_place: bool = False) -> None:
        """Put the rows in order; a cursor that was moved keeps its instrument, and that its line on the screen."""
        anchor, line = self._anchor()
        if in_place:
            self._rows.update_in_place(state.market, self.settings, state.holdings)
        elif self._rows.sort(state.market, self.settings, state.holdings):
            self._debounce.note_sort(state.now)
        self._is_sorted = not in_place
        if self.follows_top:
            self._top, self.cursor = 0, self._rows.key_at(0)
        else:
            self._restore(anchor, line)
        self._show_awaited()

    def _anchor(self) -> tuple[InstrumentId | None, int]:
        """Return the instrument that stays on its line, the cursor's or else the first in view, and that line."""
        position = self.position
        if position is not None and 0 <= position - self._top < self._page:
            return self.cursor, position - self._top
        return self._rows.key_at(self._top), 0

    def _restore(self, anchor: InstrumentId | None, line: int) -> None:
        """Bring the anchor back to its line, and a cursor whose row has left to the row now there."""
        position = self._rows.index_of(anchor)
        if position is not None:
            self._top = position - line
        self._limit_top()
        if self.cursor is None and self._rows.index_of(self._lost_cursor) is not None:
            self.cursor = self._lost_cursor
        elif self.position is None:
            self._lost_cursor = self.cursor or self._lost_cursor
            self.cursor = self._rows.key_at(self._top + line)

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

    @property
    def takes_text(self) -> bool:
        """Whether the next key is a column's letter, and begins no sequence."""
        return bool(self._sort_choice.offered)

    @property
    def _page(self) -> int:
        """Rows in view."""
        return max(0, self.size.height - 1 - len(self._totals))

    def _limit_top(self) -> None:
        self._top = max(0, min(self._top, len(self._rows) - self._page))

    def resized(self, size: Size) -> None:
        """Lay the columns out again; the cursor stays in view."""
        super().resized(size)
        was_wide = self._columns.is_wide
        self._lay_out()
        if self._columns.is_wide and not was_wide:
            self._fit_columns(self._quotes(self.state))
        self._update_totals()
        self._limit_top()
        self._show_cursor()

    def watch_settings(self, old: GridState, new: GridState) -> None:
        """Act on a choice at once: a new sort, which shows its top, or a freed order sorts all rows.

        A filter leaves them in their order.
        """
        if new.tab != old.tab:
            if replace(new.tab, columns=old.tab.columns) != old.tab:
                top = self._top
                self._arrange(self.state, in_place=new.frozen)
                if new.tab.name == old.tab.name and new.sort.key == LIST_ORDER:
                    # a row that was moved by hand moves on the screen, and the others stay
                    self._top = top
                    self._limit_top()
                    self._show_cursor()
            self._refit()
        elif new.sort != old.sort or (old.frozen and not new.frozen):
            self._rearrange(show_top=new.sort != old.sort)
            if new.sort.key != old.sort.key and self._columns.is_other_for(new.sort):
                self._refit()
        elif new.filter_text != old.filter_text:
            self.follows_top = False
            self._rearrange(in_place=True)
            self._fit_all_columns()
        self._update_status()

    def _refit(self) -> None:
        """Lay the columns out for the rows shown, whatever others needed before."""
        self._columns.forget()
        self._lay_out()
        self._fit_all_columns()

    def _fit_all_columns(self) -> None:
        """Widen the columns where the rows of the tab need it, so that a filter moves none."""
        self._fit_columns(self._quotes(self.state))
        self._update_totals()
        self.update_lines()

    def _rearrange(self, *, in_place: bool = False, show_top: bool = False) -> None:
        self._arrange(self.state, in_place=in_place)
        if show_top and not self.holds_row:
            self._top = 0
            if (self.position or 0) >= self._page:
                self.cursor = self._rows.key_at(0)
        self._show_cursor()
        self.update_lines()

    def _update_totals(self) -> None:
        """Sum up what the user owns of the rows, where columns of it are in view."""
        before, self._totals = len(self._totals), ()
        if self.state.portfolio is not None:
            tab, columns = self.settings.tab, self._columns.placed
            self._totals = quote_grid.totals_of(self.state, tab, self._rows.shown, columns, self.size)
        if len(self._totals) != before:
            self._limit_top()
            self._show_cursor()

    def watch_cursor(self) -> None:
        """Publish the new position of the cursor."""
        self._update_status()

    def render_content(self, size: Size) -> Sequence[Line]:
        """Return the header and the rows in view."""
        header = quote_grid.header_line(self._columns.placed, self.settings.sort)
        has_quotes = bool(self.state.market.quotes)
        if has_quotes and not self._rows and not self._rows.total:
            ((key, _),) = with_keys((("list.mark", ""),), self.app, self.screen.BINDINGS)
            return [header, (), *quote_grid.empty_tab_lines(self.settings.tab, key, size.width)]
        if not self._rows or not has_quotes:
            keys = with_keys(_KEYS_OF_EMPTY, self.app, type(self.app).BINDINGS)
            return [header, (), *quote_grid.empty_lines(self.state, self.settings.filter_text, keys, size.width)]
        shown = self._rows.lines[self._top : self._top + self._page]
        lines = [header, *self._lines_of(shown, size.width)]
        return [*lines, *[BLANK] * (size.height - len(lines) - len(self._totals)), *self._totals]

    def _lines_of(self, lines: Sequence[RowLine], cells: int) -> Iterator[Line]:
        """Yield each line as it is drawn: a row, a title of a list, or an instrument without a quote."""
        market, now = self.state.market, self.state.now
        flashes = self._flashes.current(now)
        context = self.state.row_context
        rows = (
            build_row(
                market,
                market.quotes[line],
                now,
                flash=flashes.get(line),
                disagree_percent=self.state.disagree_percent,
                redraw_interval=self.state.redraw_interval,
                context=context,
                is_pinned=bool(self._rows.pinned) and self._rows.is_pinned(line),
            )
            for line in lines
            if isinstance(line, InstrumentId) and line in market.quotes
        )
        drawn = iter(self._cache.lines(rows, self._columns.placed, self._columns.alignments))
        placed = self._columns.placed
        for line in lines:
            if isinstance(line, ListEntry):
                yield title_line(line, cells)
            elif line in market.quotes:
                yield next(drawn)
            else:
                yield absent_line(line, market, placed[0].width if placed else 0)

    def line_background(self, y: int) -> str | None:
        """Return the background of the cursor's row, which is stronger where the keys are."""
        position = self.position
        if position is None or y == 0 or y > self._page or position - self._top != y - 1:
            return None
        return self.board_theme.cursor if self.has_focus else self.board_theme.cursor_away

    def _move_to(self, position: int) -> None:
        self._note_input()
        if self._rows:
            self.cursor = self._rows.key_at(position, upward=position < (self.position or 0))
            self._show_cursor()
            self.update_lines()

    def _note_input(self) -> None:
        self._debounce.note_input()
        self._views.stop_waiting()
        self.follows_top = False

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

    def point_at(self, key: InstrumentId) -> bool:
        """Move the cursor to an instrument; return whether it is among the rows."""
        position = self._rows.index_of(key)
        if position is not None:
            self._move_to(position)
        return position is not None

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
            column = quote_grid.column_at(self._columns.placed, event.x)
            if column is not None:
                self._sort_by(self.settings.sort.toggle(column.key))
        elif event.y <= self._page and self._top + event.y - 1 < len(self._rows):
            self._move_to(self._top + event.y - 1)
            if event.chain == _DOUBLE:
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
