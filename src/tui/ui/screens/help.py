"""Help, generated from the bindings."""

from collections.abc import Iterable, Sequence
from typing import cast

from textual.binding import Binding, BindingType
from textual.geometry import Size

from tui.ui import board_screen
from tui.ui.key_hints import display_keys
from tui.ui.panes import PANES
from tui.ui.screens import columns
from tui.ui.screens.overlay import OverlayScreen
from tui.ui.screens.themes import ThemePane
from tui.ui.widgets import quote_grid, scroll_view
from tui.ui.widgets.scroll_view import ScrollView
from tui.view.help import HelpSection, help_lines
from tui.view.spans import Line, Span, Tone


class HelpPane(ScrollView):
    """Every key there is, as the user has set it."""

    def title(self, size: Size) -> Line:
        """Return the title and how to leave."""
        return self.title_line((Span("KEYS", Tone.TITLE), Span("   esc back", Tone.QUIET)), size)

    def content(self, cells: int) -> Sequence[Line]:
        """Return the keys by topic."""
        return [(), *help_lines(self._topics(), cells)]

    def _topics(self) -> list[HelpSection]:
        pane_keys = (binding for pane in PANES for binding in vars(pane.widget).get("BINDINGS", ()))
        return [
            HelpSection("Everywhere", self._keys(type(self.app).BINDINGS)),
            HelpSection("Board", self._keys(board_screen.BoardScreen.BINDINGS)),
            HelpSection("Quote grid", self._keys(quote_grid.QuoteGrid.BINDINGS)),
            HelpSection("List of themes", self._keys(ThemePane.BINDINGS)),
            HelpSection("Column picker", self._keys(columns.ColumnPane.BINDINGS)),
            HelpSection("Panes", self._keys((*scroll_view.ScrollView.BINDINGS, *pane_keys))),
        ]

    def _keys(self, bindings: Iterable[BindingType]) -> tuple[tuple[str, str], ...]:
        """Return each action once, with all the keys that do it."""
        keys: dict[str, list[str]] = {}
        for binding in (cast("Binding", one) for one in bindings):
            keys.setdefault(binding.description, []).extend(display_keys(self.app, binding))
        return tuple(("  ".join(names), about) for about, names in keys.items())


class HelpScreen(OverlayScreen):
    """Help over the board."""

    def pane(self) -> ScrollView:
        """Return the pane of keys."""
        return HelpPane(id="help")
