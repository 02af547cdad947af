"""A board whose terminal is an emulator in memory, so that a test sees what its user would."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import pyte
import pyte.charsets
import pyte.modes
from rich.console import Console
from rich.style import Style
from textual._compositor import CompositorUpdate  # what Textual paints; it has no public name
from textual.screen import Screen
from textual.strip import Strip
from wcwidth import wcwidth

from tui.ui.app import BoardApp
from tui.ui.terminal.frames import FrameSink
from tui.view.terminal_profile import ColorDepth, TerminalProfile

LINKS: dict[str, ColorDepth] = {"truecolor": "true", "256": "256", "standard": "16"}
_SEQUENCE = re.compile(r"\x1b\[(?:(?P<line>\d{1,4});(?P<column>\d{1,4})H|(?P<colours>[\d;]*)m)")
START = datetime(2026, 11, 23, 9, 18, tzinfo=UTC)


class Glyph(NamedTuple):
    """One cell of the emulator."""

    character: str
    front: str
    back: str
    bold: bool
    reverse: bool


class _Screen(pyte.Screen):
    """A screen that draws runs of plain letters at once: letter by letter takes a quarter of a test's time."""

    def __init__(self, columns: int, lines: int) -> None:
        super().__init__(columns, lines)
        self._glyphs: dict[Any, dict[str, Any]] = {}
        """By attributes, the cell that each letter one cell wide makes."""

    def draw(self, data: str) -> None:
        cursor = self.cursor
        end = cursor.x + len(data)
        glyphs = self._glyphs.setdefault(cursor.attrs, {})
        new = set(data) - glyphs.keys()
        is_plain = not self.charset and self.g0_charset is pyte.charsets.LAT1_MAP and pyte.modes.IRM not in self.mode
        if not is_plain or end > self.columns or any(wcwidth(letter) != 1 for letter in new):
            super().draw(data)
            return
        glyphs.update({letter: cursor.attrs._replace(data=letter) for letter in new})
        self.buffer[cursor.y].update(zip(range(cursor.x, end), map(glyphs.__getitem__, data), strict=True))
        self.dirty.add(cursor.y)
        cursor.x = end


class _Stream(pyte.Stream):
    """A reader of what a terminal is sent that takes a sequence of colours or of a place at once.

    The emulator's own takes each letter of it by itself, which is half of the time in which a test reads the screen.
    """

    def __init__(self, screen: _Screen) -> None:
        super().__init__(screen)
        self._attributes: dict[tuple[Any, str], Any] = {}
        """By those before a sequence of colours and by its figures, those after it."""

    def feed(self, data: str) -> None:
        screen = self.listener
        assert screen is not None
        offset = 0
        for found in _SEQUENCE.finditer(data):
            if found.start() > offset:
                super().feed(data[offset : found.start()])
            offset = found.end()
            if not self._taking_plain_text:  # it belongs to a sequence that is not whole
                super().feed(found.group())
            elif found["line"]:
                screen.cursor_position(int(found["line"]), int(found["column"]))
            else:
                self._colour(screen, found["colours"])
        super().feed(data[offset:])

    def _colour(self, screen: pyte.Screen, figures: str) -> None:
        before = screen.cursor.attrs
        after = self._attributes.get((before, figures))
        if after is None:
            screen.select_graphic_rendition(*(int(each or 0) for each in figures.split(";")))
            after = self._attributes[before, figures] = screen.cursor.attrs
        screen.cursor.attrs = after


class Emulator:
    """A terminal in memory, which counts the bytes that it was sent."""

    def __init__(self, width: int, height: int) -> None:
        self._screen = _Screen(width, height)
        self._screen.reset_mode(pyte.modes.DECAWM)
        self._stream = _Stream(self._screen)
        self._unread: list[str] = []
        self._lines = [""] * height
        self.received = 0

    def feed(self, sequence: str) -> None:
        self.received += len(sequence.encode())
        self._unread.append(sequence)

    def _read(self) -> None:
        """Draw what was sent; only when a test looks, because that takes longer than all that the board does."""
        self._stream.feed("".join(self._unread))
        self._unread.clear()

    def picture(self) -> list[list[Glyph]]:
        self._read()
        return [
            [self._glyph(self._screen.buffer[y][x]) for x in range(self._screen.columns)]
            for y in range(self._screen.lines)
        ]

    @staticmethod
    def _glyph(cell: Any) -> Glyph:  # noqa: ANN401 - the emulator has no types
        # a blank has no colour of its own to see
        front = "" if cell.data == " " and not cell.reverse else cell.fg
        bold = False if cell.data == " " else cell.bold
        return Glyph(cell.data, front, cell.bg, bold, cell.reverse)

    def text(self) -> str:
        self._read()
        # the emulator's own reading of all lines takes a tenth of a test's time
        for y in self._screen.dirty:
            row = self._screen.buffer[y]
            # the right half of a wide letter is a cell without a letter
            self._lines[y] = "".join(row[x].data for x in range(self._screen.columns)).rstrip()
        self._screen.dirty.clear()
        return "\n".join(self._lines)


class RecordedBoard(BoardApp):
    """The real application, which sends to an emulator instead of a terminal."""

    def __init__(self, size: tuple[int, int], colours: str = "truecolor", **settings: Any) -> None:  # noqa: ANN401 - the settings of the board, passed on
        self.time = START
        settings.setdefault("terminal_profile", TerminalProfile(color_depth=LINKS[colours]))
        super().__init__(clock=lambda: self.time, flushing=False, **settings)
        self.emulator = Emulator(*size)
        self._colours = Console(color_system=colours, force_terminal=True, legacy_windows=False)  # type: ignore[arg-type]
        self.painted: list[int] = []
        self.sink: FrameSink | None = None

    @property
    def frame_sink(self) -> FrameSink | None:
        """What a test puts in the place of a terminal that can take another frame or not."""
        return self.sink

    # All that Textual paints passes this method of its own and no public one.
    def _display(self, screen: Screen[object], renderable: object) -> None:
        if isinstance(renderable, CompositorUpdate) and not self._batch_count:
            before = self.emulator.received
            self.emulator.feed(renderable.render_segments(self._colours))
            self.painted.append(self.emulator.received - before)
        super()._display(screen, renderable)  # type: ignore[arg-type]

    def later(self, seconds: float) -> None:
        self.time += timedelta(seconds=seconds)

    def strips(self) -> list[Strip]:
        """Return the lines of the whole screen, as Textual composes them; it has no public name for that."""
        return self.screen._compositor.render_strips()

    def full_repaint(self) -> list[list[Glyph]]:
        """Return the picture after a repaint of everything by Textual's own means."""
        fresh = Emulator(self.size.width, self.size.height)
        fresh.feed(stock(self.strips(), self._colours))
        return fresh.picture()


def stock(strips: Iterable[Strip], console: Console) -> str:
    """Return what paints these lines from left to right, each style in full; Rich has no public name for the system."""
    return "".join(
        f"\x1b[{y + 1};1H"
        + "".join(
            text if style is None else _unremembered(style).render(text, color_system=console._color_system)
            for text, style, _ in strip
        )
        for y, strip in enumerate(strips)
    )


def _unremembered(style: Style) -> Style:
    """Return the style without the codes that Rich caches in it for the first colour system, in a private name."""
    fresh = style.copy()
    fresh._ansi = None
    return fresh
