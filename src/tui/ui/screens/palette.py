"""The palette: a line that is typed into, and below it what matches, best first."""

from collections.abc import Sequence
from typing import Final

from textual import events
from textual.app import ComposeResult
from textual.geometry import Size

from tui.domain.text import sanitize_line
from tui.ui.rendering.line_widget import WHEEL_LINES, LineWidget
from tui.ui.terminal.frames import GatedScreen
from tui.view.palette import PaletteEntry, entry_line, find_entries, query_line
from tui.view.spans import BLANK, Line
from tui.view.typed_line import MAX_LINE, TypedLine

_HINT: Final = "Search for a command, a symbol, a setting …  esc goes back"
_LINES_ABOVE: Final = 2
_STEPS: Final = {"up": -1, "ctrl+p": -1, "down": 1, "ctrl+n": 1, "tab": 1, "shift+tab": -1}


class PalettePane(LineWidget, can_focus=True):
    """A query and its matches; every key is its own."""

    DEFAULT_CSS = "PalettePane { height: 1fr; }"
    takes_text = True

    def __init__(self, entries: Sequence[PaletteEntry]) -> None:
        super().__init__(id="palette")
        self._entries = entries
        self._typed = TypedLine()
        self._matches: Sequence[PaletteEntry] = ()
        self._cursor = 0
        self._find()

    def _find(self) -> None:
        self._matches, self._cursor = find_entries(self._typed.text, self._entries), 0

    @property
    def _page(self) -> int:
        return max(1, self.size.height - _LINES_ABOVE)

    @property
    def _top(self) -> int:
        """The number of the first match in view; the cursor stays in the middle of a long list."""
        return max(0, min(self._cursor - self._page // 2, len(self._matches) - self._page))

    def render_content(self, size: Size) -> Sequence[Line]:
        """Return the query and the matches in view."""
        count = f"{self._cursor + 1} of {len(self._matches)}" if self._matches else "nothing found"
        view = self._matches[self._top : self._top + self._page]
        query = query_line(self._typed, _HINT, count, size.width)
        return [query, BLANK, *(entry_line(entry, size.width) for entry in view)]

    def line_background(self, y: int) -> str | None:
        """Return the background of the match that enter chooses."""
        is_chosen = bool(self._matches) and y - _LINES_ABOVE == self._cursor - self._top
        return self.board_theme.cursor if is_chosen else None

    def on_key(self, event: events.Key) -> None:
        """Type, move, or choose."""
        event.stop()
        event.prevent_default()
        match event.key:
            case "enter":
                self._choose()
            case "escape":
                self.app.pop_screen()
            case "pageup" | "pagedown":
                self._move(self._page if event.key == "pagedown" else -self._page)
            case key if key in _STEPS:
                self._move(_STEPS[key])
            case _:
                self._type(event)

    def _type(self, event: events.Key) -> None:
        edited = self._typed.press(event.key, event.character)
        if edited is not None:
            self._edit(edited)

    def _edit(self, typed: TypedLine) -> None:
        is_same, self._typed = typed.text == self._typed.text, typed
        if not is_same:
            self._find()
        self.update_lines()

    def on_paste(self, event: events.Paste) -> None:
        """Insert pasted text, cleaned like any outside text."""
        self._edit(self._typed.insert(sanitize_line(event.text, MAX_LINE)))
        event.stop()

    def _move(self, step: int) -> None:
        self._cursor = max(0, min(self._cursor + step, len(self._matches) - 1))
        self.update_lines()

    def _choose(self) -> None:
        if self._matches:
            entry = self._matches[self._cursor]
            self.app.pop_screen()
            self.app.call_later(entry.run)

    def on_click(self, event: events.Click) -> None:
        """Choose the match that is clicked."""
        number = self._top + event.y - _LINES_ABOVE
        if event.y >= _LINES_ABOVE and number < len(self._matches):
            self._cursor = number
            self._choose()

    def on_mouse_scroll_down(self) -> None:
        """Move a few matches down."""
        self._move(WHEEL_LINES)

    def on_mouse_scroll_up(self) -> None:
        """Move a few matches up."""
        self._move(-WHEEL_LINES)


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
