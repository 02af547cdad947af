"""What goes down the wire: only the cells that changed, with only the styles that differ from the one before.

Textual resends a line from the left edge of its widget to the end of the change, each run with a full style and a
reset behind it. Here a change is cropped at both ends and a style says only what is new since the run before, which
makes one changed cell a few dozen bytes. It replaces two methods of Textual's compositor, so it is applied only to
the versions for which the picture was compared cell by cell with a full repaint; with any other version Textual's
own methods stay, and nothing but the number of bytes changes.
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
"""Versions of Textual whose picture is proved equal by tests/ui/test_wire.py."""

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


class SgrEncoder:
    """Writes runs of text, remembering the style that the terminal has."""

    def __init__(self, system: ColorSystem) -> None:
        self._system = system
        self._weight, self._front, self._back = "", _DEFAULT_FRONT, _DEFAULT_BACK
        self._at: tuple[int, int] | None = None
        self._out: list[str] = []

    def move(self, x: int, y: int) -> None:
        """To a cell, counted from 0; within a line the line need not be said again."""
        if self._at != (x, y):
            same_line = self._at is not None and self._at[1] == y
            self._out.append(f"\x1b[{x + 1}G" if same_line else f"\x1b[{y + 1};{x + 1}H")
        self._at = (x, y)

    def write(self, strip: Strip, start: int = 0, end: int | None = None) -> None:
        """The strip from here on, or these cells of it. Controls that came this far are left out: none is ours."""
        stop = strip.cell_length if end is None else end
        for text, style in _cropped(strip, start, stop):
            self._dress(text, style or Style.null())
            self._out.append(text if text.isprintable() else _CONTROLS.sub("", text))
        if self._at is not None:
            self._at = (self._at[0] + stop - start, self._at[1])

    def _dress(self, text: str, style: Style) -> None:
        codes = _codes(style, self._system)
        said: list[str] = []
        if codes.weight != self._weight:
            said = ["", codes.weight] if codes.weight else [""]
            self._weight, self._front, self._back = codes.weight, _DEFAULT_FRONT, _DEFAULT_BACK
        if codes.front != self._front and (codes.shows_front or not text.isspace()):
            said.append(codes.front)
            self._front = codes.front
        if codes.back != self._back:
            said.append(codes.back)
            self._back = codes.back
        if said:
            self._out.append(f"\x1b[{';'.join(said)}m")

    def finished(self) -> str:
        """All that was written, the terminal's style left as it was found."""
        if (self._weight, self._front, self._back) != ("", _DEFAULT_FRONT, _DEFAULT_BACK):
            self._out.append("\x1b[m")
        return "".join(self._out)


def _cropped(strip: Strip, start: int, end: int) -> Iterator[tuple[str, Style | None]]:
    """The text in these cells of a strip, run by run, marks with the cell they stand upon.

    To crop the strip, which makes a new one, takes ten times as long.
    """
    at = 0
    for segment in strip:
        text, style, control = segment
        if control:
            continue
        size = cell_width(text)
        first, last = max(start - at, 0), min(end - at, size)
        at += size
        if not size and start < at <= end:
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


def _pen(console: Console) -> SgrEncoder:
    return SgrEncoder(console._color_system or ColorSystem.TRUECOLOR)  # noqa: SLF001 - as Textual asks for it


def _chops(update: _compositor.ChopsUpdate, console: Console) -> str:
    """The changed spans alone, cropped at both ends."""
    pen = _pen(console)
    for y, x1, x2 in update.spans:
        for end, (x, strip) in zip(update.chop_ends[y], update.chops[y].items(), strict=False):
            if strip is None or x >= x2 or end <= x1:
                continue
            first, last = max(x, x1), min(end, x2)
            pen.move(first, y)
            pen.write(strip, first - x, last - x)
    return pen.finished()


def _layout(update: _compositor.LayoutUpdate, console: Console) -> str:
    """A whole region, line by line."""
    pen = _pen(console)
    for y, strips in enumerate(update.strips, update.region.y):
        pen.move(update.region.x, y)
        _write_all(pen, strips)
    return pen.finished()


def _write_all(pen: SgrEncoder, strips: Iterable[Strip]) -> None:
    for strip in strips:
        pen.write(strip)


def is_supported(version: str) -> bool:
    """Whether the picture was proved equal for this version of Textual."""
    return version.rpartition(".")[0] in SUPPORTED_TEXTUAL


def installed_version(package: ModuleType) -> str:
    """The version of a package, by the one folder that its installation has left beside it.

    The package itself is asked where there is no such folder, or more than one: that loads importlib.metadata, zip
    files, mail and all, and takes a twentieth of the start.
    """
    found = re.compile(rf"{re.escape(package.__name__)}-([0-9][^-]*)\.dist-info", re.IGNORECASE)
    beside = Path(package.__file__ or "").parents[1]
    versions: list[str] = []
    with suppress(OSError):  # a package in an archive has no folder
        versions = [named[1] for each in beside.iterdir() if (named := found.fullmatch(each.name))]
    return versions[0] if len(versions) == 1 else str(package.__version__)


def patch_compositor() -> bool:
    """Make the wire light, if this Textual is one that was checked; says whether it is."""
    if not is_supported(installed_version(textual)):
        return False
    _compositor.ChopsUpdate.render_segments = _chops  # type: ignore[method-assign, assignment]
    _compositor.LayoutUpdate.render_segments = _layout  # type: ignore[method-assign, assignment]
    return True
