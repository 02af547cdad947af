"""What one poll of one source brought: figures, nothing new, or a failure; and how many rows it should have."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, NamedTuple, TypeVar

from tui.domain.article import Article
from tui.domain.quote import NO_TRADE, IndexLevel, Quote
from tui.domain.text import CleanText

Row = TypeVar("Row", Quote, IndexLevel)

SETTLED_AFTER: Final = 5
"""So many answers in a row of one smaller size are the size."""
SETTLED_FOR: Final = timedelta(minutes=1)
"""But not sooner: a page that is being written anew is half a page for seconds, however often it is asked for."""
SHRUNK_SAID_FOR: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """All that one good answer of a source said. A source fills only what it knows.

    A row whose figures could not be believed is told with the value None and the reason in its flags.
    """

    source: str
    at: datetime
    """When the answer was fetched, aware UTC."""
    ahead: timedelta = timedelta(0)
    """How far the wall clock was ahead of that: a source's own times are held against the wall clock's."""
    quotes: tuple[Quote, ...] = ()
    indices: tuple[IndexLevel, ...] = ()
    articles: tuple[Article, ...] = ()
    note: CleanText | None = None
    """Something worth saying of a good answer, such as `no ticker`."""
    http_status: int | None = None
    received: int | None = None
    """Bytes that came over the line for this answer, without headers; None where nobody counted."""
    unheard: int = 0
    """Rows that requests of this poll which failed gave when they last went well; they are not in this answer."""

    resized: bool = False
    """Whether one of several requests of this poll now has fewer rows, and has told so often enough to be believed."""

    @property
    def invalid_rows(self) -> int:
        """How many rows could not be believed; one without a trade is well told."""
        quotes = [quote for quote in self.quotes if quote.price is None and NO_TRADE not in quote.flags]
        return len(quotes) + sum(index.level is None for index in self.indices)

    @property
    def valid_rows(self) -> int:
        """How many rows could be."""
        return len(self.quotes) + len(self.indices) - self.invalid_rows


@dataclass(frozen=True, slots=True, kw_only=True)
class NotModified:
    """The source confirmed that what it last said still stands (HTTP 304)."""

    source: str
    at: datetime
    http_status: int | None = 304


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A poll that brought nothing to believe."""

    source: str
    at: datetime
    reason: CleanText
    """One short plain phrase: `no answer in 15 s`, `HTTP 503`."""
    http_status: int | None = None
    retry_after: timedelta | None = None
    """What the server asked for, already clamped; None if it asked for nothing."""
    stops: bool = False
    """Whether the source is not to be asked again until the user says so."""


def stamped(snapshot: Snapshot, on_wall: datetime, at: datetime) -> Snapshot:
    """What a reader made of a page at a time of day, stamped with the moment that ages are measured from.

    Rows that it handed on from an earlier answer keep their stamp; a story keeps the time of day at which it was found.
    """
    if on_wall == at:
        return snapshot

    def restamped(row: Row) -> Row:
        return replace(row, polled_at=at) if row.polled_at == on_wall else row

    return replace(
        snapshot,
        at=at,
        ahead=on_wall - at,
        quotes=tuple(map(restamped, snapshot.quotes)),
        indices=tuple(map(restamped, snapshot.indices)),
    )


PollResult = Snapshot | NotModified | Failure


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
