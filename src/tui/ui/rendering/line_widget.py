"""Widgets that are given lines and repaint only the cells that differ."""

from collections.abc import Sequence
from typing import cast

from textual import events
from textual.geometry import Region, Size
from textual.reactive import var
from textual.strip import Strip
from textual.widget import Widget

from tui.ui.rendering.strips import LineStrip, build_strip, changed_ranges
from tui.ui.rendering.theme import DARK, BoardTheme, Themed
from tui.view.board_state import BoardState
from tui.view.spans import BLANK, Line


class LineWidget(Widget):
    """Shows lines of tones through the Line API.

    `compose_lines` says what the widget shows now; `repaint` compares it with what is on the screen, cell by
    cell, and marks only what differs. A state can therefore be set as often as one likes: what did not change
    costs no byte.
    """

    DEFAULT_CSS = "LineWidget { width: 1fr; height: 1; }"

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id, classes=classes)
        self._room_of: Size | None = None
        self._shown: list[LineStrip] = []
        self._lines: list[tuple[Line, str | None]] = []

    @property
    def palette(self) -> BoardTheme:
        """The colours in force."""
        return cast("Themed", self.app).palette if self.is_attached else DARK

    def render_content(self, size: Size) -> Sequence[Line]:
        """What to show in so much room, top line first; missing lines are blank."""
        raise NotImplementedError

    def line_background(self, _y: int) -> str | None:
        """The ground of a line where it is not the theme's own."""
        return None

    def resized(self, size: Size) -> None:
        """The room has changed; what depends on it is worked out here, before the lines are."""

    def update_lines(self) -> None:
        """Work out the lines anew and mark the cells that differ."""
        size = self.size
        if not self.is_attached or not size:
            # what changes while there is no room to show it must not be taken for shown when there is again
            self._room_of = None
            return
        if self._room_of != size:
            self._paint_all(size)
            self.refresh()
            return
        wanted = self._wanted(size)
        regions: list[Region] = []
        for y, line in enumerate(wanted):
            if line == self._lines[y]:
                continue
            strip = self._strip(line, size.width)
            regions += [Region(x1, y, x2 - x1, 1) for x1, x2 in changed_ranges(self._shown[y], strip)]
            self._shown[y] = strip
        self._lines = wanted
        if regions and self.screen.is_current:
            # below another screen they would only pile up: the whole is painted when this one is in front again
            self.refresh(*regions)

    def _paint_all(self, size: Size) -> None:
        self._room_of = size
        self.resized(size)
        self._lines = self._wanted(size)
        self._shown = [self._strip(line, size.width) for line in self._lines]

    def _wanted(self, size: Size) -> list[tuple[Line, str | None]]:
        lines = list(self.render_content(size))[: size.height]
        lines += [BLANK] * (size.height - len(lines))
        return [(line, self.line_background(y)) for y, line in enumerate(lines)]

    def _strip(self, line: tuple[Line, str | None], width: int) -> LineStrip:
        return build_strip(line[0], width, self.palette, line[1])

    def restyle(self) -> None:
        """Forget what is on the screen: the colours have changed."""
        self._room_of = None
        self.update_lines()

    def watch_has_focus(self, has_focus: bool) -> None:
        """The keys came or went: what shows where they are is painted once that is so, not while it is told."""
        super().watch_has_focus(has_focus)
        self.update_lines()

    def on_resize(self, _event: events.Resize) -> None:
        """Fill the new room, where the layout's own paint has not done so already."""
        if self._room_of != self.size:
            self.update_lines()

    def render_lines(self, crop: Region) -> list[Strip]:
        """The strips as they are: Textual's own puts each through borders, padding and filters that none has."""
        strips = [self.render_line(y) for y in crop.line_range]
        whole = crop.column_span == (0, self.size.width)
        return strips if whole else [strip.crop(*crop.column_span) for strip in strips]

    def render_line(self, y: int) -> Strip:
        """The strip at a line of the widget."""
        if self._room_of != self.size and self.size:
            # the layout paints before it tells of the new size: what it shows now needs no second paint
            self._paint_all(self.size)
        if y < len(self._shown):
            return self._shown[y]
        return build_strip(BLANK, self.size.width, self.palette)


class StateWidget(LineWidget):
    """Bound to the screen's moment; each new one repaints what differs."""

    state: var[BoardState] = var(BoardState)

    def watch_state(self, old: BoardState, new: BoardState) -> None:
        """Take in the new moment, then show it."""
        self.update(old, new)
        self.update_lines()

    def update(self, old: BoardState, new: BoardState) -> None:
        """What the panel keeps of a new moment; nothing by itself."""
