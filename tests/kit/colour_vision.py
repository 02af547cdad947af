"""How colours look: their contrast, how far apart they are, and how people see them whose eyes lack one kind of cone.

Contrast is that of WCAG 2. Distance is CIEDE2000, after Sharma, Wu and Dalal, "The CIEDE2000 color-difference formula:
implementation notes, supplementary test data, and mathematical observations", Color Research and Application 30 (2005).
The simulations are matrices on linear sRGB:

- Machado, Oliveira and Fernandes, "A physiologically-based model for simulation of color vision deficiency", IEEE
  Transactions on Visualization and Computer Graphics 15 (2009): severity 1.0, as on the authors' page.
- Viénot, Brettel and Mollon, "Digital video colourmaps for checking the legibility of displays by dichromats", Color
  Research and Application 24 (1999): protanopia and deuteranopia, its equations multiplied out for linear sRGB.
- Brettel, Viénot and Mollon, "Computerized simulation of color appearance for dichromats", Journal of the Optical
  Society of America A 14 (1997): tritanopia, two half planes, with the digits of libDaltonLens (public domain).
"""

from collections.abc import Callable, Mapping
from math import atan2, cos, degrees, exp, hypot, radians, sin, sqrt
from typing import Final

from rich.color_triplet import ColorTriplet

Vector = tuple[float, float, float]
Matrix = tuple[Vector, Vector, Vector]

_MACHADO: Final[Mapping[str, Matrix]] = {
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
VIENOT: Final[Mapping[str, Matrix]] = {
    "protanopia": ((0.11238, 0.88762, 0.0), (0.11238, 0.88762, 0.0), (0.00401, -0.00401, 1.0)),
    "deuteranopia": ((0.29275, 0.70725, 0.0), (0.29275, 0.70725, 0.0), (-0.02234, 0.02234, 1.0)),
}
_BRETTEL_NORMAL: Final = (0.03901, -0.02788, -0.01113)
"""Of the plane between the two halves; the first matrix is for the side that it points to."""
_BRETTEL: Final[tuple[Matrix, Matrix]] = (
    ((1.01277, 0.13548, -0.14826), (-0.01243, 0.86812, 0.14431), (0.07589, 0.80500, 0.11911)),
    ((0.93678, 0.18979, -0.12657), (0.06154, 0.81526, 0.12320), (-0.37562, 1.12767, 0.24796)),
)
_XYZ: Final[Matrix] = (
    (0.4124564, 0.3575761, 0.1804375),
    (0.2126729, 0.7151522, 0.0721750),
    (0.0193339, 0.1191920, 0.9503041),
)
"""From linear sRGB (IEC 61966-2-1)."""
_WHITE: Final = (0.95047, 1.0, 1.08883)
"""D65."""


def dot(one: Vector, other: Vector) -> float:
    return sum(a * b for a, b in zip(one, other, strict=True))


def apply(matrix: Matrix, vector: Vector) -> Vector:
    first, second, third = matrix
    return dot(first, vector), dot(second, vector), dot(third, vector)


def linear(colour: ColorTriplet) -> Vector:
    """The shares of red, green and blue light, from 0 to 1."""
    red, green, blue = (
        share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4
        for share in (part / 255 for part in colour)
    )
    return red, green, blue


def contrast(one: ColorTriplet, other: ColorTriplet) -> float:
    """The contrast ratio, from 1 to 21."""
    darker, lighter = sorted(dot((0.2126, 0.7152, 0.0722), linear(each)) for each in (one, other))
    return (lighter + 0.05) / (darker + 0.05)


def lab(light: Vector) -> Vector:
    """CIE L*a*b* of linear sRGB; light beyond what a screen shows is cut off."""
    red, green, blue = (min(1.0, max(0.0, share)) for share in light)
    shares = [a / b for a, b in zip(apply(_XYZ, (red, green, blue)), _WHITE, strict=True)]
    x, y, z = (share ** (1 / 3) if share > (6 / 29) ** 3 else share * (29 / 6) ** 2 / 3 + 4 / 29 for share in shares)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def ciede2000(one: Vector, other: Vector) -> float:
    """The distance of two colours in CIE L*a*b*; 1 is just visible beside each other."""
    (l1, a1, b1), (l2, a2, b2) = one, other
    mean_chroma = ((hypot(a1, b1) + hypot(a2, b2)) / 2) ** 7
    stretch = 1.5 - sqrt(mean_chroma / (mean_chroma + 25**7)) / 2
    c1, c2 = hypot(a1 * stretch, b1), hypot(a2 * stretch, b2)
    h1, h2 = degrees(atan2(b1, a1 * stretch)) % 360, degrees(atan2(b2, a2 * stretch)) % 360
    turn = h2 - h1 if c1 * c2 else 0.0
    turn -= 360 * ((turn > 180) - (turn < -180))
    hue = h1 + h2 if not c1 * c2 else (h1 + h2) / 2
    if c1 * c2 and abs(h1 - h2) > 180:
        hue += 180 if h1 + h2 < 360 else -180
    lightness, chroma = (l1 + l2) / 2, (c1 + c2) / 2
    weight = (
        1
        - 0.17 * cos(radians(hue - 30))
        + 0.24 * cos(radians(2 * hue))
        + 0.32 * cos(radians(3 * hue + 6))
        - 0.20 * cos(radians(4 * hue - 63))
    )
    by_lightness = (l2 - l1) / (1 + 0.015 * (lightness - 50) ** 2 / sqrt(20 + (lightness - 50) ** 2))
    by_chroma = (c2 - c1) / (1 + 0.045 * chroma)
    by_hue = 2 * sqrt(c1 * c2) * sin(radians(turn / 2)) / (1 + 0.015 * chroma * weight)
    rotation = -sin(radians(60 * exp(-(((hue - 275) / 25) ** 2)))) * 2 * sqrt(chroma**7 / (chroma**7 + 25**7))
    return sqrt(by_lightness**2 + by_chroma**2 + by_hue**2 + rotation * by_chroma * by_hue)


def _brettel(light: Vector) -> Vector:
    return apply(_BRETTEL[dot(_BRETTEL_NORMAL, light) < 0], light)


def _by(matrix: Matrix) -> Callable[[Vector], Vector]:
    return lambda light: apply(matrix, light)


SIMULATIONS: Final[Mapping[str, Callable[[Vector], Vector]]] = {
    "full vision": lambda light: light,
    **{f"{name}, Machado": _by(matrix) for name, matrix in _MACHADO.items()},
    **{f"{name}, Viénot": _by(matrix) for name, matrix in VIENOT.items()},
    "tritanopia, Brettel": _brettel,
}
"""What linear sRGB looks like, by the kind of sight and the model."""


def distance(one: ColorTriplet, other: ColorTriplet, sight: str = "full vision") -> float:
    """How far apart two colours are to people of this sight, in CIEDE2000."""
    see = SIMULATIONS[sight]
    return ciede2000(lab(see(linear(one))), lab(see(linear(other))))
