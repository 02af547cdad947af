"""The colours of the heat map, derived from those of a theme: a ground for each step, and text to read on it."""

from functools import lru_cache
from typing import Final, NamedTuple

from textual.color import Color

from tui.view.spans import Tone
from tui.view.themes import Palette

_STEPS: Final = {
    Tone.HEAT_DOWN_3: -3,
    Tone.HEAT_DOWN_2: -2,
    Tone.HEAT_DOWN_1: -1,
    Tone.HEAT_FLAT: 0,
    Tone.HEAT_UP_1: 1,
    Tone.HEAT_UP_2: 2,
    Tone.HEAT_UP_3: 3,
}
HEAT_TONES: Final = frozenset(_STEPS)
"""The tones of text in a block: they bring its ground."""
EDGE_TONES: Final = {
    Tone.EDGE_DOWN_3: Tone.HEAT_DOWN_3,
    Tone.EDGE_DOWN_2: Tone.HEAT_DOWN_2,
    Tone.EDGE_DOWN_1: Tone.HEAT_DOWN_1,
    Tone.EDGE_FLAT: Tone.HEAT_FLAT,
    Tone.EDGE_UP_1: Tone.HEAT_UP_1,
    Tone.EDGE_UP_2: Tone.HEAT_UP_2,
    Tone.EDGE_UP_3: Tone.HEAT_UP_3,
}
"""The tones of a block's lower edge: its ground is their colour."""
_FLAT_SHARE: Final = 0.16
"""The share of `flat` in the ground of what has not moved."""
_WEAK_SHARE: Final = 0.5
"""The share of the ground of a flash in that of the weakest step: a flash is a direction in 256 colours as well."""
_MIDDLE_SHARE: Final = 0.2
"""The share of the colour of a direction in the ground of the middle step, the rest is that of a flash."""
_ON_GROUND: Final = {
    "green": "black",
    "bright_green": "black",
    "cyan": "black",
    "blue": "bright_white",
    "red": "bright_white",
    "bright_red": "black",
    "bright_cyan": "black",
    "bright_yellow": "black",
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
    # not yellow for the middle step: the console of Linux has brown in its place, on which nothing is readable
    ("bright_cyan", 3): "bright_cyan",
    ("bright_yellow", 3): "bright_yellow",
}
"""By the colour of a direction and the step; weaker steps are text in that colour, and a shade."""


class BlockColours(NamedTuple):
    """The ground of a block, and the text on it."""

    ground: str
    text: str


def block_colours(tone: Tone, palette: Palette, *, is_native: bool, is_stale: bool) -> BlockColours:
    """Return the colours of a block, or of its edge: the ground of the block on that of the board.

    Args:
        tone: of the heat map.
        palette: of the theme.
        is_native: whether the palette is one of the terminal's own sixteen colours.
        is_stale: whether the figure is old: such a one is no move of today.
    """
    heat = Tone.HEAT_FLAT if is_stale else EDGE_TONES.get(tone, tone)
    if is_native:
        colours = _native_colours(heat, palette)
    else:
        fresh = (palette.flash_text, palette.strong, palette.plain, palette.background)
        colours = _true_colours(heat, palette, (palette.plain,) if is_stale else fresh)
    if tone not in EDGE_TONES:
        return colours
    return BlockColours(
        palette.background or "default", colours.text if colours.ground == "default" else colours.ground
    )


@lru_cache(maxsize=256)
def _true_colours(tone: Tone, palette: Palette, texts: tuple[str, ...]) -> BlockColours:
    """Return the colours of a block, all as `#rrggbb`: of the texts the one with the greatest contrast."""
    step = _STEPS[tone]
    background, flat = Color.parse(palette.background), Color.parse(palette.flat)
    colour = Color.parse(palette.up if step > 0 else palette.down)
    flash = Color.parse(palette.flash_up if step > 0 else palette.flash_down)
    grounds = (
        background.blend(flat, _FLAT_SHARE),
        background.blend(flash, _WEAK_SHARE),
        flash.blend(colour, _MIDDLE_SHARE),
        colour,
    )
    ground = grounds[abs(step)]
    text = max(texts, key=lambda each: contrast(Color.parse(each), ground))
    return BlockColours(ground.hex, text)


def _native_colours(tone: Tone, palette: Palette) -> BlockColours:
    """Return the colours of a block of the terminal's own sixteen; the ground `default` is the terminal's."""
    step = _STEPS[tone]
    colour = palette.up if step > 0 else palette.down if step < 0 else palette.flat
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
