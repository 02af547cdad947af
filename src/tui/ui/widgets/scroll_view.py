"""Panes that scroll their lines under a fixed title, and those of them that open beside the grid."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, cast

from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.reactive import var

from tui.domain.quote import InstrumentId
from tui.ui.rendering.line_widget import DOUBLE_CLICK, WHEEL_LINES, StateWidget
from tui.view.board_state import BoardState
from tui.view.footer import GridStatus
from tui.view.spans import Line, Span, Tone, justify
from tui.view.tabs import ALL, Tab
from tui.view.view_state import ViewState

if TYPE_CHECKING:
    from tui.view.entry_lines import EntryLines


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

    @property
    def walked(self) -> str:
        """What `walk` goes to, as the hint of its key; empty where there is nothing."""
        return ""

    def walk(self, _step: int) -> bool:
        """Go to the next thing in the pane that keys can be on, before they go to the next pane; return whether any."""
        return False

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


class EntryPane(SidePane):
    """Entries with a cursor on one of them, and lines between them; the newest entry is at the top."""

    class ArticleChosen(Message):
        """An article was chosen: the reader is to open it."""

        def __init__(self, article_id: str) -> None:
            super().__init__()
            self.article_id = article_id

    class EntryChosen(Message):
        """An entry was clicked twice."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._cursor = 0
        """The entry that the keys are on, from 0."""

    @property
    def entry_count(self) -> int:
        """The number of entries that are listed."""
        raise NotImplementedError

    def close_one(self) -> bool:
        """End the filter."""
        if not self.filter_text:
            return super().close_one()
        self.announce("")
        self.set_filter("")
        return True

    def before_move(self, index: int) -> int:
        """Take over what a move of the cursor needs, which may be beyond either end; return where it is to go then."""
        return index

    def after_move(self) -> None:
        """Note where the cursor is now."""

    def go_live(self) -> None:
        """Take over what has come since, as the user goes to the top."""

    def indent(self, size: Size) -> int:  # noqa: ARG002 - the lines have their own margin
        """Return no blank cells: the mark of the cursor is in the margin."""
        return 0

    def line_background(self, y: int) -> str | None:
        """Return the background of the line that enter acts on."""
        is_cursor = y >= 1 and self._entry_at(y) == self._cursor
        return self.board_theme.cursor if is_cursor and self.has_focus else None

    def watch_has_focus(self, has_focus: bool) -> None:
        """Show or hide the mark of the line that the keys are on."""
        self.invalidate()
        super().watch_has_focus(has_focus)

    @property
    def _shown(self) -> "EntryLines | None":
        # before there is any content there is an empty tuple in its place
        return cast("EntryLines", self._content) if hasattr(self._content, "entry_at") else None

    def _entry_at(self, y: int) -> int | None:
        """Return the entry at a line of the pane."""
        return self._shown.entry_at(y - 1 + self._top) if self._shown is not None else None

    def _limit_cursor(self) -> None:
        self._cursor = max(0, min(self._cursor, self.entry_count - 1))

    def _move_to(self, index: int) -> None:
        """Move the cursor to an entry and bring it into view."""
        self._cursor = self.before_move(index)
        self._limit_cursor()
        self.after_move()
        self.invalidate()
        self.render_content(self.size)
        self._show_cursor()
        self.update_lines()

    def _show_cursor(self) -> None:
        """Scroll where the cursor is out of view: by half a page, so that it is in view for as many keys."""
        if self._shown is None:
            return
        row = self._shown.row_of(self._cursor)
        if self._cursor == 0:
            self._top = 0
        elif not self._top <= row < self._top + self.visible_rows:
            self._top = row - self.visible_rows // 2
        self._limit_top()

    def _scroll_by(self, lines: int) -> None:
        """Scroll by the wheel: the cursor goes along, so that what is read stays."""
        self._move_to(self._cursor + lines)

    def action_scroll(self, step: int) -> None:
        """Move the cursor one entry."""
        self._move_to(self._cursor + step)

    def action_scroll_page(self, step: int) -> None:
        """Move the cursor a page."""
        self._page(step * max(1, self.visible_rows - 1))

    def action_scroll_half(self, step: int) -> None:
        """Move the cursor half a page."""
        self._page(step * max(1, self.visible_rows // 2))

    def _page(self, lines: int) -> None:
        self._top += lines
        self._limit_top()
        self._move_to(max(self._cursor + lines, -1 if self._cursor == 0 else 0))

    def action_scroll_first(self) -> None:
        """Go to the newest entry, and follow what comes."""
        self.go_live()
        self._move_to(0)

    def action_scroll_last(self) -> None:
        """Move to the oldest entry that is listed."""
        self._move_to(self.entry_count)

    def on_click(self, event: events.Click) -> None:
        """Move the cursor to the entry that is clicked; act on it with the second click."""
        self.focus()
        index = self._entry_at(event.y) if event.y else None
        if index is not None:
            self._move_to(index)
            if event.chain == DOUBLE_CLICK:
                self.post_message(self.EntryChosen())
