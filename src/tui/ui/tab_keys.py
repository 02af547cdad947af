"""The keys of the tabs and the lists, the way to an instrument in whichever tab it is, and what panes ask for."""

from typing import TYPE_CHECKING, Final

from textual.binding import Binding
from textual.message import Message

from tui.domain.quote import InstrumentId
from tui.ui.pane_screen import PaneScreen
from tui.ui.widgets.bars import Footer, TabStrip
from tui.ui.widgets.headlines import Headlines
from tui.ui.widgets.reader import Reader
from tui.ui.widgets.scroll_view import EntryPane, SidePane
from tui.view.pane_layout import HEADLINES, READER
from tui.view.sorting import LIST_SORT
from tui.view.tabs import ALL

if TYPE_CHECKING:
    from tui.config.edits import Edit
    from tui.ui.widgets.movers import InstrumentPane
    from tui.view.list_changes import ListAction, ListChange

TAB_BINDINGS: Final = (
    *(
        Binding(
            str(number), f"tab({number - 1})", "Show a tab by its number", id=f"tab.{number}", key_display=str(number)
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
    Binding("circumflex_accent", "list('pin')", "Pin the row to the top", id="list.pin", key_display="^"),
    Binding("U", "app.undo", "Undo the last change", id="list.undo"),
)


class TabKeys(PaneScreen):
    """What these keys do on the screen of the panes."""

    class ListChanged(Message, namespace="board_screen"):
        """The user changed a list."""

        def __init__(self, change: "ListChange", edits: "tuple[Edit, ...]" = ()) -> None:
            super().__init__()
            self.change = change
            self.edits = edits
            """Of the configuration, that belong to it."""

    class AdditionAsked(Message, namespace="board_screen"):
        """The user wants to add to a list."""

        def __init__(self, name: str, before: InstrumentId | None) -> None:
            super().__init__()
            self.name = name
            self.before = before
            """The row under the cursor."""

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

    def go_to(self, key: InstrumentId) -> None:
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

    def on_instrument_pane_chosen(self, event: "InstrumentPane.Chosen") -> None:
        """Go to the instrument that is clicked in a pane."""
        self.go_to(event.key)

    def _filter(self, text: str) -> None:
        self._grid.settings = self._grid.settings._replace(filter_text=text)


class PaneRequests(TabKeys):
    """What the screen of the panes does for them."""

    _filtered: SidePane | None = None
    """The pane whose filter is typed; None for the grid."""
    _leads_back = False
    """Whether the reader was opened from the headlines."""

    def on_descendant_focus(self) -> None:
        """Show the keys of the pane that has the focus."""
        if self._filtered is not None and not self._footer.has_focus:
            self._filtered = None
            self.show_position()
        self.show_hints()

    def on_side_pane_announcement(self, event: SidePane.Announcement) -> None:
        """Show what a pane announces."""
        if event.is_news:
            self.announce_news(event.text)
        else:
            self._footer.announce(event.text, self.state.shown_at, event.link)

    def on_side_pane_revealed(self, event: SidePane.Revealed) -> None:
        """Bring a pane to the front where it would not be seen."""
        if not event.pane.display:
            self._open(str(event.pane.id))
        if event.takes_keys:
            event.pane.focus()

    def on_entry_pane_article_chosen(self, event: EntryPane.ArticleChosen) -> None:
        """Open an article of the tape or of the headlines in the reader."""
        self.open_article(event.article_id)

    def on_headlines_story_chosen(self, event: Headlines.StoryChosen) -> None:
        """Open a story in the reader, which leads back to the headlines where the keys were there."""
        reader = self.query_one(Reader)
        is_from_list = self._has_focus(HEADLINES)
        reader.open_story(event.article, event.others)
        if event.takes_keys or not reader.display:
            self._show_reader(reader, takes_keys=event.takes_keys or is_from_list)
            self._leads_back = is_from_list

    def open_article(self, article_id: str) -> None:
        """Open an article in the reader, and give that the keys."""
        reader = self.query_one(Reader)
        if reader.show_article(article_id):
            self._show_reader(reader, takes_keys=True)
            self._leads_back = False
        else:
            self.announce("no source has this article any more")

    def _show_reader(self, reader: Reader, *, takes_keys: bool) -> None:
        if not reader.display:
            self._open(READER)
        if takes_keys:
            reader.focus()

    def close_one(self) -> bool:
        """Undo the last thing that was opened; from an article go back to the headlines where it was opened there."""
        reader = self.query_one(Reader)
        if self._leads_back and reader.has_focus and not self._open_panes.is_zoomed:
            if reader.close_one():
                return True
            self._leads_back = False
            self._open(HEADLINES)
            self.side_widget(HEADLINES).focus()
            return True
        return super().close_one()

    async def on_entry_pane_entry_chosen(self) -> None:
        """Act on an entry that is clicked twice."""
        await self.run_action("toggle_pane('detail')")

    def on_footer_filter_typed(self, event: Footer.FilterTyped) -> None:
        """Filter the grid, or the pane, with each letter."""
        if self._filtered is None:
            self._filter(event.text)
        else:
            self._filtered.set_filter(event.text)
            self._footer.grid = self._filtered.filter_status

    def on_footer_filter_done(self) -> None:
        """Give the keys back to what was filtered; a pane may cover the grid since: the screen was made smaller."""
        if self._filtered is not None and self._filtered.display:
            self._filtered.focus()
            return
        self._show_grid()
        self._grid.focus()

    def action_filter(self) -> None:
        """Begin to type a filter: of the pane with the keys where that takes one, else of the grid."""
        if self._side.has_focus and self._side.takes_filter:
            self._filtered = self._side
            self._footer.start_filter(self._side.filter_text)
            self._footer.grid = self._side.filter_status
            return
        self._filtered = None
        self._show_grid()
        self._footer.start_filter(self._grid.settings.filter_text)
