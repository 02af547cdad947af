"""Which articles are dropped where there are too many: the old ones of the sources that have more than their share."""

from collections import Counter
from collections.abc import Callable, Collection
from datetime import datetime
from heapq import nsmallest
from itertools import chain
from typing import Final, Protocol, TypeVar

MIN_PER_SOURCE: Final = 20
"""Articles that each source may have, whatever the capacity."""


class ArticleLike(Protocol):
    """What an article has of what counts here: this module knows no articles, which know it."""

    @property
    def source(self) -> str:
        """Which reported it."""

    @property
    def id(self) -> str:
        """Unique among all of them."""

    @property
    def polled_at(self) -> datetime:
        """When a poll first brought it, aware UTC."""


A = TypeVar("A", bound=ArticleLike)
_Entry = tuple[datetime, datetime, int, str]


def articles_to_drop(articles: Collection[A], capacity: int, time_of: Callable[[A], datetime]) -> list[str]:
    """Return the ids of the articles to drop, so that no more are left than the capacity or 20 of each source.

    The share of a source is the capacity divided by the sources that have articles, at least 20: its newest articles
    up to that stay, so that a source with many pushes out none of one with few. Of the others the oldest go.

    Args:
        articles: all of them, in the order of arrival.
        capacity: of all sources together.
        time_of: the time of an article that no later poll changes.
    """
    counts = Counter(article.source for article in articles)
    share = max(MIN_PER_SOURCE, capacity // max(1, len(counts)))
    too_many = len(articles) - max(capacity, MIN_PER_SOURCE * len(counts))
    if too_many <= 0:
        return []
    spare = {source: count - share for source, count in counts.items() if count > share}
    oldest: dict[str, list[_Entry]] = {source: [] for source in spare}
    for place, article in enumerate(articles):
        if article.source in spare:
            # of one page the last ones are the oldest
            oldest[article.source].append((time_of(article), article.polled_at, -place, article.id))
    # a full board has few too many at a time: of each source no more are looked for
    candidates = (nsmallest(min(spare[source], too_many), entries) for source, entries in oldest.items())
    return [key for *_, key in nsmallest(too_many, chain.from_iterable(candidates))]
