"""What panes ask of the board: messages, their filter, the instrument or the article that they lead to."""

from tui.ui.tab_keys import TabKeys
from tui.ui.widgets.bars import Footer
from tui.ui.widgets.reader import Reader
from tui.ui.widgets.scroll_view import SidePane
from tui.ui.widgets.tape import TapePane


class PaneRequests(TabKeys):
    """What the screen of the panes does for them."""

    _filtered: SidePane | None = None
    """The pane whose filter is typed; None for the grid."""

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

    def on_tape_pane_article_chosen(self, event: TapePane.ArticleChosen) -> None:
        """Open an article of the tape in the reader."""
        self.open_article(event.article_id)

    def open_article(self, article_id: str) -> None:
        """Open an article in the reader, and give that the keys."""
        reader = self.query_one(Reader)
        if reader.show_article(article_id):
            if not reader.display:
                self._open(str(reader.id))
            reader.focus()
        else:
            self.announce("no source has this article any more")

    async def on_tape_pane_entry_chosen(self) -> None:
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
