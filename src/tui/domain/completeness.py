"""Whether a response has enough rows to be the market: far fewer than before are half a page or a changed layout."""

from datetime import datetime, timedelta
from typing import Final, NamedTuple

from tui.domain.text import CleanText, count_of

MIN_SHORT_RESPONSES: Final = 5
"""So many responses in a row of one smaller size are the new size."""
MIN_SHORT_TIME: Final = timedelta(minutes=1)
"""But not sooner: a page that is being rewritten is half a page for seconds, however often it is polled."""
SHRUNK_SHOWN_FOR: Final = timedelta(hours=1)


class ShortResponses(NamedTuple):
    """Responses in a row that had too few rows, all of them the same number."""

    rows: int
    times: int
    since: datetime
    """When the first of them came, aware UTC."""


class AcceptedShrinkage(NamedTuple):
    """A smaller size that was accepted."""

    before: int
    """How many rows there were."""
    at: datetime
    """When the smaller size was accepted, aware UTC."""


def judge_row_count(
    expected: int, short: ShortResponses | None, rows: int, at: datetime
) -> tuple[ShortResponses | None, CleanText | None]:
    """Judge a response of so many rows where so many are expected.

    Fewer than half of them are rejected until the same number came often and long enough; none, where there were
    some, is never an empty market.

    Returns:
        The short responses so far with this one, None where it has enough rows; and why it is rejected, None if it is
        not.
    """
    error = missing_rows_error(rows, expected)
    if error is None:
        return None, None
    is_same_size = short is not None and short.rows == rows
    counted = short._replace(times=short.times + 1) if short and is_same_size else ShortResponses(rows, 1, at)
    is_accepted = rows > 0 and counted.times >= MIN_SHORT_RESPONSES and at - counted.since >= MIN_SHORT_TIME
    return counted, None if is_accepted else error


def missing_rows_error(rows: int, expected: int) -> CleanText | None:
    """Return why so few rows, where more were expected, are no market; None if they are enough."""
    if expected and not rows:
        return CleanText(f"no ticker: 0 of {count_of(expected, 'row')}")
    if rows * 2 < expected:
        return CleanText(f"layout changed: {rows} of {count_of(expected, 'row')}")
    return None


def recent_shrinkage(shrunk: AcceptedShrinkage | None, rows: int, at: datetime) -> AcceptedShrinkage | None:
    """Return the accepted smaller size for an hour, unless there are enough rows again; None otherwise."""
    if shrunk is None or at - shrunk.at > SHRUNK_SHOWN_FOR or not missing_rows_error(rows, shrunk.before):
        return None
    return shrunk


def shrunk_note(shrunk: AcceptedShrinkage | None, rows: int) -> CleanText | None:
    """Return the note for people that the source reports fewer rows than it did."""
    if shrunk is None:
        return None
    return CleanText(f"{count_of(rows, 'row')}, before there were {shrunk.before}")
