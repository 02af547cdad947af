"""Figures, ages and times as text."""

import math
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Final, Literal, NamedTuple

from tui.domain.quote import Direction

ABSENT: Final = "–"
UNREADABLE: Final = "?"
"""In place of a figure that could not be read."""
UNKNOWN: Final = "?"
"""In place of an age that is not known."""
CLOSED_GLYPH: Final = "◦"
"""Beside what waits for its market to open."""
TOO_WIDE: Final = "#"
"""Fills a cell too narrow for its figure, as in spreadsheets: a part of a figure is a wrong figure."""

DIRECTION_GLYPHS: Final = {Direction.UP: "▲", Direction.DOWN: "▼", Direction.UNCHANGED: "="}
_PLAIN_DECIMALS: Final = 2
_CENT: Final = Decimal("0.01")
_DUE_FACTOR: Final = 1.2
_DUE_SECONDS: Final = 0.25
"""A response is on time within this multiple of the interval and these seconds: polls are spread by a tenth."""
_AGE_STEPS = (2, 5, 10, 15, 20, 30, 45, 60, 120, 180, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200)


def format_price(value: Decimal) -> str:
    """Return a price with grouped thousands and its significant digits: `82,074`, `132.50`, `0.0000123`.

    A price of two decimals or fewer is unchanged. Of more decimals, as programs print them, trailing zeros go, and
    the rest is rounded: to two decimals from 1,000 up, to four from 1 up, to six significant digits below. `print`
    and the detail show every digit.
    """
    text = f"{value:,f}"
    return text if _is_plain(text) else f"{_rounded(value):,f}"


def format_exact(value: Decimal) -> str:
    """Return a figure with grouped thousands and every digit of the source."""
    return f"{value:,f}"


def format_change(value: Decimal) -> str:
    """Return a change like a price, with its sign: `+9.27`, `-0.72`; zero has none."""
    text = f"{value:+,f}"
    rounded = value if _is_plain(text) else _rounded(value)
    if not rounded:
        return f"{abs(rounded):,f}"
    return text if rounded is value else f"{rounded:+,f}"


def format_percent(value: Decimal) -> str:
    """Return a percentage of two decimals: `+7.52%`, `0.00%`."""
    rounded = value.quantize(_CENT, rounding=ROUND_HALF_UP)
    return (f"{rounded:+,f}" if rounded else f"{abs(rounded):,f}") + "%"


FigureStyle = Literal["short", "crore", "full"]
"""How large counts are written: `12.3M`, `1.23 crore` or `12,345,678`."""

_SHORT_UNITS: Final = ((10**12, "T"), (10**9, "B"), (10**6, "M"), (10**3, "k"))
_CRORE_UNITS: Final = ((10**12, " lakh crore"), (10**7, " crore"), (10**5, " lakh"))
_MIN_SHORT: Final = 10_000
"""Smaller counts are written in full."""


