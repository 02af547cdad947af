"""Pictures as they are sent: decoded again they are the same pixels; and what terminals answer when they are asked."""

import random
import re
import struct
import zlib
from base64 import b64decode

import pytest
from rich.color import ColorSystem
from textual.geometry import Region, Size

from tests.kit.charts import chart_data
from tests.kit.marks import for_each, quick
from tests.kit.pixels import GROUND, drawn
from tui.ui.rendering.strips import build_strip
from tui.ui.rendering.theme import DARK
from tui.ui.terminal.compositor_patch import SgrEncoder
from tui.ui.terminal.picture_codes import KITTY_IDS, PictureProtocol, encode_png, encode_sixel, place_picture
from tui.ui.terminal.picture_support import PictureSupport, is_complete, read_answers, why_not_asked
from tui.view.chart.picture import draw_chart
from tui.view.chart.pixels import CellSize
from tui.view.chart.raster import RGB, Raster
from tui.view.chart.values import ChartKind, ChartOptions, ChartRange

CELLS = Region(3, 5, 40, 10)


def noise(width: int, height: int, colours: int) -> Raster:
    chance, raster = random.Random(width), Raster(width, height, GROUND)
    for number in range(1, colours):
        raster.palette.append((number * 7 % 256, number * 3 % 256, number))
    raster.pixels[:] = bytes(chance.randrange(colours) for _ in raster.pixels)
    return raster


PICTURES = {
    "a dot": noise(1, 1, 1),
    "one colour": Raster(40, 7, (13, 16, 20)),
    "rows of a part of a band": noise(33, 11, 5),
    "every colour": noise(150, 12, 256),
    "a chart": drawn(chart_data(ChartRange.DAY), ChartOptions(kind=ChartKind.AREA), 30, 12, cross=-20).raster,
}


def pixels_of(raster: Raster) -> list[RGB]:
    return [raster.palette[number] for number in raster.pixels]


def read_png(data: bytes) -> tuple[int, int, list[RGB]]:
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    chunks: dict[bytes, bytes] = {}
    at = 8
    while at < len(data):
        length = int.from_bytes(data[at : at + 4])
        kind, body = data[at + 4 : at + 8], data[at + 8 : at + 8 + length]
        assert zlib.crc32(kind + body) == int.from_bytes(data[at + 8 + length : at + 12 + length])
        chunks[kind] = body
        at += 12 + length
    assert list(chunks) == [b"IHDR", b"PLTE", b"IDAT", b"IEND"]
    width, height, *form = struct.unpack(">IIBBBBB", chunks[b"IHDR"])
    assert form == [8, 3, 0, 0, 0]
    rows, palette = zlib.decompress(chunks[b"IDAT"]), chunks[b"PLTE"]
    numbers = [n for y in range(height) for n in rows[y * (width + 1) + 1 : (y + 1) * (width + 1)]]
    return width, height, [(palette[3 * n], palette[3 * n + 1], palette[3 * n + 2]) for n in numbers]


def read_sixel(text: str) -> tuple[int, int, list[tuple[int, ...]]]:
    """Return width, height and the colours of the pixels, in percent."""
    header = re.match(r'\x1bP0;1;0q"1;1;(\d+);(\d+)', text)
    assert header is not None
    width, height = int(header[1]), int(header[2])
    palette: dict[int, tuple[int, ...]] = {}
    pixels: dict[tuple[int, int], tuple[int, ...]] = {}
    x = y = colour = 0
    for token in re.finditer(
        r"#(\d+)(?:;2;(\d+);(\d+);(\d+))?|!(\d+)([?-~])|([?-~])|(\$)|(-)", text[header.end() : -2]
    ):
        number, red, green, blue, count, repeated, single, back, down = token.groups()
        if red is not None:
            palette[int(number)] = (int(red), int(green), int(blue))
        elif number is not None:
            colour = int(number)
        elif back or down:
            x, y = 0, y + 6 * bool(down)
        else:
            end = x + int(count or 1)
            bits = [bit for bit in range(6) if (ord(repeated or single) - 63) >> bit & 1]
            pixels.update({(column, y + bit): palette[colour] for column in range(x, end) for bit in bits})
            x = end
    assert text.endswith("\x1b\\")
    assert max(pixels) <= (width - 1, height - 1)
    return width, height, [pixels[x, y] for y in range(height) for x in range(width)]


