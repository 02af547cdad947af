"""The board: which panels stand where, which pane has the keys, and what the keys of the whole board do."""

from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar, Final, Literal

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.geometry import Size
from textual.message import Message
from textual.reactive import var
from textual.widget import Widget

from tui.domain.quote import InstrumentId
from tui.ui.keymap import primary_keys
from tui.ui.rendering.line_widget import LineWidget
from tui.ui.terminal.frames import GatedScreen
from tui.ui.widgets.footer import Footer
from tui.ui.widgets.index_panel import IndexPanel
from tui.ui.widgets.instrument_detail import InstrumentDetail
from tui.ui.widgets.quote_grid import QuoteGrid
from tui.ui.widgets.reader import Reader
from tui.ui.widgets.rules import Divider, Rule, TooSmall
from tui.ui.widgets.scroll_view import ScrollView
from tui.ui.widgets.status_bar import StatusBar
from tui.view import key_hints
from tui.view.board_state import BoardState
from tui.view.footer import GridPosition
from tui.view.panel_layout import PanelLayout, plan_layout
from tui.view.quote_grid import quote_as_text

if TYPE_CHECKING:
    from tui.ui.link_opener import LinkOpener

_SAID_FOR: Final = timedelta(seconds=20)
"""How long an announcement stays."""


