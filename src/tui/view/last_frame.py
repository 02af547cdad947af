"""The bar above the board as it was left; it is loaded before anything else is, so it imports next to nothing."""

import time
from typing import Final

NAME: Final = "bigboard"
_GAP: Final = "   "
_DAY: Final = 86_400
_UNITS: Final = ((_DAY, "d"), (3_600, "h"), (60, "min"), (1, "s"))


def age_words(seconds: float) -> str:
    """Return how long ago something was, in its largest unit, rounded down; empty for a time in the future."""
    for size, unit in _UNITS:
        if seconds >= size:
            return f"{int(seconds // size)} {unit} ago"
    return "now" if seconds >= 0 else ""


def stood_at(left_at: float, now: float, offset: int, zone: str) -> tuple[str, str]:
    """Return when the board stood like this, such as `14:22 PKT`, and how long ago that was.

    Args:
        left_at: seconds since the epoch.
        now: likewise; a clock that was set back gives no age.
        offset: seconds by which the zone that the board showed was ahead of UTC.
        zone: its name; empty for none.
    """
    local, today = time.gmtime(left_at + offset), time.gmtime(now + offset)
    is_today = local[:3] == today[:3]
    day = "" if is_today else f"{local.tm_mday} {time.strftime('%b', local)} "
    return f"{day}{time.strftime('%H:%M', local)}{zone and ' '}{zone}", age_words(now - left_at)


def bar_pieces(when: str, age: str, cells: int) -> tuple[str, str]:
    """Return the bar in exactly so many cells: the name of the program, and `as it stood 14:22 PKT, 3 h ago`.

    Where they do not fit, the name goes first, then the age; a bar without room for the time is blank.
    """
    words, short = f"as it stood {when}{age and ', '}{age}", f"as it stood {when}"
    for name, text in ((NAME, words), ("", words), ("", short)):
        before = f" {name}" if name else ""
        rest = f"{_GAP if name else ' '}{text}"
        if len(before) + len(rest) < cells:
            return before, rest.ljust(cells - len(before))
    return "", " " * cells
