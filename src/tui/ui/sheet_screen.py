"""A full screen of lines over the board: help, source health."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.reactive import var
from textual.screen import Screen

from tui.ui.scrolled import Scrolled
from tui.view.moment import Moment


class SheetScreen(Screen[None]):
    """One scrolled pane; escape goes back to the board."""

    CSS = "SheetScreen { overflow: hidden; }"

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "app.pop_screen", "Back", id="sheet.back")]

    moment: var[Moment] = var(Moment)

    def sheet(self) -> Scrolled:
        """The pane."""
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        """The pane, bound to the moment."""
        yield self.sheet().data_bind(SheetScreen.moment)

    def on_mount(self) -> None:
        """It has the keys."""
        self.query_one(Scrolled).focus()
