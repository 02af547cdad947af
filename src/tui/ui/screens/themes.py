"""The list of themes: the one under the cursor is in force while it is looked at."""

from collections.abc import Sequence
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
from tui.ui.widgets.cursor_view import ChoiceLine, CursorView
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


class ThemePane(CursorView):
    """The themes by name, one a line; the keys move a cursor."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "choose", "Choose the theme", id="theme.choose"),
        Binding("u", "exchange", "A rise is green, or red", id="theme.exchange"),
    ]

    class Moved(Message):
        """Another theme is under the cursor, or a rise has another colour."""

    class Chosen(Message):
        """The theme under the cursor is chosen."""

    def __init__(self, themes: Sequence[ThemeChoice], settings: BoardSettings, folder: str) -> None:
        super().__init__(next((each for each in themes if each.name == settings.theme.name), None), id="themes")
        self._themes = themes
        self.settings = settings
        """With the theme under the cursor."""
        self._folder = folder
        self._chosen = settings.theme.name

    @property
    def lines(self) -> int:
        """Lines of the whole list with its title."""
        return len(self._themes) + 2

    def title(self, size: Size) -> Line:
        """Return the title and the keys."""
        hints = (
            ("theme.choose", "choose"),
            ("sheet.back", "back"),
            ("theme.exchange", exchange_words(self.settings.up)),
        )
        keys = with_keys(hints, self.app, self.BINDINGS, OverlayScreen.BINDINGS)
        return self.title_line(title_line(keys, size.width - 6), size)

    def choice_lines(self, cells: int) -> Sequence[ChoiceLine]:
        """Return one line for each theme."""
        themes = (ChoiceLine(choice_line(each, self._chosen, cells), each) for each in self._themes)
        return [ChoiceLine(BLANK), *themes]

    def content(self, cells: int) -> Sequence[Line]:
        """Return the themes, and what is to be said of the one under the cursor, where there is room."""
        lines, choice = super().content(cells), self.choice
        if not isinstance(choice, ThemeChoice):
            return lines
        has_colours = self.board_theme.color_mode is not ColorMode.NONE
        warning = _warning(choice.theme)
        notes = note_lines(choice, self._folder, cells, warning=warning, has_colours=has_colours)
        return [*lines, *notes] if len(lines) + len(notes) <= self.visible_rows else lines

    def choose(self, choice: object) -> None:
        """Choose a theme, unless its file is invalid."""
        if isinstance(choice, ThemeChoice) and choice.theme is not None:
            self.post_message(self.Chosen())

    def on_mount(self) -> None:
        """Show the theme that the cursor begins on: another one where the file of the one in force is gone."""
        self.call_after_refresh(self.cursor_moved)

    def cursor_moved(self) -> None:
        """Have the theme under the cursor shown."""
        theme = self.choice.theme if isinstance(self.choice, ThemeChoice) else None
        if theme is not None and theme.name != self.settings.theme.name:
            self.settings = self.settings._replace(theme=theme)
            self.post_message(self.Moved())
        self.invalidate()

    def _scroll_by(self, lines: int) -> None:
        """Move the cursor by the wheel too."""
        self._page(lines)

    def action_exchange(self) -> None:
        """Show a rise in red and a fall in green, or the other way round."""
        self.settings = self.settings._replace(up="green" if self.settings.up == "red" else "red")
        self.post_message(self.Moved())
        self.update_lines()

    def on_click(self, event: events.Click) -> None:
        """Move to the theme that is clicked; choose the one that is under the cursor already."""
        event.prevent_default()
        before = self.choice
        if self.point_at(event.y) and self.choice == before:
            self.action_choose()


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

    def pane(self) -> ThemePane:
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
