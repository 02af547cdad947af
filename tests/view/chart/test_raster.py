"""Pixels: what is covered by how much, and that there are never too many colours."""

import random

import pytest

from tests.kit.marks import for_each
from tui.view.chart.raster import MAX_COLOURS, Dot, Raster

BLACK, WHITE, RED = (0, 0, 0), (255, 255, 255), (255, 0, 0)


def picture_of(raster: Raster) -> list[str]:
    """Return a picture as text: blank for the ground, `#` for the ink, `+` for what is between."""
    letters = {BLACK: " ", WHITE: "#"}
    names = [letters.get(colour, "+") for colour in raster.palette]
    rows = (raster.pixels[at : at + raster.width] for at in range(0, len(raster.pixels), raster.width))
    return ["".join(names[number] for number in row) for row in rows]


@for_each(
    ("dots", "radius", "expected"),
    [
        ([(1, 2.5), (7, 2.5)], 0.5, ["        ", "        ", "+######+", "        "]),
        ([(1, 2.0), (7, 2.0)], 0.5, ["        ", "++++++++", "++++++++", "        "]),
        ([(1, 2.0), (7, 2.0)], 1.0, ["        ", "+######+", "+######+", "        "]),
        # straight down, and a disc
        ([(3, 1.0), (3, 3.0)], 1.0, ["  ++    ", "  ##    ", "  ##    ", "  ++    "]),
        ([(4, 2.0)], 2.0, ["  +##+  ", "  ####  ", "  ####  ", "  +##+  "]),
        # half of it beyond the edges
        ([(-5, 0.5), (20, 0.5)], 0.5, ["########", "        ", "        ", "        "]),
        ([(20, 9.0)], 1.0, ["        "] * 4),
        ([], 1.0, ["        "] * 4),
    ],
)
def test_a_line_covers_what_is_within_its_radius(dots: list[Dot], radius: float, expected: list[str]) -> None:
    raster = Raster(8, 4, BLACK)
    raster.line(dots, radius, WHITE)

    assert picture_of(raster) == expected


def test_a_slope_has_smooth_edges_and_is_as_thick_as_a_level_line() -> None:
    covered = []
    for rise in (0, 20, 57):
        raster = Raster(80, 80, BLACK)
        raster.line([(10, 10), (70, 10 + rise)], 1.5, WHITE)
        shares = [colour[0] / 255 for colour in raster.palette]
        length = (60 * 60 + rise * rise) ** 0.5
        covered.append(sum(shares[number] for number in raster.pixels) / (3 * length + 3.14 * 1.5**2))
        assert rise == 0 or len(raster.palette) == 5

    assert covered == pytest.approx([1, 1, 1], abs=0.04)


def test_a_share_of_an_ink_is_mixed_with_what_is_there() -> None:
    raster = Raster(3, 1, BLACK)
    raster.box(0, 0, 2, 1, RED)
    raster.box(1, -5, 9, 9, WHITE, share=0.5)

    assert [raster.palette[number] for number in raster.pixels] == [RED, (255, 128, 128), (128, 128, 128)]


def test_where_there_are_too_many_colours_the_nearest_is_taken_and_a_whole_ink_is_itself() -> None:
    chance, raster = random.Random(1), Raster(200, 1, BLACK)
    for number in range(400):
        ink = tuple(chance.randrange(256) for _ in range(3))
        raster.box(number % 200, 0, number % 200 + 1, 1, (ink[0], ink[1], ink[2]), share=0.9)
    raster.box(7, 0, 8, 1, RED)

    assert len(raster.palette) <= MAX_COLOURS
    assert raster.palette[raster.pixels[7]] == RED
