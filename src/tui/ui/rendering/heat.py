"""The colours of the heat map, derived from those of a theme: a ground for each step, and text to read on it."""

from functools import lru_cache
from typing import Final, NamedTuple

from textual.color import Color

from tui.view.spans import Tone

_STEPS: Final = {
    Tone.HEAT_DOWN_3: -3,
    Tone.HEAT_DOWN_2: -2,
    Tone.HEAT_DOWN_1: -1,
    Tone.HEAT_FLAT: 0,
    Tone.HEAT_UP_1: 1,
    Tone.HEAT_UP_2: 2,
    Tone.HEAT_UP_3: 3,
}
_SHARES: Final = (0.16, 0.2, 0.38, 0.92)
"""The share of the colour of a direction in the ground of each step."""
_ON_GROUND: Final = {
    "green": "black",
    "bright_green": "black",
    "cyan": "black",
    "blue": "bright_white",
    "red": "bright_white",
    "bright_red": "black",
}
"""What is readable on the terminal's own colours."""
_NATIVE_GROUNDS: Final = {
    ("bright_green", 2): "green",
    ("bright_green", 3): "bright_green",
    ("bright_red", 2): "red",
    ("bright_red", 3): "bright_red",
    ("blue", 2): "cyan",
    ("blue", 3): "blue",
    ("red", 2): "bright_red",
    ("red", 3): "red",
}
"""By the colour of a direction and the step; weaker steps are text in that colour, and a shade."""


class BlockColours(NamedTuple):
    """The ground of a block, and the text on it."""

    ground: str
    text: str


@lru_cache(maxsize=256)
def heat_colours(tone: Tone, *, background: str, up: str, down: str, flat: str, texts: tuple[str, ...]) -> BlockColours:
    """Return the colours of a block, all as `#rrggbb`: of the texts the one with the greatest contrast."""
    step = _STEPS[tone]
    colour = up if step > 0 else down if step < 0 else flat
    ground = Color.parse(background).blend(Color.parse(colour), _SHARES[abs(step)])
    text = max(texts, key=lambda each: contrast(Color.parse(each), ground))
    return BlockColours(ground.hex, text)


def native_heat_colours(tone: Tone, *, up: str, down: str, flat: str) -> BlockColours:
    """Return the colours of a block of the terminal's own sixteen; the ground `default` is the terminal's."""
    step = _STEPS[tone]
    colour = up if step > 0 else down if step < 0 else flat
    ground = _NATIVE_GROUNDS.get((colour, abs(step)), "default")
    return BlockColours(ground, _ON_GROUND.get(ground, colour))


def contrast(first: Color, second: Color) -> float:
    """Return the contrast of two colours, from 1 to 21, as WCAG 2 defines it."""
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: Color) -> float:
    red, green, blue = (_linear(part / 255) for part in colour.rgb)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)
