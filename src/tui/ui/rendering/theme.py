"""The style of each tone: in true colour, in the terminal's own sixteen, and without colour."""

from dataclasses import replace
from enum import Enum, auto
from functools import lru_cache
from typing import Final, NamedTuple, Protocol

from rich.style import Style
from textual.color import Color
from textual.theme import BUILTIN_THEMES
from textual.theme import Theme as TextualTheme

from tui.view import themes
from tui.view.spans import HEAT_TONES, AgeLevel, Tone
from tui.view.terminal_profile import TerminalProfile
from tui.view.themes import UNDERLINE, Palette, Theme, UpColour

_AGEING_BLEND: Final = 0.3
"""The share of `quiet` in the colour of an ageing figure; a stale one has all of it."""
_COLOURS: Final = {
    Tone.STRONG: "strong",
    Tone.QUIET: "quiet",
    Tone.RULE: "rule",
    Tone.ACCENT: "accent",
    Tone.TITLE: "accent",
    Tone.CURRENT: "accent",
    Tone.MATCH: "accent",
    Tone.UP: "up",
    Tone.GOOD: "good",
    Tone.DOWN: "down",
    Tone.FLAT: "flat",
    Tone.WARN: "warn",
    Tone.REPLAY: "background",
    Tone.BAD: "bad",
    Tone.FLASH_UP: "flash_text",
    Tone.FLASH_DOWN: "flash_text",
    Tone.FLASH_FLAT: "flash_text",
}
_FLASH_BACKGROUNDS: Final = {Tone.FLASH_UP: "flash_up", Tone.FLASH_DOWN: "flash_down", Tone.FLASH_FLAT: "flash_flat"}
_FLASH_TONES: Final = {Tone.FLASH_UP: Tone.UP, Tone.FLASH_DOWN: Tone.DOWN, Tone.FLASH_FLAT: Tone.STRONG}
"""The tone of a flash that gets no background; its glyph and weight still mark it."""
_BLOCK_TONES: Final = frozenset(tone for tone in Tone if tone.startswith(("heat-", "edge-")))
"""The tones of the heat map, which bring a ground of their own."""
_AGELESS: Final = frozenset({Tone.RULE, Tone.REPLAY, *_FLASH_BACKGROUNDS})
"""The tones of one colour at every age."""
_BOLD: Final = frozenset(
    {Tone.STRONG, Tone.TITLE, Tone.CURRENT, Tone.BAD, Tone.REPLAY, Tone.FLASH_UP, Tone.FLASH_DOWN, Tone.FLASH_FLAT}
)
_REVERSED: Final = frozenset({Tone.CURRENT, Tone.REPLAY, *_FLASH_BACKGROUNDS})
"""The tones that are reversed where there is no colour."""


class ColorMode(Enum):
    """The kind of colours that a terminal draws with."""

    TRUE = auto()
    """Colours by their RGB values, 256 of them or more."""
    NATIVE = auto()
    """The terminal's own sixteen colours and its own background: the shortest codes there are."""
    NONE = auto()
    """No colour at all: weight, dimness and reverse carry what colour does elsewhere (NO_COLOR)."""


class BoardTheme(NamedTuple):
    """The colours of one theme as a terminal draws them."""

    dark: bool
    palette: Palette
    color_mode: ColorMode = ColorMode.TRUE
    ascii: bool = False
    """Whether only ASCII may be drawn."""
    has_flash_backgrounds: bool = True
    """Whether a value that moved gets a background of its own; a colour and a glyph are fewer bytes."""

    @property
    def is_native(self) -> bool:
        """Whether it is drawn in the terminal's own colours, or in none."""
        return self.color_mode is not ColorMode.TRUE

    @property
    def background(self) -> str:
        """The background of all but the cursor's row; empty for the terminal's own."""
        return self.palette.background

    @property
    def cursor(self) -> str:
        """The background of the cursor's row in the pane that has the focus."""
        return self.palette.cursor

    @property
    def cursor_away(self) -> str:
        """The same while another pane has it."""
        return self.palette.cursor_away

    def textual_theme(self) -> TextualTheme:
        """Return the theme in Textual's own form, for what Textual draws itself; its name tells it from all others."""
        name, colours = f"bigboard-{abs(hash(self))}", self.palette
        if self.is_native:
            base = BUILTIN_THEMES["ansi-dark" if self.dark else "ansi-light"]
            return replace(base, name=name)
        return TextualTheme(
            name=name,
            dark=self.dark,
            primary=colours.accent,
            secondary=colours.quiet,
            accent=colours.accent,
            warning=colours.warn,
            error=colours.bad,
            success=colours.good,
            foreground=colours.plain,
            background=colours.background,
            surface=colours.background,
            panel=colours.cursor_away,
        )

    def style(self, tone: Tone, age_level: AgeLevel = AgeLevel.FRESH, background: str | None = None) -> Style:
        """Return the style of a tone at an age, on the given background or the theme's own."""
        return _style(self, tone, age_level, background or self.background)

    def foreground(self, tone: Tone) -> str:
        """Return the colour of a tone; empty where there is none."""
        colour: str = getattr(self.palette, _COLOURS.get(tone, "plain"))
        return colour

    def flash_background(self, tone: Tone) -> str | None:
        """Return the background of a value that has just moved, where it gets one."""
        slot = _FLASH_BACKGROUNDS.get(tone)
        background: str | None = getattr(self.palette, slot) if slot else None
        return background


