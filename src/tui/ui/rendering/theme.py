"""The style of each tone: in true colour, in the terminal's own sixteen, and without colour."""

from dataclasses import replace
from enum import Enum, auto
from functools import lru_cache
from typing import Final, NamedTuple, Protocol

from rich.style import Style
from textual.color import Color
from textual.theme import BUILTIN_THEMES, Theme

from tui.ui.rendering.heat import EDGE_TONES, HEAT_TONES, BlockColours, heat_colours, native_heat_colours
from tui.view.spans import AgeLevel, Tone
from tui.view.terminal_profile import TerminalProfile

_AGEING_BLEND: Final = 0.3
"""The share of `quiet` in the colour of an ageing figure; a stale one has all of it."""
_COLOURS: Final = {
    Tone.STRONG: "strong",
    Tone.QUIET: "quiet",
    Tone.RULE: "rule",
    Tone.ACCENT: "accent",
    Tone.TITLE: "accent",
    Tone.MATCH: "accent",
    Tone.UP: "up",
    Tone.GOOD: "up",
    Tone.DOWN: "down",
    Tone.FLAT: "flat",
    Tone.WARN: "warn",
    Tone.BAD: "bad",
    Tone.FLASH_UP: "flash_text",
    Tone.FLASH_DOWN: "flash_text",
    Tone.FLASH_FLAT: "flash_text",
}
_FLASH_BACKGROUNDS: Final = {Tone.FLASH_UP: "flash_up", Tone.FLASH_DOWN: "flash_down", Tone.FLASH_FLAT: "flash_flat"}
_FLASH_TONES: Final = {Tone.FLASH_UP: Tone.UP, Tone.FLASH_DOWN: Tone.DOWN, Tone.FLASH_FLAT: Tone.STRONG}
"""The tone of a flash that gets no background; its glyph and weight still mark it."""
_AGELESS: Final = frozenset({Tone.RULE, *_FLASH_BACKGROUNDS})
"""The tones of one colour at every age."""
_BOLD: Final = frozenset({Tone.STRONG, Tone.TITLE, Tone.BAD, Tone.FLASH_UP, Tone.FLASH_DOWN, Tone.FLASH_FLAT})


UNDERLINE: Final = "underline"
"""In place of a background: a line under the cursor's row, which leaves every colour as legible as it was."""
_ON_CURSOR: Final = {"blue": "bright_white", "cyan": "black"}
"""The one colour of all text on the cursor's row, by its background: the sixteen differ from terminal to terminal, and
in some the others are hard to read there. Arrows and signs show the direction."""


class ColorMode(Enum):
    """The kind of colours that a terminal draws with."""

    TRUE = auto()
    """Colours by their RGB values, 256 of them or more."""
    NATIVE = auto()
    """The terminal's own sixteen colours and its own background: the shortest codes there are."""
    NONE = auto()
    """No colour at all: weight, dimness and reverse carry what colour does elsewhere (NO_COLOR)."""


