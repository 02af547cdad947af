"""What each tone looks like: two themes in colour, one without."""

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from rich.style import Style
from textual.color import Color
from textual.theme import Theme

from tui.view.tone import Fade, Tone

_FADES: Final = {Fade.FRESH: 0.0, Fade.AGEING: 0.30, Fade.STALE: 0.62}
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
_BOLD: Final = frozenset({Tone.STRONG, Tone.TITLE, Tone.BAD, Tone.TICK_UP, Tone.TICK_DOWN, Tone.TICK_FLAT})


@dataclass(frozen=True, slots=True, kw_only=True)
class Palette:
    """The colours of one theme, as `#rrggbb`."""

    name: str
    dark: bool
    ground: str
    plain: str
    strong: str
    quiet: str
    rule: str
    accent: str
    up: str
    down: str
    flat: str
    warn: str
    bad: str
    cursor: str
    """The ground of the cursor's row in the pane that has the keys."""
    cursor_away: str
    """The same while another pane has them."""
    tick_up: str
    tick_down: str
    tick_flat: str
    tick_text: str

    def theme(self) -> Theme:
        """The same for what Textual draws itself."""
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
            background=self.ground,
            surface=self.ground,
            panel=self.cursor_away,
        )

    def _foreground(self, tone: Tone) -> str:
        colour: str = getattr(self, _COLOURS.get(tone, "plain"))
        return colour

    def style(self, tone: Tone, fade: Fade = Fade.FRESH, ground: str | None = None) -> Style:
        """The style of a tone at an age, on the given ground or the theme's own."""
        return _style(self, tone, fade, ground or self.ground)

    def made(self, tone: Tone, fade: Fade, ground: str) -> Style:
        """The style itself; `style` remembers it."""
        ticks = {Tone.TICK_UP: self.tick_up, Tone.TICK_DOWN: self.tick_down, Tone.TICK_FLAT: self.tick_flat}
        ground = ticks.get(tone, ground)
        colour = Color.parse(self._foreground(tone))
        if fade:
            # an old figure loses its colour before it loses its contrast
            towards = Color.parse(self.quiet).blend(Color.parse(ground), 0.35)
            colour = colour.blend(towards, min(1.0, _FADES[fade] * 1.5))
        bold = tone in _BOLD and fade is not Fade.STALE
        return Style(color=colour.hex, bgcolor=ground, bold=True if bold else None)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainPalette(Palette):
    """No colour at all: weight, dimness and reverse carry what colour does elsewhere (NO_COLOR)."""

    ground: str = field(default="")

    def made(self, tone: Tone, fade: Fade, ground: str) -> Style:
        """The style itself; `style` remembers it."""
        reverse = tone in {Tone.TICK_UP, Tone.TICK_DOWN, Tone.TICK_FLAT} or bool(ground)
        dim = fade is Fade.STALE or tone in {Tone.QUIET, Tone.RULE}
        return Style(bold=tone in _BOLD or None, dim=dim or None, reverse=reverse or None)


@lru_cache(maxsize=1024)
def _style(palette: Palette, tone: Tone, fade: Fade, ground: str) -> Style:
    return palette.made(tone, fade, ground)


DARK: Final = Palette(
    name="bigboard-dark",
    dark=True,
    ground="#0d1014",
    plain="#c3ccd6",
    strong="#eef2f6",
    quiet="#74808d",
    rule="#323b45",
    accent="#7cb7ff",
    up="#4cc38a",
    down="#f2766b",
    flat="#aab4bf",
    warn="#e0b252",
    bad="#ff8a75",
    cursor="#1d2d44",
    cursor_away="#181e26",
    tick_up="#14603c",
    tick_down="#8a2a2a",
    tick_flat="#3a4653",
    tick_text="#ffffff",
)

LIGHT: Final = Palette(
    name="bigboard-light",
    dark=False,
    ground="#fbfaf7",
    plain="#2b3138",
    strong="#0e1216",
    quiet="#6c7680",
    rule="#cfd3d6",
    accent="#1a5fb4",
    up="#117a48",
    down="#c0261c",
    flat="#4c565f",
    warn="#8f5d00",
    bad="#b31412",
    cursor="#d9e7f8",
    cursor_away="#eeeeea",
    tick_up="#a9e5c3",
    tick_down="#ffc6bd",
    tick_flat="#d5dae0",
    tick_text="#0e1216",
)

PLAIN: Final = PlainPalette(
    name="bigboard-plain",
    dark=True,
    plain="",
    strong="",
    quiet="",
    rule="",
    accent="",
    up="",
    down="",
    flat="",
    warn="",
    bad="",
    cursor="reverse",
    cursor_away="",
    tick_up="",
    tick_down="",
    tick_flat="",
    tick_text="",
)

PALETTES: Final = {palette.name: palette for palette in (DARK, LIGHT)}
