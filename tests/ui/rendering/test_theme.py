"""The colours of every theme on terminals that have 256 of them, as tmux has by itself, and on others."""

from typing import Final

from rich.color import Color, ColorSystem
from rich.color_triplet import ColorTriplet
from rich.style import Style

from tests.kit.colour_vision import SIMULATIONS, distance
from tests.kit.marks import for_each
from tests.kit.terminal_palettes import PALETTES
from tui.config.themes.loader import SHIPPED, shipped_theme
from tui.ui.rendering.theme import BoardTheme, ColorMode, theme_for
from tui.view.spans import AgeLevel, Tone
from tui.view.terminal_profile import ColorDepth, TerminalProfile
from tui.view.themes import Theme

MIN_APART: Final = 20.0
"""CIEDE2000 of rise and fall in the themes for every kind of sight."""
_ALL: Final = [shipped_theme(name) for name in SHIPPED]
COLOURED = [theme for theme in _ALL if not theme.is_sixteen_only]
coloured = for_each("theme", COLOURED)
green_and_red = for_each("theme", [theme for theme in COLOURED if not theme.name.startswith("blue")])
blue_and_orange = for_each("theme", [theme for theme in COLOURED if theme.name.startswith("blue")])


def drawn(theme: Theme) -> BoardTheme:
    return theme_for(TerminalProfile(), theme)


def shown(style: Style, system: ColorSystem = ColorSystem.EIGHT_BIT) -> tuple[ColorTriplet, ColorTriplet]:
    """The front and the ground that such a terminal shows."""
    assert style.color is not None
    assert style.bgcolor is not None
    front, ground = (colour.downgrade(system).get_truecolor() for colour in (style.color, style.bgcolor))
    return front, ground


@green_and_red
def test_what_rises_is_green_and_what_falls_is_red(theme: Theme) -> None:
    up, _ = shown(drawn(theme).style(Tone.UP))
    down, _ = shown(drawn(theme).style(Tone.DOWN))
    _, flash_up = shown(drawn(theme).style(Tone.FLASH_UP))
    _, flash_down = shown(drawn(theme).style(Tone.FLASH_DOWN))

    for red, green, blue in (up, flash_up):
        assert green > max(red, blue)
    for red, green, blue in (down, flash_down):
        assert red > max(green, blue)
        assert green - blue <= 40, "an orange, not a red"


@coloured
def test_the_cursors_row_is_seen_wherever_the_keys_are(theme: Theme) -> None:
    board = drawn(theme)
    grounds = {shown(board.style(Tone.PLAIN, background=ground))[1] for ground in (None, board.cursor)}
    assert len(grounds | {shown(board.style(Tone.PLAIN, background=board.cursor_away))[1]}) == 3


@coloured
def test_where_red_means_a_rise_the_two_colours_are_exchanged_and_no_other(theme: Theme) -> None:
    green, red = drawn(theme), theme_for(TerminalProfile(), theme, up="red")

    assert (red.style(Tone.UP), red.style(Tone.DOWN)) == (green.style(Tone.DOWN), green.style(Tone.UP))
    assert red.style(Tone.FLASH_UP) == green.style(Tone.FLASH_DOWN)
    for tone in Tone:
        if not {"UP", "DOWN"} & set(tone.name.split("_")):
            assert red.style(tone) == green.style(tone), tone


@for_each("sight", SIMULATIONS)
@for_each("system", [ColorSystem.TRUECOLOR, ColorSystem.EIGHT_BIT])
@blue_and_orange
def test_rise_and_fall_are_far_apart_for_every_kind_of_sight(theme: Theme, system: ColorSystem, sight: str) -> None:
    board = drawn(theme)
    for age in (AgeLevel.FRESH, AgeLevel.AGEING):
        up, down = (shown(board.style(tone, age), system)[0] for tone in (Tone.UP, Tone.DOWN))
        assert distance(up, down, sight) >= MIN_APART, age
    up, down = (shown(board.style(tone), system)[1] for tone in (Tone.FLASH_UP, Tone.FLASH_DOWN))
    assert distance(up, down, sight) >= MIN_APART, "moments after a move"


@for_each("sight", SIMULATIONS)
@for_each("palette", PALETTES)
@blue_and_orange
def test_they_are_in_sixteen_colours_as_well(theme: Theme, palette: str, sight: str) -> None:
    slots, colours = theme.sixteen, PALETTES[palette]
    for up, down in ((slots.up, slots.down), (slots.flash_up, slots.flash_down)):
        assert distance(colours[up], colours[down], sight) >= MIN_APART, (up, down)


@for_each("theme", _ALL)
def test_the_themes_of_sixteen_colours_use_no_other_whatever_the_terminal_has(theme: Theme) -> None:
    board = drawn(theme)
    assert (board.color_mode is ColorMode.NATIVE) is theme.is_sixteen_only
    if theme.is_sixteen_only:
        named = {name for name in board.palette if name and name != "underline"}
        assert all(Color.parse(name).number is None or Color.parse(name).number < 16 for name in named)  # type: ignore[operator]


@for_each("colours", ["true", "16", "none"])
@for_each("theme", _ALL)
def test_the_tab_that_is_shown_differs_from_the_others_by_more_than_colour(theme: Theme, colours: ColorDepth) -> None:
    board = theme_for(TerminalProfile(color_depth=colours), theme)
    current, other = board.style(Tone.CURRENT), board.style(Tone.QUIET)
    assert current.bold
    assert not other.bold
    assert bool(current.reverse) is (colours == "none")


@for_each("system", [ColorSystem.TRUECOLOR, ColorSystem.EIGHT_BIT])
@coloured
def test_each_direction_has_a_ground_of_its_own_in_the_heat_map(theme: Theme, system: ColorSystem) -> None:
    board = drawn(theme)
    rises, falls = (
        [shown(board.style(tone), system)[1] for tone in Tone if tone.name.startswith(f"HEAT_{direction}")]
        for direction in ("UP", "DOWN")
    )
    flat = shown(board.style(Tone.HEAT_FLAT), system)[1]
    background = shown(board.style(Tone.PLAIN), system)[1]

    assert len(rises) == len(falls) == 3
    assert not {*rises} & {*falls}
    assert not {*rises, *falls} & {flat, background}