class BoardTheme(NamedTuple):
    """The colours of one theme, as `#rrggbb` or as the names of the terminal's own."""

    name: str
    dark: bool
    background: str = ""
    plain: str = ""
    strong: str = ""
    quiet: str = ""
    rule: str = ""
    accent: str = ""
    up: str = ""
    down: str = ""
    flat: str = ""
    warn: str = ""
    bad: str = ""
    cursor: str = ""
    """The background of the cursor's row in the pane that has the focus."""
    cursor_away: str = ""
    """The same while another pane has it."""
    flash_up: str = ""
    flash_down: str = ""
    flash_flat: str = ""
    flash_text: str = ""
    color_mode: ColorMode = ColorMode.TRUE
    ascii: bool = False
    """Whether only ASCII may be drawn."""
    has_flash_backgrounds: bool = True
    """Whether a value that moved gets a background of its own; a colour and a glyph are fewer bytes."""

    def textual_theme(self) -> Theme:
        """Return the theme in Textual's own form, for what Textual draws itself."""
        if self.color_mode is not ColorMode.TRUE:
            base = BUILTIN_THEMES["ansi-dark" if self.dark else "ansi-light"]
            return replace(base, name=self.name, variables={**base.variables, **self._variables()})
        return Theme(
            name=self.name,
            dark=self.dark,
            primary=self.accent,
            secondary=self.quiet,
            accent=self.accent,
            warning=self.warn,
            error=self.bad,
            success=self.up,
            foreground=self.plain,
            background=self.background,
            surface=self.background,
            panel=self.cursor_away,
            variables=self._variables(),
        )

    def _variables(self) -> dict[str, str]:
        """Return the colours of the board by which the command palette is drawn like it."""
        on_cursor = _ON_CURSOR.get(self.cursor, self.plain)
        colours = {"accent": self.accent, "quiet": self.quiet, "cursor": self.cursor, "cursor-text": on_cursor}
        style = "none"
        if self.color_mode is ColorMode.NONE:
            colours, style = dict.fromkeys(colours, "default"), "bold underline"
        prefix = "" if self.color_mode is ColorMode.TRUE else "ansi_"
        return {"board-cursor-style": style, **{f"board-{name}": prefix + each for name, each in colours.items()}}

    def style(self, tone: Tone, age_level: AgeLevel = AgeLevel.FRESH, background: str | None = None) -> Style:
        """Return the style of a tone at an age, on the given background or the theme's own."""
        return _style(self, tone, age_level, background or self.background)

    def foreground(self, tone: Tone) -> str:
        """Return the colour of a tone; empty where there is none."""
        colour: str = getattr(self, _COLOURS.get(tone, "plain"))
        return colour

    def flash_background(self, tone: Tone) -> str | None:
        """Return the background of a value that has just moved, where it gets one."""
        background: str | None = getattr(self, _FLASH_BACKGROUNDS[tone]) if tone in _FLASH_BACKGROUNDS else None
        return background


class Themed(Protocol):
    """An application whose widgets are drawn in one theme."""

    @property
    def board_theme(self) -> BoardTheme:
        """The theme in force."""


def _block_style(theme: BoardTheme, tone: Tone, age_level: AgeLevel) -> Style:
    """Return the style of a block of the heat map, or of its edge."""
    # an old figure is no move of today
    heat = Tone.HEAT_FLAT if age_level is AgeLevel.STALE else EDGE_TONES.get(tone, tone)
    if theme.color_mode is ColorMode.NONE:
        return Style(dim=age_level is AgeLevel.STALE or None)
    if theme.color_mode is ColorMode.NATIVE:
        colours = native_heat_colours(heat, up=theme.up, down=theme.down, flat=theme.flat)
    else:
        texts = (theme.plain,) if age_level is AgeLevel.STALE else (theme.strong, theme.plain, theme.background)
        colours = heat_colours(
            heat, background=theme.background, up=theme.up, down=theme.down, flat=theme.flat, texts=texts
        )
    if tone in EDGE_TONES:
        colours = _edge_colours(theme, colours)
    return Style(color=colours.text, bgcolor=colours.ground, bold=(tone in HEAT_TONES and not age_level) or None)


def _edge_colours(theme: BoardTheme, colours: BlockColours) -> BlockColours:
    """Return the colours of the edge of a block: its ground on that of the board."""
    below = theme.background if theme.color_mode is ColorMode.TRUE else "default"
    return BlockColours(below, colours.text if colours.ground == "default" else colours.ground)


def _true(theme: BoardTheme, tone: Tone, age_level: AgeLevel, background: str) -> Style:
    if theme.has_flash_backgrounds:
        background = theme.flash_background(tone) or background
    else:
        tone = _FLASH_TONES.get(tone, tone)
    colour = Color.parse(theme.foreground(tone))
    if age_level and tone not in _AGELESS:
        # an old figure loses its colour, never its contrast
        quiet = Color.parse(theme.quiet)
        colour = quiet if age_level is AgeLevel.STALE else colour.blend(quiet, _AGEING_BLEND)
    bold = tone in _BOLD and age_level is not AgeLevel.STALE
    return Style(color=colour.hex, bgcolor=background, bold=True if bold else None)


def _native(theme: BoardTheme, tone: Tone, age_level: AgeLevel, background: str) -> Style:
    if theme.has_flash_backgrounds and tone in _FLASH_BACKGROUNDS:
        return Style(color=theme.flash_text, bgcolor=theme.flash_background(tone), bold=True)
    colour = theme.foreground(_FLASH_TONES.get(tone, tone))
    if age_level is AgeLevel.STALE:
        colour = theme.quiet
    if background == theme.cursor:
        colour = _ON_CURSOR.get(background, colour)
    return Style(
        color=colour,
        bgcolor="default" if background in {"", UNDERLINE} else background,
        bold=(tone in _BOLD and not age_level) or None,
        underline=background == UNDERLINE or None,
    )


