"""The board: what it consists of, what is remembered of it, and the keys of the whole board."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widget import Widget

from tui.domain.quote import InstrumentId
from tui.ui.arrangement_keys import ARRANGEMENT_BINDINGS, ArrangementKeys
from tui.ui.key_hints import action_of, with_keys
from tui.ui.panes import PANES
from tui.ui.tab_keys import TAB_BINDINGS, PaneRequests
from tui.ui.widgets.alert_toast import AlertToast
from tui.ui.widgets.bars import StatusBar, TooSmall
from tui.ui.widgets.grid_rows import GridState
from tui.ui.widgets.index_panel import IndexPanel
from tui.ui.widgets.reader import Reader
from tui.view.board_state import BoardState
from tui.view.footer import GridStatus
from tui.view.pane_layout import GRID, HEADLINES, READER
from tui.view.panel_layout import MIN_ROWS_HEIGHT, MIN_ROWS_WIDTH
from tui.view.sorting import DEFAULT_SORT, Sort
from tui.view.tabs import Tab
from tui.view.view_state import NOTHING_REMEMBERED, ViewState

if TYPE_CHECKING:
    from tui.domain.events import Alert
    from tui.ui.widgets.instrument_detail import InstrumentDetail


class BoardScreen(PaneRequests, ArrangementKeys):
    """Status, indices, tabs, grid and side panes, bound to the state and to the cursor of the grid."""

    CSS = """
    BoardScreen { layout: vertical; overflow: hidden; layers: default over; }
    TooSmall { height: 1fr; display: none; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "filter", "Filter the grid", id="board.filter", key_display="/"),
        *(binding for pane in PANES for binding in pane.bindings),
        Binding("z", "zoom", "Zoom the pane with the keys", id="board.zoom"),
        Binding("i", "index_panel", "Show or hide the indices", id="board.indices"),
        *TAB_BINDINGS,
        Binding("exclamation_mark", "app.alert", "Make an alert of the row", id="board.alert", key_display="!"),
        Binding("c", "app.columns", "Choose the columns of the tab", id="board.columns"),
        Binding(
            "dollar_sign", "app.hide_amounts", "Hide or show what you own", id="board.hide-amounts", key_display="$"
        ),
        Binding("colon", "app.command_line", "Type a command", id="app.command-line", key_display=":"),
        Binding("O", "app.options", "Every setting", id="app.options"),
        Binding("tab", "next_pane(1)", "Next pane, in news next symbol", id="board.next-pane"),
        Binding("shift+tab", "next_pane(-1)", "Previous pane, or symbol", id="board.previous-pane"),
        Binding("y", "copy", "Copy the row or the link", id="board.copy"),
        Binding("space", "app.pause", "Pause or resume the screen", id="app.pause"),
        Binding("escape", "back", "Back, or clear the filter", id="board.back"),
        Binding("apostrophe", "app.mark", "Mark this moment", id="board.mark", key_display="'"),
        *ARRANGEMENT_BINDINGS,
    ]

    class FirstLayoutDone(Message):
        """The first layout for the terminal's size is complete, every panel with its lines."""

    def __init__(
        self,
        *,
        flash: bool = True,
        sort: Sort = DEFAULT_SORT,
        has_news: bool = True,
        remembered: ViewState = NOTHING_REMEMBERED,
    ) -> None:
        super().__init__(flash=flash, sort=sort, has_news=has_news, remembered=remembered)
        self._toast = AlertToast()
        self._focused_first: Widget = self._grid
        """The widget that has the keys at the start."""
        self._restore(remembered)

    def _restore(self, remembered: ViewState) -> None:
        """Begin as the last run ended, as far as there are such panes."""
        if remembered.panes is not None:
            side = tuple(name for name in remembered.panes.side if name in self._panes)
            fill = tuple(name for name in remembered.panes.fill if name in self._panes)
            self._open_panes = remembered.panes._replace(side=side, fill=fill)
            # the list of headlines is at the place of the reader
            if (READER if remembered.focus == HEADLINES else remembered.focus) in side:
                self._focused_first = self.side_widget(remembered.focus)

    def remembered(self) -> ViewState:
        """Return what is on the screen, to begin with it again."""
        tab, tabs = self._grid.remembered()
        reader = self.query_one(Reader)
        focused = self._focused_before or self.focused
        tops = {**self._remembered.tops, **{name: widget.top for name, widget in self._side_widgets.items()}}
        return ViewState(
            tab=tab,
            tabs=tabs,
            panes=self._open_panes,
            focus=next((name for name, widget in self._side_widgets.items() if widget is focused), GRID),
            tops={name: top for name, top in tops.items() if top},
            article=reader.open_article.id if reader.open_article else "",
            places=reader.places,
        )

    def compose(self) -> ComposeResult:
        """Yield every panel, bound to the state."""
        yield TooSmall((MIN_ROWS_WIDTH, MIN_ROWS_HEIGHT), id="too-small")
        yield StatusBar(id="status").data_bind(BoardScreen.state)
        yield self._indices.data_bind(BoardScreen.state)
        yield self._tabs.data_bind(BoardScreen.state)
        for widget in (self._grid, *self._side_widgets.values()):
            widget.data_bind(BoardScreen.state)
        yield self._area
        yield self._footer
        yield self._toast.data_bind(BoardScreen.state)

    def on_mount(self) -> None:
        """Give the keys to the pane that begins with them, and follow the grid."""
        self._focused_first.focus()
        self.show_hints()
        # watched, not announced by a message: what follows the grid is painted in the frame that changes it
        self.watch(self._grid, "cursor", self._follow_cursor, init=False)
        self.watch(self._grid, "status", self._follow_grid)
        self.watch(self._grid, "settings", self._follow_settings, init=False)
        self.call_after_refresh(self.post_message, self.FirstLayoutDone())

    def on_resize(self, _event: events.Resize) -> None:
        """Lay the panels out for the new size."""
        if self._laid_out_size != self.size:
            self.apply_layout()

    def watch_state(self, old: BoardState, new: BoardState) -> None:
        """Lay out again where the indices came or went; let a message expire."""
        most_rows, self._most_rows = self._most_rows, max(self._most_rows, len(new.market.quotes))
        if old.index_count != new.index_count or self._most_rows > most_rows:
            self.apply_layout()
        elif self._laid_out_size != self.size:
            # among many resizes the last event can be lost; the clock's tick corrects the board all the same
            self.apply_layout()
            self.refresh(layout=True)
        if new.tabs is not old.tabs:
            self.show_position()
        if new.look.is_offered is not old.look.is_offered:
            self.show_hints()
        self._footer.expire_message(new.shown_at)

    def show_toast(self, alerts: "Sequence[Alert]") -> None:
        """Show what has rung over a corner of the board, unless the list of alerts shows it."""
        if self.is_current and not self.is_shown("alerts"):
            ((key, _),) = with_keys((("board.alerts", ""),), self.app, self.BINDINGS)
            self._toast.show(alerts, key)

    def on_alert_toast_clicked(self) -> None:
        """Open the list of alerts."""
        self._open("alerts")
        self.side_widget("alerts").focus()

    def apply_layout(self) -> None:
        """Give each panel its place; the list of alerts takes that of the toast."""
        super().apply_layout()
        if self.is_shown("alerts"):
            self._toast.hide()

    def on_quote_grid_chosen(self) -> None:
        """Open the detail of a row that is clicked twice."""
        self._open("detail")

    def on_instrument_detail_next_instrument(self, event: "InstrumentDetail.NextInstrument") -> None:
        """Move the cursor, which the detail follows; the grid may be covered by it."""
        self._grid.action_move(event.step)

    def on_index_panel_chosen(self, event: IndexPanel.Chosen) -> None:
        """Show the detail of the index that was clicked, or all indices where it was their number."""
        self._show_grid()
        self._grid.focus()
        if event.key is None:
            self._filter("index")
        elif self.show_instrument(event.key):
            self._open("detail")

    def set_flash(self, is_on: bool) -> bool:
        """Light up figures that change, or no longer; return whether they did before."""
        before, self._grid.flash, self._indices.flash = self._grid.flash, is_on, is_on
        return before

    def _follow_cursor(self, key: InstrumentId | None) -> None:
        for widget in self._side_widgets.values():
            widget.instrument = key

    class TabShown(Message):
        """Another tab is shown, or another definition of it."""

        def __init__(self, tab: Tab) -> None:
            super().__init__()
            self.tab = tab

    def _follow_settings(self, old: GridState, settings: GridState) -> None:
        self._tabs.active = settings.tab.name
        self._indices.tab = settings.tab
        for widget in self._side_widgets.values():
            widget.tab = settings.tab
        self.show_position()
        if settings.tab != old.tab:
            self.post_message(self.TabShown(settings.tab))

    def _follow_grid(self, _status: GridStatus) -> None:
        self.show_position()

    async def on_key(self, event: events.Key) -> None:
        """Give the detail beside the grid the keys of its own that the grid has no use for."""
        if not (self._grid.has_focus and self.is_shown("detail")):
            return
        detail = self.side_widget("detail")
        action = action_of(event.key, detail)
        if action and event.key not in self.active_bindings:
            event.stop()
            await detail.run_action(action)

    def close_one(self) -> bool:
        """Hide the cross-hair of the detail beside the grid first."""
        is_beside = self._grid.has_focus and self.is_shown("detail")
        return (is_beside and self.side_widget("detail").close_one()) or super().close_one()

    def action_toggle_pane(self, name: str) -> None:
        """Open a side pane, or close it: one that follows the cursor wherever it was opened, another from inside it."""
        pane, widget = self._panes[name], self.side_widget(name)
        if pane.follows_cursor and self._side.has_focus and self._side.choose():
            return
        if pane.follows_cursor and self._side.has_focus and self._side.chosen_instrument is not None:
            self.go_to(self._side.chosen_instrument)
        elif pane.then and widget.has_focus:
            self._open(pane.then)
            self.side_widget(pane.then).focus()
        elif pane.then and self._has_focus(pane.then):
            self._close(self._panes[pane.then])
        elif pane.follows_cursor and self._is_there_by_itself(widget):
            widget.focus()
        elif widget.has_focus or (pane.follows_cursor and (widget.display or pane.place in self._open_panes.side)):
            self._close(pane)
        elif not pane.follows_cursor:
            if not widget.display:
                self._open_panes = self._open_panes._replace(is_zoomed=False)
            self._open(name)
            widget.focus()
        elif self._grid.cursor is not None:
            self._open(name)

    def _is_there_by_itself(self, widget: Widget) -> bool:
        """Return whether a pane is beside the grid, which has the keys, without having been opened by a key."""
        is_seen = widget.display and not self._plan.too_small and self._is_beside
        return is_seen and self._grid.has_focus and self._opened_detail is None

    async def action_in_pane(self, name: str, action: str) -> None:
        """Run an action of a side pane, whether it has the keys or not."""
        await self.side_widget(name).run_action(action)

    async def action_in_grid(self, action: str) -> None:
        """Run an action of the grid, wherever the keys are; show the grid where another pane is in its place."""
        self._show_grid()
        await self._grid.run_action(action)

    def action_copy(self) -> None:
        """Copy the link that the bottom line shows; else the row under the cursor, or the open article's link."""
        pane = self._side if self._side.has_focus else self._grid
        text = self._footer.text_to_copy or pane.text_to_copy
        if text is None:
            self.announce("nothing to copy here")
            return
        self.app.copy_to_clipboard(text)
        self.announce(f"sent to the terminal: {text}")

    def action_back(self) -> None:
        """Undo the last thing that changed the view: what was opened, then the filter."""
        if self.close_one():
            return
        if self._grid.settings.filter_text:
            self._filter("")
        elif self.state.look.is_offered:
            self.post_message(self.OfferDismissed())
        else:
            self.announce("")

    class OfferDismissed(Message):
        """The user does not want to know what was missed."""
