"""A terminal screen drawn cell by cell, so that what lines up in a terminal lines up in the picture."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final

from PIL import Image, ImageDraw, ImageFont
from rich.cells import cell_len
from rich.color import blend_rgb
from rich.color_triplet import ColorTriplet
from rich.style import Style
from textual.strip import Strip

CELL: Final = (10, 21)
SIZE: Final = 16
MARGIN: Final = 12

_FONT_FOLDERS: Final = ("/usr/share/fonts/truetype/dejavu", "/usr/share/fonts/TTF", "/usr/share/fonts/dejavu")
_Colour = tuple[int, int, int]


@lru_cache
def _font(name: str) -> ImageFont.FreeTypeFont:
    for folder in _FONT_FOLDERS:
        path = Path(folder, name)
        if path.exists():
            return ImageFont.truetype(str(path), SIZE)
    return ImageFont.truetype(name, SIZE)


@lru_cache(maxsize=4096)
def _font_for(character: str, *, bold: bool) -> ImageFont.FreeTypeFont:
    """The monospaced face, or for the few signs it lacks the proportional one."""
    if 0x2800 <= ord(character) < 0x2900:
        return _font("DejaVuSans.ttf")
    return _font("DejaVuSansMono-Bold.ttf" if bold else "DejaVuSansMono.ttf")


def _colours(style: Style | None, ground: _Colour, text: _Colour) -> tuple[_Colour, _Colour]:
    front, back = text, ground
    if style is not None:
        if style.color is not None and not style.color.is_default:
            front = _triplet(style.color.get_truecolor(foreground=True))
        if style.bgcolor is not None and not style.bgcolor.is_default:
            back = _triplet(style.bgcolor.get_truecolor(foreground=False))
        if style.reverse:
            front, back = back, front
        if style.dim:
            front = _triplet(blend_rgb(ColorTriplet(*back), ColorTriplet(*front), 0.55))
    return front, back


def _triplet(colour: ColorTriplet) -> _Colour:
    return colour.red, colour.green, colour.blue


def _cells(strip: Strip) -> Iterator[tuple[int, str, Style | None]]:
    x = 0
    for text, style, _ in strip:
        for character in text:
            yield x, character, style
            x += cell_len(character)


def draw(strips: Sequence[Strip], path: Path, *, ground: _Colour, text: _Colour = (195, 204, 214)) -> None:
    """Write the screen as a PNG."""
    width = max(strip.cell_length for strip in strips)
    size = (width * CELL[0] + 2 * MARGIN, len(strips) * CELL[1] + 2 * MARGIN)
    image = Image.new("RGB", size, ground)
    pen = ImageDraw.Draw(image)
    for y, strip in enumerate(strips):
        for x, character, style in _cells(strip):
            front, back = _colours(style, ground, text)
            left, top = MARGIN + x * CELL[0], MARGIN + y * CELL[1]
            if back != ground:
                pen.rectangle((left, top, left + CELL[0] * cell_len(character) - 1, top + CELL[1] - 1), fill=back)
            if not character.isspace():
                bold = bool(style and style.bold)
                _glyph(pen, character, (left, top), front, bold=bold)
    image.save(path, optimize=True)


def _glyph(pen: ImageDraw.ImageDraw, character: str, at: tuple[int, int], colour: _Colour, *, bold: bool) -> None:
    left, top = at
    code = ord(character)
    middle = top + CELL[1] // 2
    if character in "─━":
        thick = 1 if character == "─" else 3
        pen.rectangle((left, middle - thick // 2, left + CELL[0] - 1, middle + thick // 2), fill=colour)
    elif character in "│┬":
        centre = left + CELL[0] // 2
        pen.line((centre, top if character == "│" else middle, centre, top + CELL[1] - 1), fill=colour)
        if character == "┬":
            pen.line((left, middle, left + CELL[0] - 1, middle), fill=colour)
    elif 0x2800 <= code < 0x2900:
        _braille(pen, code - 0x2800, at, colour)
    else:
        font = _font_for(character, bold=bold)
        offset = (CELL[0] * cell_len(character) - font.getlength(character)) / 2
        pen.text((left + offset, top + 1), character, font=font, fill=colour)


def _braille(pen: ImageDraw.ImageDraw, bits: int, at: tuple[int, int], colour: _Colour) -> None:
    for column, dots in enumerate(((0x01, 0x02, 0x04, 0x40), (0x08, 0x10, 0x20, 0x80))):
        for row, dot in enumerate(dots):
            if bits & dot:
                x = at[0] + 2 + column * 5
                y = at[1] + 3 + row * 5
                pen.ellipse((x - 0.8, y - 0.8, x + 2, y + 2), fill=colour)
