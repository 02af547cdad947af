"""Colours on terminals that have 256 of them, as tmux has by itself."""

import pytest
from rich.color import ColorSystem
from rich.color_triplet import ColorTriplet
from rich.style import Style

from tui.ui.rendering.theme import DARK, LIGHT, BoardTheme
from tui.view.spans import Tone

themes = pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)


def shown(style: Style) -> tuple[ColorTriplet, ColorTriplet]:
    """The front and the ground that such a terminal shows."""
    assert style.color is not None
    assert style.bgcolor is not None
    front, ground = (colour.downgrade(ColorSystem.EIGHT_BIT).get_truecolor() for colour in (style.color, style.bgcolor))
    return front, ground


@themes
def test_what_rises_is_green_and_what_falls_is_red(theme: BoardTheme) -> None:
    up, _ = shown(theme.style(Tone.UP))
    down, _ = shown(theme.style(Tone.DOWN))
    _, flash_up = shown(theme.style(Tone.FLASH_UP))
    _, flash_down = shown(theme.style(Tone.FLASH_DOWN))

    for red, green, blue in (up, flash_up):
        assert green > max(red, blue)
    for red, green, blue in (down, flash_down):
        assert red > max(green, blue)
        assert green == blue, "an orange, not a red"


@themes
def test_the_cursors_row_is_seen_wherever_the_keys_are(theme: BoardTheme) -> None:
    grounds = {shown(theme.style(Tone.PLAIN, background=ground))[1] for ground in (None, theme.cursor)}
    assert len(grounds | {shown(theme.style(Tone.PLAIN, background=theme.cursor_away))[1]}) == 3
