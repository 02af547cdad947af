"""Help, made from the bindings themselves."""

from collections.abc import Iterable, Sequence
from typing import cast

from textual.binding import Binding, BindingType
from textual.geometry import Size

from tui.ui import board, grid, scrolled
from tui.ui.key_words import keys_of
from tui.ui.scrolled import Scrolled
from tui.ui.sheet_screen import SheetScreen
from tui.view.help import Topic, lines
from tui.view.tone import Line, Span, Tone


class HelpSheet(Scrolled):
    """Every key there is, as the user has set it."""

    def title(self, size: Size) -> Line:
        """What this is and how to leave."""
        return self.headed((Span("KEYS", Tone.TITLE), Span("   esc back", Tone.QUIET)), size)

    def content(self, cells: int) -> Sequence[Line]:
        """The keys by topic."""
        return [(), *lines(self._topics(), cells)]

    def _topics(self) -> list[Topic]:
        return [
            Topic("Everywhere", self._keys(type(self.app).BINDINGS)),
            Topic("Board", self._keys(board.BoardScreen.BINDINGS)),
            Topic("Quote grid", self._keys(grid.QuoteGrid.BINDINGS)),
            Topic("News, detail, sheets", self._keys(scrolled.Scrolled.BINDINGS)),
        ]

    def _keys(self, bindings: Iterable[BindingType]) -> tuple[tuple[str, str], ...]:
        """Each thing that keys do, once, with all the keys that do it."""
        keys: dict[str, list[str]] = {}
        for binding in (cast("Binding", one) for one in bindings):
            keys.setdefault(binding.description, []).extend(keys_of(self.app, binding))
        return tuple(("  ".join(names), about) for about, names in keys.items())


class HelpScreen(SheetScreen):
    """Help over the board."""

    def sheet(self) -> Scrolled:
        """The pane."""
        return HelpSheet(id="help")
