"""The list of themes: the one under the cursor is in force while it is looked at."""

from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar, Final, Protocol, cast

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.geometry import Size
from textual.message import Message

from tui.ui.key_hints import with_keys
from tui.ui.rendering.legibility import hardest_to_read
from tui.ui.rendering.line_widget import LineWidget
from tui.ui.rendering.theme import ColorMode
from tui.ui.screens.overlay import OverlayScreen
from tui.ui.theme_switch import ThemeSwitch
from tui.ui.widgets.bars import Divider, TooSmall
from tui.ui.widgets.scroll_view import ScrollView
from tui.view.settings import BoardSettings
from tui.view.spans import BLANK, Line
from tui.view.theme_list import ThemeChoice, choice_line, exchange_words, note_lines, sample_lines, title_line
from tui.view.themes import Theme

_LIST_WIDTH: Final = 56
_MIN_WIDTH_BESIDE: Final = 110
"""Of a screen that has the sample beside the list, and not below."""
_MIN_LIST: Final = 5
"""Lines of the list above a sample."""


class _HasThemes(Protocol):
    themes: ThemeSwitch


def _warning(theme: Theme | None) -> str:
    """Return what is hard to read in a theme; empty where nothing is."""
    worst = None if theme is None or theme.is_sixteen_only else hardest_to_read(theme.colors)
    if worst is None:
        return ""
    return f"Hard to read: {worst.text} on {worst.ground} has {worst.ratio:.1f}:1, and should have {worst.least}:1."


class ThemePane(ScrollView):
    """The themes by name, one a line; the keys move a cursor."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "choose", "Choose the theme", id="theme.choose"),
        Binding("u", "exchange", "A rise is green, or red", id="theme.exchange"),
    ]

    class Moved(Message):
        """Another theme is under the cursor, or a rise has another colour."""

    class Chosen(Message):
        """The theme under the cursor is chosen."""

    def __init__(self, choices: Sequence[ThemeChoice], settings: BoardSettings, folder: str) -> None:
        super().__init__(id="themes")
        self._choices = choices
        self.settings = settings
        """With the theme under the cursor."""
        self._folder = folder
        self._chosen = settings.theme.name
        names = [choice.name for choice in choices]
        self._position = names.index(self._chosen) if self._chosen in names else 0

    @property
    def lines(self) -> int:
        """Lines of the whole list with its title."""
        return len(self._choices) + 2

    def title(self, size: Size) -> Line:
        """Return the title and the keys."""
        hints = (
            ("theme.choose", "choose"),
            ("sheet.back", "back"),
            ("theme.exchange", exchange_words(self.settings.up)),
        )
        keys = with_keys(hints, self.app, self.BINDINGS, OverlayScreen.BINDINGS)
        return self.title_line(title_line(keys, size.width - 6), size)

    def content(self, cells: int) -> Sequence[Line]:
        """Return one line for each theme."""
        lines = [BLANK, *(choice_line(choice, self._chosen, cells) for choice in self._choices)]
        has_colours = self.board_theme.color_mode is not ColorMode.NONE
        choice = self._choices[self._position]
        warning = _warning(choice.theme)
        notes = note_lines(choice, self._folder, cells, warning=warning, has_colours=has_colours)
        return [*lines, *notes] if len(lines) + len(notes) <= self.visible_rows else lines

    def line_background(self, y: int) -> str | None:
        """Return the background of the cursor's line."""
        return self.board_theme.cursor if y and self._top + y - 2 == self._position else None

    def on_mount(self) -> None:
        """Begin at the theme in force."""
        self.call_after_refresh(self._move_to, self._position)

    def _move_to(self, position: int) -> None:
        """Move the cursor, and the view with it."""
        self._position = max(0, min(position, len(self._choices) - 1))
        first = 0 if not self._position else self._position + 1
        self._top = max(min(self._top, first), self._position + 2 - self.visible_rows)
        self._limit_top()
        theme = self._choices[self._position].theme
        # where the file of the one in force is gone, the cursor begins on another one
        if theme is not None and theme.name != self.settings.theme.name:
            self.settings = replace(self.settings, theme=theme)
            self.post_message(self.Moved())
        self.invalidate()
        self.update_lines()

    def _scroll_by(self, lines: int) -> None:
        self._move_to(self._position + lines)

    def action_scroll_first(self) -> None:
        """Move to the first theme."""
        self._move_to(0)

    def action_choose(self) -> None:
        """Choose the theme under the cursor, unless its file is invalid."""
        if self._choices[self._position].theme is not None:
            self.post_message(self.Chosen())

    def action_exchange(self) -> None:
        """Show a rise in red and a fall in green, or the other way round."""
        self.settings = replace(self.settings, up="green" if self.settings.up == "red" else "red")
        self.post_message(self.Moved())
        self.update_lines()

    def on_click(self, event: events.Click) -> None:
        """Move to the theme that is clicked; choose the one that is under the cursor already."""
        position = self._top + event.y - 2
        if not event.y or not 0 <= position < len(self._choices):
            return
        if position == self._position:
            self.action_choose()
        else:
            self._move_to(position)


class ThemeSample(LineWidget):
    """A piece of a board in the theme under the cursor."""

    DEFAULT_CSS = "ThemeSample { height: 1fr; }"

    def render_content(self, size: Size) -> Sequence[Line]:
        """Return the lines that there is room for."""
        return [line for line, _ in sample_lines(size.width)]

    def line_background(self, y: int) -> str | None:
        """Return the background of the rows that a cursor is on."""
        sample = sample_lines(self.size.width)
        ground = sample[y].ground if y < len(sample) else ""
        backgrounds = {"cursor": self.board_theme.cursor, "cursor_away": self.board_theme.cursor_away}
        return backgrounds.get(ground)


class ThemeScreen(OverlayScreen):
    """The themes over the board, with a sample."""

    CSS = """
    ThemeScreen Container { height: 1fr; width: 1fr; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._is_chosen = False

    @property
    def _switch(self) -> ThemeSwitch:
        return cast("_HasThemes", self.app).themes

    def pane(self) -> ScrollView:
        """Return the list of themes."""
        return ThemePane(self._switch.choices, self._switch.settings, self._switch.folder_name)

    def compose(self) -> ComposeResult:
        """Yield the list and the sample, and the notice that replaces them where there is no room."""
        yield TooSmall()
        with Container():
            yield self.pane().data_bind(OverlayScreen.state)
            yield Divider()
            yield ThemeSample()

    def _lay_out(self) -> None:
        super()._lay_out()
        width, height = self.app.size
        pane, is_beside = self.query_one(ThemePane), width >= _MIN_WIDTH_BESIDE
        container = self.query_one(Container)
        container.display = pane.display
        container.styles.layout = "horizontal" if is_beside else "vertical"
        pane.styles.width = _LIST_WIDTH if is_beside else "1fr"
        below = max(_MIN_LIST, min(pane.lines, height - 2 * _MIN_LIST))
        pane.styles.height = "1fr" if is_beside else below
        self.query_one(Divider).display = is_beside

    def on_theme_pane_moved(self) -> None:
        """Draw everything in the theme under the cursor."""
        self._switch.preview(self.query_one(ThemePane).settings)

    def on_theme_pane_chosen(self) -> None:
        """Choose the theme under the cursor, and go back."""
        self._is_chosen = True
        self._switch.choose(self.query_one(ThemePane).settings)
        self.app.pop_screen()

    def on_unmount(self) -> None:
        """Bring the theme in force back, however the list is left without a choice."""
        if not self._is_chosen:
            self._switch.end_preview()
