"""The board: which panes are open, which one has the keys, and what the keys of the whole board do."""

from typing import ClassVar, Final

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.geometry import Size
from textual.message import Message
from textual.reactive import var
from textual.widget import Widget

from tui.domain.quote import InstrumentId
from tui.ui.rendering.line_widget import LineWidget
from tui.ui.terminal.frames import GatedScreen
from tui.ui.widgets.bars import Divider, Footer, Rule, StatusBar, TooSmall, primary_keys
from tui.ui.widgets.index_panel import IndexPanel
from tui.ui.widgets.instrument_detail import InstrumentDetail
from tui.ui.widgets.quote_grid import QuoteGrid
from tui.ui.widgets.reader import Reader
from tui.ui.widgets.scroll_view import ScrollView
from tui.view import key_hints
from tui.view.board_state import BoardState
from tui.view.footer import GridPosition
from tui.view.panel_layout import OpenPanes, PanelLayout, plan_layout, visible_panels

_READER: Final = "reader"
_DETAIL: Final = "detail"
_SIDE_PANES: Final = (_READER, _DETAIL)
"""The panes beside the grid; each lies over those before it."""


class BoardScreen(GatedScreen):
    """Status, indices, grid and side pane, laid out again for each size."""

    CSS = """
    BoardScreen { layout: vertical; overflow: hidden; }
    #panes { height: 1fr; }
    TooSmall { height: 1fr; display: none; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "filter", "Filter the grid", id="board.filter", key_display="/"),
        Binding("enter", "detail", "Detail of the instrument", id="board.detail"),
        Binding("a", "reader", "Read the news, or put it away", id="board.reader"),
        Binding("n", "turn(1)", "Next, newer article", id="board.next-article"),
        Binding("p", "turn(-1)", "Previous article", id="board.previous-article"),
        Binding("u", "newer_version", "Take the newer version of the article", id="board.newer-version"),
        Binding("z", "zoom", "Zoom the pane with the keys", id="board.zoom"),
        Binding("i", "index_panel", "Show or hide the indices", id="board.indices"),
        Binding("tab", "next_pane", "Next pane", id="board.next-pane"),
        Binding("shift+tab", "next_pane", "Previous pane", id="board.previous-pane"),
        Binding("o", "open_link", "Open the article's link", id="board.open"),
        Binding("y", "copy", "Copy the row or the link", id="board.copy"),
        Binding("escape", "back", "Back, or clear the filter", id="board.back"),
    ]

    class FirstLayoutDone(Message):
        """The first layout for the terminal's size is complete, every panel with its lines."""

    state: var[BoardState] = var(BoardState)

    def __init__(self, *, flash: bool = True) -> None:
        super().__init__()
        self._grid = QuoteGrid(flash=flash)
        self._indices = IndexPanel(flash=flash)
        self._rule = Rule(id="rule")
        self._reader = Reader()
        self._detail = InstrumentDetail()
        self._side_panes: dict[str, ScrollView] = {_READER: self._reader, _DETAIL: self._detail}
        self._footer = Footer()
        self._panes = OpenPanes()
        self._plan = PanelLayout()
        self._laid_out_size: Size | None = None
        self._focused_before: Widget | None = None
        """What had the keys before the terminal became too small."""

    def compose(self) -> ComposeResult:
        """Yield every panel, bound to the state."""
        yield TooSmall(id="too-small")
        yield StatusBar(id="status").data_bind(BoardScreen.state)
        yield self._indices.data_bind(BoardScreen.state)
        yield self._rule
        with Horizontal(id="panes"):
            yield self._grid.data_bind(BoardScreen.state)
            yield Divider(id="divider")
            for pane in self._side_panes.values():
                yield pane.data_bind(BoardScreen.state)
        yield self._footer

    def on_mount(self) -> None:
        """Give the grid the keys, and follow it."""
        self._grid.focus()
        self._footer.keys = self._hints()
        # watched, not announced by a message: what follows the grid is painted in the frame that changes it
        self.watch(self._grid, "cursor", self._follow_cursor, init=False)
        self.watch(self._grid, "place", self._follow_place)
        self.call_after_refresh(self.post_message, self.FirstLayoutDone())

    def on_resize(self, _event: events.Resize) -> None:
        """Lay the panels out for the new size."""
        self.apply_layout()

    def watch_state(self, old: BoardState, new: BoardState) -> None:
        """Lay out again where the indices came or went; let a message expire."""
        if old.index_count != new.index_count:
            self.apply_layout()
        elif self._laid_out_size != self.size:
            # among many resizes the last event can be lost; the clock's tick corrects the board all the same
            self.apply_layout()
            self.refresh(layout=True)
        self._footer.expire_message(new.now)

    def _set_panes(self, panes: OpenPanes) -> None:
        self._panes = panes
        self.apply_layout()

    def apply_layout(self) -> None:
        """Give each panel its place."""
        self._laid_out_size = self.size
        width, height = self.size
        if not width:
            return
        is_zoomed = self._panes.is_zoomed
        self._plan = plan_layout(
            width,
            height,
            indices=self.state.index_count,
            index_panel=self._panes.has_indices and not is_zoomed,
            side=bool(self._panes.side) and not is_zoomed,
        )
        self._place(self._plan)

    def _place(self, plan: PanelLayout) -> None:
        if plan.too_small:
            self._focused_before = self._focused_before or self.focused
        shown = visible_panels(plan, self._panes)
        for panel in self.query(LineWidget):
            panel.display = panel.id in shown
        self.query_one("#panes").display = not plan.too_small
        for pane in self._side_panes.values():
            pane.styles.width = plan.side_width if plan.beside else "1fr"
        self._indices.plan = plan
        self._indices.styles.height = plan.index_height + plan.breadth or 1
        self._rule.joint = self.size.width - plan.side_width - 1 if plan.beside else -1
        self._restore_focus()

    def _restore_focus(self) -> None:
        """Give the keys to a pane that is shown, first of all to the one that had them before there was no room."""
        if self._focused_before is not None and self._focused_before.display:
            self._focused_before.focus()
            self._focused_before = None
        elif self.focused is None or not self.focused.display:
            (self._grid if self._grid.display else self._side).focus()
        self._footer.keys = self._hints()

    @property
    def _side(self) -> ScrollView:
        """The side pane that is shown, or would be."""
        return self._side_panes[self._panes.side[-1] if self._panes.side else _READER]

    def _hints(self) -> tuple[tuple[str, str], ...]:
        offered = key_hints.GRID
        if self._side.has_focus:
            is_detail = self._side is self._detail
            leads_back = not self._plan.beside or self._panes.is_zoomed or is_detail
            offered = key_hints.side_pane_hints(is_detail=is_detail, leads_back=leads_back)
        keys = primary_keys(self.app, type(self.app).BINDINGS, self.BINDINGS, QuoteGrid.BINDINGS)
        return key_hints.with_keys(offered, keys)

    def announce(self, text: str) -> None:
        """Show a message on the bottom line for a while."""
        self._footer.announce(text, self.state.now)

    def on_descendant_focus(self) -> None:
        """Show the keys of the pane that has the focus."""
        self._footer.keys = self._hints()

    def _follow_cursor(self, key: InstrumentId | None) -> None:
        self._detail.key = key

    def _follow_place(self, place: GridPosition) -> None:
        self._footer.place = place

    def on_reader_announcement(self, event: Reader.Announcement) -> None:
        """Announce news without touching what is read."""
        self.announce(event.text)

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
            self._set_panes(self._panes.with_grid())

    def action_filter(self) -> None:
        """Begin to type a filter."""
        self._show_grid()
        self._footer.start_filter(self._grid.settings.filter_text)

    def action_detail(self) -> None:
        """Show the instrument under the cursor in full, or close that again."""
        if _DETAIL in self._panes.side:
            self._close_detail()
        elif self._grid.cursor is not None:
            self._open(_DETAIL)

    def _open(self, name: str) -> None:
        self._set_panes(self._panes.with_side(name, _SIDE_PANES))
        if not self._plan.beside:
            self._side.focus()

    def _close_detail(self) -> None:
        self._set_panes(self._panes.without_side(_DETAIL))
        self._grid.focus()

    def action_reader(self) -> None:
        """Go to the news; from the news, close them and go back to the grid."""
        if self._reader.has_focus:
            panes = self._panes.without_side(_READER) if self._plan.beside else self._panes
            self._set_panes(panes.with_grid())
            self._grid.focus()
            return
        panes = self._panes.with_side(_READER, _SIDE_PANES)
        if panes.is_zoomed and not self._reader.display:
            panes = panes._replace(is_zoomed=self._plan.beside)
        self._set_panes(panes)
        self._reader.focus()

    def action_turn(self, step: int) -> None:
        """Open another article, and bring the reader to the front where it would not be seen."""
        self._reader.go(step)
        self.announce("")
        if not self._reader.display:
            self._open(_READER)

    def action_newer_version(self) -> None:
        """Show the newer version of the open article."""
        self._reader.show_newer_version()
        self.announce("")

    def action_zoom(self) -> None:
        """Give the pane with the keys the whole screen, or bring the others back."""
        panes = self._panes._replace(is_zoomed=not self._panes.is_zoomed)
        if panes.is_zoomed:
            panes = panes._replace(is_side_in_front=self._side.has_focus)
        elif not self._plan.beside and self._grid.display:
            panes = panes.with_grid()
        self._set_panes(panes)

    def action_index_panel(self) -> None:
        """Show or hide the indices."""
        self._set_panes(self._panes._replace(has_indices=not self._panes.has_indices))

    def action_next_pane(self) -> None:
        """Give the keys to the other pane."""
        if not self._grid.has_focus:
            self._show_grid()
            self._grid.focus()
            return
        if not self._side.display:
            self._set_panes(self._panes._replace(side=self._panes.side or (_READER,), is_side_in_front=True))
        self._side.focus()

    def action_open_link(self) -> None:
        """Open the open article's link, after showing where it leads."""
        self.announce(self._reader.open_link())

    def action_copy(self) -> None:
        """Copy the row under the cursor, or the link of the open article."""
        text = self._reader.link if self._reader.has_focus else self._grid.text_to_copy
        if text is None:
            self.announce("nothing to copy here")
            return
        self.app.copy_to_clipboard(text)
        self.announce(f"sent to the terminal: {text}")

    def action_back(self) -> None:
        """Undo the last thing that changed the view: zoom, detail, the reader in front, the filter."""
        if self._panes.is_zoomed:
            self.action_zoom()
        elif _DETAIL in self._panes.side:
            self._close_detail()
        elif not self._grid.display or self._reader.has_focus:
            self._set_panes(self._panes.with_grid())
            self._grid.focus()
        elif self._grid.settings.filter_text:
            self._filter("")
        else:
            self.announce("")
