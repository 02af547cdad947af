"""An article as a source reports it, cleaned for reading."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, time
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

from tui.domain.text import CleanText

if TYPE_CHECKING:
    from tui.domain.blocks import Block

DEFAULT_CAPACITY: Final = 2_000
"""Articles of all sources together, beyond which old ones are dropped; no source that has few loses any."""
MAX_REPORTED: Final = 500
"""Articles of one response that are read."""
MAX_VERSIONS: Final = 4
"""Versions of one article that are known beside the one shown."""


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
    blocks: "tuple[Block, ...]" = ()
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
        from tui.domain.blocks import as_texts  # noqa: PLC0415 - not before the first frame

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


class KnownArticles(NamedTuple):
    """The articles that are known, and what decides about those that a source reports next."""

    articles: Mapping[str, Article] = MappingProxyType({})
    """By article id, in the order of arrival."""
    versions: Mapping[str, tuple[Article, ...]] = MappingProxyType({})
    """Other versions of some of them, by article id: earlier ones, and those of other sources; the newest first."""
    listed: Mapping[str, frozenset[str]] = MappingProxyType({})
    """The ids of the articles in the last response of each source: those of them that were dropped are not new."""


def merge_articles(
    known: KnownArticles,
    reported: Sequence[Article],
    source: str,
    order: Sequence[str],
    capacity: int = DEFAULT_CAPACITY,
) -> KnownArticles:
    """Return what is known with the articles that a source reported.

    Where two sources have the same article the preferred one counts, or they would replace each other for ever; the
    other is a version of it.

    Args:
        known: before.
        reported: in the order of the page.
        source: which reported them.
        order: the names of all sources, in order of preference.
        capacity: articles of all sources together, beyond which old ones are dropped.

    Returns:
        The very same articles where none is new, so that an old article that comes again does not count as news.
    """
    reported = reported[:MAX_REPORTED]
    changed, versions = _differences(known, reported, source, order)
    listed = frozenset(article.id for article in reported)
    if listed != known.listed.get(source, frozenset()):
        known = known._replace(listed=MappingProxyType({**known.listed, source: listed}))
    if versions:
        known = known._replace(versions=MappingProxyType({**known.versions, **versions}))
    return _with_changed(known, changed, capacity) if changed else known


def _differences(
    known: KnownArticles, reported: Iterable[Article], source: str, order: Sequence[str]
) -> tuple[Mapping[str, Article], Mapping[str, tuple[Article, ...]]]:
    """Return the articles that are new or revised, and those that have other versions now, both by article id."""
    not_preferred_to_it = order[order.index(source) :]
    listed_before = known.listed.get(source, frozenset())
    changed: dict[str, Article] = {}
    versions: dict[str, tuple[Article, ...]] = {}
    for article in reported:
        was = known.articles.get(article.id)
        if was is None:
            if article.id not in listed_before:
                changed[article.id] = article
        elif was != article:
            others = known.versions.get(article.id, ())
            if was.source in not_preferred_to_it:
                # a revision is not newer than the article: one without a time stays where it is
                changed[article.id] = article._replace(polled_at=was.polled_at)
                versions[article.id] = _with_version(others, was, article)
            elif article not in others:
                versions[article.id] = _with_version(others, article, was)
    return changed, versions


def restore_articles(known: KnownArticles, restored: Iterable[Article], capacity: int) -> KnownArticles:
    """Return what is known with articles of earlier runs; of one that is known it only states when it was first seen.

    Args:
        known: before.
        restored: each with the time of its first poll.
        capacity: as in `merge_articles`.
    """
    changed: dict[str, Article] = {}
    for article in restored:
        was = known.articles.get(article.id)
        if was is None:
            changed[article.id] = article
        elif was.polled_at > article.polled_at:
            changed[article.id] = was._replace(polled_at=article.polled_at)
    return _with_changed(known, changed, capacity) if changed else known


def _with_version(others: tuple[Article, ...], version: Article, shown: Article) -> tuple[Article, ...]:
    kept = [other for other in others if other not in (version, shown)]
    return (version, *kept)[:MAX_VERSIONS]


def _with_changed(known: KnownArticles, changed: Mapping[str, Article], capacity: int) -> KnownArticles:
    """Return what is known with new and changed articles; the same articles where all that is new is dropped again."""
    merged: dict[str, Article] = {**known.articles, **changed}
    if len(merged) > capacity:
        from tui.domain.article_limit import articles_to_drop  # noqa: PLC0415 - few boards have so many

        for key in articles_to_drop(merged.values(), capacity, _stated_time):
            del merged[key]
        if merged.keys() == known.articles.keys() and all(known.articles[key] is each for key, each in merged.items()):
            return known
        if not merged.keys() >= known.versions.keys():
            versions = {key: others for key, others in known.versions.items() if key in merged}
            known = known._replace(versions=MappingProxyType(versions))
    return known._replace(articles=MappingProxyType(merged))
