"""How many rows an answer should have, and when fewer are believed all the same."""

from datetime import datetime, timedelta
from typing import Final, NamedTuple

from tui.domain.text import CleanText

SETTLED_AFTER: Final = 5
"""So many answers in a row of one smaller size are the size."""
SETTLED_FOR: Final = timedelta(minutes=1)
"""But not sooner: a page that is being written anew is half a page for seconds, however often it is asked for."""
SHRUNK_SAID_FOR: Final = timedelta(hours=1)


class Short(NamedTuple):
    """Answers in a row that had too few rows, each as many as the others."""

    rows: int
    times: int
    since: datetime
    """When the first of them came, aware UTC."""


class Shrunk(NamedTuple):
    """A smaller size that is believed."""

    before: int
    """How many rows there were."""
    at: datetime
    """Since when the smaller size is believed, aware UTC."""


def shortfall(read: int, expected: int) -> CleanText | None:
    """Why so few rows, where more were expected, are no market; None if they are enough."""
    if expected and not read:
        return CleanText(f"no ticker: 0 of {expected} rows")
    if read * 2 < expected:
        return CleanText(f"layout changed: {read} of {expected} rows")
    return None


def counted(short: Short | None, rows: int, at: datetime) -> Short:
    """The short answers with one more, of so many rows; another size begins the count anew."""
    if short is None or short.rows != rows:
        return Short(rows, 1, at)
    return short._replace(times=short.times + 1)


def is_settled(short: Short, at: datetime) -> bool:
    """Whether a smaller size was told often and long enough to be the size; none at all never is."""
    return short.rows > 0 and short.times >= SETTLED_AFTER and at - short.since >= SETTLED_FOR


def still_said(shrunk: Shrunk | None, rows: int, at: datetime) -> Shrunk | None:
    """What is still worth saying of a size of so many rows: for an hour, and until it is no longer the smaller one."""
    if shrunk is None or at - shrunk.at > SHRUNK_SAID_FOR or not shortfall(rows, shrunk.before):
        return None
    return shrunk


def shrunk_words(shrunk: Shrunk | None, rows: int) -> CleanText | None:
    """That the source gives fewer rows than it did, for people."""
    if shrunk is None:
        return None
    return CleanText(f"{rows} {'row' if rows == 1 else 'rows'}, before there were {shrunk.before}")
