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
"""The value of `TEXTUAL_COLOR_SYSTEM` for each."""

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
        """The value of `TEXTUAL_COLOR_SYSTEM`."""
        return COLOR_SYSTEMS[self.color_depth]


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
    if environ.get("COLORTERM", "").strip().lower() in {"truecolor", "24bit"}:
        return ("256", "256 colours: enough for a slow line") if slow else ("true", "true colour: COLORTERM says so")
    if "256" in term or term.startswith(("xterm-kitty", "alacritty", "wezterm", "foot")):
        return "256", f"256 colours: TERM is {term}"
    return "16", f"16 colours: TERM is {term or 'not set'}"


def _describe(colours: ColorDepth) -> str:
    return {"true": "true colour", "256": "256 colours", "16": "16 colours", "none": "no colours"}[colours]


def _characters(environ: Mapping[str, str], *, ascii_only: bool) -> tuple[bool, str]:
    if ascii_only:
        return True, "ASCII only: as set by the user"
    locale = environ.get("LC_ALL") or environ.get("LC_CTYPE") or environ.get("LANG") or ""
    if locale and not locale.upper().replace("-", "").endswith("UTF8"):
        return True, f"ASCII only: the locale is {locale}"
    return False, "all characters: the locale is UTF-8" if locale else "all characters: no locale is set"
