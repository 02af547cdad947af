"""The panes of the board: their layout, which of them has the keys, and how they are opened and closed."""

from typing import ClassVar

from textual import events
from textual.app import App
from textual.geometry import Size
from textual.reactive import var
from textual.widget import Widget

from tui.ui.key_hints import Hints, grid_hints, run_binding, side_pane_hints, with_keys
from tui.ui.panes import PANES, Pane
from tui.ui.rendering.line_widget import LineWidget
from tui.ui.terminal.frames import GatedScreen
from tui.ui.widgets.bars import Footer, TabStrip
from tui.ui.widgets.index_panel import IndexPanel
from tui.ui.widgets.pane_area import PaneArea
from tui.ui.widgets.quote_grid import QuoteGrid
from tui.ui.widgets.scroll_view import SidePane
from tui.view.board_state import BoardState
from tui.view.pane_layout import GRID, HEADLINES, READER, OpenPanes, PaneArrangement, arrange_panes, preset_panes
from tui.view.panel_layout import MIN_TABS_HEIGHT, PanelLayout, pane_lines_of, plan_layout, visible_bars
from tui.view.sorting import Sort
from tui.view.view_state import ViewState


class PaneScreen(GatedScreen):
    """A screen of the grid and the panes beside it, between bars."""

    PANES: ClassVar[tuple[Pane, ...]] = PANES

    state: var[BoardState] = var(BoardState)

    def __init__(self, *, flash: bool, sort: Sort, has_news: bool, remembered: ViewState) -> None:
        super().__init__()
        self._grid = QuoteGrid(flash=flash, sort=sort, remembered=remembered)
        self._indices = IndexPanel(flash=flash)
        self._tabs = TabStrip()
        self._panes = {pane.id: pane for pane in self.PANES}
        self._remembered = remembered
        self._side_widgets: dict[str, SidePane] = {}
        """Those that are made: the others are with their first use."""
        self._area = PaneArea(self._grid)
        for pane in self.PANES:
            if pane.is_always_there:
                self.side_widget(pane.id)
        self._footer = Footer()
        self.has_news = has_news
        """Whether any source gives articles."""
        self._open_panes = preset_panes("usual", has_news=has_news)
        self._most_rows = 0
        """The most rows that there have been in this run."""
        self._plan = PanelLayout()
        self._hint_ids: tuple[str, ...] = ()
        """The binding ids of the hints on the bottom line."""
        self._laid_out_size: Size | None = None
        self._focused_before: Widget | None = None
        """The widget that had the keys before the terminal became too small."""

    @property
    def grid(self) -> QuoteGrid:
        """The quote grid, also before the board is composed."""
        return self._grid

    def side_widget(self, name: str) -> SidePane:
        """Return the widget of a side pane, which is made when it is first asked for."""
        widget = self._side_widgets.get(name)
        if widget is None:
            widget = self._side_widgets[name] = self._panes[name].widget(id=name)
            widget.restore(self._remembered, self._remembered.tops.get(name, 0))
            self._area.add(widget)
            if self._area.is_attached:
                self._bring_up_to_date(widget)
        return widget

    def _bring_up_to_date(self, widget: SidePane) -> None:
        """Give a pane that comes to the running board what the others have."""
        widget.display = False
        with self._context():
            widget.data_bind(PaneScreen.state)
        widget.is_zoomed = self._open_panes.is_zoomed
        widget.tab, widget.instrument = self._grid.settings.tab, self._grid.cursor
        # at once, and not with its first message: it may be painted before
        widget.state = self.state

    def _has_focus(self, name: str) -> bool:
        return name in self._side_widgets and self._side_widgets[name].has_focus

    def is_shown(self, name: str) -> bool:
        """Return whether a side pane is shown."""
        return name in self._side_widgets and self._side_widgets[name].display

    def set_panes(self, panes: OpenPanes) -> None:
        """Show these panes."""
        self._open_panes = panes
        self._grid.holds_row = self._opened_detail is not None
        for widget in self._side_widgets.values():
            widget.is_zoomed = panes.is_zoomed
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
        arrangement = self._arranged(self._open_panes)
        if GRID not in arrangement.areas and height < MIN_TABS_HEIGHT:
            # a page of four lines below four of indices is none to read
            self._plan = self._plan._replace(index_height=0)
            arrangement = self._arranged(self._open_panes)
        for name in arrangement.areas.keys() - {GRID}:
            self.side_widget(name)
        self._area.arrangement = arrangement
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
        self.show_position()
        self._tabs.joints = tuple(divider.x for divider in arrangement.dividers)
        self._restore_focus()

    def _restore_focus(self) -> None:
        """Give the keys to a pane that is shown, first of all to the one that had them before there was no room."""
        if self._focused_before is not None and self._focused_before.display:
            # at once: another layout in the same moment must find it
            self.set_focus(self._focused_before)
            self._focused_before = None
        elif self.focused is None or not self.focused.display:
            (self._grid if self._grid.display else self._side).focus()
        self.show_hints()

    @property
    def _side_pane(self) -> Pane:
        """The side pane that has the keys; else the one in front, which is shown or would be where there is room."""
        focused = next((pane for pane in self.PANES if self._has_focus(pane.id)), None)
        wanted = self._open_panes.wanted
        if focused is not None or not wanted:
            return focused or self.PANES[-1]
        return self._panes[HEADLINES if wanted[0] == READER and self._open_panes.is_list_in_front else wanted[0]]

    @property
    def _side(self) -> SidePane:
        """The widget of that side pane."""
        return self.side_widget(self._side_pane.id)

    @property
    def _is_beside(self) -> bool:
        """Whether the grid has a pane beside it."""
        return self._area.arrangement.beside

    def _show_grid(self) -> None:
        if not self._grid.display:
            self.set_panes(self._open_panes.with_grid())

    def _open(self, name: str) -> None:
        pane = self._panes[name]
        self._grid.follows_top = self._grid.follows_top and not pane.follows_cursor
        panes = self._open_panes.with_side(pane.place, tuple(self._panes))
        self.set_panes(panes._replace(is_list_in_front=name == HEADLINES) if pane.place == READER else panes)
        if not self._is_beside:
            self.side_widget(name).focus()

    def _close(self, pane: Pane) -> None:
        """Go back to the grid; a pane that took the grid's place stays open, to be beside it on a wider screen."""
        panes = self._open_panes if pane.follows_cursor else self._open_panes.with_grid()
        if pane.follows_cursor or self._is_beside:
            panes = panes.without_side(pane.place)
        self.set_panes(self._without_newcomers(panes))
        self._grid.focus()

    def _without_newcomers(self, panes: OpenPanes) -> OpenPanes:
        """Return the panes so that none takes the place of one that the user closes, but those opened before."""
        shown = self._places_of(self._area.arrangement) | {*panes.side, GRID}
        while newcomers := self._places_of(self._arranged(panes)) - shown:
            panes = panes.without_fill(newcomers)
        return panes

    def _places_of(self, arrangement: PaneArrangement) -> set[str]:
        return {self._panes[name].place if name in self._panes else name for name in arrangement.areas}

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
        if self._side.has_focus and self._side.close_one():
            return True
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

    def action_zoom(self) -> None:
        """Give the pane with the keys the whole screen, or bring the others back."""
        panes = self._open_panes._replace(is_zoomed=not self._open_panes.is_zoomed)
        if panes.is_zoomed and self._side.has_focus:
            panes = panes.with_front(self._side_pane.place)
            panes = panes._replace(is_list_in_front=self._side_pane.id == HEADLINES)
        elif panes.is_zoomed:
            panes = panes._replace(is_side_in_front=False)
        elif not self._is_beside and self._grid.display:
            panes = panes.with_grid()
        self.set_panes(panes)

    def action_index_panel(self) -> None:
        """Show or hide the indices."""
        self.set_panes(self._open_panes._replace(has_indices=not self._open_panes.has_indices))

    def action_next_pane(self, step: int) -> None:
        """Give the keys to the next pane that is shown, or to the one before; where one covers all, to the other.

        A pane may have something to go to in it first.
        """
        if self._side.has_focus and self._side.walk(step):
            return
        shown: list[Widget] = [self._grid, *(self.side_widget(name) for name in self._area.side_panes)]
        if self._is_beside and self.focused in shown:
            shown[(shown.index(self.focused) + step) % len(shown)].focus()
        elif not self._grid.has_focus:
            self._show_grid()
            self._grid.focus()
        else:
            side = self._side_pane
            if not self._side.display:
                self.set_panes(self._open_panes.with_front(side.place)._replace(is_zoomed=False))
            self.side_widget(side.id).focus()

    def grid_hints(self) -> Hints:
        """Return what the bottom line offers while the grid has the keys; of a pane beside it the way to its own."""
        beside = self._panes.get(self._area.side_panes[0]) if len(self._area.side_panes) == 1 else None
        offered = [(pane.binding_id, pane.grid_hint) for pane in self.PANES if pane.grid_hint]
        if beside is not None and beside.follows_cursor:
            offered = [
                ("board.next-pane", "chart") if name == beside.binding_id else (name, words) for name, words in offered
            ]
        return grid_hints(tuple(offered))

    def side_hints(self) -> Hints:
        """Return what it offers while a side pane has them."""
        leads_back = not self._is_beside or self._open_panes.is_zoomed or self._side_pane.follows_cursor
        return side_pane_hints(self._side_pane.hints, leads_back=leads_back, walked=self._side.walked)

    def _hints(self) -> Hints:
        hints = self.side_hints() if self._side.has_focus else self.grid_hints()
        if self.state.look.is_offered:
            hints = (("app.missed", "what you missed"), *hints)
        if self._can_close:
            hints = tuple((name, "close" if name == "app.quit" else words) for name, words in hints)
        self._hint_ids = tuple(name.split()[0] for name, _ in hints)
        return with_keys(hints, self.app, *(owner.BINDINGS for owner in self._key_owners))

    @property
    def _key_owners(self) -> tuple[App[object] | Widget, ...]:
        """Whose keys the bottom line offers."""
        return self.app, self, self._grid, self._side

    def show_hints(self) -> None:
        """Show the keys of the pane that has the focus, which may be others now."""
        self._footer.hints = self._hints()

    def show_position(self) -> None:
        """Show where the cursor of the grid is, and in which tab where the strip of tabs does not show that."""
        is_named = self._tabs.display or len(self.state.tabs) < 2
        tab = "" if is_named else self._grid.settings.tab.name
        self._footer.grid = self._grid.status._replace(tab=tab, is_covered=not self._grid.display)

    def on_footer_hint_clicked(self, event: Footer.HintClicked) -> None:
        """Do what the key of a hint does."""
        run_binding(self._hint_ids[event.number], self._key_owners)

    def note_input(self, event: events.InputEvent) -> None:
        """Hide the reply to an earlier key, unless it is clicked: the hints that it covers are not meant."""
        if not isinstance(event, events.MouseEvent) or event.screen_y != self._footer.region.y:
            self._footer.hide_reply()

    def announce(self, text: str) -> None:
        """Show a message on the bottom line for a while, or until the next key."""
        self._footer.announce(text, self.state.shown_at)

    def announce_news(self, text: str) -> None:
        """Show news there that the user did not ask for, once the reply that is shown has been read."""
        self._footer.announce_news(text, self.state.shown_at)
