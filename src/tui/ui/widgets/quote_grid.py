"""The quote grid: sortable, filtered, its cursor tied to its instrument, repainted cell by cell."""

from collections.abc import Iterable, Mapping, Sequence
from typing import ClassVar, Final

from textual.binding import BindingType
from textual.geometry import Size

from tui.domain.diff import diff
from tui.domain.quote import InstrumentId, Quote
from tui.ui.key_hints import with_keys
from tui.ui.widgets.grid_keys import GRID_BINDINGS, GridKeys
from tui.ui.widgets.grid_rows import GridState, RowPainter
from tui.ui.widgets.tab_views import state_of
from tui.view import quote_grid
from tui.view.board_state import BoardState
from tui.view.column_layout import PlacedColumn
from tui.view.sorting import DEFAULT_SORT, LIST_ORDER, Sort
from tui.view.spans import BLANK, Line
from tui.view.tabs import PINNED, Tab, renamed_tabs
from tui.view.view_state import NOTHING_REMEMBERED, TabView, ViewState

_KEYS_OF_EMPTY: Final = (("app.poll-now", "polls at once"), ("app.health", "shows each source"))


class QuoteGrid(GridKeys, can_focus=True):
    """The instruments, one per line. Keys act at once; data re-sorts only while no keys are pressed."""

    DEFAULT_CSS = "QuoteGrid { height: 1fr; }"

    BINDINGS: ClassVar[list[BindingType]] = [*GRID_BINDINGS]

    def __init__(
        self, *, flash: bool = True, sort: Sort = DEFAULT_SORT, remembered: ViewState = NOTHING_REMEMBERED
    ) -> None:
        super().__init__()
        self.set_reactive(QuoteGrid.settings, GridState(sort=sort))
        if remembered.tabs:
            self.set_reactive(QuoteGrid.settings, self._views.restore(remembered.tab, remembered.tabs))
        if self._views.awaited is not None:
            self._rows.start_with(self._views.awaited.order)
        self.flash = flash
        """Whether a figure that changes lights up."""
        self._painter = RowPainter(self._rows, self._columns)
        self._is_sorted = False
        self.holds_row = False
        """Whether a sort keeps the cursor's row in view: its detail is open."""
        self._lost_cursor: InstrumentId | None = None
        """The instrument that the cursor was on before its row left."""

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

    def _follow_tabs(self, old: Sequence[Tab], tabs: Sequence[Tab]) -> None:
        """Take over what has changed of the tab shown; where it has gone, show the first until it is back."""
        shown, names = self.settings.tab, renamed_tabs(old, tabs)
        if names:
            self._views.rename(names)
            shown = shown._replace(name=names.get(shown.name, shown.name))
        tab = self._views.choose(shown, tabs)
        if tab.name != shown.name:
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
            self._follow_tabs(old.tabs, new.tabs)
        self._debounce.advance(old.shown_at, new.shown_at)
        changes = diff(old.market.quotes, new.market.quotes)
        if self.flash:
            self._painter.flashes.record(changes, new.shown_at)
        self._is_sorted = self._is_sorted and new.market is old.market
        has_new_source = quote_grid.has_new_source(old.market, new.market)
        may_sort = self._debounce.may_sort(new.shown_at, new.reply_delay, has_new_source=has_new_source)
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
            self._debounce.note_sort(state.shown_at)
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
            if new.tab._replace(columns=old.tab.columns) != old.tab:
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
        lines = [header, *self._painter.draw(shown, self.state, size.width)]
        return [*lines, *[BLANK] * (size.height - len(lines) - len(self._totals)), *self._totals]

    def kept_lines(self) -> Sequence[Line]:
        """Return the header and the rows without ages; what the user owns is in neither of them nor below."""
        from tui.view.kept_lines import without_columns  # noqa: PLC0415 - nothing is kept before the first frame

        hidden = [(x, x + width) for column, x, width in self._columns.placed if not column.is_kept]
        header, *rows = [quote_grid.without_news(line) for line, _ in self._lines]
        rows = rows[: len(rows) - len(self._totals)]
        return [header, *(without_columns(row, hidden) for row in rows), *[BLANK] * len(self._totals)]

    def line_background(self, y: int) -> str | None:
        """Return the background of the cursor's row, which is stronger where the keys are."""
        position = self.position
        if position is None or y == 0 or y > self._page or position - self._top != y - 1:
            return None
        return self.board_theme.cursor if self.has_focus else self.board_theme.cursor_away
