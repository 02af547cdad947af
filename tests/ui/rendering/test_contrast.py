"""Contrast by the formula of WCAG 2: every text at least 4.5:1 on every ground that it can be on, every rule 3:1."""

from collections.abc import Iterator, Mapping
from itertools import product
from typing import Final

import pytest
from rich.color import Color, ColorSystem
from rich.color_triplet import ColorTriplet
from rich.style import Style

from tui.ui.rendering.heat import EDGE_TONES, HEAT_TONES
from tui.ui.rendering.theme import BoardTheme, theme_for
from tui.view.spans import AgeLevel, Tone
from tui.view.terminal_profile import ColorDepth, TerminalProfile

TEXT_TONES: Final = tuple(tone for tone in Tone if tone not in EDGE_TONES)
"""All but those of the lower edges of blocks, in which nothing is written."""
MIN_TEXT: Final = 4.5
MIN_RULE: Final = 3.0
MIN_ANYWHERE: Final = 3.5
"""Of text on the cursor's row in sixteen colours, which each terminal mixes in its own way."""

_NAMES: Final = ("black", "red", "green", "yellow", "blue", "magenta", "cyan", "white")
_SIXTEEN: Final = (*_NAMES, *(f"bright_{name}" for name in _NAMES))
_XTERM: Final = (
    "000000 cd0000 00cd00 cdcd00 0000ee cd00cd 00cdcd e5e5e5 7f7f7f ff0000 00ff00 ffff00 5c5cff ff00ff 00ffff ffffff"
)
_LINUX: Final = (
    "000000 aa0000 00aa00 aa5500 0000aa aa00aa 00aaaa aaaaaa 555555 ff5555 55ff55 ffff55 5555ff ff55ff 55ffff ffffff"
)
_TANGO: Final = (
    "2e3436 cc0000 4e9a06 c4a000 3465a4 75507b 06989a d3d7cf 555753 ef2929 8ae234 fce94f 729fcf ad7fa8 34e2e2 eeeeec"
)
_VS_CODE: Final = (
    "000000 cd3131 0dbc79 e5e510 2472c8 bc3fbc 11a8cd e5e5e5 666666 f14c4c 23d18b f5f543 3b8eea d670d6 29b8db e5e5e5"
)
_WINDOWS: Final = (
    "0c0c0c c50f1f 13a10e c19c00 0037da 881798 3a96dd cccccc 767676 e74856 16c60c f9f1a5 3b78ff b4009e 61d6d6 f2f2f2"
)
_MACOS: Final = (
    "000000 990000 00a600 999900 0000b2 b200b2 00a6b2 bfbfbf 666666 e50000 00d900 e5e500 0000ff e500e5 00e5e5 e5e5e5"
)
Palette = Mapping[str, ColorTriplet]


def triplet(hex_digits: str) -> ColorTriplet:
    return Color.parse(f"#{hex_digits}").get_truecolor()


PALETTES: Final[Mapping[str, Palette]] = {
    name: dict(zip(_SIXTEEN, map(triplet, colours.split()), strict=True))
    for name, colours in (("xterm", _XTERM), ("linux", _LINUX))
}


def luminance(colour: ColorTriplet) -> float:
    linear = [
        share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4
        for share in (part / 255 for part in colour)
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: ColorTriplet, other: ColorTriplet) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def styles(theme: BoardTheme) -> Iterator[tuple[Tone, AgeLevel, str, Style]]:
    """Every style that a piece of text can have: of each tone at each age, in a plain line and in the cursor's."""
    for tone, age, ground in product(TEXT_TONES, AgeLevel, (theme.background, theme.cursor, theme.cursor_away)):
        yield tone, age, ground, theme.style(tone, age, ground)


def wanted(tone: Tone) -> float:
    return MIN_RULE if tone is Tone.RULE else MIN_TEXT


