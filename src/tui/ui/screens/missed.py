"""What the user missed, over the board: of the time since the last look, or another span that a key chooses."""

from collections.abc import Sequence
from datetime import datetime
from itertools import zip_longest
from typing import TYPE_CHECKING, ClassVar, Final, NamedTuple

from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message

from tui.ui.screens.overlay import OverlayScreen
from tui.ui.widgets.cursor_view import ChoiceLine, CursorView
from tui.view.board_state import BoardState
from tui.view.missed import COLUMN_GAP, column_width, missed_columns, missed_title
from tui.view.missed_rows import MissedArticle, MissedLine
from tui.view.movers_page import SELECTED
from tui.view.spans import BLANK, Line, Span, Tone, fit_line, justify, width
from tui.view.tabs import Tab

if TYPE_CHECKING:
    from tui.domain.missed import Missed
    from tui.domain.quote import InstrumentId

_KEYS: Final = (" other times   enter go to it   esc back", "   esc back")
_MIN_LONG_TITLE: Final = 56


class MissedTime(NamedTuple):
    """A time from which on things were missed."""

    words: str
    """What it is, as `since you last looked`."""
    since: datetime
    """Aware."""


class MissedPane(CursorView):
    """The page, as it was when it was opened; enter goes to the instrument or the article of a line."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "choose", "Go to what the line is about", id="missed.choose"),
        Binding("left", "time(-1)", "The time before", id="missed.previous"),
        Binding("right", "time(1)", "What was missed since another time", id="missed.next"),
    ]

    class TimeChosen(Message):
        """What happened since another time is asked for; `show` of the pane receives it."""

        def __init__(self, pane: "MissedPane", time: MissedTime) -> None:
            super().__init__()
            self.pane = pane
            self.chosen = time

    class Chosen(Message):
        """An instrument or an article was chosen."""

        def __init__(self, choice: "InstrumentId | MissedArticle") -> None:
            super().__init__()
            self.choice = choice

    def __init__(self, times: Sequence[MissedTime], tab: Tab) -> None:
        super().__init__(id="missed")
        self._times, self._tab = times, tab
        self._number = 0
        self._missed: Missed | None = None
        self._columns: tuple[Sequence[MissedLine], Sequence[MissedLine]] = ((), ())
        self._composed_for: tuple[object, ...] = ()
        """What they were made for: the cursor alone makes none anew."""
        self._seen: BoardState | None = None
        """The state of the board that the page is of: what is read stays."""

    @property
    def _time(self) -> MissedTime:
        return self._times[self._number]

    def on_mount(self) -> None:
        """Ask for the first time."""
        self.post_message(self.TimeChosen(self, self._time))

    def show(self, time: MissedTime, missed: "Missed") -> None:
        """Show what happened, unless another time was chosen since."""
        if time == self._time:
            self._missed, self._seen = missed, self.state
            self.begin_at(None)
            self.update_lines()

    def action_time(self, step: int) -> None:
        """Ask for what happened since another time."""
        self._number = (self._number + step) % len(self._times)
        self._missed = None
        self.begin_at(None)
        self.update_lines()
        self.post_message(self.TimeChosen(self, self._time))

    def update(self, old: BoardState, new: BoardState) -> None:
        """Leave the page as it is."""

    def indent(self, size: Size) -> int:  # noqa: ARG002 - the lines have their own margin
        """Return no blank cells."""
        return 0

    def title(self, size: Size) -> Line:
        """Return the title, since when, and the keys."""
        what = self._time.words
        if self._missed is not None:
            what = missed_title(self._seen or self.state, what, self._missed)
        title = " WHAT YOU MISSED" if size.width >= _MIN_LONG_TITLE else " MISSED"
        left = (Span(title, Tone.TITLE), Span(f"  {what}", Tone.WARN))
        # where only ASCII is drawn an arrow would be drawn as another key
        arrows = "left right" if self.board_theme.ascii else "← →"
        place = f"   {self.progress}" if self.progress else ""
        forms = (*(f"{arrows}{keys}{place} " for keys in _KEYS), f"{place} ")
        right = next((form for form in forms if width(left) + len(form) + 1 <= size.width), "")
        return justify(left, (Span(right, Tone.QUIET),), size.width)

    def choice_lines(self, cells: int) -> Sequence[ChoiceLine]:
        """Return the page."""
        if self._missed is None:
            return [ChoiceLine((Span(" reading what happened", Tone.QUIET),))]
        composed_for = (self._missed, cells, self.size.height)
        if composed_for != self._composed_for:
            page = (self._seen or self.state, self._tab, self._missed)
            self._columns, self._composed_for = missed_columns(*page, cells, self.size.height), composed_for
        left, right = self._columns
        lines = [MissedLine(BLANK), *left, *([MissedLine(BLANK), *right] if right else ())]
        return [ChoiceLine(each.line, each.choice) for each in lines]

    def content(self, cells: int) -> Sequence[Line]:
        """Return the page, its two columns side by side where there are two."""
        lines = super().content(cells)
        if not self._is_split:
            return lines
        lines = [*lines]
        if self.choice is not None:
            # a colour would be behind both columns
            symbol, *figures = lines[self._cursor]
            lines[self._cursor] = (Span(SELECTED, Tone.ACCENT), Span(symbol.text[1:], Tone.TITLE), *figures)
        column, split = column_width(cells), self._right_from
        pairs = zip_longest(lines[:split], lines[split:], fillvalue=BLANK)
        return [(*fit_line(left, column), Span(" " * COLUMN_GAP), *fit_line(right, column)) for left, right in pairs]

    @property
    def _is_split(self) -> bool:
        return self._missed is not None and bool(self._columns[1])

    @property
    def _right_from(self) -> int:
        """The first of the choice lines in the right column."""
        return 1 + len(self._columns[0])

    def line_of(self, place: int) -> int:
        """Return the line that a choice is on, in either column."""
        return place - self._right_from if self._is_split and place >= self._right_from else place

    def place_at(self, line: int, x: int) -> int:
        """Return the choice at a line and a cell, in either column."""
        if not self._is_split:
            return line
        if x >= column_width(self.size.width) + COLUMN_GAP:
            return self._right_from + line
        return line if line < self._right_from else len(self._choices)

    def cursor_moved(self) -> None:
        """Mark the line of the cursor where a colour does not."""
        if self._is_split:
            self.invalidate()

    def line_background(self, y: int) -> str | None:
        """Return the background of the line that enter chooses, unless it has two."""
        return None if self._is_split else super().line_background(y)

    def choose(self, choice: object) -> None:
        """Go to an instrument or an article."""
        if isinstance(choice, tuple):
            self.post_message(self.Chosen(choice))  # type: ignore[arg-type]  # the lines have no other choices


class MissedScreen(OverlayScreen):
    """What was missed, over the board.

    Args:
        times: at least one; the first is shown.
        tab: the tab that the board shows.
    """

    def __init__(self, times: Sequence[MissedTime], tab: Tab) -> None:
        super().__init__()
        self._times, self._tab = times, tab

    def pane(self) -> MissedPane:
        """Return the page."""
        return MissedPane(self._times, self._tab)
