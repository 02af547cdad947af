"""The events of the market: all that can ever change it, as values."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from tui.domain.article import Article
from tui.domain.intraday import IntradaySeries
from tui.domain.quote import NO_FIGURE, NO_TRADE, InstrumentId, Quote
from tui.domain.text import CleanText


class Snapshot(NamedTuple):
    """A poll that brought a response, with all that it reports. A source fills only what it knows.

    A row with an invalid value has the value None and the reason in its flags.
    """

    source: str
    at: datetime
    """When the response was fetched, aware UTC."""
    wall_clock_offset: timedelta = timedelta(0)
    """How far the wall clock was ahead of that: a source's own times are compared with the wall clock's."""
    quotes: tuple[Quote, ...] = ()
    articles: tuple[Article, ...] = ()
    note: CleanText | None = None
    """A remark on a good response, such as `no ticker`."""
    http_status: int | None = None
    received: int | None = None
    """Bytes received for this response, without headers; None if unknown."""
    missing_rows: int = 0
    """Rows of the last good responses to requests that failed in this poll; they are not in `quotes`."""
    resized: bool = False
    """Whether one of several requests of this poll has fewer rows than before, often enough to be accepted."""

    @property
    def invalid_rows(self) -> int:
        """Return how many rows have no valid value; a row without a trade is valid."""
        return sum(quote.price is None and not {NO_TRADE, NO_FIGURE} & {*quote.flags} for quote in self.quotes)

    @property
    def valid_rows(self) -> int:
        """Return how many rows are valid."""
        return len(self.quotes) - self.invalid_rows


class NotModified(NamedTuple):
    """A poll that brought nothing new: the source confirmed its last response (HTTP 304)."""

    source: str
    at: datetime
    http_status: int | None = 304


class Failure(NamedTuple):
    """A poll that failed."""

    source: str
    at: datetime
    reason: CleanText
    """One short plain phrase: `no answer in 15 s`, `HTTP 503`."""
    http_status: int | None = None
    retry_after: timedelta | None = None
    """The wait that the server requested, already clamped; None if it requested none."""
    stops: bool = False
    """Whether the source is not to be polled again until the user resumes it."""


PollResult = Snapshot | NotModified | Failure


class NextPollPlanned(NamedTuple):
    """The next poll of a source was scheduled."""

    source: str
    next_try: datetime | None
    """Aware UTC; None for never."""
    every: timedelta
    """The interval now in force: ages are judged by it."""


class SourcePaused(NamedTuple):
    """The user paused a source: it is not polled until the user resumes or polls it."""

    source: str
    at: datetime
    """Aware UTC."""


class SourceResumed(NamedTuple):
    """The user resumed a source that was paused, by whom or whatever: its next response is awaited."""

    source: str
    at: datetime
    """Aware UTC."""


class PageRejected(NamedTuple):
    """The page of a source's latest response could not be used, and was stored for a report."""

    source: str
    path: CleanText | None
    """Of the stored page; None if it could not be stored."""


class ArticleRequested(NamedTuple):
    """The page of an article was asked for, and is awaited."""

    source: str
    id: CleanText
    """Of the article."""
    at: datetime
    """Aware UTC."""


class ArticleRequestCancelled(NamedTuple):
    """The page of an article is awaited no longer."""

    source: str
    id: CleanText
    at: datetime


class ArticleFetched(NamedTuple):
    """The page of an article was read, or could not be."""

    source: str
    id: CleanText
    at: datetime
    """Aware UTC."""
    article: Article | None = None
    """As its page has it, under the same id; None where the page could not be had."""
    reason: CleanText | None = None
    """Why there is none, or why only a part of it could be read, as a short plain phrase."""


class BoardRestored(NamedTuple):
    """The last good responses that an earlier run stored were loaded."""

    snapshots: tuple[Snapshot, ...]
    """Each with the time at which its source last confirmed it."""
    pages: tuple[ArticleFetched, ...] = ()
    """What was known of the pages of their articles, oldest first."""


class DayRestored(NamedTuple):
    """The values of this trading day that an earlier run saw were read from the history."""

    series: Mapping[InstrumentId, IntradaySeries]


class DayFilled(NamedTuple):
    """Values of this trading day that nobody saw: sources gave them afterwards."""

    series: Mapping[InstrumentId, IntradaySeries]
    seen_since: datetime
    """When this run began, aware UTC: what was seen since then stays as it is."""


