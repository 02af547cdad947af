"""Widgets made of lines, which repaint only the cells that differ."""

from collections import ChainMap
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final, cast

from textual import events
from textual.geometry import Region, Size
from textual.reactive import var
from textual.strip import Strip
from textual.widget import Widget

from tui.domain.diff import Change
from tui.domain.quote import Direction, InstrumentId, Quote
from tui.ui.rendering.strips import LineStrip, build_strip, changed_ranges
from tui.ui.rendering.theme import DARK, BoardTheme, Themed
from tui.view.board_state import BoardState
from tui.view.spans import BLANK, Line

FLASH_DURATION: Final = timedelta(seconds=0.9)
WHEEL_LINES: Final = 3
"""Lines that one step of the mouse wheel scrolls."""
DOUBLE_CLICK: Final = 2
"""Clicks in a row."""


class LineWidget(Widget):
    """A widget that shows lines of tones through the Line API.

    `render_content` returns what the widget shows now; `update_lines` compares it with what is on the screen, cell by
    cell, and marks only what differs. A state can therefore be set at any rate: what did not change costs no byte.
    """

    DEFAULT_CSS = "LineWidget { width: 1fr; height: 1; }"

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._painted_size: Size | None = None
        self._strips: list[LineStrip] = []
        self._lines: list[tuple[Line, str | None]] = []

    @property
    def board_theme(self) -> BoardTheme:
        """The theme in force."""
        return cast("Themed", self.app).board_theme if self.is_attached else DARK

    def render_content(self, size: Size) -> Sequence[Line]:
        """Return what to show in this size, top line first; missing lines are blank."""
        raise NotImplementedError

    def line_background(self, _y: int) -> str | None:
        """Return the background of a line where it is not the theme's own."""
        return None

    def kept_lines(self) -> Sequence[Line]:
        """Return what the next start may show of it: the lines that are on the screen, without ages."""
        from tui.view.kept_lines import without_ages  # noqa: PLC0415 - nothing is kept before the first frame

        return [without_ages(line) for line, _ in self._lines]

    def resized(self, size: Size) -> None:
        """Compute what depends on the size, before the lines are rendered for it."""

    def update_lines(self) -> None:
        """Render the lines and mark the cells that differ."""
        size = self.size
        if not self.is_attached or not size:
            # a change while nothing can be shown must not count as painted later
            self._painted_size = None
            return
        if cast("Themed", self.app).is_layout_pending:
            # rendered once, for the size that it has in that frame
            self._painted_size = None
            self.refresh()
            return
        if self._painted_size != size:
            self._paint_all(size)
            self.refresh()
            return
        lines = self._render_all(size)
        regions: list[Region] = []
        for y, line in enumerate(lines):
            if line == self._lines[y]:
                continue
            strip = self._strip(line, size.width)
            regions += [Region(x1, y, x2 - x1, 1) for x1, x2 in changed_ranges(self._strips[y], strip)]
            self._strips[y] = strip
        self._lines = lines
        if regions and self.screen.is_current:
            # below another screen they would only add up: all is painted when this one is in front again
            self.refresh(*regions)

    def _paint_all(self, size: Size) -> None:
        self._painted_size = size
        self.resized(size)
        self._lines = self._render_all(size)
        self._strips = [self._strip(line, size.width) for line in self._lines]

    def _render_all(self, size: Size) -> list[tuple[Line, str | None]]:
        lines = list(self.render_content(size))[: size.height]
        lines += [BLANK] * (size.height - len(lines))
        return [(line, self.line_background(y)) for y, line in enumerate(lines)]

    def _strip(self, line: tuple[Line, str | None], width: int) -> LineStrip:
        return build_strip(line[0], width, self.board_theme, line[1])

    def restyle(self) -> None:
        """Paint all again: the colours have changed."""
        self._painted_size = None
        self.update_lines()

    def watch_has_focus(self, has_focus: bool) -> None:
        """Repaint what shows where the keys are, once the focus has moved and not while it does."""
        super().watch_has_focus(has_focus)
        self.update_lines()

    def on_resize(self, _event: events.Resize) -> None:
        """Fill the new size, where the layout's own paint has not done so already."""
        if self._painted_size != self.size:
            self.update_lines()

    def render_lines(self, crop: Region) -> list[Strip]:
        """Return the strips as they are: Textual's own applies borders, padding and filters that none has."""
        strips = [self.render_line(y) for y in crop.line_range]
        is_full_width = crop.column_span == (0, self.size.width)
        return strips if is_full_width else [strip.crop(*crop.column_span) for strip in strips]

    def render_line(self, y: int) -> Strip:
        """Return the strip at a line of the widget."""
        if self._painted_size != self.size and self.size:
            # the layout paints before it announces the new size: what it shows now needs no second paint
            self._paint_all(self.size)
        if y < len(self._strips):
            return self._strips[y]
        return build_strip(BLANK, self.size.width, self.board_theme)


class StateWidget(LineWidget):
    """A widget bound to the screen's state; each new one repaints what differs."""

    state: var[BoardState] = var(BoardState)

    def watch_state(self, old: BoardState, new: BoardState) -> None:
        """Update from the new state, then show it."""
        self.update(old, new)
        self.update_lines()

    def update(self, old: BoardState, new: BoardState) -> None:
        """Update what the widget derives from the state; nothing by default."""


class FlashState:
    """The prices that changed recently, and their directions.

    Expired ones leave with the next paint, never by a timer of their own.
    """

    def __init__(self) -> None:
        self._moves: list[tuple[datetime, dict[InstrumentId, Direction]]] = []
        """The time when each set of changes expires, and the changes; newest first."""

    def record(self, changes: Iterable[Change[InstrumentId, Quote]], now: datetime) -> None:
        """Record every price that changed; a row that came or went is no change of price."""
        moved: dict[InstrumentId, Direction] = {}
        for key, old, new in changes:
            if old is None or new is None:
                continue
            before, value = old.price, new.price
            if before is None or value is None or before == value:
                continue
            moved[key] = Direction.UP if value > before else Direction.DOWN
        if moved:
            self._moves.insert(0, (now + FLASH_DURATION, moved))

    def current(self, now: datetime) -> Mapping[InstrumentId, Direction]:
        """Return the changes to highlight at this time, and forget the expired ones."""
        self._moves = [(expires, moved) for expires, moved in self._moves if expires > now]
        return ChainMap(*(moved for _, moved in self._moves))
