"""What is hard to read in a theme, by the contrast of WCAG 2."""

from collections.abc import Iterator
from itertools import product
from typing import Final, NamedTuple

from textual.color import Color

from tui.ui.rendering.heat import contrast
from tui.view.themes import Palette

MIN_TEXT: Final = 4.5
MIN_RULE: Final = 3.0
_TEXTS: Final = ("plain", "strong", "quiet", "accent", "up", "down", "flat", "good", "warn", "bad")
_GROUNDS: Final = ("background", "cursor", "cursor_away")
_FLASHES: Final = ("flash_up", "flash_down", "flash_flat")


class Contrast(NamedTuple):
    """The contrast of one slot on another, and the least that it should be."""

    text: str
    ground: str
    ratio: float
    least: float


def hardest_to_read(palette: Palette) -> Contrast | None:
    """Return the slots of a palette in RGB that are hardest to read; None where all have the contrast they should."""
    worst = min(_contrasts(palette), key=lambda each: each.ratio / each.least)
    return worst if worst.ratio < worst.least else None


def _contrasts(palette: Palette) -> Iterator[Contrast]:
    pairs = (*product((*_TEXTS, "rule"), _GROUNDS), *product(("flash_text",), _FLASHES))
    for text, ground in pairs:
        ratio = contrast(Color.parse(getattr(palette, text)), Color.parse(getattr(palette, ground)))
        yield Contrast(text, ground, ratio, MIN_RULE if text == "rule" else MIN_TEXT)
