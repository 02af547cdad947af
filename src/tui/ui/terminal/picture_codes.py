"""Pictures as terminals take them: PNG for the protocols of kitty and iTerm2, and sixel."""

import re
import struct
import zlib
from base64 import b64encode
from enum import StrEnum
from typing import Final

from textual.geometry import Region

from tui.view.chart.raster import Raster

_CHUNK: Final = 4096
"""Characters that a terminal takes in one piece of kitty's protocol."""
_BAND: Final = 6
"""Rows of a band of sixels."""
_RUN: Final = re.compile(rb"(.)\1{3,}", re.DOTALL)
_EMPTY: Final = b"?"
"""A sixel without any pixel."""
KITTY_IDS: Final = (7_707_001, 7_707_002)
"""Of the pictures: the next one is shown before the one before it is removed."""


class PictureProtocol(StrEnum):
    """How a terminal takes pictures."""

    KITTY = "kitty"
    ITERM = "iTerm2"
    SIXEL = "sixel"


def encode_png(raster: Raster) -> bytes:
    """Return a picture as PNG with a palette."""
    width = raster.width
    rows = b"".join(b"\0" + raster.pixels[at : at + width] for at in range(0, len(raster.pixels), width))
    header = struct.pack(">IIBBBBB", width, raster.height, 8, 3, 0, 0, 0)
    chunks = (
        (b"IHDR", header),
        (b"PLTE", bytes(part for colour in raster.palette for part in colour)),
        (b"IDAT", zlib.compress(rows, 9)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )


def encode_sixel(raster: Raster) -> str:
    """Return a picture as sixels, all of its pixels drawn."""
    used = sorted(set(raster.pixels))
    colours = (
        f"#{n};2;{';'.join(str(round(part * 100 / 255)) for part in raster.palette[number])}"
        for n, number in enumerate(used)
    )
    width = raster.width
    names = {number: n for n, number in enumerate(used)}
    bands: list[bytes] = []
    for at in range(0, len(raster.pixels), width * _BAND):
        band = raster.pixels[at : at + width * _BAND]
        first, *others = sorted(set(band), key=band.count, reverse=True)
        # the commonest colour fills the band, and the others are drawn over it
        full = b"!%d%c" % (width, 63 + (1 << len(band) // width) - 1)
        colour_rows = [full, *(_sixels(band, number, width) for number in others)]
        bands.append(
            b"$".join(b"#%d%b" % (names[n], row) for n, row in zip((first, *others), colour_rows, strict=True))
        )
    body = b"-".join(bands)
    return f'\x1bP0;1;0q"1;1;{width};{raster.height}{"".join(colours)}{body.decode("ascii")}\x1b\\'


def _sixels(band: bytearray, number: int, width: int) -> bytes:
    """Return the pixels of one colour in a band of rows, a character for each column, runs with their length."""
    bits = 0
    for row in range(len(band) // width):
        table = bytearray(256)
        table[number] = 1 << row
        # one number for a whole row: its parts do not touch each other
        bits |= int.from_bytes(band[row * width : (row + 1) * width].translate(table))
    columns = bits.to_bytes(width).translate(_LETTERS).rstrip(_EMPTY)
    return _RUN.sub(lambda run: b"!%d%c" % (len(run[0]), run[0][0]), columns)


_LETTERS: Final = bytes(min(63 + n, 126) for n in range(256))


def place_picture(protocol: PictureProtocol, raster: Raster, cells: Region, number: int) -> str:
    """Return what shows a picture over these cells of the screen.

    Args:
        protocol: the terminal's.
        raster: the picture; kitty and iTerm2 scale it to the cells.
        cells: where it lies.
        number: counts the pictures, so that each replaces the one before it.
    """
    move = f"\x1b[{cells.y + 1};{cells.x + 1}H"
    if protocol is PictureProtocol.SIXEL:
        return move + encode_sixel(raster)
    png = encode_png(raster)
    data = b64encode(png).decode("ascii")
    if protocol is PictureProtocol.ITERM:
        size = f"size={len(png)};width={cells.width};height={cells.height}"
        return f"{move}\x1b]1337;File=inline=1;preserveAspectRatio=0;doNotMoveCursor=1;{size}:{data}\x07"
    shown, before = KITTY_IDS[number % 2], KITTY_IDS[(number + 1) % 2]
    keys = f"a=T,f=100,t=d,i={shown},p=1,c={cells.width},r={cells.height},C=1,"
    pieces: list[str] = []
    for at in range(0, len(data), _CHUNK):
        more = int(at + _CHUNK < len(data))
        pieces.append(f"\x1b_G{keys}q=2,m={more};{data[at : at + _CHUNK]}\x1b\\")
        keys = ""
    return move + "".join(pieces) + _removal(before)


def _removal(number: int) -> str:
    return f"\x1b_Ga=d,d=I,i={number},q=2\x1b\\"


REMOVE_KITTY: Final = "".join(map(_removal, KITTY_IDS))
"""Removes both pictures of kitty's protocol, and their data. Where there is none it does nothing."""
