"""The keys of the tabs and the lists, and the way to an instrument in whichever tab it is."""

from typing import TYPE_CHECKING, Final

from textual.binding import Binding
from textual.message import Message

from tui.domain.quote import InstrumentId
from tui.ui.pane_screen import PaneScreen
from tui.ui.widgets.bars import TabStrip
from tui.ui.widgets.movers import InstrumentPane
from tui.view.sorting import LIST_SORT
from tui.view.tabs import ALL

if TYPE_CHECKING:
    from tui.config.edits import Edit
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

    def on_instrument_pane_chosen(self, event: InstrumentPane.Chosen) -> None:
        """Go to the instrument that is clicked in a pane."""
        self._go_to(event.key)

    def _filter(self, text: str) -> None:
        self._grid.settings = self._grid.settings._replace(filter_text=text)
