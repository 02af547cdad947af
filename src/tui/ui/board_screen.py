"""The board: its panels and their layout, the panes that are open, and the keys of the whole board."""

from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.reactive import var
from textual.widget import Widget

from tui.domain.quote import InstrumentId
from tui.ui.arrangement_keys import ARRANGEMENT_BINDINGS, ArrangementKeys
from tui.ui.key_hints import Hints, grid_hints, run_binding, side_pane_hints, with_keys
from tui.ui.panes import PANES, Pane
from tui.ui.rendering.line_widget import LineWidget
from tui.ui.terminal.frames import GatedScreen
from tui.ui.widgets.bars import Footer, StatusBar, TabStrip, TooSmall
from tui.ui.widgets.grid_rows import GridState
from tui.ui.widgets.index_panel import IndexPanel
from tui.ui.widgets.instrument_detail import InstrumentDetail
from tui.ui.widgets.movers import InstrumentPane
from tui.ui.widgets.pane_area import PaneArea
from tui.ui.widgets.quote_grid import QuoteGrid
from tui.ui.widgets.reader import Reader
from tui.ui.widgets.scroll_view import SidePane
from tui.view.board_state import BoardState
from tui.view.footer import GridStatus
from tui.view.pane_layout import GRID, OpenPanes, PaneArrangement, arrange_panes, preset_panes
from tui.view.panel_layout import PanelLayout, pane_lines_of, plan_layout, visible_bars
from tui.view.sorting import DEFAULT_SORT, LIST_SORT, Sort
from tui.view.tabs import ALL, Tab
from tui.view.view_state import NOTHING_REMEMBERED, ViewState

if TYPE_CHECKING:
    from tui.config.edits import Edit
    from tui.view.list_changes import ListAction, ListChange