@for_each("name", PICTURES)
def test_png_has_the_same_pixels(name: str) -> None:
    raster = PICTURES[name]

    assert read_png(encode_png(raster)) == (raster.width, raster.height, pixels_of(raster))


@for_each("name", PICTURES)
def test_sixels_are_the_same_pixels(name: str) -> None:
    raster = PICTURES[name]
    percent = [tuple(round(part * 100 / 255) for part in colour) for colour in pixels_of(raster)]

    assert read_sixel(encode_sixel(raster)) == (raster.width, raster.height, percent)


def test_kitty_gets_pieces_of_its_size_over_the_cells_and_the_picture_before_is_removed_after_it() -> None:
    raster = noise(150, 60, 256)
    text = place_picture(PictureProtocol.KITTY, raster, CELLS, 4)
    pieces = re.findall(r"\x1b_G([^;]*);([^\x1b]*)\x1b\\", text)

    assert text.startswith("\x1b[6;4H\x1b_Ga=T,f=100,")
    assert "c=40,r=10,C=1" in pieces[0][0]
    assert all(len(data) <= 4096 for _, data in pieces)
    assert [keys[-1] for keys, _ in pieces] == ["1"] * (len(pieces) - 1) + ["0"]
    assert len(pieces) > 1
    assert read_png(b64decode("".join(data for _, data in pieces)))[2] == pixels_of(raster)
    assert f"i={KITTY_IDS[0]}" in pieces[0][0]
    assert text.endswith(f"\x1b_Ga=d,d=I,i={KITTY_IDS[1]},q=2\x1b\\")
    assert f"i={KITTY_IDS[1]}," in place_picture(PictureProtocol.KITTY, raster, CELLS, 5).split(";")[1]


def test_iterm_gets_the_picture_in_cells_without_a_move_of_the_cursor() -> None:
    raster = PICTURES["a chart"]
    found = re.fullmatch(
        r"\x1b\[6;4H\x1b\]1337;File=inline=1;preserveAspectRatio=0;doNotMoveCursor=1;"
        r"size=(\d+);width=40;height=10:([^\x07]*)\x07",
        place_picture(PictureProtocol.ITERM, raster, CELLS, 1),
    )

    assert found is not None
    assert len(b64decode(found[2])) == int(found[1])
    assert read_png(b64decode(found[2]))[2] == pixels_of(raster)


SHAPES = {
    "a day": (ChartRange.DAY, ChartOptions(kind=ChartKind.AREA)),
    "a year of candles": (ChartRange.YEAR, ChartOptions(ChartRange.YEAR, ChartKind.CANDLES, has_averages=True)),
    "five years": (
        ChartRange.FIVE_YEARS,
        ChartOptions(ChartRange.FIVE_YEARS, ChartKind.AREA, is_log=True, has_averages=True),
    ),
}
BUDGETS = {"a day": (18_000, 32_000), "a year of candles": (18_000, 32_000), "five years": (32_000, 64_000)}
"""Bytes of a chart of 100x30 cells of 10x20 pixels, as PNG and as sixels."""


@pytest.mark.parametrize("shape", quick(1, *SHAPES))
def test_a_chart_of_100x30_cells_is_within_its_bytes(shape: str) -> None:
    shown, options = SHAPES[shape]
    data = chart_data(shown)
    raster = drawn(data, options, 100, 30).raster
    sent = {protocol: len(place_picture(protocol, raster, Region(0, 0, 100, 30), 0)) for protocol in PictureProtocol}
    encoder = SgrEncoder(ColorSystem.TRUECOLOR)
    for y, line in enumerate(draw_chart(data, options, 100, 30).lines):
        encoder.move(0, y)
        encoder.write(build_strip(line, 100, DARK))
    png, sixel = BUDGETS[shape]

    assert sent[PictureProtocol.KITTY] <= png
    assert sent[PictureProtocol.ITERM] <= png
    assert sent[PictureProtocol.SIXEL] <= sixel
    # beside the same chart in braille
    assert sent[PictureProtocol.KITTY] <= 4 * len(encoder.encoded().encode())