class Themed(Protocol):
    """An application whose widgets are drawn in one theme."""

    board_theme: BoardTheme
    """The theme in force."""

    @property
    def is_layout_pending(self) -> bool:
        """Whether a frame of the whole screen is due that is not laid out yet."""


def _block_style(theme: BoardTheme, tone: Tone, age_level: AgeLevel) -> Style:
    """Return the style of a block of the heat map, or of its edge."""
    is_stale = age_level is AgeLevel.STALE
    if theme.color_mode is ColorMode.NONE:
        return Style(dim=is_stale or None)
    from tui.ui.rendering.heat import block_colours  # noqa: PLC0415 - the map is not open at the start

    colours = block_colours(tone, theme.palette, is_native=theme.is_native, is_stale=is_stale)
    return Style(color=colours.text, bgcolor=colours.ground, bold=(tone in HEAT_TONES and not age_level) or None)


def _true(theme: BoardTheme, tone: Tone, age_level: AgeLevel, background: str) -> Style:
    if tone is Tone.REPLAY:
        background, age_level = theme.palette.warn, AgeLevel.FRESH
    elif theme.has_flash_backgrounds:
        background = theme.flash_background(tone) or background
    else:
        tone = _FLASH_TONES.get(tone, tone)
    colour = Color.parse(theme.foreground(tone))
    if age_level and tone not in _AGELESS:
        # an old figure loses its colour, never its contrast
        quiet = Color.parse(theme.palette.quiet)
        colour = quiet if age_level is AgeLevel.STALE else colour.blend(quiet, _AGEING_BLEND)
    bold = tone in _BOLD and age_level is not AgeLevel.STALE
    return Style(color=colour.hex, bgcolor=background, bold=True if bold else None)


def _native(theme: BoardTheme, tone: Tone, age_level: AgeLevel, background: str) -> Style:
    palette = theme.palette
    if theme.has_flash_backgrounds and tone in _FLASH_BACKGROUNDS:
        return Style(color=palette.flash_text, bgcolor=theme.flash_background(tone), bold=True)
    if tone is Tone.REPLAY:
        return Style(color=palette.warn, bgcolor="default", bold=True, reverse=True)
    colour = theme.foreground(_FLASH_TONES.get(tone, tone))
    if age_level is AgeLevel.STALE:
        colour = palette.quiet
    if background == palette.cursor:
        colour = palette.cursor_text or colour
    return Style(
        color=colour,
        bgcolor="default" if background in {"", UNDERLINE} else background,
        bold=(tone in _BOLD and not age_level) or None,
        underline=background == UNDERLINE or None,
    )


def _plain(theme: BoardTheme, tone: Tone, age_level: AgeLevel, background: str) -> Style:
    reverse = tone in _REVERSED or background == theme.cursor
    dim = age_level is AgeLevel.STALE or tone in {Tone.QUIET, Tone.RULE}
    return Style(
        bold=(tone in _BOLD and not dim) or None,
        dim=(dim and not reverse) or None,
        underline=background == UNDERLINE or tone is Tone.MATCH or None,
        reverse=reverse or None,
    )


_STYLE_BY_MODE: Final = {ColorMode.TRUE: _true, ColorMode.NATIVE: _native, ColorMode.NONE: _plain}


@lru_cache(maxsize=4096)
def _style(theme: BoardTheme, tone: Tone, age_level: AgeLevel, background: str) -> Style:
    if tone in _BLOCK_TONES:
        return intern_style(_block_style(theme, tone, age_level))
    return intern_style(_STYLE_BY_MODE[theme.color_mode](theme, tone, age_level, background))


@lru_cache(maxsize=4096)
def intern_style(style: Style) -> Style:
    """Return one object for all equal styles, so that cells are compared by identity, in a fifth of the time."""
    return style


_PLAIN: Final = Palette(cursor="reverse", cursor_away=UNDERLINE)


def theme_for(profile: TerminalProfile, theme: Theme, *, up: UpColour = "green") -> BoardTheme:
    """Return a theme in what the terminal can draw, with this colour for what rises."""
    if profile.color_depth == "none":
        mode, palette = ColorMode.NONE, _PLAIN
    elif theme.is_sixteen_only or profile.color_depth == "16":
        mode, palette = ColorMode.NATIVE, theme.sixteen
    else:
        mode, palette = ColorMode.TRUE, theme.colors
    return BoardTheme(
        dark=theme.dark,
        palette=palette.turned() if up == "red" else palette,
        color_mode=mode,
        ascii=profile.ascii,
        has_flash_backgrounds=not profile.slow,
    )


DARK: Final = theme_for(TerminalProfile(), themes.DARK)
