"""Figures, ages and times as people read them."""

import math
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Final, NamedTuple

from tui.domain.quote import Direction

ABSENT: Final = "–"
UNREADABLE: Final = "?"
TOO_WIDE: Final = "#"
"""Fills a cell too narrow for its figure, as spreadsheets do: half a figure is a wrong figure."""

GLYPHS: Final = {Direction.UP: "▲", Direction.DOWN: "▼", Direction.UNCHANGED: "="}
_PLAIN: Final = 2
_CENT: Final = Decimal("0.01")
_LATENESS: Final = 1.2
_LATENESS_LEAST: Final = 0.25
"""An answer is asked for when it is due or up to a tenth later, and then takes its time: so late is still on time."""
_AGE_STEPS = (2, 5, 10, 15, 20, 30, 45, 60, 120, 180, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200)


def format_price(value: Decimal) -> str:
    """Thousands in groups, with the source's own digits as far as they tell something: `82,074`, `132.50`, `0.0000123`.

    A price of two decimals or fewer stands as it is. Of more, as machines print them, noughts at the end go, and
    the rest is rounded to what such a price is read to: two decimals from a thousand up, four from one up, six
    figures below. The digits themselves are in `print` and in the detail.
    """
    text = f"{value:,f}"
    return text if _is_plain(text) else f"{_read(value):,f}"


def format_exact(value: Decimal) -> str:
    """Thousands in groups, and every digit the source gave."""
    return f"{value:,f}"


def format_change(value: Decimal) -> str:
    """The same with its sign: `+9.27`, `-0.72`; nought has none."""
    text = f"{value:+,f}"
    read = value if _is_plain(text) else _read(value)
    return (text if read is value else f"{read:+,f}") if read else f"{abs(read):,f}"


def format_percent(value: Decimal) -> str:
    """Two decimals, so that a column reads straight: `+7.52%`, `0.00%`."""
    read = value.quantize(_CENT, rounding=ROUND_HALF_UP)
    return (f"{read:+,f}" if read else f"{abs(read):,f}") + "%"


def _is_plain(text: str) -> bool:
    """Whether a figure as written has no more decimals than stand as they are; nearly all have none or two."""
    return "." not in text[: -_PLAIN - 1]


def _read(value: Decimal) -> Decimal:
    decimals = _decimals(value)
    if decimals <= _PLAIN:
        return value
    size = abs(value)
    wanted = _PLAIN if size >= 1000 else 4 if size >= 1 else max(4, 5 - value.adjusted()) if value else _PLAIN
    kept = value.quantize(Decimal(1).scaleb(-min(decimals, wanted)), rounding=ROUND_HALF_UP)
    while _decimals(kept) > _PLAIN and kept.as_tuple().digits[-1] == 0:
        kept = kept.quantize(Decimal(1).scaleb(1 - _decimals(kept)))
    return kept


def _decimals(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return -exponent if isinstance(exponent, int) and exponent < 0 else 0


class DecimalAlignment(NamedTuple):
    """The shape of a column of figures: how many cells stand left of the decimal point, and how many decimals."""

    whole: int = 1
    decimals: int = 0
    longest: int = 1
    """Cells of the longest figure by itself: what the column needs where there is no room to line up points."""

    def expanded_for(self, text: str) -> "DecimalAlignment":
        """The shape that also holds this figure."""
        whole, _, fraction = text.partition(".")
        if len(whole) <= self.whole and len(fraction) <= self.decimals and len(text) <= self.longest:
            return self
        return DecimalAlignment(
            whole=max(self.whole, len(whole)),
            decimals=max(self.decimals, len(fraction)),
            longest=max(self.longest, len(text)),
        )

    @property
    def width(self) -> int:
        """Cells the column needs."""
        return self.whole + (self.decimals + 1 if self.decimals else 0)

    def align(self, text: str) -> str:
        """The figure padded so that decimal points stand in one line."""
        whole, point, fraction = text.partition(".")
        tail = point + fraction
        return whole.rjust(self.whole) + tail.ljust(self.width - self.whole)

    def fit(self, text: str, cells: int) -> str:
        """The figure in exactly so many cells: on the point where that fits, else at the right end, never cut."""
        aligned = self.align(text)
        if len(aligned) <= cells:
            return aligned.rjust(cells)
        return text.rjust(cells) if len(text) <= cells else TOO_WIDE * cells


def format_age(elapsed: timedelta) -> str:
    """`4s`, `12m`, `3h`, `2d`: the largest unit, rounded down. A moment not yet come reads `0s`."""
    seconds = max(0, int(elapsed.total_seconds()))
    for size, unit in ((86_400, "d"), (3_600, "h"), (60, "m")):
        if seconds >= size:
            return f"{seconds // size}{unit}"
    return f"{seconds}s"


def format_age_bucket(elapsed: timedelta, every: timedelta, lasts: timedelta = timedelta(0)) -> str:
    """The age in steps, so that a healthy column stands still: `≤20s` until the next answer is due, then `20s`, `30s`.

    What begins with `≤` is an upper bound, and true until the figure is drawn again; all else is a lower one.

    Args:
        elapsed: since the figure was last confirmed; less than nothing where that is not known.
        every: the interval of its source; an answer is due a fifth later, and a quarter of a second.
        lasts: how long the text may stay on the screen.
    """
    seconds, interval = elapsed.total_seconds(), every.total_seconds()
    if seconds < 0:
        return UNREADABLE
    due = interval * _LATENESS + _LATENESS_LEAST
    if seconds <= due:
        return "≤" + _at_most(due + lasts.total_seconds())
    if seconds >= 86_400:
        return format_age(elapsed)
    reached = max((step for step in _AGE_STEPS if step <= seconds), default=0)
    return _at_most(interval) if reached < interval else format_age(timedelta(seconds=reached))


def _at_most(seconds: float) -> str:
    """A length of time in at most three cells that is never less than it: `15s`, `90s`, `3m` for 150 s."""
    whole = math.ceil(seconds)
    for size, larger, unit in ((1, 60, "s"), (60, 3_600, "m"), (3_600, 86_400, "h")):
        if whole <= 99 * size and (whole < larger or whole % larger):
            return f"{-(-whole // size)}{unit}"
    return f"{-(-whole // 86_400)}d"


def format_duration(elapsed: timedelta, *, seconds: bool = True) -> str:
    """A length of time in two units, or in minutes at the finest: `1h 12m`, `4m 05s`, `9s`."""
    left = max(0, int(elapsed.total_seconds()))
    days, left = divmod(left, 86_400)
    hours, left = divmod(left, 3_600)
    minutes, left = divmod(left, 60)
    if days:
        return f"{days}d {hours}h"
    if hours:
        return f"{hours}h {minutes:02}m"
    if not seconds:
        return f"{minutes}m"
    return f"{minutes}m {left:02}s" if minutes else f"{left}s"


def format_rate(bytes_per_second: float) -> str:
    """What a line carries: `0.1 kB/s`, `1.2 kB/s`."""
    return f"{bytes_per_second / 1000:.1f} kB/s"


def format_bytes(count: int) -> str:
    """How many bytes: `812 B`, `2.1 kB`, `1.3 MB`."""
    if count < 1000:
        return f"{count} B"
    return f"{count / 1000:.1f} kB" if count < 999_950 else f"{count / 1_000_000:.1f} MB"


def format_time(moment: datetime, now: datetime) -> str:
    """A moment in the reader's zone: the time today, the date and time otherwise. Both are aware."""
    local, today = moment.astimezone(now.tzinfo), now.date()
    return f"{local:%H:%M}" if local.date() == today else f"{local.day} {local:%b %H:%M}"