class ArticlesRestored(NamedTuple):
    """Articles that earlier runs saw were read from the history."""

    articles: tuple[Article, ...]
    """Each with the time at which a poll first brought it."""
    pages: tuple[ArticleFetched, ...] = ()
    """What became of the pages of some of them, oldest first."""


class SessionChanged(NamedTuple):
    """Continuous trading began or ended in a market, by its calendar."""

    market: str
    """Its code."""
    at: datetime
    """When that was due, aware UTC: it may have been noticed later."""
    is_open: bool


class AlertFigure(NamedTuple):
    """A figure that a rule compared."""

    name: CleanText
    """As the rule names it: `last`, `move(5m)`."""
    value: CleanText
    """With the digits of the source, or as it was calculated."""
    line: CleanText
    """What it was compared with: `> 150`."""


class Alert(NamedTuple):
    """A rule of the user that rang."""

    rule: CleanText
    subject: CleanText
    """`PSX:OGDC`, the name of a source, the id of an article, or empty for the market as a whole."""
    at: datetime
    """When, aware UTC, by the wall clock."""
    condition: CleanText
    """As the user wrote it."""
    figures: tuple[AlertFigure, ...] = ()
    source: str = ""
    """Of the figure."""
    confirmed_at: datetime | None = None
    """When the source last confirmed the figure, aware UTC."""
    as_of: datetime | None = None
    """The source's own time of it, aware."""
    is_between_polls: bool = False
    """Whether the price was there between two polls, as the day's high or low shows."""
    title: CleanText = CleanText("")
    """The headline of the article, or what is wrong with the source."""
    ways: tuple[str, ...] = ()
    """How the rule wants it told besides, by name."""

    @property
    def said(self) -> str:
        """Its figures with what they were compared with, or its title: `last 151 > 150`."""
        figures = ", ".join(f"{each.name} {each.value} {each.line}".rstrip() for each in self.figures)
        return ", ".join(filter(None, (figures, self.title)))

    @property
    def id(self) -> str:
        """What makes it one alert, however often it is sent."""
        return f"{self.rule}/{self.subject}/{self.at:%Y%m%dT%H%M%S.%f}"


class AlertsRang(NamedTuple):
    """Rules rang, by what the event before this one brought."""

    at: datetime
    """Aware UTC."""
    alerts: tuple[Alert, ...]


class Continuity(StrEnum):
    """What becomes of a source's rows when the sources of the configuration are replaced."""

    UNCHANGED = "unchanged"
    """The source is the same, with its rows and its health."""
    RESTARTED = "restarted"
    """It makes the same requests in another way: its rows stay, and it begins anew."""
    SUPERSEDED = "superseded"
    """It makes requests for other instruments: its rows stay until its next good response, which replaces them all."""
    NEW = "new"
    """It has no rows, or those of an earlier source of its name, which go."""


class ReplacedSource(NamedTuple):
    """A source as the configuration now has it."""

    name: str
    kind: str
    every: timedelta
    markets: tuple[str, ...]
    """The markets whose hours it follows."""
    continuity: Continuity


class SourcesReplaced(NamedTuple):
    """The configuration has other sources now. One that is not among them is gone, with its rows and its articles."""

    sources: tuple[ReplacedSource, ...]
    """In order of preference."""
    at: datetime
    """Aware UTC."""


Event = (
    Snapshot
    | NotModified
    | Failure
    | NextPollPlanned
    | SourcePaused
    | SourceResumed
    | PageRejected
    | BoardRestored
    | DayRestored
    | DayFilled
    | ArticlesRestored
    | SourcesReplaced
    | SessionChanged
    | AlertsRang
    | ArticleRequested
    | ArticleRequestCancelled
    | ArticleFetched
)


def stamp_snapshot(snapshot: Snapshot, on_wall: datetime, at: datetime) -> Snapshot:
    """Return a snapshot parsed at a time of day, stamped with the time that ages are measured from.

    Rows repeated from an earlier response retain their stamp; an article retains the time of day of its first poll.
    """
    if on_wall == at:
        return snapshot

    quotes = tuple(row._replace(polled_at=at) if row.polled_at == on_wall else row for row in snapshot.quotes)
    return snapshot._replace(at=at, wall_clock_offset=on_wall - at, quotes=quotes)
