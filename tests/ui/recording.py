"""A board whose terminal is an emulator in memory, so that a test sees what a person would."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import pyte
import pyte.charsets
import pyte.modes
from rich.console import Console
from rich.style import Style
from textual._compositor import CompositorUpdate
from textual.screen import Screen
from textual.strip import Strip
from wcwidth import wcwidth

from tui.ui.app import BoardApp
from tui.ui.terminal.frames import FrameSink
from tui.view.terminal_profile import ColorDepth, TerminalProfile

LINKS: dict[str, ColorDepth] = {"truecolor": "true", "256": "256", "standard": "16"}
START = datetime(2026, 11, 23, 9, 18, tzinfo=UTC)


class Glyph(NamedTuple):
    """One cell of the emulator."""

    character: str
    front: str
    back: str
    bold: bool
    reverse: bool


class _Screen(pyte.Screen):
    """Draws what it can a run at a time: letter by letter the emulator takes a quarter of a test's time."""

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


class Emulator:
    """A terminal that keeps its picture and counts what it was sent."""

    def __init__(self, width: int, height: int) -> None:
        self._screen = _Screen(width, height)
        self._screen.reset_mode(pyte.modes.DECAWM)
        self._stream = pyte.Stream(self._screen)
        self._unread: list[str] = []
        self.received = 0

    def feed(self, sequence: str) -> None:
        self.received += len(sequence.encode())
        self._unread.append(sequence)

    def _read(self) -> None:
        """Draw what was sent; only for somebody who looks, because that takes longer than all the board does."""
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
        return "\n".join(line.rstrip() for line in self._screen.display)


class RecordedBoard(BoardApp):
    """The real application; what it would send to a terminal goes to the emulator."""

    def __init__(self, size: tuple[int, int], colours: str = "truecolor", **settings: Any) -> None:  # noqa: ANN401
        self.time = START
        settings.setdefault("terminal_profile", TerminalProfile(colours=LINKS[colours]))
        super().__init__(clock=lambda: self.time, flushing=False, **settings)
        self.emulator = Emulator(*size)
        self._colours = Console(color_system=colours, force_terminal=True, legacy_windows=False)  # type: ignore[arg-type]
        self.painted: list[int] = []
        self.sink: FrameSink | None = None

    @property
    def frame_sink(self) -> FrameSink | None:
        """What the test puts in the place of a terminal that knows whether it takes another frame."""
        return self.sink

    def _display(self, screen: Screen[object], renderable: object) -> None:
        if isinstance(renderable, CompositorUpdate) and not self._batch_count:
            before = self.emulator.received
            self.emulator.feed(renderable.render_segments(self._colours))
            self.painted.append(self.emulator.received - before)
        super()._display(screen, renderable)  # type: ignore[arg-type]

    def later(self, seconds: float) -> None:
        self.time += timedelta(seconds=seconds)

    def full_repaint(self) -> list[list[Glyph]]:
        """The picture that a repaint of everything by Textual's own means would leave."""
        strips = self.screen._compositor.render_strips()
        fresh = Emulator(self.size.width, self.size.height)
        fresh.feed(stock(strips, self._colours))
        return fresh.picture()


def stock(strips: Iterable[Strip], console: Console) -> str:
    return "".join(
        f"\x1b[{y + 1};1H"
        + "".join(
            text if style is None else _unremembered(style).render(text, color_system=console._color_system)
            for text, style, _ in strip
        )
        for y, strip in enumerate(strips)
    )


def _unremembered(style: Style) -> Style:
    """The same style anew: one that was rendered for one colour system repeats itself for every other."""
    fresh = style.copy()
    fresh._ansi = None
    return fresh
