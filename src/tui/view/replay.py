"""A replay on the screen: its mark on the status bar, and where it can be made to go."""

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Final, NamedTuple

from tui.domain.instants import TIME_UNITS
from tui.domain.tape import ArticleSeen, Move
from tui.view.formatting import format_percent, format_price

_CLOCK: Final = re.compile(r"([01]?[0-9]|2[0-3])[:.]([0-5][0-9])(?:[:.]([0-5][0-9]))?", re.ASCII)
_SPAN: Final = re.compile(r"([+-])([0-9]{1,4})([smh])", re.ASCII)
_PERCENT: Final = re.compile(r"([0-9]{1,3}(?:\.[0-9]{1,4})?)%", re.ASCII)
_EXPECTED: Final = "expected a time such as 14:30, +30m or -5m, a move such as 2%, or article"
ARTICLE: Final = "article"
REPLAYED: Final = "a replay polls nothing: bigboard alone shows the live board"


class ReplayStatus(NamedTuple):
    """Which day is played back, and how."""

    day: date
    speed: int = 1
    """Recorded seconds a second."""
    is_paused: bool = False
    is_at_end: bool = False
    is_seeking: bool = False
    """Whether it is on its way to another time."""


class Jump(NamedTuple):
    """Where a replay is to go: to one of these."""

    at: datetime | None = None
    """A recorded time, aware."""
    by: timedelta | None = None
    """So far ahead, or back."""
    percent: Decimal | None = None
    """The next move of a price by at least so many percent."""
    to_article: bool = False


def mark_variants(status: ReplayStatus) -> tuple[str, str, str]:
    """Return the mark of a replay for the status bar, longest first: each has the word and the day."""
    if status.is_seeking:
        sign, how = "↑↓", ""
    elif status.is_at_end:
        sign, how = "▣", " end"
    elif status.is_paused:
        sign, how = "‖", " paused"
    else:
        sign, how = "▸", f" ×{status.speed}"
    return (
        f"{sign} REPLAY {status.day:%a} {status.day.day} {status.day:%b %Y}{how}",
        f"{sign} REPLAY {status.day}{how}",
        f"{sign} REPLAY {status.day.day} {status.day:%b}",
    )


def parse_jump(text: str, day: date, now: datetime) -> Jump:
    """Return where a text says that the replay is to go.

    Args:
        text: `14:30`, `+30m`, `2%` or `article`.
        day: that is played back.
        now: the recorded time, aware, in the zone that times are shown in.

    Raises:
        ValueError: it says nothing of these; the message says what is expected.
    """
    typed = text.replace(" ", "").lower()
    if clock := _CLOCK.fullmatch(typed):
        hour, minute, second = (int(part or 0) for part in clock.groups())
        return Jump(at=datetime.combine(day, time(hour, minute, second), now.tzinfo))
    if span := _SPAN.fullmatch(typed):
        return Jump(by=int(f"{span[1]}{span[2]}") * TIME_UNITS[span[3]])
    if (percent := _PERCENT.fullmatch(typed)) and Decimal(percent[1]):
        return Jump(percent=Decimal(percent[1]))
    if typed and ARTICLE.startswith(typed):
        return Jump(to_article=True)
    raise ValueError(f'found "{text}", {_EXPECTED}')


def found_text(found: Move | ArticleSeen, zone_time: datetime) -> str:
    """Return what a jump found, in words; its time is aware, in the zone that times are shown in."""
    clock = f"{zone_time:%H:%M:%S}"
    if isinstance(found, ArticleSeen):
        return f"{clock} {found.headline}"
    percent = found.percent
    size = "" if percent is None else f" {format_percent(percent)}"
    return f"{clock} {found.key.symbol} {format_price(found.old)} → {format_price(found.new)}{size}"