KITTY = "\x1b_Gi=7707000;OK\x1b\\"
CELL, WINDOW = "\x1b[6;20;10t", "\x1b[4;800;1200t"
PLAIN, WITH_SIXEL = "\x1b[?62;22c", "\x1b[?62;4;22c"
USUAL = CellSize(10, 20)


@for_each(
    ("answers", "environ", "expected"),
    [
        ([], {}, PictureSupport()),
        ([PLAIN], {}, PictureSupport()),
        ([KITTY, CELL, PLAIN], {}, PictureSupport(PictureProtocol.KITTY, USUAL)),
        ([KITTY, "\x1b[6;38;18t", WITH_SIXEL], {}, PictureSupport(PictureProtocol.KITTY, CellSize(18, 38))),
        (["\x1b_Gi=7707000;ENOTSUP:no\x1b\\", PLAIN], {}, PictureSupport()),
        (["\x1b_Gi=31;OK\x1b\\", PLAIN], {}, PictureSupport()),
        ([CELL, WITH_SIXEL], {}, PictureSupport(PictureProtocol.SIXEL, USUAL)),
        ([WINDOW, WITH_SIXEL], {}, PictureSupport(PictureProtocol.SIXEL, USUAL)),
        # sixels need the size of a cell, and one that can be
        ([WITH_SIXEL], {}, PictureSupport()),
        (["\x1b[6;0;0t", WITH_SIXEL], {}, PictureSupport()),
        (["\x1b[6;99999;99999t", WINDOW, WITH_SIXEL], {}, PictureSupport(PictureProtocol.SIXEL, USUAL)),
        (
            [CELL, "\x1b[?1;0;256S", "\x1b[?2;0;1000;800S", WITH_SIXEL],
            {},
            PictureSupport(PictureProtocol.SIXEL, USUAL, Size(1000, 800)),
        ),
        # with 16 colours the edges would have wrong ones
        ([CELL, "\x1b[?1;0;16S", "\x1b[?2;3;0S", WITH_SIXEL], {}, PictureSupport(None, USUAL)),
        # a class of terminal is no attribute
        ([CELL, "\x1b[?4;22c"], {}, PictureSupport(None, USUAL)),
        (["\x1bP>|iTerm2 3.5.2\x1b\\", WITH_SIXEL], {}, PictureSupport(PictureProtocol.ITERM, USUAL)),
        (["\x1bP>|WezTerm 2024\x1b\\", CELL, PLAIN], {}, PictureSupport(PictureProtocol.ITERM, USUAL)),
        ([PLAIN], {"TERM_PROGRAM": "iTerm.app"}, PictureSupport(PictureProtocol.ITERM, USUAL)),
        # what it says of itself counts
        (["\x1bP>|XTerm(370)\x1b\\", PLAIN], {"TERM_PROGRAM": "iTerm.app"}, PictureSupport()),
        (["nonsense", "\x1b[6;t", "\x1b[?c"], {}, PictureSupport()),
    ],
)
def test_the_answers_say_how_pictures_are_shown(
    answers: list[str], environ: dict[str, str], expected: PictureSupport
) -> None:
    assert read_answers(answers, Size(120, 40), environ) == expected


@for_each(
    ("environ", "is_asked"),
    [
        ({"TERM": "xterm-kitty"}, True),
        ({}, True),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "Apple_Terminal"}, False),
        ({"TERM": "linux"}, False),
        ({"TERM": "vt220"}, False),
        ({"TERM": "tmux-256color"}, False),
        ({"TERM": "screen.xterm-256color"}, False),
        ({"TERM": "xterm-kitty", "TMUX": "/tmp/tmux-1/default,1,0"}, False),
        ({"TERM": "xterm", "STY": "1.pts"}, False),
        ({"TERM": "xterm", "ZELLIJ": "0"}, False),
    ],
)
def test_some_terminals_are_not_asked(environ: dict[str, str], *, is_asked: bool) -> None:
    assert bool(why_not_asked(environ)) is not is_asked


@for_each(
    ("answer", "expected"), [(PLAIN, True), ("\x1b[?c", True), (KITTY, False), (CELL, False), ("\x1b[?1;2", False)]
)
def test_the_attributes_end_the_answer(answer: str, *, expected: bool) -> None:
    assert is_complete(answer) is expected