def format_count(value: Decimal | int, style: FigureStyle) -> str:
    """Return a count in whole units, in full or with three digits: `9,999`, `1.23M`, `9.40 lakh`.

    Digits are dropped and never rounded up: a count that is shown has been reached.
    """
    count = int(value)
    size = abs(count)
    if style != "full" and size >= _MIN_SHORT:
        for unit, name in _SHORT_UNITS if style == "short" else _CRORE_UNITS:
            if size >= unit:
                whole = size // unit
                decimals = max(0, 3 - len(str(whole)))
                fraction = str(size * 10**decimals // unit)[len(str(whole)) :]
                return f"{'-' if count < 0 else ''}{whole:,}{'.' if fraction else ''}{fraction}{name}"
    return f"{count:,}"


def format_amount(value: Decimal) -> str:
    """Return an amount of money: two decimals below a thousand, whole units above: `845.20`, `1,234,567`."""
    rounded = value.quantize(_CENT if abs(value) < _WHOLE_AMOUNT else Decimal(1), rounding=ROUND_HALF_UP)
    return f"{rounded or abs(rounded):,f}"


def format_gain(value: Decimal) -> str:
    """Return an amount of money that was gained, with its sign; zero has none."""
    text = format_amount(value)
    return f"+{text}" if value > 0 and text.strip("0.") else text


def format_share(value: Decimal) -> str:
    """Return a share of a whole in percent: `12.3%`."""
    return f"{value.quantize(_TENTH, rounding=ROUND_HALF_UP):,f}%"


_WHOLE_AMOUNT: Final = 1_000
_TENTH: Final = Decimal("0.1")


def fit_figure(text: str, cells: int) -> str:
    """Return a figure right-aligned in exactly so many cells, never cut."""
    return text.rjust(cells) if len(text) <= cells else TOO_WIDE * cells


def format_day(at: datetime, now: datetime) -> str:
    """Return a time in six cells at most: the time today, else the day, else the year. Both are aware."""
    local = at.astimezone(now.tzinfo)
    if local.date() == now.date():
        return f"{local:%H:%M}"
    return f"{local.day} {local:%b}" if local.year == now.year else f"{local.year}"


def format_difference(first: Decimal, other: Decimal) -> str:
    """Return how far another value is from the first, in percent of the first: `18%`, `2.4%`, `0.31%`."""
    if not first:
        return "any percentage"
    percent = abs(other - first) * 100 / abs(first)
    if percent > _MAX_DIFFERENCE:
        return f"more than {_MAX_DIFFERENCE:,}%"
    if percent < _CENT:
        return f"less than {_CENT}%"
    return f"{percent:.{0 if percent >= 10 else 1 if percent >= 1 else 2}f}%"


_MAX_DIFFERENCE: Final = 1_000


def _is_plain(text: str) -> bool:
    """Return whether a figure has at most two decimals, as nearly all have."""
    return "." not in text[: -_PLAIN_DECIMALS - 1]


def _rounded(value: Decimal) -> Decimal:
    decimals = _decimals(value)
    if decimals <= _PLAIN_DECIMALS:
        return value
    decimals = min(decimals, _significant_decimals(value))
    rounded = value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    while _decimals(rounded) > _PLAIN_DECIMALS and rounded.as_tuple().digits[-1] == 0:
        rounded = rounded.quantize(Decimal(1).scaleb(1 - _decimals(rounded)))
    return rounded


def _significant_decimals(value: Decimal) -> int:
    size = abs(value)
    if not size or size >= 1000:
        return _PLAIN_DECIMALS
    return 4 if size >= 1 else max(4, 5 - value.adjusted())


def _decimals(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return -exponent if isinstance(exponent, int) and exponent < 0 else 0


def price_text(price: Decimal | None) -> str:
    """Return a price, or the mark of one that could not be read."""
    return UNREADABLE if price is None else format_price(price)


def change_text(change: Decimal | None) -> str:
    """Return a change with its sign; empty where there is none."""
    return "" if change is None else format_change(change)


def percent_text(percent: Decimal | None) -> str:
    """Return a percentage with its sign; empty where there is none."""
    return "" if percent is None else format_percent(percent)


def direction_glyph(direction: Direction | None) -> str:
    """Return the glyph of a direction; a blank where it is not known."""
    return " " if direction is None else DIRECTION_GLYPHS[direction]


class DecimalAlignment(NamedTuple):
    """The alignment of a column of figures: its cells left of the decimal point, and its decimals."""

    integer_width: int = 1
    decimals: int = 0
    max_width: int = 1
    """Cells of the widest figure: the width of the column where there is no room to align the points."""

    def expanded_for(self, text: str) -> "DecimalAlignment":
        """Return the alignment that fits this figure too."""
        whole, _, fraction = text.partition(".")
        if len(whole) <= self.integer_width and len(fraction) <= self.decimals and len(text) <= self.max_width:
            return self
        return DecimalAlignment(
            integer_width=max(self.integer_width, len(whole)),
            decimals=max(self.decimals, len(fraction)),
            max_width=max(self.max_width, len(text)),
        )

    def widened_for(self, cells: int) -> "DecimalAlignment":
        """Return the alignment of texts without a decimal point, one of which takes so many cells."""
        if cells <= self.max_width:
            return self
        return DecimalAlignment(integer_width=cells, max_width=cells)

    @property
    def width(self) -> int:
        """The width of the column in cells."""
        return self.integer_width + (self.decimals + 1 if self.decimals else 0)

    def align(self, text: str) -> str:
        """Return the figure padded so that decimal points align."""
        whole, point, fraction = text.partition(".")
        tail = point + fraction
        return whole.rjust(self.integer_width) + tail.ljust(self.width - self.integer_width)

    def fit(self, text: str, cells: int) -> str:
        """Return the figure in exactly so many cells: on the point where that fits, else right-aligned, never cut."""
        aligned = self.align(text)
        if len(aligned) <= cells:
            return aligned.rjust(cells)
        return text.rjust(cells) if len(text) <= cells else TOO_WIDE * cells


def format_age(elapsed: timedelta) -> str:
    """Return an age in its largest unit, rounded down: `4s`, `12m`, `3h`, `2d`; `0s` for a time in the future."""
    seconds = max(0, int(elapsed.total_seconds()))
    for size, unit in ((86_400, "d"), (3_600, "h"), (60, "m")):
        if seconds >= size:
            return f"{seconds // size}{unit}"
    return f"{seconds}s"


def format_age_bucket(elapsed: timedelta, every: timedelta, redraw_interval: timedelta = timedelta(0)) -> str:
    """Return the age in steps, so that a healthy column is steady: `≤20s` until the next response is due, then `30s`.

    A text with `≤` is an upper bound that holds until the figure is drawn again, one without it a lower bound.

    Args:
        elapsed: since the figure was last confirmed; negative where that is not known.
        every: the interval of its source; a response is due a fifth and a quarter of a second later.
        redraw_interval: the maximum time until the text is drawn again.
    """
    seconds, interval = elapsed.total_seconds(), every.total_seconds()
    if seconds < 0:
        return UNKNOWN
    due = interval * _DUE_FACTOR + _DUE_SECONDS
    if seconds <= due:
        return "≤" + _round_up(due + redraw_interval.total_seconds())
    if seconds >= 86_400:
        return format_age(elapsed)
    step = max((step for step in _AGE_STEPS if step <= seconds), default=0)
    return _round_up(interval) if step < interval else format_age(timedelta(seconds=step))


def _round_up(seconds: float) -> str:
    """Return seconds rounded up to at most three cells: `15s`, `90s`, `3m` for 150 s."""
    count = math.ceil(seconds)
    for size, larger, unit in ((1, 60, "s"), (60, 3_600, "m"), (3_600, 86_400, "h")):
        if count <= 99 * size and (count < larger or count % larger):
            return f"{-(-count // size)}{unit}"
    return f"{-(-count // 86_400)}d"


def format_rate(bytes_per_second: float) -> str:
    """Return a rate: `0.1 kB/s`, `1.2 kB/s`."""
    return f"{bytes_per_second / 1000:.1f} kB/s"


def format_bytes(count: int) -> str:
    """Return a size: `812 B`, `2.1 kB`, `1.3 MB`."""
    if count < 1000:
        return f"{count} B"
    return f"{count / 1000:.1f} kB" if count < 999_950 else f"{count / 1_000_000:.1f} MB"


def format_clock(at: datetime) -> str:
    """Return a time of day with its zone, `14:32 PKT`, or `14:32 UTC+05` where the zone has no letters."""
    zone = at.tzname() or ""
    return f"{at:%H:%M} {'UTC' if zone[:1] in {'+', '-'} else ''}{zone}"


def format_time(at: datetime, now: datetime) -> str:
    """Return a time in the zone of `now`: the time alone today, the date with it otherwise. Both are aware."""
    local, today = at.astimezone(now.tzinfo), now.date()
    return f"{local:%H:%M}" if local.date() == today else f"{local.day} {local:%b %H:%M}"
