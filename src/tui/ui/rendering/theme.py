"""The style of each tone: in true colour, in the terminal's own sixteen, and without colour."""

from dataclasses import replace
from enum import Enum, auto
from functools import lru_cache
from typing import Final, NamedTuple, Protocol

from rich.style import Style
from textual.color import Color
from textual.theme import BUILTIN_THEMES, Theme

from tui.view.spans import AgeLevel, Tone
from tui.view.terminal_profile import TerminalProfile

_FADES: Final = {AgeLevel.FRESH: 0.0, AgeLevel.AGEING: 0.30, AgeLevel.STALE: 0.62}
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
    Tone.TICK_UP: "tick_text",
    Tone.TICK_DOWN: "tick_text",
    Tone.TICK_FLAT: "tick_text",
}
_TICK_BACKGROUNDS: Final = {Tone.TICK_UP: "tick_up", Tone.TICK_DOWN: "tick_down", Tone.TICK_FLAT: "tick_flat"}
_TICK_TONES: Final = {Tone.TICK_UP: Tone.UP, Tone.TICK_DOWN: Tone.DOWN, Tone.TICK_FLAT: Tone.STRONG}
"""The tone of a tick that gets no background; its glyph and weight still mark it."""
_BOLD: Final = frozenset({Tone.STRONG, Tone.TITLE, Tone.BAD, Tone.TICK_UP, Tone.TICK_DOWN, Tone.TICK_FLAT})


class ColorMode(Enum):
    """The colours there are to draw with."""

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
    tick_up: str = ""
    tick_down: str = ""
    tick_flat: str = ""
    tick_text: str = ""
    inks: ColorMode = ColorMode.TRUE
    ascii: bool = False
    """Whether only ASCII may be drawn."""
    has_tick_backgrounds: bool = True
    """Whether a value that moved gets a background of its own; a colour and a glyph are fewer bytes."""

    def theme(self) -> Theme:
        """Return the same as a theme of Textual's, for what that draws itself."""
        if self.inks is not ColorMode.TRUE:
            return replace(BUILTIN_THEMES["ansi-dark" if self.dark else "ansi-light"], name=self.name)
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
        )

    def style(self, tone: Tone, fade: AgeLevel = AgeLevel.FRESH, background: str | None = None) -> Style:
        """Return the style of a tone at an age, on the given background or the theme's own."""
        return _style(self, tone, fade, background or self.background)

    def foreground(self, tone: Tone) -> str:
        """Return the colour of a tone; empty where there is none."""
        colour: str = getattr(self, _COLOURS.get(tone, "plain"))
        return colour

    def tick_background(self, tone: Tone) -> str | None:
        """Return the background of a value that has just moved, where it gets one."""
        background: str | None = getattr(self, _TICK_BACKGROUNDS[tone]) if tone in _TICK_BACKGROUNDS else None
        return background


class Themed(Protocol):
    """An application whose widgets are drawn in one theme."""

    @property
    def palette(self) -> BoardTheme:
        """The colours in force."""


def _true(palette: BoardTheme, tone: Tone, fade: AgeLevel, background: str) -> Style:
    if palette.has_tick_backgrounds:
        background = palette.tick_background(tone) or background
    else:
        tone = _TICK_TONES.get(tone, tone)
    colour = Color.parse(palette.foreground(tone))
    if fade:
        # an old figure loses its colour before it loses its contrast
        towards = Color.parse(palette.quiet).blend(Color.parse(background), 0.35)
        colour = colour.blend(towards, min(1.0, _FADES[fade] * 1.5))
    bold = tone in _BOLD and fade is not AgeLevel.STALE
    return Style(color=colour.hex, bgcolor=background, bold=True if bold else None)


def _native(palette: BoardTheme, tone: Tone, fade: AgeLevel, background: str) -> Style:
    background = (palette.tick_background(tone) if palette.has_tick_backgrounds else None) or background
    colour = palette.foreground(tone if palette.has_tick_backgrounds else _TICK_TONES.get(tone, tone))
    if fade is AgeLevel.STALE:
        colour = palette.quiet
    if background and colour == palette.quiet:
        colour = palette.plain
    bold = tone in _BOLD and not fade
    return Style(color=colour or "default", bgcolor=background or "default", bold=True if bold else None)


def _plain(_palette: BoardTheme, tone: Tone, fade: AgeLevel, background: str) -> Style:
    reverse = tone in _TICK_BACKGROUNDS or bool(background)
    dim = fade is AgeLevel.STALE or tone in {Tone.QUIET, Tone.RULE}
    return Style(bold=(tone in _BOLD and not dim) or None, dim=(dim and not reverse) or None, reverse=reverse or None)


_STYLE_BY_MODE: Final = {ColorMode.TRUE: _true, ColorMode.NATIVE: _native, ColorMode.NONE: _plain}


@lru_cache(maxsize=1024)
def _style(palette: BoardTheme, tone: Tone, fade: AgeLevel, background: str) -> Style:
    return intern_style(_STYLE_BY_MODE[palette.inks](palette, tone, fade, background))


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
    quiet="#74808d",
    rule="#323b45",
    accent="#7cb7ff",
    up="#4cc38a",
    down="#f2716b",
    flat="#aab4bf",
    warn="#e0b252",
    bad="#ff8a75",
    cursor="#1d2d44",
    cursor_away="#1d2126",
    tick_up="#14602c",
    tick_down="#8a2a2a",
    tick_flat="#3a4653",
    tick_text="#ffffff",
)

LIGHT: Final = BoardTheme(
    name="bigboard-light",
    dark=False,
    background="#fbfaf7",
    plain="#2b3138",
    strong="#0e1216",
    quiet="#6c7680",
    rule="#cfd3d6",
    accent="#1a5fb4",
    up="#117a2f",
    down="#c0261c",
    flat="#4c565f",
    warn="#8f5d00",
    bad="#b31412",
    cursor="#d9e7f8",
    cursor_away="#eeeeea",
    tick_up="#a9e5bf",
    tick_down="#ffc0bd",
    tick_flat="#d5dae0",
    tick_text="#0e1216",
)

NATIVE_DARK: Final = BoardTheme(
    name="bigboard-16-dark",
    dark=True,
    inks=ColorMode.NATIVE,
    plain="default",
    strong="default",
    quiet="bright_black",
    rule="bright_black",
    # the bright ones: consoles draw plain red too dark for black, and even more for the blue of the cursor's row
    accent="bright_cyan",
    up="bright_green",
    down="bright_red",
    flat="default",
    warn="bright_yellow",
    bad="bright_red",
    cursor="blue",
    cursor_away="bright_black",
    tick_up="bright_green",
    tick_down="bright_red",
    tick_flat="bright_black",
    tick_text="black",
)

NATIVE_LIGHT: Final = NATIVE_DARK._replace(
    name="bigboard-16-light",
    dark=False,
    accent="blue",
    up="green",
    down="red",
    warn="magenta",
    bad="red",
    cursor="cyan",
    tick_up="green",
)

PLAIN: Final = BoardTheme(name="bigboard-plain", dark=True, inks=ColorMode.NONE, cursor="reverse")


def theme_for(link: TerminalProfile, *, dark: bool) -> BoardTheme:
    """Return the colours for a terminal and a theme."""
    if link.colours == "none":
        theme = PLAIN
    elif link.colours == "16":
        theme = NATIVE_DARK if dark else NATIVE_LIGHT
    else:
        theme = DARK if dark else LIGHT
    return theme._replace(ascii=link.ascii, has_tick_backgrounds=not link.slow)
