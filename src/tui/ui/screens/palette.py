"""The palette: a line that is typed into, and below it what matches, best first."""

from collections.abc import Sequence
from typing import Final

from textual.app import ComposeResult
from textual.geometry import Size

from tui.ui.terminal.frames import GatedScreen
from tui.ui.widgets.typed_list import TypedList
from tui.view.palette import PaletteEntry, entry_line, find_entries, query_line
from tui.view.spans import BLANK, Line

_HINT: Final = "Search for a command, a symbol, a setting …  esc goes back"
_MOVES: Final = {"tab": "down", "shift+tab": "up"}


class PalettePane(TypedList):
    """A query and its matches."""

    def __init__(self, entries: Sequence[PaletteEntry]) -> None:
        super().__init__(id="palette")
        self._entries = entries
        self._matches: Sequence[PaletteEntry] = ()
        self.find()

    @property
    def choices(self) -> Sequence[PaletteEntry]:
        """The entries that match."""
        return self._matches

    def find(self) -> None:
        """Search the entries."""
        self._matches = find_entries(self._typed.text, self._entries)

    def render_content(self, size: Size) -> Sequence[Line]:
        """Return the query and the matches in view."""
        count = f"{self._cursor + 1} of {len(self._matches)}" if self._matches else "nothing found"
        query = query_line(self._typed, _HINT, count, size.width)
        return [query, BLANK, *(entry_line(entry, size.width) for entry in self.in_view(self._matches))]

    def press(self, key: str, character: str | None) -> None:
        """Move by tab too."""
        super().press(_MOVES.get(key, key), character)

    def enter(self) -> None:
        """Go back and do what the entry does there."""
        if self._matches:
            entry = self._matches[self._cursor]
            self.app.pop_screen()
            self.app.call_later(entry.run)


class PaletteScreen(GatedScreen):
    """The palette over the board or over another screen.

    A board that shows through would have to be sent again with each change; and figures that stay unchanged behind the
    palette would look like current ones.
    """

    CSS = "PaletteScreen { overflow: hidden; }"

    def __init__(self, entries: Sequence[PaletteEntry]) -> None:
        super().__init__()
        self._entries = entries

    def compose(self) -> ComposeResult:
        """Yield the one pane."""
        yield PalettePane(self._entries)

    def on_mount(self) -> None:
        """Give the pane the keys."""
        self.query_one(PalettePane).focus()
