"""The picture of the chart on the terminal: asked for, sent at most once a second, and removed with the chart."""

import asyncio
import math
import os
import time
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol, cast

from rich.color import Color, ColorSystem
from rich.console import RenderableType
from textual._compositor import ChopsUpdate  # what Textual paints; it has no public name
from textual.geometry import Region, Size
from textual.widget import Widget

from tui.ui.rendering.theme import BoardTheme
from tui.ui.terminal.picture_codes import REMOVE_KITTY, PictureProtocol, place_picture
from tui.ui.terminal.picture_support import (
    ANSWER_TIMEOUT,
    QUESTION,
    PictureSupport,
    is_complete,
    read_answers,
    why_not_asked,
)
from tui.view.chart.pixels import CellSize, draw_pixels
from tui.view.chart.plot import PixelPlot
from tui.view.chart.raster import RGB, Raster
from tui.view.terminal_profile import ColorDepth, TerminalProfile

if TYPE_CHECKING:
    from tui.ui.terminal.driver import TerminalDriver
    from tui.ui.terminal.frames import FrameSink, FrameWatcher

INTERVAL: Final = 1.0
"""Seconds between two pictures."""
_RETRY: Final = 0.2
"""Seconds after which a picture that could not be sent is tried again."""
_SLOW: Final = 0.5
"""Seconds beyond a prompt reply from which the line is too slow for pictures."""
_MAX_CELL_HEIGHT: Final = 20
"""Pixels of a cell where the terminal scales the picture: more of them are as many more bytes."""
_MAX_PIXELS: Final = 2_000_000


class _PictureApp(Protocol):
    """What a picture needs of the application."""

    board_theme: BoardTheme
    pictures: "FrameWatcher | None"

    @property
    def terminal(self) -> "TerminalDriver | None": ...
    @property
    def frame_sink(self) -> "FrameSink | None": ...
    @property
    def size(self) -> Size: ...
    def set_timer(self, delay: float, callback: Callable[[], object]) -> object: ...
    def call_soon(self, call: Callable[[], object]) -> None: ...
    def crash(self, error: Exception) -> None: ...


class Placed(NamedTuple):
    """What is to be on the screen: a chart, and the cells that it lies over."""

    plot: PixelPlot
    cells: Region
    theme: BoardTheme

    def is_same(self, other: "Placed") -> bool:
        """Return whether it looks like another one, as far as that is known without drawing both."""
        return self.plot is other.plot and self[1:] == other[1:]


class _Shown(NamedTuple):
    placed: Placed
    raster: Raster
    subject: object
    protocol: PictureProtocol


