"""What the terminal and the connection to it allow: colours, frame rate, characters."""

from collections.abc import Mapping
from typing import Final, Literal, NamedTuple

ColorDepth = Literal["true", "256", "16", "none"]

COLOR_SYSTEMS: Final[Mapping[ColorDepth, str]] = {
    "true": "truecolor",
    "256": "256",
    "16": "standard",
    "none": "standard",
}
"""Rich's name for each."""

UNUSABLE_TERMS: Final = frozenset({"", "dumb", "unknown"})
"""Names of terminals that cannot move their cursor, or that say nothing."""
_256_COLOUR_TERMS: Final = (
    *("xterm-kitty", "xterm-ghostty", "ghostty", "alacritty", "wezterm", "foot", "contour", "rio", "iterm2"),
    *("konsole", "vte", "mintty"),
)
"""Terminals whose own names do not say it; over ssh, where COLORTERM is seldom passed on, the name is all there is."""
_DIRECT: Final = "-direct"
"""How the names of terminals end that take any colour."""
_CONSOLE: Final = "linux"
"""The console of the Linux kernel: its font has at most 512 characters, none of them braille."""

_NO_CHARSET: Final = frozenset({"", "c", "posix"})
_OLDER_LANGUAGES: Final = frozenset(
    [
        *("aa", "af", "an", "ar", "ast", "be", "bg", "br", "bs", "ca", "cs", "cy", "da", "de", "el", "en", "es", "et"),
        *("eu", "fi", "fo", "fr", "ga", "gd", "gl", "gv", "he", "hr", "hsb", "hu", "id", "is", "it", "ja", "ka", "kk"),
        *("kl", "ko", "ku", "kw", "lg", "lt", "lv", "mg", "mi", "mk", "ms", "mt", "nb", "nl", "nn", "no", "oc", "om"),
        *("pl", "pt", "ro", "ru", "sk", "sl", "so", "sq", "st", "sv", "tg", "th", "tl", "tr", "uk", "uz", "wa", "xh"),
        *("yi", "zh", "zu"),
    ]
)
"""The languages whose locales had charsets of their own before UTF-8, as the C library lists them."""
_NEWER_LOCALES: Final = frozenset(
    [
        *("aa_et", "ar_in", "ar_ss", "en_ag", "en_il", "en_in", "en_ng", "en_zm", "es_cu", "nl_aw", "om_et", "so_et"),
        "sq_mk",
    ]
)
"""The locales of these languages that came later."""

_FAST_FLUSH: Final = 0.25
_SLOW_FLUSH: Final = 0.5


class TerminalProfile(NamedTuple):
    """How the board is drawn, and why."""

    slow: bool = False
    """Fewer frames, no flashing backgrounds, at most 256 colours."""
    color_depth: ColorDepth = "true"
    ascii: bool = False
    """Draw with ASCII characters only."""
    flush_setting: float | None = None
    """Seconds between two paints of data, where the user has set them."""
    reasons: tuple[str, ...] = ()
    """The reason of each choice, for the user."""

    @property
    def flush(self) -> float:
        """Seconds between two paints of data."""
        return self.flush_setting or (_SLOW_FLUSH if self.slow else _FAST_FLUSH)

    @property
    def color_system(self) -> str:
        """Rich's name for the colour depth."""
        return COLOR_SYSTEMS[self.color_depth]

    @property
    def summary(self) -> str:
        """All of it that can be seen, in a few words: two profiles that draw alike have the same."""
        return f"{self.color_depth}{' ascii' if self.ascii else ''}{' slow' if self.slow else ''}"


def detect_terminal(
    environ: Mapping[str, str],
    *,
    speed: Literal["slow", "fast"] | None = None,
    colours: ColorDepth | None = None,
    ascii_only: bool = False,
) -> TerminalProfile:
    """Detect how to draw in this environment; the user's options override it.

    Args:
        environ: its `SSH_CONNECTION`, `NO_COLOR`, `COLORTERM`, `TERM` and locale are read.
        speed: the connection as the user sets it.
        colours: the colours as the user sets them.
        ascii_only: whether the user wants ASCII.
    """
    slow, why_speed = _speed(environ, speed)
    depth, why_colours = _colours(environ, colours, slow=slow)
    is_ascii, why_characters = _characters(environ, ascii_only=ascii_only)
    return TerminalProfile(
        slow=slow, color_depth=depth, ascii=is_ascii, reasons=(why_speed, why_colours, why_characters)
    )


def _speed(environ: Mapping[str, str], speed: Literal["slow", "fast"] | None) -> tuple[bool, str]:
    if speed is not None:
        return speed == "slow", f"{speed} line: as set by the user"
    if environ.get("SSH_CONNECTION") or environ.get("SSH_TTY"):
        return True, "slow line: this is an ssh session"
    return False, "fast line: no ssh session"


def _colours(environ: Mapping[str, str], colours: ColorDepth | None, *, slow: bool) -> tuple[ColorDepth, str]:
    if colours is not None:
        return colours, f"{_describe(colours)}: as set by the user"
    if environ.get("NO_COLOR"):
        return "none", "no colours: NO_COLOR is set"
    term = environ.get("TERM", "").lower()
    has_true = environ.get("COLORTERM", "").strip().lower() in {"truecolor", "24bit"}
    if has_true or term.endswith(_DIRECT):
        why = "COLORTERM says so" if has_true else f"TERM is {term}"
        return ("256", "256 colours: enough for a slow line") if slow else ("true", f"true colour: {why}")
    if "256" in term or term.startswith(_256_COLOUR_TERMS):
        return "256", f"256 colours: TERM is {term}"
    return "16", f"16 colours: TERM is {term or 'not set'}"


def _describe(colours: ColorDepth) -> str:
    return {"true": "true colour", "256": "256 colours", "16": "16 colours", "none": "no colours"}[colours]


def _characters(environ: Mapping[str, str], *, ascii_only: bool) -> tuple[bool, str]:
    if ascii_only:
        return True, "ASCII only: as set by the user"
    locale = environ.get("LC_ALL") or environ.get("LC_CTYPE") or environ.get("LANG") or ""
    if locale and not is_utf8_locale(locale):
        return True, f"ASCII only: the locale is {locale}"
    term = environ.get("TERM", "").lower()
    if term.partition("-")[0] == _CONSOLE:
        return True, f"ASCII only: TERM is {term}, a console with few characters"
    return False, "all characters: the locale is UTF-8" if locale else "all characters: no locale is set"


def is_utf8_locale(name: str) -> bool:
    """Return whether a locale such as `de_DE.UTF-8`, `ur_PK` or `sr_RS@latin` has UTF-8 as its charset.

    The name alone decides, for the system need not have the locale. One that names no charset has that of its language
    in the C library: UTF-8 wherever the locale is younger than it. A modifier is no charset; `@euro` is known of the
    older ones alone.
    """
    place, _, modifier = name.strip().lower().partition("@")
    place, dot, charset = place.partition(".")
    if dot:
        return charset.replace("-", "").replace("_", "") == "utf8"
    language, underscore, _ = place.partition("_")
    if place in _NO_CHARSET or not underscore:
        return place.replace("-", "") == "utf8"
    return modifier not in {"", "euro"} or place in _NEWER_LOCALES or language not in _OLDER_LANGUAGES
