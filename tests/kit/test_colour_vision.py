"""The formulas of colour against what their authors published."""

import pytest
from rich.color_triplet import ColorTriplet

from tests.kit.colour_vision import SIMULATIONS, VIENOT, Vector, apply, ciede2000, contrast, distance, lab, linear
from tests.kit.marks import for_each

SHARMA = [
    ((50.0, 2.6772, -79.7751), (50.0, 0.0, -82.7485), 2.0425),
    ((50.0, -1.3802, -84.2814), (50.0, 0.0, -82.7485), 1.0000),
    ((50.0, 0.0, 0.0), (50.0, -1.0, 2.0), 2.3669),
    ((50.0, 2.49, -0.001), (50.0, -2.49, 0.0009), 7.1792),
    ((50.0, 2.49, -0.001), (50.0, -2.49, 0.0011), 7.2195),
    ((50.0, -0.001, 2.49), (50.0, 0.0009, -2.49), 4.8045),
    ((50.0, -0.001, 2.49), (50.0, 0.0011, -2.49), 4.7461),
    ((50.0, 2.5, 0.0), (50.0, 0.0, -2.5), 4.3065),
    ((50.0, 2.5, 0.0), (73.0, 25.0, -18.0), 27.1492),
    ((50.0, 2.5, 0.0), (56.0, -27.0, -3.0), 31.9030),
    ((50.0, 2.5, 0.0), (58.0, 24.0, 15.0), 19.4535),
    ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
    ((63.0109, -31.0961, -5.8663), (62.8187, -29.7946, -4.0864), 1.2630),
    ((35.0831, -44.1164, 3.7933), (35.0232, -40.0716, 1.5901), 1.8645),
    ((22.7233, 20.0904, -46.6940), (23.0331, 14.9730, -42.5619), 2.0373),
    ((90.9257, -0.5406, -0.9208), (88.6381, -0.8985, -0.7239), 1.5381),
    ((2.0776, 0.0795, -1.1350), (0.9033, -0.0636, -0.5514), 0.9082),
]
"""Pairs from table 1 of Sharma, Wu and Dalal (2005), with their distance."""

CONES = ((17.8824, 43.5161, 4.11935), (3.45565, 27.1554, 3.86714), (0.0299566, 0.184309, 1.46709))
"""The light that the long, middle and short cones take of red, green and blue: Viénot and others (1999), equation 4."""
WHITE, GREY, BLACK, RED = (ColorTriplet(*parts) for parts in ((255,) * 3, (128,) * 3, (0,) * 3, (255, 0, 0)))


@for_each(("one", "other", "apart"), SHARMA)
def test_the_distance_of_two_colours_is_that_of_the_published_pairs(one: Vector, other: Vector, apart: float) -> None:
    assert ciede2000(one, other) == pytest.approx(apart, abs=0.00005)
    assert ciede2000(other, one) == pytest.approx(apart, abs=0.00005)


def test_contrast_is_that_of_wcag() -> None:
    assert contrast(BLACK, WHITE) == pytest.approx(21)
    assert contrast(RED, WHITE) == pytest.approx(3.998, abs=0.001)


def test_lightness_is_that_of_cie() -> None:
    assert lab(linear(WHITE)) == pytest.approx((100, 0, 0), abs=0.02)
    assert lab(linear(RED)) == pytest.approx((53.24, 80.09, 67.20), abs=0.02)


@for_each("sight", SIMULATIONS)
@for_each("colour", [WHITE, GREY, BLACK])
def test_grey_looks_the_same_to_everyone(colour: ColorTriplet, sight: str) -> None:
    assert SIMULATIONS[sight](linear(colour)) == pytest.approx(linear(colour), abs=0.0001)


@for_each("light", [(1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0), (0.2, 0.7, 0.4)])
def test_the_matrices_of_vienot_follow_from_the_cones(light: Vector) -> None:
    long, middle, short = apply(CONES, light)
    without_long = (2.02344 * middle - 2.52581 * short, middle, short)
    without_middle = (long, 0.494207 * long + 1.24827 * short, short)

    assert apply(CONES, apply(VIENOT["protanopia"], light)) == pytest.approx(without_long, abs=0.002)
    assert apply(CONES, apply(VIENOT["deuteranopia"], light)) == pytest.approx(without_middle, abs=0.002)


@for_each("sight", [name for name in SIMULATIONS if name.startswith(("protan", "deuter"))])
def test_red_and_green_of_the_dark_theme_are_closer_to_those_who_lack_a_cone(sight: str) -> None:
    green, red = ColorTriplet(76, 195, 138), ColorTriplet(242, 113, 107)
    assert distance(green, red, sight) < distance(green, red) / 2