@pytest.mark.parametrize("depth", [ColorSystem.TRUECOLOR, ColorSystem.EIGHT_BIT], ids=["true", "256"])
@pytest.mark.parametrize("slow", [False, True])
@pytest.mark.parametrize("dark", [True, False])
def test_every_tone_is_legible_on_every_ground(depth: ColorSystem, *, dark: bool, slow: bool) -> None:
    theme = theme_for(TerminalProfile(slow=slow), dark=dark)
    for tone, age, ground, style in styles(theme):
        assert style.color is not None
        assert style.bgcolor is not None
        text, back = (each.downgrade(depth).get_truecolor() for each in (style.color, style.bgcolor))
        assert contrast(text, back) >= wanted(tone), (tone, age, ground, round(contrast(text, back), 2))


@pytest.mark.parametrize("slow", [False, True])
@pytest.mark.parametrize("palette", PALETTES)
@pytest.mark.parametrize("dark", [True, False])
def test_every_tone_is_legible_in_sixteen_colours(palette: str, *, dark: bool, slow: bool) -> None:
    colours = PALETTES[palette]
    plain, ground = (colours["white"], colours["black"]) if dark else (colours["black"], colours["bright_white"])
    for tone, age, on, style in styles(theme_for(TerminalProfile(color_depth="16", slow=slow), dark=dark)):
        text, back = shown(style.color, plain, colours), shown(style.bgcolor, ground, colours)
        assert contrast(text, back) >= wanted(tone), (tone, age, on, style, round(contrast(text, back), 2))


@pytest.mark.parametrize("palette", [_XTERM, _LINUX, _TANGO, _VS_CODE, _WINDOWS, _MACOS])
@pytest.mark.parametrize("dark", [True, False])
def test_the_cursors_row_has_contrast_in_the_sixteen_colours_of_any_terminal(palette: str, *, dark: bool) -> None:
    colours = dict(zip(_SIXTEEN, map(triplet, palette.split()), strict=True))
    theme = theme_for(TerminalProfile(color_depth="16", slow=True), dark=dark)
    for tone, age in product(set(TEXT_TONES) - HEAT_TONES, AgeLevel):
        style = theme.style(tone, age, theme.cursor)
        assert style.color is not None
        assert style.bgcolor is not None
        found = contrast(colours[style.color.name], colours[style.bgcolor.name])
        assert found >= MIN_ANYWHERE, (tone, age, round(found, 2))


def shown(colour: Color | None, default: ColorTriplet, colours: Palette) -> ColorTriplet:
    return default if colour is None or colour.is_default else colours[colour.name]


@pytest.mark.parametrize("colours", ["true", "16", "none"])
@pytest.mark.parametrize("dark", [True, False])
@pytest.mark.parametrize("tone", [Tone.STRONG, Tone.UP, Tone.DOWN])
def test_a_stale_figure_is_not_drawn_like_a_live_one(colours: ColorDepth, tone: Tone, *, dark: bool) -> None:
    theme = theme_for(TerminalProfile(color_depth=colours), dark=dark)

    fresh, stale = theme.style(tone), theme.style(tone, AgeLevel.STALE)
    assert (fresh.color, fresh.bold, fresh.dim) != (stale.color, stale.bold, stale.dim)


@pytest.mark.parametrize("colours", ["true", "16", "none"])
@pytest.mark.parametrize("dark", [True, False])
def test_the_cursors_row_shows_in_every_depth_of_colour(colours: ColorDepth, *, dark: bool) -> None:
    theme = theme_for(TerminalProfile(color_depth=colours), dark=dark)

    looks = {theme.style(Tone.PLAIN, background=ground) for ground in (None, theme.cursor, theme.cursor_away)}
    assert len(looks) == 3


@pytest.mark.parametrize("tone", Tone)
def test_without_colours_a_fresh_figure_is_neither_dim_nor_coloured(tone: Tone) -> None:
    theme = theme_for(TerminalProfile(color_depth="none"), dark=True)
    fresh, stale = theme.style(tone), theme.style(tone, AgeLevel.STALE)

    assert fresh.color is fresh.bgcolor is None
    assert bool(fresh.dim) is (tone in {Tone.QUIET, Tone.RULE})
    assert stale.dim or stale.reverse