def _plain(theme: BoardTheme, tone: Tone, age_level: AgeLevel, background: str) -> Style:
    reverse = tone in _FLASH_BACKGROUNDS or background == theme.cursor
    dim = age_level is AgeLevel.STALE or tone in {Tone.QUIET, Tone.RULE}
    return Style(
        bold=(tone in _BOLD and not dim) or None,
        dim=(dim and not reverse) or None,
        underline=background == UNDERLINE or None,
        reverse=reverse or None,
    )


_STYLE_BY_MODE: Final = {ColorMode.TRUE: _true, ColorMode.NATIVE: _native, ColorMode.NONE: _plain}


@lru_cache(maxsize=1024)
def _style(theme: BoardTheme, tone: Tone, age_level: AgeLevel, background: str) -> Style:
    if tone in HEAT_TONES or tone in EDGE_TONES:
        return intern_style(_block_style(theme, tone, age_level))
    return intern_style(_STYLE_BY_MODE[theme.color_mode](theme, tone, age_level, background))


@lru_cache(maxsize=1024)
def intern_style(style: Style) -> Style:
    """Return one object for all equal styles, so that cells are compared by identity, in a fifth of the time."""
    return style


DARK: Final = BoardTheme(
    name="bigboard-dark",
    dark=True,
    background="#0d1014",
    plain="#c3ccd6",
    strong="#eef2f6",
    quiet="#8d98a5",
    rule="#6c7783",
    accent="#7cb7ff",
    up="#4cc38a",
    down="#f2716b",
    flat="#aab4bf",
    warn="#e0b252",
    bad="#ff8a75",
    cursor="#1d2d44",
    cursor_away="#1d2126",
    flash_up="#14602c",
    flash_down="#8a2a2a",
    flash_flat="#3a4653",
    flash_text="#ffffff",
)

LIGHT: Final = BoardTheme(
    name="bigboard-light",
    dark=False,
    background="#fbfaf7",
    plain="#2b3138",
    strong="#0e1216",
    quiet="#545e68",
    rule="#737a80",
    accent="#0f519f",
    up="#0f7029",
    down="#ae1b15",
    flat="#4c565f",
    warn="#855600",
    bad="#b31412",
    cursor="#e0ecfa",
    cursor_away="#eeeeea",
    flash_up="#a9e5bf",
    flash_down="#ffc0bd",
    flash_flat="#d5dae0",
    flash_text="#0e1216",
)

NATIVE_DARK: Final = BoardTheme(
    name="bigboard-16-dark",
    dark=True,
    color_mode=ColorMode.NATIVE,
    plain="default",
    strong="default",
    # the terminal's own text: bright black is too dark for it on some consoles and invisible in some palettes
    quiet="default",
    rule="cyan",
    # the bright ones: consoles draw plain red too dark for black
    accent="bright_cyan",
    up="bright_green",
    down="bright_red",
    flat="default",
    warn="bright_yellow",
    bad="bright_red",
    cursor="blue",
    cursor_away=UNDERLINE,
    flash_up="bright_green",
    flash_down="bright_red",
    flash_flat="white",
    flash_text="black",
)

NATIVE_LIGHT: Final = NATIVE_DARK._replace(
    name="bigboard-16-light",
    dark=False,
    rule="bright_black",
    accent="blue",
    # not green: that of the sixteen is too light for white
    up="blue",
    down="red",
    warn="magenta",
    bad="red",
    cursor="cyan",
    flash_up="green",
)

PLAIN: Final = BoardTheme(
    name="bigboard-plain", dark=True, color_mode=ColorMode.NONE, cursor="reverse", cursor_away=UNDERLINE
)


def theme_for(profile: TerminalProfile, *, dark: bool) -> BoardTheme:
    """Return the dark or the light theme in what the terminal can draw."""
    if profile.color_depth == "none":
        theme = PLAIN
    elif profile.color_depth == "16":
        theme = NATIVE_DARK if dark else NATIVE_LIGHT
    else:
        theme = DARK if dark else LIGHT
    return theme._replace(ascii=profile.ascii, has_flash_backgrounds=not profile.slow)
