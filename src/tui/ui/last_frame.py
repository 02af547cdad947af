"""Keeps the frame on the screen for the next start, which shows it before anything slow is loaded."""

import logging
import os
from collections.abc import Callable, Sequence
from concurrent.futures import TimeoutError as FutureTimeoutError
from contextlib import suppress
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from rich.color import ColorSystem
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region
from textual.strip import Strip

from tui.config.loader import Config
from tui.config.themes.loader import theme_file, themes_folder
from tui.engine.daemon_executor import DaemonThreadExecutor
from tui.storage.last_frame import MAX_ZONE, FrameLook, FrameStore, LastFrame, marks_of
from tui.ui.rendering.line_widget import LineWidget
from tui.ui.rendering.strips import build_strip
from tui.ui.rendering.theme import BoardTheme
from tui.ui.terminal.compositor_patch import SgrEncoder, opening_sequence
from tui.ui.widgets.bars import StatusBar
from tui.view.kept_lines import faded
from tui.view.spans import Line, Tone

if TYPE_CHECKING:
    from tui.ui.app import BoardApp

_log: Final = logging.getLogger(__name__)

SAVE_INTERVAL: Final = 60.0
"""Seconds between two frames that are kept."""
_MAX_END_WAIT: Final = 0.3
"""Seconds that the end of the program waits for the disk."""
_COLOR_SYSTEMS: Final = {"true": ColorSystem.TRUECOLOR, "256": ColorSystem.EIGHT_BIT}
"""By the depth of colour; any other has the sixteen."""


class Screenful(NamedTuple):
    """What was on the screen, as it is kept."""

    look: FrameLook
    panels: Sequence[tuple[Region, Sequence[Line]]]
    """Each panel below the bar; a later one covers those before it."""
    theme: BoardTheme
    system: ColorSystem
    config: tuple[Path, ...]
    left_at: float
    """Seconds since the epoch."""
    offset: int
    zone: str


def keep_screen(app: "BoardApp", config: Config) -> Screenful | None:
    """Return what is on the screen now, without ages and without what the user owns.

    None where it is not the live board that is seen, the whole of it and nothing else, where its configuration is not
    the one on the disk, or where a command may ask for something on the terminal while the next start shows the frame.

    Args:
        app: the board.
        config: the one that is in force.
    """
    board, state = app.board, app.board.state
    seen = Region(0, 0, *app.size)
    panels = [panel for panel in board.query(LineWidget) if panel.display and panel.region.overlaps(seen)]
    bar = next((panel for panel in panels if isinstance(panel, StatusBar)), None)
    is_live = state.market.quotes and not (state.paused or state.config_error or state.engine_error)
    if app.screen is not board or bar is None or not is_live or app.is_layout_pending:
        return None
    if bar.region != Region(0, 0, app.size.width, 1) or any(panel.has_class("over") for panel in panels):
        return None
    profile, now = state.terminal_profile, state.time_of_day
    if config.file is None or config.has_key_command or profile is None:
        return None
    theme = theme_file(app.store.settings.theme.name, themes_folder(config.file))
    offset = now.utcoffset()
    return Screenful(
        look=FrameLook(app.size.width, app.size.height, os.environ.get("TERM", ""), profile.summary),
        panels=[(panel.region, panel.kept_lines()) for panel in panels if panel is not bar],
        theme=app.board_theme,
        system=_COLOR_SYSTEMS.get(profile.color_depth, ColorSystem.STANDARD),
        config=(config.file, *config.files, *([theme] if theme else [])),
        left_at=now.timestamp(),
        offset=int(offset.total_seconds()) if offset else 0,
        zone=_zone_name(now.tzname()),
    )


def _zone_name(name: str | None) -> str:
    return name if name and len(name) <= MAX_ZONE and name.isascii() and name.isprintable() else ""


def frame_of(kept: Screenful) -> LastFrame:
    """Return the frame that the next start shows: all of it faded, on the ground of the theme."""
    theme, system = kept.theme, kept.system
    return LastFrame(
        look=kept.look,
        config=marks_of(kept.config),
        left_at=kept.left_at,
        offset=kept.offset,
        zone=kept.zone,
        bar_styles=(
            opening_sequence(theme.style(Tone.TITLE), system),
            opening_sequence(theme.style(Tone.PLAIN), system),
        ),
        body=_body(kept).encode("utf-8", "backslashreplace"),
    )


def _body(kept: Screenful) -> str:
    """Return what draws every cell below the bar."""
    columns, lines = kept.look.columns, kept.look.lines
    ground = kept.theme.style(Tone.PLAIN)
    texts = [[" "] * columns for _ in range(lines)]
    styles: list[list[Style]] = [[ground] * columns for _ in range(lines)]
    for region, shown in kept.panels:
        for y, line in enumerate(shown, region.y):
            cells = build_strip(faded(line), region.width, kept.theme).cells
            texts[y][region.x : region.right] = cells.texts
            styles[y][region.x : region.right] = cells.styles
    encoder = SgrEncoder(kept.system)
    for y in range(1, lines):
        encoder.move(0, y)
        encoder.write(_joined(texts[y], styles[y]))
    return encoder.encoded()


def _joined(texts: Sequence[str], styles: Sequence[Style]) -> Strip:
    """Return cells as a strip; equal styles are one object, see the theme."""
    cells = zip(texts, styles, strict=True)
    runs = (list(run) for _, run in groupby(cells, key=lambda cell: id(cell[1])))
    return Strip([Segment("".join(text for text, _ in run), run[0][1]) for run in runs], len(texts))


class FrameMemory:
    """Keeps frames on threads of its own.

    Args:
        store: the file.
        app: the board.
        config: returns the configuration in force.
    """

    def __init__(self, store: FrameStore, app: "BoardApp", config: Callable[[], Config]) -> None:
        self._store = store
        self._app = app
        self._config = config
        self._executor = DaemonThreadExecutor()
        self._last: Screenful | None = None

    def save(self) -> None:
        """Begin to write what is on the screen; called by a timer."""
        kept = keep_screen(self._app, self._config())
        if kept is not None:
            self._executor.submit(self._write, kept)

    def note_end(self) -> None:
        """Take what is on the screen last, while it is there."""
        self._last = keep_screen(self._app, self._config())

    def save_at_end(self) -> None:
        """Write what was on the screen last, and wait a moment for it."""
        if self._last is None:
            return
        with suppress(FutureTimeoutError, RuntimeError):  # the system may have no thread left
            self._executor.submit(self._write, self._last).result(_MAX_END_WAIT)

    def _write(self, kept: Screenful) -> None:
        try:
            self._store.save(frame_of(kept))
        except OSError as error:
            _log.warning("the frame is not kept: %s", error.strerror or type(error).__name__)
