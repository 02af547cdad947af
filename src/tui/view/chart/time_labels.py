"""The labels below a chart: round times, dates, months and years, which never overlap."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Final, NamedTuple

from tui.view.chart.time_axis import TimeAxis

_GAP: Final = 2
"""The fewest blank cells between two labels."""
_MINUTE: Final = 60
_STEPS: Final = (10, 30, *(_MINUTE * n for n in (1, 2, 5, 10, 15, 30, 60, 120, 180, 240, 360, 720)))
"""Seconds between two labels of a day."""
_CLOCK_CHANGE: Final = 900
"""Seconds of which the offset of every zone is a multiple."""
_YEARS: Final = (1, 2, 5, 10, 20, 50)


class TimeLabel(NamedTuple):
    """A label and its place."""

    cell: int
    """The cell that it names, from 0."""
    text: str
    start: int
    """The cell of its first character."""

    @property
    def end(self) -> int:
        """The cell after its last character."""
        return self.start + len(self.text)


def time_labels(axis: TimeAxis, cells: int) -> Sequence[TimeLabel]:
    """Return the labels for so many cells, as many as have room: of the finest round step whose labels all have it."""
    shown: Sequence[TimeLabel] = ()
    for ticks in _daily_ticks(axis) if axis.is_daily else _intraday_ticks(axis, cells):
        placed = [_placed(axis, at, text, cells) for at, text in ticks]
        fitting = [label for label in placed if label.start >= 0 and label.end <= cells]
        if fitting and all(a.end + _GAP <= b.start for a, b in pairwise(fitting)):
            return fitting
        # where not even the coarsest have room, as many of them as do
        shown = _apart(fitting) or shown
    return shown


def _apart(labels: Sequence[TimeLabel]) -> Sequence[TimeLabel]:
    kept: list[TimeLabel] = []
    for label in labels:
        if not kept or kept[-1].end + _GAP <= label.start:
            kept.append(label)
    return kept


def _placed(axis: TimeAxis, at: datetime, text: str, cells: int) -> TimeLabel:
    position = axis.position(at)
    if axis.is_daily:
        # a date is drawn in the middle of its room
        position = axis.position(at + timedelta(hours=12))
    cell = min(cells - 1, int(position * cells))
    if axis.days > 1:
        # a day is named where it begins
        return TimeLabel(cell, text, cell)
    return TimeLabel(cell, text, max(0, min(cell - len(text) // 2, cells - len(text))))


Ticks = list[tuple[datetime, str]]


def _intraday_ticks(axis: TimeAxis, cells: int) -> Iterator[Ticks]:
    """Yield the times to label, finer ones first; of several days the days alone."""
    days = list(_days(axis)) if axis.days > 1 else []
    if len(days) > 1:
        for form in ("{0:%a} {0.day} {0:%b}", "{0:%a} {0.day}", "{0.day}"):
            yield [(at, form.format(at)) for at in days]
        return
    for step in _STEPS:
        if axis.length / step <= cells / (5 + _GAP):
            form = "%H:%M:%S" if step < _MINUTE else "%H:%M"
            yield [(at, f"{at:{form}}") for at in _multiples(axis, step)]
    yield [(axis.time_at(0), f"{axis.time_at(0):%H:%M}")]


def _days(axis: TimeAxis) -> Iterator[datetime]:
    """Yield when each day of trading begins, in the zone of the axis."""
    before: date | None = None
    for start, end in axis.stretches:
        at = datetime.fromtimestamp(start, axis.zone)
        while at.timestamp() < end:
            if at.date() != before:
                before = at.date()
                yield at
            at = datetime.combine(at.date() + timedelta(days=1), time(), axis.zone)


def _multiples(axis: TimeAxis, step: int) -> Iterator[datetime]:
    """Yield the times of trading whose wall clock shows a multiple of so many seconds since midnight."""
    # the clocks may be set amid a stretch, by a multiple of this
    often = min(step, _CLOCK_CHANGE)
    for start, end in axis.stretches:
        for seconds in range(-(-start // often) * often, end + 1, often):
            at = datetime.fromtimestamp(seconds, axis.zone)
            if (at.hour * 3_600 + at.minute * _MINUTE + at.second) % step == 0:
                yield at


def _daily_ticks(axis: TimeAxis) -> Iterator[Ticks]:
    """Yield the dates to label, finer ones first: days, weeks, months, quarters, years."""
    if axis.length <= 100 * 86_400:
        yield [(at, f"{at.day} {at:%b}") for at in _first_of_each(axis, lambda at: at.date())]
        yield [(at, f"{at.day} {at:%b}") for at in _first_of_each(axis, lambda at: at.isocalendar()[:2])[1:]]
    if axis.length <= 1_500 * 86_400:
        yield [(at, _month(at)) for at in _first_of_each(axis, lambda at: (at.year, at.month))[1:]]
        yield [(at, _month(at)) for at in _first_of_each(axis, lambda at: (at.year, (at.month - 1) // 3))[1:]]
    starts = _first_of_each(axis, lambda at: at.year)[1:]
    for years in _YEARS:
        ticks = [at for at in starts if at.year % years == 0]
        if ticks:
            yield [(at, str(at.year)) for at in ticks]
    yield [(axis.time_at(0), f"{axis.time_at(0).day} {axis.time_at(0):%b %Y}")]


def _month(at: date) -> str:
    return f"{at:%Y}" if at.month == 1 else f"{at:%b}"


def _first_of_each(axis: TimeAxis, group_of: Callable[[datetime], object]) -> list[datetime]:
    """Return the first date of each group of dates."""
    found: list[datetime] = []
    group: object = None
    for start, end in axis.stretches:
        for seconds in range(start, end, 86_400):
            at = datetime.fromtimestamp(seconds, axis.zone)
            if group_of(at) != group:
                group = group_of(at)
                found.append(at)
    return found
