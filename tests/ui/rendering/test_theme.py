"""Colours on terminals that have 256 of them, as tmux has by itself."""

import pytest
from rich.color import ColorSystem
from rich.color_triplet import ColorTriplet
from rich.style import Style

from tui.ui.rendering.theme import DARK, LIGHT, BoardTheme
from tui.view.spans import Tone

palettes = pytest.mark.parametrize("palette", [DARK, LIGHT], ids=lambda palette: palette.name)


def shown(style: Style) -> tuple[ColorTriplet, ColorTriplet]:
    """The front and the ground that such a terminal shows."""
    assert style.color is not None
    assert style.bgcolor is not None
    front, ground = (colour.downgrade(ColorSystem.EIGHT_BIT).get_truecolor() for colour in (style.color, style.bgcolor))
    return front, ground


@palettes
def test_what_rises_is_green_and_what_falls_is_red(palette: BoardTheme) -> None:
    up, _ = shown(palette.style(Tone.UP))
    down, _ = shown(palette.style(Tone.DOWN))
    _, ticked_up = shown(palette.style(Tone.TICK_UP))
    _, ticked_down = shown(palette.style(Tone.TICK_DOWN))

    for red, green, blue in (up, ticked_up):
        assert green > max(red, blue)
    for red, green, blue in (down, ticked_down):
        assert red > max(green, blue)
        assert green == blue, "an orange, not a red"


@palettes
def test_the_cursors_row_is_seen_wherever_the_keys_are(palette: BoardTheme) -> None:
    grounds = {shown(palette.style(Tone.PLAIN, background=ground))[1] for ground in (None, palette.cursor)}
    assert len(grounds | {shown(palette.style(Tone.PLAIN, background=palette.cursor_away))[1]}) == 3
