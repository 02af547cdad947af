"""Whether the terminal shows pictures: why it is not even asked, the question, and its answer."""

import re
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from textual.geometry import Size

from tui.ui.terminal.picture_codes import PictureProtocol
from tui.view.chart.pixels import CellSize
from tui.view.chart.raster import MAX_COLOURS

ANSWER_TIMEOUT: Final = 1.0
"""Seconds for the terminal to answer."""
_QUERY_ID: Final = 7_707_000
QUESTION: Final = (
    # a pixel in kitty's protocol, to be checked and not shown; the name; pixels of a cell, of the window; for sixels
    # as many colours as may be, and the largest size; attributes
    f"\x1b_Gi={_QUERY_ID},s=1,v=1,a=q,t=d,f=24;AAAA\x1b\\\x1b[>q\x1b[16t\x1b[14t\x1b[?1;3;{MAX_COLOURS}S\x1b[?2;1;0S\x1b[c"
)
"""Every terminal answers its last part, and answers in order: what has not come by then never comes."""
_ATTRIBUTES: Final = re.compile(r"\x1b\[\?([\d;]*)c")
_PIXELS: Final = re.compile(r"\x1b\[([46]);(\d{1,5});(\d{1,5})t")
_VERSION: Final = re.compile(r"\x1bP>\|(.*)\x1b\\")
_LIMIT: Final = re.compile(r"\x1b\[\?([12]);0;(\d{1,5})(?:;(\d{1,5}))?S")
_SIXEL: Final = "4"
"""Among the attributes of a terminal that shows sixels."""
_LIKE_ITERM: Final = ("iTerm2", "WezTerm")
_MULTIPLEXERS: Final = ("TMUX", "STY", "ZELLIJ")
_USUAL_CELL: Final = CellSize(10, 20)
"""Where the terminal does not say, and scales the picture itself."""
_MIN_CELL, _MAX_CELL = 4, 100


class PictureSupport(NamedTuple):
    """What a terminal has answered."""

    protocol: PictureProtocol | None = None
    """None where it shows no pictures."""
    cell: CellSize = _USUAL_CELL
    largest: Size | None = None
    """The largest picture in pixels; None where it does not say."""


def why_not_asked(environ: Mapping[str, str]) -> str:
    """Return why a terminal is not asked, for the user; empty where it may be."""
    term = environ.get("TERM", "")
    if any(environ.get(name) for name in _MULTIPLEXERS) or term.startswith(("tmux", "screen")):
        # pictures would have to go through it, and it would neither move nor remove them
        return "no pictures inside tmux, screen or zellij"
    if environ.get("TERM_PROGRAM") == "Apple_Terminal" or term.startswith(("linux", "vt")):
        # they would show the question as text
        return "this terminal shows no pictures"
    return ""


def is_complete(answer: str) -> bool:
    """Return whether this is the answer to the last part of the question."""
    return _ATTRIBUTES.fullmatch(answer) is not None


def read_answers(answers: Sequence[str], screen: Size, environ: Mapping[str, str]) -> PictureSupport:
    """Return what the terminal shows pictures by: what it has said of itself counts, else its name in the environment.

    Args:
        answers: the sequences that it sent.
        screen: its columns and lines.
        environ: contains `TERM_PROGRAM`, where the terminal sets it.
    """
    name = environ.get("TERM_PROGRAM", "").removesuffix(".app").replace("iTerm", "iTerm2")
    attributes: Sequence[str] = ()
    sizes: dict[str, CellSize] = {}
    largest: Size | None = None
    has_kitty, colours = False, MAX_COLOURS
    for answer in answers:
        if version := _VERSION.fullmatch(answer):
            name = version[1]
        elif found := _ATTRIBUTES.fullmatch(answer):
            attributes = found[1].split(";")[1:]
        elif found := _PIXELS.fullmatch(answer):
            height, width = int(found[2]), int(found[3])
            is_window = found[1] == "4"
            columns, lines = (max(1, screen.width), max(1, screen.height)) if is_window else (1, 1)
            sizes[found[1]] = CellSize(width // columns, height // lines)
        elif found := _LIMIT.fullmatch(answer):
            colours = int(found[2]) if found[1] == "1" else colours
            largest = Size(int(found[2]), int(found[3])) if found[1] == "2" and found[3] else largest
        else:
            has_kitty |= answer == f"\x1b_Gi={_QUERY_ID};OK\x1b\\"
    known = [size for key in "64" if (size := sizes.get(key)) and _is_plausible(size)]
    cell = known[0] if known else _USUAL_CELL
    if has_kitty:
        return PictureSupport(PictureProtocol.KITTY, cell)
    if name.startswith(_LIKE_ITERM):
        return PictureSupport(PictureProtocol.ITERM, cell)
    # sixels are not scaled: without the size of a cell they would cover others
    is_sixel = _SIXEL in attributes and bool(known) and colours >= MAX_COLOURS
    return PictureSupport(PictureProtocol.SIXEL, cell, largest) if is_sixel else PictureSupport(None, cell)


def _is_plausible(cell: CellSize) -> bool:
    return all(_MIN_CELL <= part <= _MAX_CELL for part in cell)
