"""An article as a source reports it, cleaned for reading."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, time
from enum import StrEnum
from types import MappingProxyType
from typing import Final, NamedTuple

from tui.domain.blocks import Block, as_texts
from tui.domain.text import CleanText

MAX_ARTICLES: Final = 200
"""Of all sources together; the oldest are dropped."""


class Comments(StrEnum):
    """The state of the page's comments section."""

    OPEN = "open"
    CLOSED = "closed"
    ABSENT = "absent"


class TimePrecision(StrEnum):
    """How exactly a source states the time of an article."""

    INSTANT = "instant"
    """A point in time."""
    LOCAL = "local"
    """A time of day in a zone that is not stated; UTC is assumed for the order of articles alone."""
    DAY = "day"
    """A day, and no time of day."""


class Completeness(StrEnum):
    """How much of an article there is."""

    WHOLE = "whole"
    TEASER = "teaser"
    """Its first words, or a summary."""
    PARTIAL = "partial"
    """A page of which only a part could be read."""
    UNKNOWN = "unknown"


class Article(NamedTuple):
    """One article. Equality leaves out `polled_at` and `source`."""

    # not compared, as all that stands before the id
    polled_at: datetime
    """The time of day at which a poll first brought it, aware UTC; unlike a row's it is never an age."""
    source: str
    id: CleanText
    """Stable over polls: `site:number`, else the feed's own id, else the link without tracking, else a digest of the
    headline."""
    title: CleanText | None = None
    dateline: CleanText | None = None
    """The place that the text opens with, `DAMASCUS`, without the colon."""
    byline: CleanText | None = None
    category: CleanText | None = None
    published: datetime | None = None
    """Aware; in UTC, Pakistan's zone, or the one that the page states."""
    updated: datetime | None = None
    """When it was last changed, as the source states it; aware as above."""
    blocks: tuple[Block, ...] = ()
    has_image: bool = False
    caption: CleanText | None = None
    link: str | None = None
    """An http or https URL, or None."""
    comments: Comments = Comments.ABSENT
    precision: TimePrecision = TimePrecision.INSTANT
    """Of `published`, or of `updated` where that is the only time."""
    completeness: Completeness = Completeness.UNKNOWN

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Article) and self[_FIRST_OF_CONTENT:] == other[_FIRST_OF_CONTENT:]

    # a tuple has its own, which compares all fields
    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash(self[_FIRST_OF_CONTENT:])

    @property
    def headline(self) -> str:
        """The title, else the first line of the text, else the id."""
        return self.title or next((block.text.partition("\n")[0] for block in self.blocks), self.id)

    @property
    def paragraphs(self) -> tuple[CleanText, ...]:
        """The text without its structure; a list, a table or a piece of code has a line feed between its lines."""
        return as_texts(self.blocks)

    @property
    def links(self) -> tuple[str, ...]:
        """The targets of the links in the text, each once, in its order."""
        return tuple(dict.fromkeys(link.target for block in self.blocks for link in block.links))


_FIRST_OF_CONTENT: Final = Article._fields.index("id")
"""Where the article's own fields begin; what stands before says where it comes from, and is not compared."""
CONTENT: Final = Article._fields[_FIRST_OF_CONTENT:]
"""The fields by which two articles are compared."""


def article_time(article: Article) -> datetime:
    """Return the time an article is ordered by: its own where it states one, else when a poll first brought it.

    One that states a day, or nothing, is at the beginning of its day: below the articles that state a time of that
    day, never above them. One that states a time to come is not newer than the poll that brought it.
    """
    stated = article.published or article.updated
    if stated is None:
        return _start_of_day(article.polled_at)
    if article.precision is TimePrecision.DAY:
        return min(_start_of_day(stated), _start_of_day(article.polled_at.astimezone(stated.tzinfo)))
    return min(stated, article.polled_at)


def _stated_time(article: Article) -> datetime:
    """Return the time that an article states itself, which no later poll changes; else its first poll's day."""
    return article.published or article.updated or _start_of_day(article.polled_at)


def _start_of_day(at: datetime) -> datetime:
    return datetime.combine(at.date(), time(), at.tzinfo)


def _order(article: Article) -> tuple[datetime, datetime]:
    return article_time(article), article.polled_at


def newest_first(articles: Iterable[Article]) -> list[Article]:
    """Return the articles newest first; of one time those polled last, then as given."""
    return sorted(articles, key=_order, reverse=True)


def is_news(article: Article, known: Iterable[Article], *, is_first_poll: bool) -> bool:
    """Return whether an article that was not known is news.

    What was stored at the last end of the program is a part of what was known then: in the first poll since, an
    article is news only if it states a time after all that is known from its source.

    Args:
        article: just reported.
        known: the articles that were known before; those of other sources do not matter.
        is_first_poll: whether its source has not given a good response since the start.
    """
    if not is_first_poll:
        return True
    times = [article_time(each) for each in known if each.source == article.source]
    is_dated = article.published is not None or article.updated is not None
    return bool(times) and is_dated and article_time(article) > max(times)


def merge_articles(
    known: Mapping[str, Article], reported: Sequence[Article], source: str, order: Sequence[str]
) -> Mapping[str, Article]:
    """Return the articles with those that a source reported; the oldest by their own time are dropped.

    Where two sources have the same article the preferred one counts, or they would replace each other for ever.

    Args:
        known: by article id, in the order of arrival.
        reported: in the order of the page.
        source: which reported them.
        order: the names of all sources, in order of preference.

    Returns:
        The very same mapping where nothing is new, so that an old article that comes again does not count as news.
    """
    not_preferred_to_it = order[order.index(source) :]
    changed: dict[str, Article] = {}
    for article in reported[:MAX_ARTICLES]:
        was = known.get(article.id)
        if was is None:
            changed[article.id] = article
        elif was != article and was.source in not_preferred_to_it:
            # a revision is not newer than the article: one without a time stays where it is
            changed[article.id] = article._replace(polled_at=was.polled_at)
    if not changed:
        return known
    merged: dict[str, Article] = {**known, **changed}
    if len(merged) > MAX_ARTICLES:
        # of articles of one time those that are known stay, or two full feeds would push each other out for ever
        by_age = sorted(merged.values(), key=lambda each: (_stated_time(each), each.id in known), reverse=True)
        for oldest in by_age[MAX_ARTICLES:]:
            del merged[oldest.id]
    has_changed = merged.keys() != known.keys() or any(known[key] is not article for key, article in merged.items())
    return MappingProxyType(merged) if has_changed else known