class ChartPixels:
    """One picture on the terminal, at most.

    Args:
        widget: the pane that the chart is in.
        wanted: returns what is to be shown now; None for no picture, as where another screen is in front.
        changed: called when the chart has to be drawn anew, as a picture or no longer.
        announce: shows a line of text.
        profile: how the board is drawn.
    """

    def __init__(
        self,
        widget: Widget,
        wanted: Callable[[], Placed | None],
        changed: Callable[[], object],
        announce: Callable[[str], object],
        profile: TerminalProfile,
    ) -> None:
        self._widget, self._wanted, self._changed, self._announce = widget, wanted, changed, announce
        self._profile = profile
        self._app = cast("_PictureApp", widget.app)
        self._support: PictureSupport | None = None
        """None until the terminal has answered."""
        self.refusal = ""
        """Why there are no pictures, until the user asks again; empty where there may be."""
        self._answers: list[str] | None = None
        """What has come of an answer; None where none is awaited."""
        self._asked_for = Size()
        """The size of the screen when the terminal was asked."""
        self._shown: _Shown | None = None
        self._subject: object = None
        """What the chart that was drawn last is about."""
        self._sent_at = float("-inf")
        self._count = self._taken = 0
        self._drawing: object = None
        """What the picture is about that is being drawn; None where none is."""
        self._is_damaged = False
        self._timed: set[Callable[[], object]] = set()
        self._app.pictures = self

    def ask_again(self) -> None:
        """Forget what the terminal answered before: it is asked when the chart is drawn."""
        self.refusal, self._support = "", None

    def accepts(self, subject: object, cells: int, rows: int) -> bool:
        """Return whether a chart may be a picture now; it is drawn anew when that changes.

        Args:
            subject: what it is about: another one than that on the screen is not drawn within the second.
            cells: its width.
            rows: its height.
        """
        self._subject = subject
        if not self.refusal:
            self._refuse(self._reason(cells, rows))
        if self.refusal or self._support is None:
            if not self.refusal and self._answers is None:
                self._ask()
            return False
        wait = self._sent_at + INTERVAL - time.monotonic()
        is_shown = self._shown is not None and self._shown.subject == subject
        if not is_shown and (wait > 0 or self._drawing not in {None, subject}):
            self._after(max(wait, _RETRY), self._changed)
            return False
        return True

    def _reason(self, cells: int, rows: int) -> str:
        """Return why no picture may be sent; empty where one may."""
        terminal = self._app.terminal
        if self._profile.slow or (terminal is not None and terminal.reply_delay > _SLOW):
            return "no pictures on a slow line"
        if self._app.board_theme.is_native:
            return "no pictures in the terminal's own colours"
        cell, largest = self._cell(cells, rows), self._support.largest if self._support is not None else None
        width, height = cells * cell.width, rows * cell.height
        if width * height > _MAX_PIXELS or (largest and (width > largest.width or height > largest.height)):
            return "the chart is too large for a picture"
        return why_not_asked(os.environ)

    def _refuse(self, reason: str) -> None:
        """Say why there are no pictures, where there is a reason."""
        if reason:
            self.refusal = reason
            self._announce(f"{reason}: the chart stays in characters")

    def _cell(self, cells: int, rows: int) -> CellSize:
        """Return the pixels that a cell is drawn with."""
        support = self._support or PictureSupport()
        if support.protocol is PictureProtocol.SIXEL:
            return support.cell
        shape = support.cell.width / support.cell.height
        height = min(support.cell.height, _MAX_CELL_HEIGHT, int(math.sqrt(_MAX_PIXELS / (cells * rows * shape))))
        return CellSize(max(2, int(height * shape)), height)

    def _ask(self) -> None:
        terminal = self._app.terminal
        if terminal is not None:
            self._asked_for, self._answers = self._app.size, []
            terminal.on_answer = lambda text: self._app.call_soon(partial(self._receive, text))
            terminal.ask(QUESTION)
            self._app.set_timer(ANSWER_TIMEOUT, partial(self._conclude, self._answers))

    def _receive(self, answer: str) -> None:
        """Take an answer; what comes when none is awaited any more counts for nothing."""
        if self._answers is not None:
            self._answers.append(answer)
            if is_complete(answer):
                self._conclude(self._answers)

    def _conclude(self, answers: list[str]) -> None:
        """Take what has been answered by now, unless that is done."""
        if answers is not self._answers or not self._widget.is_attached:
            return
        self._answers, known = None, self._support
        is_answered = bool(answers) and is_complete(answers[-1])
        self._support = read_answers(answers if is_answered else (), self._app.size, os.environ)
        if not is_answered or self._support.protocol is None:
            self._refuse("this terminal shows no pictures" if is_answered else "the terminal does not answer")
            # one that does not know the question may have shown it as text
            self._widget.screen.refresh()
        elif known is None:
            self._announce(f"the chart is drawn in pixels, by the protocol of {self._support.protocol}")
        self._changed()

    def note_frame(self, frame: RenderableType) -> None:
        """Note whether a frame writes on the cells of the picture; kitty's pictures do not lie in the cells."""
        if self._shown is None or self._shown.protocol is PictureProtocol.KITTY:
            return
        cells = self._shown.placed.cells
        self._is_damaged |= not isinstance(frame, ChopsUpdate) or any(
            cells.y <= y < cells.bottom and x1 < cells.right and x2 > cells.x for y, x1, x2 in frame.spans
        )

    def after_frame(self) -> None:
        """Show the picture that is wanted, or none, once a frame is painted."""
        terminal = self._app.terminal
        if terminal is not None and terminal.taken != self._taken:
            # another program had the terminal, or it was cleared: there is no picture any more
            self._shown, self._taken = None, terminal.taken
        may_show = self._support is not None and not self.refusal
        if may_show and self._answers is None and self._app.size != self._asked_for:
            # its cells may have another size now
            self._ask()
        wanted = self._wanted() if may_show and not self.refusal else None
        if self._shown is not None and (wanted is None or wanted.cells != self._shown.placed.cells):
            self._remove()
        is_shown = wanted is None or (
            self._shown is not None and wanted.is_same(self._shown.placed) and not self._is_damaged
        )
        if wanted is None or is_shown or self._drawing is not None:
            return
        wait = self._sent_at + INTERVAL - time.monotonic()
        if wait > 0:
            self._after(wait, self.after_frame)
        else:
            self._drawing = self._subject
            asyncio.create_task(self._draw(wanted, self._subject)).add_done_callback(self._drawn)

    def _after(self, seconds: float, call: Callable[[], object]) -> None:
        if call not in self._timed:
            self._timed.add(call)
            self._app.set_timer(seconds, partial(self._call, call))

    def _call(self, call: Callable[[], object]) -> None:
        self._timed.remove(call)
        if self._widget.is_attached:
            call()

    def _drawn(self, task: asyncio.Task[None]) -> None:
        self._drawing = None
        error = None if task.cancelled() else task.exception()
        if isinstance(error, Exception):
            self._app.crash(error)

    async def _draw(self, wanted: Placed, subject: object) -> None:
        """Draw a picture on a thread, and send it if it is still wanted there and differs from what is shown."""
        support, number, shown = self._support, self._count + 1, self._shown
        protocol = support.protocol if support is not None else None
        assert protocol is not None, "the terminal shows pictures"
        draw = partial(
            _encoded,
            wanted,
            self._cell(wanted.plot.cells, wanted.plot.rows),
            partial(_colour_of, self._profile.color_depth),
            partial(place_picture, protocol, cells=wanted.cells, number=number),
            shown.raster if shown is not None and not self._is_damaged else None,
        )
        try:
            drawn = asyncio.get_running_loop().run_in_executor(None, draw)
        except RuntimeError:
            self._refuse("the system has no thread left for a picture")
            self._changed()
            return
        raster, text = await drawn
        still, sink = self._wanted(), self._app.frame_sink
        is_ready = sink is None or sink.is_ready()
        if not is_ready or still is None or still.cells != wanted.cells or self._support is not support:
            self._after(_RETRY, self.after_frame)
            return
        self._sent_at = time.monotonic()
        self._shown = _Shown(wanted, raster, subject, protocol)
        if text:
            self._is_damaged, self._count = False, number
            self._write(text, protocol)
        if not still.is_same(wanted):
            self._after(INTERVAL, self.after_frame)

    def _write(self, text: str, protocol: PictureProtocol) -> None:
        if terminal := self._app.terminal:
            # what is cut off amid a picture must not swallow what restores the terminal
            terminal.before_leaving = f"\x1b\\{REMOVE_KITTY if protocol is PictureProtocol.KITTY else ''}"
            terminal.write(text)
            terminal.flush()

    def _remove(self) -> None:
        """Take the picture off the screen."""
        shown, self._shown, self._is_damaged = self._shown, None, False
        if shown is not None and shown.protocol is PictureProtocol.KITTY:
            self._write(REMOVE_KITTY, PictureProtocol.KITTY)
        else:
            # text that is written over it removes it, also blanks that were there before
            self._widget.refresh()


def _encoded(
    wanted: Placed,
    cell: CellSize,
    colour: Callable[[str], RGB],
    place: Callable[..., str],
    shown: Raster | None,
) -> tuple[Raster, str]:
    """Return a picture, and what shows it; nothing where it is the one that is shown."""
    theme = wanted.theme
    raster = draw_pixels(wanted.plot, cell, lambda tone: colour(theme.foreground(tone)), colour(theme.background))
    is_same = shown is not None and (shown.palette, shown.pixels) == (raster.palette, raster.pixels)
    return raster, "" if is_same else place(raster=raster)


def _colour_of(depth: ColorDepth, name: str) -> RGB:
    """Return the red, green and blue that a colour of a theme has on the terminal."""
    colour = Color.parse(name)
    if depth == "256":
        colour = colour.downgrade(ColorSystem.EIGHT_BIT)
    red, green, blue = colour.get_truecolor()
    return red, green, blue
