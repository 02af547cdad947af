"""A full screen of lines over the board, such as help or source health."""

from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.reactive import var

from tui.ui.terminal.frames import GatedScreen
from tui.ui.widgets.bars import StatusBar, TooSmall
from tui.ui.widgets.scroll_view import ScrollView
from tui.view.board_state import BoardState
from tui.view.panel_layout import fits


class OverlayScreen(GatedScreen):
    """One scrolled pane; escape goes back to the board."""

    CSS = """
    OverlayScreen { overflow: hidden; }
    OverlayScreen TooSmall { height: 1fr; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "app.pop_screen", "Back", id="sheet.back"),
        Binding("U", "undo", "Undo the last change", id="sheet.undo"),
    ]

    state: var[BoardState] = var(BoardState)
    has_input: ClassVar[bool] = False
    """Whether text is typed in it, for which no key may go elsewhere."""

    def announce(self, text: str) -> None:
        """Show a message where the screen has a place for it; by default it has none."""

    def pane(self) -> ScrollView:
        """Return the pane to show."""
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        """Yield the pane, bound to the state, and the notice that replaces it where there is no room."""
        yield TooSmall()
        yield StatusBar().data_bind(OverlayScreen.state)
        yield self.pane().data_bind(OverlayScreen.state)

    def on_mount(self) -> None:
        """Lay out and focus the pane."""
        self._lay_out()

    def on_resize(self, _event: events.Resize) -> None:
        """Show the pane, or the notice that it does not fit."""
        self._lay_out()

    def watch_state(self, old: BoardState, new: BoardState) -> None:
        """Show the status bar above the pane once it is known that this is a replay."""
        if self.is_mounted and (old.replay is None) is not (new.replay is None):
            self._lay_out()

    async def action_undo(self) -> None:
        """Undo the last change of a list or a setting, as on the board."""
        await self.app.run_action("app.undo")

    def _lay_out(self) -> None:
        pane, has_room = self.query_one(ScrollView), fits(*self.app.size)
        pane.display = has_room
        # what is shown of a recorded day must not be taken for the present
        self.query(StatusBar).set(display=has_room and self.state.replay is not None)
        self.query_one(TooSmall).display = not has_room
        if has_room:
            pane.focus()
