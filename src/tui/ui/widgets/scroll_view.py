"""Panes that scroll their lines under a fixed title, and those of them that open beside the grid."""

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.reactive import var

from tui.domain.quote import InstrumentId
from tui.ui.rendering.line_widget import WHEEL_LINES, StateWidget
from tui.view.board_state import BoardState
from tui.view.footer import GridStatus
from tui.view.spans import Line, Span, Tone, justify
from tui.view.tabs import ALL, Tab
from tui.view.view_state import ViewState


class ScrollView(StateWidget, can_focus=True):
    """A pane that scrolls by line, by page and to either end. New content never moves what is on the screen."""

    DEFAULT_CSS = "ScrollView { height: 1fr; }"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "scroll(-1)", "Line up", id="pane.up"),
        Binding("down,j", "scroll(1)", "Line down", id="pane.down"),
        Binding("pageup,ctrl+b", "scroll_page(-1)", "Page up", id="pane.page-up"),
        Binding("pagedown,ctrl+f", "scroll_page(1)", "Page down", id="pane.page-down"),
        Binding("ctrl+u", "scroll_half(-1)", "Half a page up", id="pane.half-up"),
        Binding("ctrl+d", "scroll_half(1)", "Half a page down", id="pane.half-down"),
        Binding("g,home", "scroll_first", "To the top", id="pane.first"),
        Binding("G,end", "scroll_last", "To the end", id="pane.last"),
    ]

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._top = 0
        self._content: Sequence[Line] = ()
        self._wrapped_for = -1

    @property
    def measure(self) -> int | None:
        """The maximum width of the content, which is centred in a wider pane; None for the width of the pane."""
        return None

    def title(self, size: Size) -> Line:
        """Return the fixed title."""
        raise NotImplementedError

    def content(self, cells: int) -> Sequence[Line]:
        """Return all lines of the content, wrapped to so many cells."""
        raise NotImplementedError

    def update(self, _old: BoardState, _new: BoardState) -> None:
        """Render the content again: it may have changed."""
        self.invalidate()

    def invalidate(self) -> None:
        """Have the content rendered again before the next paint."""
        self._wrapped_for = -1

    @property
    def visible_rows(self) -> int:
        """Lines of content in view."""
        return max(0, self.size.height - 1)

    @property
    def progress(self) -> str:
        """The position of the view, such as `40%`; empty where everything is in view."""
        beyond = len(self._content) - self.visible_rows
        if beyond <= 0:
            return ""
        return "top" if self._top == 0 else "end" if self._top >= beyond else f"{self._top * 100 // beyond}%"

    def render_content(self, size: Size) -> Sequence[Line]:
        """Return the title and the content in view."""
        indent = self.indent(size)
        cells = max(1, size.width - 2 * indent)
        if self._wrapped_for != cells:
            self._content, self._wrapped_for = self.content(cells), cells
            self._limit_top()
        view = self._content[self._top : self._top + self.visible_rows]
        return [self.title(size), *((self.margin(self._top + n, indent), *line) for n, line in enumerate(view))]

    def margin(self, line: int, cells: int) -> Span:  # noqa: ARG002 - of a line that has no mark
        """Return what is left of a line of the content."""
        return Span(" " * cells)

    def indent(self, size: Size) -> int:
        """Return the blank cells left of the content."""
        return 1 if self.measure is None else max(1, (size.width - self.measure) // 2)

    def title_line(self, left: Line, size: Size) -> Line:
        """Return a title line: what the pane shows, and how far down it is."""
        progress = self.progress
        right = (Span(progress + " ", Tone.QUIET),) if progress else ()
        return justify((Span(" " * self.indent(size)), *left), right, size.width)

    @property
    def title_tone(self) -> Tone:
        """The tone of the title, which is brighter where the focus is."""
        return Tone.ACCENT if self.has_focus else Tone.QUIET

    def _limit_top(self) -> None:
        self._top = max(0, min(self._top, len(self._content) - self.visible_rows))

    def _scroll_by(self, lines: int) -> None:
        self._top += lines
        self._limit_top()
        self.update_lines()

    def action_scroll(self, step: int) -> None:
        """Scroll one line."""
        self._scroll_by(step)

    def action_scroll_page(self, step: int) -> None:
        """Scroll a page, less one line for orientation."""
        self._scroll_by(step * max(1, self.visible_rows - 1))

    def action_scroll_half(self, step: int) -> None:
        """Scroll half a page."""
        self._scroll_by(step * max(1, self.visible_rows // 2))

    def action_scroll_first(self) -> None:
        """Scroll to the top."""
        self._scroll_by(-self._top)

    def action_scroll_last(self) -> None:
        """Scroll to the end."""
        self._scroll_by(len(self._content))

    def on_mouse_scroll_down(self) -> None:
        """Scroll a few lines down."""
        self._scroll_by(WHEEL_LINES)

    def on_mouse_scroll_up(self) -> None:
        """Scroll a few lines up."""
        self._scroll_by(-WHEEL_LINES)


class SidePane(ScrollView):
    """A pane that opens beside the grid; what it asks of the board it posts as messages."""

    class Announcement(Message):
        """A text for the bottom line; an empty one hides the last."""

        def __init__(self, text: str, link: str | None = None, *, is_news: bool = False) -> None:
            super().__init__()
            self.text = text
            self.is_news = is_news
            """Whether the user did not ask for it."""
            self.link = link
            """What the copy key copies while the text is shown; None for what it copies at other times."""

    class Revealed(Message):
        """The pane shows something that a key asked for, and has to be seen."""

        def __init__(self, pane: "SidePane", *, takes_keys: bool = False) -> None:
            super().__init__()
            self.pane = pane
            self.takes_keys = takes_keys
            """Whether it gets the keys as well."""

    instrument: var[InstrumentId | None] = var(None)
    """The instrument under the grid's cursor."""
    tab: var[Tab] = var(Tab(name=ALL))
    """The tab that the grid shows."""
    is_zoomed: var[bool] = var(default=False)
    """Whether the pane with the keys has the whole screen."""

    def close_one(self) -> bool:
        """Undo the last thing that was opened in the pane; return whether there was any."""
        return False

    @property
    def chosen_instrument(self) -> InstrumentId | None:
        """The instrument that the keys of the pane are on; None where it has none."""
        return None

    def choose(self) -> bool:
        """Act on what the keys of the pane are on where that is no instrument; return whether there is such a thing."""
        return False

    takes_filter: ClassVar[bool] = False
    """Whether the filter key filters this pane while it has the keys, and not the grid."""
    filter_text: str = ""

    def set_filter(self, text: str) -> None:
        """Show what a filter accepts."""

    @property
    def filter_status(self) -> GridStatus:
        """How much the filter leaves, and what is wrong with it."""
        return GridStatus()

    def restore(self, _remembered: ViewState, top: int) -> None:
        """Begin as it was left, scrolled to this line."""
        self._top = top

    @property
    def top(self) -> int:
        """The first line of the content in view, from 0."""
        return self._top

    @property
    def text_to_copy(self) -> str | None:
        """The text that the copy key copies from this pane; None where there is none."""
        return None

    def announce(self, text: str, *, is_news: bool = False) -> None:
        """Ask the board to show a text on its bottom line; an empty one hides the last."""
        self.post_message(self.Announcement(text, is_news=is_news))
