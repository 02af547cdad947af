"""An article as a source reports it, cleaned for reading."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from tui.domain.text import CleanText

MAX_ARTICLES: Final = 200


class Comments(StrEnum):
    """The state of the page's comments section."""

    OPEN = "open"
    CLOSED = "closed"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One article. Equality leaves out `polled_at` and `source`."""

    id: CleanText
    """Stable over polls: the article number in its URL, else the link, else a digest of its first words."""
    title: CleanText | None = None
    dateline: CleanText | None = None
    """The place that the text opens with, `DAMASCUS`, without the colon."""
    byline: CleanText | None = None
    category: CleanText | None = None
    published: datetime | None = None
    """Aware; the page's own zone."""
    updated: datetime | None = None
    paragraphs: tuple[CleanText, ...] = ()
    has_image: bool = False
    caption: CleanText | None = None
    link: str | None = None
    """An http or https URL, or None."""
    comments: Comments = Comments.ABSENT
    polled_at: datetime = field(compare=False)
    """The time of day at which a poll first brought it, aware UTC; unlike a row's it is never an age."""
    source: str = field(compare=False)


def article_time(article: Article) -> datetime:
    """Return the time an article is ordered by: its own where it states one, else when a poll first brought it."""
    return article.published or article.updated or article.polled_at


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
    changed: dict[str, Article] = {
        article.id: article
        for article in reported[:MAX_ARTICLES]
        if (was := known.get(article.id)) is None or (was != article and was.source in not_preferred_to_it)
    }
    if not changed:
        return known
    merged: dict[str, Article] = {**known, **changed}
    for oldest in sorted(merged.values(), key=article_time)[: max(0, len(merged) - MAX_ARTICLES)]:
        del merged[oldest.id]
    is_news = merged.keys() != known.keys() or any(known[key] is not article for key, article in merged.items())
    return MappingProxyType(merged) if is_news else known
