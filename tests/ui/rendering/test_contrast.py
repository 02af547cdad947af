"""Contrast by the formula of WCAG 2: every text at least 4.5:1 on every ground that it can be on, every rule 3:1.

In every shipped theme, whichever colour a rise has, in true colour, in 256 colours and in sixteen.
"""

from collections.abc import Iterator
from itertools import product
from typing import Final

from rich.color import Color, ColorSystem
from rich.color_triplet import ColorTriplet
from rich.style import Style

from tests.kit.colour_vision import contrast
from tests.kit.marks import for_each
from tests.kit.terminal_palettes import PALETTES, STANDARD, Palette
from tui.config.themes.loader import SHIPPED, shipped_theme
from tui.ui.rendering.theme import BoardTheme, theme_for
from tui.view.spans import EDGE_TONES, HEAT_TONES, AgeLevel, Tone
from tui.view.terminal_profile import ColorDepth, TerminalProfile
from tui.view.themes import DARK, UpColour

TEXT_TONES: Final = tuple(tone for tone in Tone if tone not in EDGE_TONES)
"""All but those of the lower edges of blocks, in which nothing is written."""
MIN_TEXT: Final = 4.5
MIN_RULE: Final = 3.0
MIN_ENHANCED: Final = 7.0
"""Of text in the themes of high contrast, in 256 colours and more."""
MIN_ANYWHERE: Final = 3.5
"""Of text on the cursor's row in sixteen colours, which each terminal mixes in its own way."""


def styles(theme: BoardTheme) -> Iterator[tuple[Tone, AgeLevel, str, Style]]:
    """Every style that a piece of text can have: of each tone at each age, in a plain line and in the cursor's."""
    for tone, age, ground in product(TEXT_TONES, AgeLevel, (theme.background, theme.cursor, theme.cursor_away)):
        yield tone, age, ground, theme.style(tone, age, ground)


def wanted(tone: Tone, name: str) -> float:
    if tone is Tone.RULE:
        return MIN_RULE
    if tone in HEAT_TONES:
        return MIN_TEXT
    return MIN_ENHANCED if name.startswith("contrast") else MIN_TEXT


themes = for_each("name", SHIPPED)


@for_each("depth", [ColorSystem.TRUECOLOR, ColorSystem.EIGHT_BIT])
@for_each("slow", [False, True])
@for_each("up", ["green", "red"])
@for_each("name", [name for name in SHIPPED if not shipped_theme(name).is_sixteen_only])
def test_every_tone_is_legible_on_every_ground(name: str, up: UpColour, depth: ColorSystem, *, slow: bool) -> None:
    theme = theme_for(TerminalProfile(slow=slow), shipped_theme(name), up=up)
    for tone, age, ground, style in styles(theme):
        assert style.color is not None
        assert style.bgcolor is not None
        text, back = (each.downgrade(depth).get_truecolor() for each in (style.color, style.bgcolor))
        assert contrast(text, back) >= wanted(tone, name), (tone, age, ground, round(contrast(text, back), 2))


@for_each("slow", [False, True])
@for_each("palette", STANDARD)
@for_each("up", ["green", "red"])
@themes
def test_every_tone_is_legible_in_sixteen_colours(name: str, up: UpColour, palette: str, *, slow: bool) -> None:
    colours, theme = STANDARD[palette], shipped_theme(name)
    plain, ground = (colours["white"], colours["black"]) if theme.dark else (colours["black"], colours["bright_white"])
    for tone, age, on, style in styles(theme_for(TerminalProfile(color_depth="16", slow=slow), theme, up=up)):
        text, back = shown(style.color, plain, colours), shown(style.bgcolor, ground, colours)
        found, least = contrast(text, back), MIN_RULE if tone is Tone.RULE else MIN_TEXT
        assert found >= least, (tone, age, on, style, round(found, 2))


@for_each("palette", PALETTES)
@themes
def test_the_cursors_row_has_contrast_in_the_sixteen_colours_of_any_terminal(palette: str, name: str) -> None:
    colours = PALETTES[palette]
    theme = theme_for(TerminalProfile(color_depth="16", slow=True), shipped_theme(name))
    # these bring a ground of their own
    for tone, age in product(set(TEXT_TONES) - HEAT_TONES - {Tone.REPLAY}, AgeLevel):
        style = theme.style(tone, age, theme.cursor)
        assert style.color is not None
        assert style.bgcolor is not None
        found = contrast(colours[style.color.name], colours[style.bgcolor.name])
        assert found >= MIN_ANYWHERE, (tone, age, round(found, 2))


def shown(colour: Color | None, default: ColorTriplet, colours: Palette) -> ColorTriplet:
    return default if colour is None or colour.is_default else colours[colour.name]


@for_each("colours", ["true", "16", "none"])
@for_each("tone", [Tone.STRONG, Tone.UP, Tone.DOWN])
@themes
def test_a_stale_figure_is_not_drawn_like_a_live_one(colours: ColorDepth, tone: Tone, name: str) -> None:
    theme = theme_for(TerminalProfile(color_depth=colours), shipped_theme(name))

    fresh, stale = theme.style(tone), theme.style(tone, AgeLevel.STALE)
    assert (fresh.color, fresh.bold, fresh.dim) != (stale.color, stale.bold, stale.dim)


@for_each("colours", ["true", "16", "none"])
@themes
def test_the_cursors_row_shows_in_every_depth_of_colour(colours: ColorDepth, name: str) -> None:
    theme = theme_for(TerminalProfile(color_depth=colours), shipped_theme(name))

    looks = {theme.style(Tone.PLAIN, background=ground) for ground in (None, theme.cursor, theme.cursor_away)}
    assert len(looks) == 3


@for_each("tone", Tone)
def test_without_colours_a_fresh_figure_is_neither_dim_nor_coloured(tone: Tone) -> None:
    theme = theme_for(TerminalProfile(color_depth="none"), DARK)
    fresh, stale = theme.style(tone), theme.style(tone, AgeLevel.STALE)

    assert fresh.color is fresh.bgcolor is None
    assert bool(fresh.dim) is (tone in {Tone.QUIET, Tone.RULE})
    assert stale.dim or stale.reverse