class BoardScreen(ArrangementKeys, GatedScreen):
    """Status, indices, grid and side panes, laid out again for each size."""

    CSS = """
    BoardScreen { layout: vertical; overflow: hidden; layers: default over; }
    TooSmall { height: 1fr; display: none; }
    """

    PANES: ClassVar[tuple[Pane, ...]] = PANES

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "filter", "Filter the grid", id="board.filter", key_display="/"),
        *(binding for pane in PANES for binding in pane.bindings),
        Binding("z", "zoom", "Zoom the pane with the keys", id="board.zoom"),
        Binding("i", "index_panel", "Show or hide the indices", id="board.indices"),
        *(
            Binding(
                str(number),
                f"tab({number - 1})",
                "Show a tab by its number",
                id=f"tab.{number}",
                key_display=str(number),
            )
            for number in range(1, 10)
        ),
        Binding("right_square_bracket", "next_tab(1)", "Next tab", id="tab.next", key_display="]"),
        Binding("left_square_bracket", "next_tab(-1)", "Previous tab", id="tab.previous", key_display="["),
        Binding("plus", "add", "Add to a list", id="list.add", key_display="+"),
        Binding("m", "list('mark')", "Mark the row, for Mine", id="list.mark"),
        Binding("minus", "list('remove')", "Row out of the list", id="list.remove", key_display="-"),
        Binding("J", "list('down')", "Row down in its list", id="list.down"),
        Binding("K", "list('up')", "Row up in its list", id="list.up"),
        Binding(
            "apostrophe",
            "list('pin')",
            "Pin the row to the top",
            id="list.pin",
            key_display="'",
        ),
        Binding("U", "app.undo", "Undo the last change", id="list.undo"),
        Binding("c", "app.columns", "Choose the columns of the tab", id="board.columns"),
        Binding(
            "dollar_sign", "app.hide_amounts", "Hide or show what you own", id="board.hide-amounts", key_display="$"
        ),
        Binding("colon", "app.command_line", "Type a command", id="app.command-line", key_display=":"),
        Binding("O", "app.options", "Every setting", id="app.options"),
        Binding("tab", "next_pane(1)", "Next pane", id="board.next-pane"),
        Binding("shift+tab", "next_pane(-1)", "Previous pane", id="board.previous-pane"),
        Binding("y", "copy", "Copy the row or the link", id="board.copy"),
        Binding("space", "app.pause", "Pause or resume the screen", id="app.pause"),
        Binding("escape", "back", "Back, or clear the filter", id="board.back"),
        *ARRANGEMENT_BINDINGS,
    ]

    class FirstLayoutDone(Message):
        """The first layout for the terminal's size is complete, every panel with its lines."""

    state: var[BoardState] = var(BoardState)

    def __init__(
        self,
        *,
        flash: bool = True,
        sort: Sort = DEFAULT_SORT,
        has_news: bool = True,
        remembered: ViewState = NOTHING_REMEMBERED,
    ) -> None:
        super().__init__()
        self._grid = QuoteGrid(flash=flash, sort=sort, remembered=remembered)
        self._indices = IndexPanel(flash=flash)
        self._tabs = TabStrip()
        self._panes = {pane.id: pane for pane in self.PANES}
        self._side_widgets = {pane.id: pane.widget(id=pane.id) for pane in self.PANES}
        self._area = PaneArea(self._grid, *self._side_widgets.values())
        self._footer = Footer()
        self.has_news = has_news
        self._open_panes = preset_panes("usual", has_news=has_news)
        self._most_rows = 0
        self._plan = PanelLayout()
        self._hint_ids: tuple[str, ...] = ()
        """The binding ids of the hints on the bottom line."""
        self._laid_out_size: Size | None = None
        self._focused_before: Widget | None = None
        """The widget that had the keys before the terminal became too small."""
        self._focused_first: Widget = self._grid
        """The widget that has the keys at the start."""
        self._restore(remembered)

    def _restore(self, remembered: ViewState) -> None:
        """Begin as the last run ended, as far as there are such panes."""
        if remembered.panes is not None:
            side = tuple(name for name in remembered.panes.side if name in self._panes)
            fill = tuple(name for name in remembered.panes.fill if name in self._panes)
            self._open_panes = remembered.panes._replace(side=side, fill=fill)
            if remembered.focus in side:
                self._focused_first = self._side_widgets[remembered.focus]
        for name, widget in self._side_widgets.items():
            widget.restore(remembered, remembered.tops.get(name, 0))

    def remembered(self) -> ViewState:
        """Return what is on the screen, to begin with it again."""
        tab, tabs = self._grid.remembered()
        reader = self.query_one(Reader)
        focused = self._focused_before or self.focused
        return ViewState(
            tab=tab,
            tabs=tabs,
            panes=self._open_panes,
            focus=next((name for name, widget in self._side_widgets.items() if widget is focused), GRID),
            tops={name: widget.top for name, widget in self._side_widgets.items() if widget.top},
            article=reader.open_article.id if reader.open_article else "",
            read=reader.read_marks,
        )

    def compose(self) -> ComposeResult:
        """Yield every panel, bound to the state."""
        yield TooSmall(id="too-small")
        yield StatusBar(id="status").data_bind(BoardScreen.state)
        yield self._indices.data_bind(BoardScreen.state)
        yield self._tabs.data_bind(BoardScreen.state)
        for widget in (self._grid, *self._side_widgets.values()):
            widget.data_bind(BoardScreen.state)
        yield self._area
        yield self._footer

    def on_mount(self) -> None:
        """Give the grid the keys, and follow it."""
        self._focused_first.focus()
        self._footer.hints = self._hints()
        # watched, not announced by a message: what follows the grid is painted in the frame that changes it
        self.watch(self._grid, "cursor", self._follow_cursor, init=False)
        self.watch(self._grid, "status", self._follow_grid)
        self.watch(self._grid, "settings", self._follow_settings, init=False)
        self.call_after_refresh(self.post_message, self.FirstLayoutDone())

    def on_resize(self, _event: events.Resize) -> None:
        """Lay the panels out for the new size."""
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
        self._footer.expire_message(new.now)

    @property
    def open_panes(self) -> OpenPanes:
        """The panes that are open, and how far the lines between them were moved."""
        return self._open_panes

    def set_panes(self, panes: OpenPanes) -> None:
        """Show these panes."""
        self._open_panes = panes
        self._grid.holds_row = self._opened_detail is not None
        self.apply_layout()

    def apply_layout(self) -> None:
        """Give each panel its position and size."""
        self._laid_out_size = self.size
        width, height = self.size
        if not width:
            return
        is_zoomed = self._open_panes.is_zoomed
        self._plan = plan_layout(
            width,
            height,
            indices=self.state.index_count,
            index_panel=self._open_panes.has_indices and not is_zoomed,
        )
        self._area.arrangement = self._arranged(self._open_panes)
        self._apply_plan(self._plan)

    def _arranged(self, panes: OpenPanes) -> PaneArrangement:
        """Return where these panes would be on the screen as it is."""
        lines = pane_lines_of(self._plan, self.size.height, is_zoomed=panes.is_zoomed)
        return arrange_panes(self.size.width, lines, panes, self._most_rows)

    def _apply_plan(self, plan: PanelLayout) -> None:
        if plan.too_small:
            self._focused_before = self._focused_before or self.focused
        arrangement = self._area.arrangement
        shown = visible_bars(plan, is_zoomed=self._open_panes.is_zoomed)
        if not plan.too_small:
            shown |= {"panes", *arrangement.areas}
        for panel in self.query(LineWidget).exclude(".over"):
            panel.display = panel.id in shown
        self._indices.plan = plan
        self._indices.styles.height = plan.index_height + plan.breadth or 1
        self._tabs.joints = tuple(divider.x for divider in arrangement.dividers)
        self._restore_focus()

    def _restore_focus(self) -> None:
        """Give the keys to a pane that is shown, first of all to the one that had them before there was no room."""
        if self._focused_before is not None and self._focused_before.display:
            self._focused_before.focus()
            self._focused_before = None
        elif self.focused is None or not self.focused.display:
            (self._grid if self._grid.display else self._side).focus()
        self._footer.hints = self._hints()

    @property
    def _side_pane(self) -> Pane:
        """The side pane that has the keys; else the one in front, which is shown or would be where there is room."""
        focused = next((pane for pane in self.PANES if self._side_widgets[pane.id].has_focus), None)
        wanted = self._open_panes.wanted
        return focused or (self._panes[wanted[0]] if wanted else self.PANES[-1])

    @property
    def _is_beside(self) -> bool:
        """Whether the grid has a pane beside it."""
        return self._area.arrangement.beside

    @property
    def _side(self) -> SidePane:
        """The widget of that side pane."""
        return self._side_widgets[self._side_pane.id]

    def _hints(self) -> Hints:
        hints = grid_hints(tuple((pane.binding_id, pane.grid_hint) for pane in self.PANES if pane.grid_hint))
        if self._side.has_focus:
            leads_back = not self._is_beside or self._open_panes.is_zoomed or self._side_pane.follows_cursor
            hints = side_pane_hints(self._side_pane.hints, leads_back=leads_back)
        if self._can_close:
            hints = tuple((name, "close" if name == "app.quit" else words) for name, words in hints)
        self._hint_ids = tuple(name.split()[0] for name, _ in hints)
        return with_keys(hints, self.app, *(owner.BINDINGS for owner in self._key_owners))

    @property
    def _key_owners(self) -> tuple[App[object] | Widget, ...]:
        """Whose keys the bottom line offers."""
        return self.app, self, self._grid, self._side

    def on_footer_hint_clicked(self, event: Footer.HintClicked) -> None:
        """Do what the key of a hint does."""
        run_binding(self._hint_ids[event.number], self._key_owners)

    def on_tab_strip_chosen(self, event: TabStrip.Chosen) -> None:
        """Show the tab that is clicked."""
        self.action_tab(event.number)

    def action_tab(self, number: int) -> None:
        """Show the tab of this number, from 0."""
        tabs = self.state.tabs
        if number >= len(tabs):
            self.announce(f"there are {len(tabs)} tabs")
            return
        self._show_grid()
        self._grid.show_tab(tabs[number])

    class ListChanged(Message):
        """The user changed a list."""

        def __init__(self, change: "ListChange", edits: "tuple[Edit, ...]" = ()) -> None:
            super().__init__()
            self.change = change
            self.edits = edits
            """Of the configuration, that belong to it."""

    class AdditionAsked(Message):
        """The user wants to add to a list."""

        def __init__(self, name: str, before: InstrumentId | None) -> None:
            super().__init__()
            self.name = name
            self.before = before
            """The row under the cursor."""

    def action_add(self) -> None:
        """Add to the list shown, or to Mine."""
        from tui.view.list_changes import list_of  # noqa: PLC0415 - needed only for a change

        self.post_message(self.AdditionAsked(list_of(self._grid.settings.tab), self._grid.cursor))

    def action_list(self, action: "ListAction") -> None:
        """Change a list by the instrument under the cursor."""
        from tui.view.list_changes import ShownRow, change_list  # noqa: PLC0415 - needed only for a change

        grid = self._grid.settings
        self._grid.follows_top = False
        if action in {"down", "up"} and grid.tab.list_name and grid.sort != LIST_SORT:
            self._grid.settings = grid._replace(sort=LIST_SORT)
            self.announce(f"in the order of {grid.tab.list_name}, where rows move by hand")
            return
        if self._grid.cursor is None:
            return
        row = ShownRow(self._grid.cursor, grid.tab, grid.sort)
        change = change_list(action, row, self.state.settings, self.state.market)
        if isinstance(change, str):
            self.announce(change)
        else:
            self.post_message(self.ListChanged(change))

    def show_tab(self, name: str) -> None:
        """Show the tab of this name, where there is one."""
        names = [tab.name for tab in self.state.tabs]
        if name in names:
            self.action_tab(names.index(name))

    def action_next_tab(self, step: int) -> None:
        """Show the next tab, or the one before; beyond the last the first."""
        names = [tab.name for tab in self.state.tabs]
        current = self._grid.settings.tab.name
        self.action_tab((names.index(current) + step) % len(names) if current in names else 0)

    def on_quote_grid_chosen(self) -> None:
        """Open the detail of a row that is clicked twice."""
        self._open("detail")

    def on_instrument_detail_next_instrument(self, event: InstrumentDetail.NextInstrument) -> None:
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

    def on_instrument_pane_chosen(self, event: InstrumentPane.Chosen) -> None:
        """Go to the instrument that is clicked in a pane."""
        self._go_to(event.key)

    def _go_to(self, key: InstrumentId) -> None:
        """Give the keys to the grid, with the cursor on this instrument."""
        self._show_grid()
        self._grid.focus()
        self.show_instrument(key)

    def show_instrument(self, key: InstrumentId) -> bool:
        """Move the cursor to an instrument, if need be in another tab or without the filter; return whether it is."""
        if self._grid.point_at(key):
            return True
        tabs = [tab for tab in self.state.tabs if key in tab.select(self.state.market)]
        if tabs and self._grid.settings.tab.name != ALL:
            self._grid.show_tab(next((tab for tab in tabs if tab.name == ALL), tabs[0]))
        if tabs and not self._grid.point_at(key):
            self._filter("")
            self.announce(f"filter off: {key.symbol} is not in it")
        return self._grid.point_at(key)

    def set_flash(self, is_on: bool) -> bool:
        """Light up figures that change, or no longer; return whether they did before."""
        before, self._grid.flash, self._indices.flash = self._grid.flash, is_on, is_on
        return before

    def announce(self, text: str) -> None:
        """Show a message on the bottom line for a while."""
        self._footer.announce(text, self.state.now)

    def on_descendant_focus(self) -> None:
        """Show the keys of the pane that has the focus."""
        self.show_hints()

    def show_hints(self) -> None:
        """Show the keys of the pane that has the focus, which may be others now."""
        self._footer.hints = self._hints()

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
        for widget in self._side_widgets.values():
            widget.tab = settings.tab
        if settings.tab != old.tab:
            self.post_message(self.TabShown(settings.tab))

    def _follow_grid(self, status: GridStatus) -> None:
        self._footer.grid = status

    def on_side_pane_announcement(self, event: SidePane.Announcement) -> None:
        """Show what a pane announces."""
        self._footer.announce(event.text, self.state.now, event.link)

    def on_side_pane_revealed(self, event: SidePane.Revealed) -> None:
        """Bring a pane to the front where it would not be seen."""
        if not event.pane.display:
            self._open(str(event.pane.id))

    def on_footer_filter_typed(self, event: Footer.FilterTyped) -> None:
        """Filter the grid with each letter."""
        self._filter(event.text)

    def _filter(self, text: str) -> None:
        self._grid.settings = self._grid.settings._replace(filter_text=text)

    def on_footer_filter_done(self) -> None:
        """Give the keys back to the grid."""
        self._grid.focus()

    def _show_grid(self) -> None:
        if not self._grid.display:
            self.set_panes(self._open_panes.with_grid())

    def action_filter(self) -> None:
        """Begin to type a filter."""
        self._show_grid()
        self._footer.start_filter(self._grid.settings.filter_text)

    def action_toggle_pane(self, name: str) -> None:
        """Open a side pane, or close it: one that follows the cursor wherever it is open, another from inside it."""
        pane, widget = self._panes[name], self._side_widgets[name]
        if pane.follows_cursor and self._side.has_focus and self._side.chosen_instrument is not None:
            self._go_to(self._side.chosen_instrument)
        elif pane.then and widget.has_focus:
            self._open(pane.then)
            self._side_widgets[pane.then].focus()
        elif pane.then and self._side_widgets[pane.then].has_focus:
            self._close(self._panes[pane.then])
        elif widget.has_focus or (pane.follows_cursor and (widget.display or name in self._open_panes.side)):
            self._close(pane)
        elif not pane.follows_cursor:
            if not widget.display:
                self._open_panes = self._open_panes._replace(is_zoomed=False)
            self._open(name)
            widget.focus()
        elif self._grid.cursor is not None:
            self._open(name)

    def _open(self, name: str) -> None:
        self._grid.follows_top = self._grid.follows_top and not self._panes[name].follows_cursor
        self.set_panes(self._open_panes.with_side(name, tuple(self._panes)))
        if not self._is_beside:
            self._side_widgets[name].focus()

    def _close(self, pane: Pane) -> None:
        """Go back to the grid; a pane that took the grid's place stays open, to be beside it on a wider screen."""
        panes = self._open_panes if pane.follows_cursor else self._open_panes.with_grid()
        if pane.follows_cursor or self._is_beside:
            panes = panes.without_side(pane.id)
        self.set_panes(self._without_newcomers(panes))
        self._grid.focus()

    def _without_newcomers(self, panes: OpenPanes) -> OpenPanes:
        """Return the panes so that none takes the place of one that the user closes, but those opened before."""
        shown = {*self._area.arrangement.areas, *panes.side, GRID}
        while newcomers := self._arranged(panes).areas.keys() - shown:
            panes = panes.without_fill(newcomers)
        return panes

    async def action_in_pane(self, name: str, action: str) -> None:
        """Run an action of a side pane, whether it has the keys or not."""
        await self._side_widgets[name].run_action(action)

    async def action_in_grid(self, action: str) -> None:
        """Run an action of the grid, wherever the keys are; show the grid where another pane is in its place."""
        self._show_grid()
        await self._grid.run_action(action)

    def action_zoom(self) -> None:
        """Give the pane with the keys the whole screen, or bring the others back."""
        panes = self._open_panes._replace(is_zoomed=not self._open_panes.is_zoomed)
        if panes.is_zoomed and self._side.has_focus:
            panes = panes.with_front(self._side_pane.id)
        elif panes.is_zoomed:
            panes = panes._replace(is_side_in_front=False)
        elif not self._is_beside and self._grid.display:
            panes = panes.with_grid()
        self.set_panes(panes)

    def action_index_panel(self) -> None:
        """Show or hide the indices."""
        self.set_panes(self._open_panes._replace(has_indices=not self._open_panes.has_indices))

    def action_next_pane(self, step: int) -> None:
        """Give the keys to the next pane that is shown, or to the one before; where one covers all, to the other."""
        shown: list[Widget] = [self._grid, *(self._side_widgets[name] for name in self._area.side_panes)]
        if self._is_beside and self.focused in shown:
            shown[(shown.index(self.focused) + step) % len(shown)].focus()
        elif not self._grid.has_focus:
            self._show_grid()
            self._grid.focus()
        else:
            side = self._side_pane.id
            if not self._side.display:
                self.set_panes(self._open_panes.with_front(side)._replace(is_zoomed=False))
            self._side_widgets[side].focus()

    def action_copy(self) -> None:
        """Copy the link that the bottom line shows; else the row under the cursor, or the open article's link."""
        pane = self._side if self._side.has_focus else self._grid
        text = self._footer.text_to_copy or pane.text_to_copy
        if text is None:
            self.announce("nothing to copy here")
            return
        self.app.copy_to_clipboard(text)
        self.announce(f"sent to the terminal: {text}")

    @property
    def _opened_detail(self) -> Pane | None:
        """The pane of the instrument under the cursor, where a key has opened it in front of what was there."""
        panes = self._open_panes
        front = self._panes[panes.side[-1]] if panes.side else None
        return front if front is not None and front.follows_cursor and panes.side != panes.preset_side else None

    @property
    def _can_close(self) -> bool:
        """Whether anything is open: a zoom, a detail, a pane in front of the grid or with the keys."""
        is_away = self._open_panes.is_zoomed or not self._grid.display or self._side.has_focus
        return not self._plan.too_small and (self._opened_detail is not None or is_away)

    def close_one(self) -> bool:
        """Undo the last thing that was opened: zoom, detail, the reader in front; return whether there was any."""
        if not self._can_close:
            return False
        if self._open_panes.is_zoomed:
            self.action_zoom()
        elif self._opened_detail is not None:
            self._close(self._opened_detail)
        else:
            self.set_panes(self._open_panes.with_grid())
            self._grid.focus()
        return True

    def action_back(self) -> None:
        """Undo the last thing that changed the view: what was opened, then the filter."""
        if self.close_one():
            return
        if self._grid.settings.filter_text:
            self._filter("")
        else:
            self.announce("")
