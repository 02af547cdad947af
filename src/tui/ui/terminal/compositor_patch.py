"""The bytes of a frame: only the cells that changed, with only the styles that differ from the one before.

Textual resends a line from the left edge of its widget to the end of the change, each run with a full style and a
reset behind it. Here a change is cropped at both ends and a style says only what is new since the run before, which
makes one changed cell a few dozen bytes. It replaces two methods of Textual's compositor, so it is applied only to
the versions for which the screen was compared cell by cell with a full repaint; with any other version Textual's
own methods stay, and only the number of bytes changes.
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from types import ModuleType
from typing import Final, NamedTuple

import textual
from rich.color import ColorSystem
from rich.console import Console
from rich.style import Style
from textual import _compositor
from textual.strip import Strip

from tui.ui.rendering.strips import SINGLE_WIDTH, cell_width

SUPPORTED_TEXTUAL: Final = ("8.2",)
"""Versions of Textual for which tests/ui/terminal/test_compositor_patch.py proves the screen equal."""

_CONTROLS: Final = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_DEFAULT_FRONT, _DEFAULT_BACK = "39", "49"


class _Codes(NamedTuple):
    """A style as the numbers of an SGR sequence."""

    weight: str
    front: str
    back: str
    shows_front: bool
    """Whether blanks in this style show its foreground, as underlines and reverse do."""


@lru_cache(maxsize=2048)
def _codes(style: Style, system: ColorSystem) -> _Codes:
    weight = [
        code
        for on, code in (
            (style.bold, "1"),
            (style.dim, "2"),
            (style.italic, "3"),
            (style.underline, "4"),
            (style.reverse, "7"),
            (style.strike, "9"),
        )
        if on
    ]
    front = ";".join(style.color.downgrade(system).get_ansi_codes()) if style.color else _DEFAULT_FRONT
    back = (
        ";".join(style.bgcolor.downgrade(system).get_ansi_codes(foreground=False)) if style.bgcolor else _DEFAULT_BACK
    )
    return _Codes(";".join(weight), front, back, bool(style.underline or style.reverse or style.strike))


def opening_sequence(style: Style, system: ColorSystem) -> str:
    """Return the escape sequence after which text is in this style, whatever was before."""
    codes = _codes(style, system)
    return f"\x1b[{';'.join(filter(None, ('0', codes.weight, codes.front, codes.back)))}m"


class SgrEncoder:
    """Encodes runs of text, and tracks the style that the terminal has."""

    def __init__(self, system: ColorSystem) -> None:
        self._system = system
        self._weight, self._front, self._back = "", _DEFAULT_FRONT, _DEFAULT_BACK
        self._position: tuple[int, int] | None = None
        self._out: list[str] = []

    def move(self, x: int, y: int) -> None:
        """Move to a cell, counted from 0; within a line only the column is sent."""
        if self._position != (x, y):
            same_line = self._position is not None and self._position[1] == y
            self._out.append(f"\x1b[{x + 1}G" if same_line else f"\x1b[{y + 1};{x + 1}H")
        self._position = (x, y)

    def write(self, strip: Strip, start: int = 0, end: int | None = None) -> None:
        """Write the strip, or these cells of it. Control characters that came this far are left out: none is ours."""
        stop = strip.cell_length if end is None else end
        for text, style in _cropped(strip, start, stop):
            self._set_style(text, style or Style.null())
            self._out.append(text if text.isprintable() else _CONTROLS.sub("", text))
        if self._position is not None:
            self._position = (self._position[0] + stop - start, self._position[1])

    def _set_style(self, text: str, style: Style) -> None:
        codes = _codes(style, self._system)
        changes: list[str] = []
        if codes.weight != self._weight:
            changes = ["", codes.weight] if codes.weight else [""]
            self._weight, self._front, self._back = codes.weight, _DEFAULT_FRONT, _DEFAULT_BACK
        if codes.front != self._front and (codes.shows_front or not text.isspace()):
            changes.append(codes.front)
            self._front = codes.front
        if codes.back != self._back:
            changes.append(codes.back)
            self._back = codes.back
        if changes:
            self._out.append(f"\x1b[{';'.join(changes)}m")

    def encoded(self) -> str:
        """Return all that was written, with the terminal's style reset."""
        if (self._weight, self._front, self._back) != ("", _DEFAULT_FRONT, _DEFAULT_BACK):
            self._out.append("\x1b[m")
        return "".join(self._out)


def _cropped(strip: Strip, start: int, end: int) -> Iterator[tuple[str, Style | None]]:
    """Yield the text in these cells of a strip, run by run, combining marks with their cell.

    Cropping the strip, which makes a new one, takes ten times as long.
    """
    start_cell = 0
    for segment in strip:
        text, style, control = segment
        if control:
            continue
        size = cell_width(text)
        first, last = max(start - start_cell, 0), min(end - start_cell, size)
        start_cell += size
        if not size and start < start_cell <= end:
            yield text, style
        if first >= last:
            continue
        if last - first == size:
            yield text, style
        elif SINGLE_WIDTH.issuperset(text):
            yield text[first:last], style
        else:
            _, rest = segment.split_cells(first)
            yield rest.split_cells(last - first)[0].text, style


def _encoder(console: Console) -> SgrEncoder:
    return SgrEncoder(console._color_system or ColorSystem.TRUECOLOR)  # noqa: SLF001 - as Textual reads it


def _render_chops(update: _compositor.ChopsUpdate, console: Console) -> str:
    """Return the changed spans alone, cropped at both ends."""
    encoder = _encoder(console)
    for y, x1, x2 in update.spans:
        for end, (x, strip) in zip(update.chop_ends[y], update.chops[y].items(), strict=False):
            if strip is None or x >= x2 or end <= x1:
                continue
            first, last = max(x, x1), min(end, x2)
            encoder.move(first, y)
            encoder.write(strip, first - x, last - x)
    return encoder.encoded()


def _render_layout(update: _compositor.LayoutUpdate, console: Console) -> str:
    """Return a complete region, line by line."""
    encoder = _encoder(console)
    for y, strips in enumerate(update.strips, update.region.y):
        encoder.move(update.region.x, y)
        _write_all(encoder, strips)
    return encoder.encoded()


def _write_all(encoder: SgrEncoder, strips: Iterable[Strip]) -> None:
    for strip in strips:
        encoder.write(strip)


def is_supported(version: str) -> bool:
    """Return whether the screen is proved equal for this version of Textual."""
    return version.rpartition(".")[0] in SUPPORTED_TEXTUAL


def installed_version(package: ModuleType) -> str:
    """Return the version of a package, by the one metadata folder beside it.

    Where there is no such folder, or more than one, the package itself states it: that loads importlib.metadata with
    zip files and mail, and takes a twentieth of the start.
    """
    pattern = re.compile(rf"{re.escape(package.__name__)}-([0-9][^-]*)\.dist-info", re.IGNORECASE)
    beside = Path(package.__file__ or "").parents[1]
    versions: list[str] = []
    with suppress(OSError):  # a package in an archive has no folder
        versions = [found[1] for each in beside.iterdir() if (found := pattern.fullmatch(each.name))]
    return versions[0] if len(versions) == 1 else str(package.__version__)


def patch_compositor() -> bool:
    """Replace Textual's encoding of frames, if this version is supported; return whether it is."""
    if not is_supported(installed_version(textual)):
        return False
    _compositor.ChopsUpdate.render_segments = _render_chops  # type: ignore[method-assign, assignment]
    _compositor.LayoutUpdate.render_segments = _render_layout  # type: ignore[method-assign, assignment]
    return True