class BoardScreen(GatedScreen):
    """Status, indices, grid and reading pane, laid out anew for each size."""

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
        """It stands for the first time, laid out for the terminal's size, every panel with its lines."""

    state: var[BoardState] = var(BoardState)

    def __init__(self, *, flash: bool = True) -> None:
        super().__init__()
        self._grid = QuoteGrid(flash=flash)
        self._indices = IndexPanel(flash=flash)
        self._status = StatusBar()
        self._rule = Rule()
        self._divider = Divider()
        self._reader = Reader()
        self._detail = InstrumentDetail()
        self._footer = Footer()
        self._too_small = TooSmall()
        self._plan = PanelLayout()
        self._laid_out_for: Size | None = None
        self._with_indices = True
        self._with_reader = True
        self._with_detail = False
        self._front: Literal["grid", "side"] = "grid"
        self._zoomed = False
        self._had_keys: Widget | None = None
        self._said_until: datetime | None = None

    def compose(self) -> ComposeResult:
        """Every panel gets the moment from here."""
        yield self._too_small
        yield self._status.data_bind(BoardScreen.state)
        yield self._indices.data_bind(BoardScreen.state)
        yield self._rule
        with Horizontal(id="panes"):
            yield self._grid.data_bind(BoardScreen.state)
            yield self._divider
            yield self._reader.data_bind(BoardScreen.state)
            yield self._detail.data_bind(BoardScreen.state)
        yield self._footer

    def on_mount(self) -> None:
        """The grid has the keys first."""
        self._grid.focus()
        self._footer.keys = self._hints()
        # watched, not told by a message: what follows the grid is painted in the frame that changes it
        self.watch(self._grid, "cursor", self._cursor_moved, init=False)
        for wish in ("sort", "filter_text", "frozen"):
            self.watch(self._grid, wish, self._follow_grid, init=False)
        self.call_after_refresh(self.post_message, self.FirstLayoutDone())

    def on_resize(self, _event: events.Resize) -> None:
        """Lay the panels out for the new size."""
        self.apply_layout()

    def watch_state(self, old: BoardState, new: BoardState) -> None:
        """Lay out anew where the indices came or went; let an announcement lapse."""
        if len(old.market.indices) != len(new.market.indices):
            self.apply_layout()
        elif self._laid_out_for != self.size:
            # in a storm of sizes the word of the last one can be lost; the clock brings the board right all the same
            self.apply_layout()
            self.refresh(layout=True)
        if self._said_until is not None and new.now >= self._said_until:
            self.announce("")
        self._follow_grid()

    def apply_layout(self) -> None:
        """Give each panel its place."""
        self._laid_out_for = self.size
        width, height = self.size
        if not width:
            return
        side = self._with_reader or self._with_detail
        plan = plan_layout(
            width,
            height,
            indices=len(self.state.market.indices),
            index_panel=self._with_indices and not self._zoomed,
            side=side and not self._zoomed,
        )
        self._plan = plan
        self._place(plan)

    def _place(self, plan: PanelLayout) -> None:
        fits = not plan.too_small
        if not fits:
            self._had_keys = self._had_keys or self.focused
        self._too_small.display = not fits
        rows = plan.index_height + plan.breadth
        shown = self._front == "side" and (self._with_reader or self._with_detail)
        for panel, on in (
            (self._status, fits),
            (self._indices, fits and rows > 0),
            (self._rule, fits and plan.rule and not self._zoomed),
            (self._grid, fits and (plan.beside or not shown)),
            (self._divider, fits and plan.beside),
            (self._reader, fits and (plan.beside or shown) and not self._with_detail),
            (self._detail, fits and (plan.beside or shown) and self._with_detail),
            (self._footer, fits),
        ):
            panel.display = on
        self.query_one("#panes").display = fits
        self._indices.plan = plan
        self._indices.styles.height = rows or 1
        for pane in (self._reader, self._detail):
            pane.styles.width = plan.side_width if plan.beside else "1fr"
        self._rule.joint = self.size.width - plan.side_width - 1 if plan.beside else -1
        self._keep_focus()

    def _keep_focus(self) -> None:
        """A pane that left hands the keys to one that is here; after a screen too small whoever had them has them."""
        if self._had_keys is not None and self._had_keys.display:
            self._had_keys.focus()
            self._had_keys = None
        elif self.focused is None or not self.focused.display:
            pane: LineWidget = self._grid if self._grid.display else self._side
            pane.focus()
        self._footer.keys = self._hints()

    @property
    def _side(self) -> ScrollView:
        return self._detail if self._with_detail else self._reader

    def _hints(self) -> tuple[tuple[str, str], ...]:
        offered = key_hints.GRID
        if self._side.has_focus:
            leads_back = not self._plan.beside or self._zoomed or self._with_detail
            offered = key_hints.side_pane_hints(is_detail=self._with_detail, leads_back=leads_back)
        keys = primary_keys(self.app, type(self.app).BINDINGS, self.BINDINGS, QuoteGrid.BINDINGS)
        return key_hints.with_keys(offered, keys)

    def announce(self, words: str) -> None:
        """Announce something on the bottom line for a while."""
        self._footer.said = words
        self._said_until = None
        if words:
            self._said_until = self.state.now + _SAID_FOR

    def _follow_grid(self) -> None:
        grid = self._grid
        known = len(self.state.market.quotes)
        self._footer.place = GridPosition(
            grid.position, grid.rows_shown, known, grid.sort, grid.frozen, grid.filter_text
        )

    def on_descendant_focus(self) -> None:
        """Other keys help in another pane."""
        self._footer.keys = self._hints()

    def _cursor_moved(self, key: InstrumentId | None) -> None:
        """The detail and the bottom line follow the cursor."""
        self._detail.key = key
        self._follow_grid()

    def on_quote_grid_order_changed(self) -> None:
        """The bottom line says so."""
        self._follow_grid()

    def on_reader_announcement(self, event: Reader.Announcement) -> None:
        """Say it without touching what is read."""
        self.announce(event.words)

    def on_footer_filter_typed(self, event: Footer.FilterTyped) -> None:
        """The grid follows each letter."""
        self._grid.filter_text = event.wanted

    def on_footer_filter_done(self) -> None:
        """The grid has the keys again."""
        self._grid.focus()

    def action_filter(self) -> None:
        """Begin to type a filter."""
        if not self._grid.display:
            self._front, self._zoomed = "grid", False
            self.apply_layout()
        self._footer.start_filter(self._grid.filter_text)

    def action_detail(self) -> None:
        """Show the instrument under the cursor in full; again puts it away."""
        if self._with_detail:
            self._close_detail()
            return
        if self._grid.cursor is None:
            return
        self._with_detail, self._front = True, "side"
        self.apply_layout()
        if not self._plan.beside:
            self._detail.focus()

    def _close_detail(self) -> None:
        self._with_detail, self._front = False, "grid"
        self.apply_layout()
        self._grid.focus()

    def action_reader(self) -> None:
        """Go to the news; from the news, put it away."""
        if self._reader.has_focus:
            self._with_reader = not self._plan.beside
            self._front, self._zoomed = "grid", False
            self.apply_layout()
            self._grid.focus()
            return
        self._with_reader, self._with_detail, self._front = True, False, "side"
        if self._zoomed and not self._reader.display:
            self._zoomed = self._plan.beside
        self.apply_layout()
        self._reader.focus()

    def action_turn(self, step: int) -> None:
        """Another article, brought to the front where it would not be seen."""
        self._reader.go(step)
        self.announce("")
        if not self._reader.display:
            self._with_reader, self._with_detail, self._front = True, False, "side"
            self.apply_layout()
            if not self._plan.beside:
                self._reader.focus()

    def action_newer_version(self) -> None:
        """Take in what waited."""
        self._reader.show_newer_version()
        self.announce("")

    def action_zoom(self) -> None:
        """Give the pane with the keys the whole screen; again brings the others back."""
        self._zoomed = not self._zoomed
        if self._zoomed:
            self._front = "side" if self._side.has_focus else "grid"
        elif self._plan.beside is False and self._grid.display:
            self._front = "grid"
        self.apply_layout()

    def action_index_panel(self) -> None:
        """Show or hide the indices."""
        self._with_indices = not self._with_indices
        self.apply_layout()

    def action_next_pane(self) -> None:
        """Hand the keys to the other pane."""
        if self._grid.has_focus:
            if not self._side.display:
                self._front, self._with_reader = "side", True
                self.apply_layout()
            self._side.focus()
            return
        if not self._grid.display:
            self._front, self._zoomed = "grid", False
            self.apply_layout()
        self._grid.focus()

    @cached_property
    def _opener(self) -> "LinkOpener":
        from tui.ui.link_opener import LinkOpener  # noqa: PLC0415 - no link is opened at the start

        return LinkOpener()

    def action_open_link(self) -> None:
        """Open the open story's link, after showing where it leads."""
        self.announce(self._opener.request(self._reader.open_article.link if self._reader.open_article else None))

    def action_copy(self) -> None:
        """Copy the row under the cursor, or the link of the open story."""
        if self._side.has_focus and self._side is self._reader:
            text = self._reader.open_article.link if self._reader.open_article else None
        else:
            quote = self.state.market.quotes.get(self._grid.cursor) if self._grid.cursor else None
            text = quote_as_text(quote) if quote else None
        if text is None:
            self.announce("nothing to copy here")
            return
        self.app.copy_to_clipboard(text)
        self.announce(f"copied: {text}")

    def action_back(self) -> None:
        """Undo the last thing that changed the view: zoom, detail, the reader in front, the filter."""
        if self._zoomed:
            self.action_zoom()
        elif self._with_detail:
            self._close_detail()
        elif not self._grid.display or self._reader.has_focus:
            self._front = "grid"
            self.apply_layout()
            self._grid.focus()
        elif self._grid.filter_text:
            self._grid.filter_text = ""
        else:
            self.announce("")

    def restyle(self) -> None:
        """Draw everything in the colours now in force."""
        for panel in self.query(LineWidget):
            panel.restyle()
