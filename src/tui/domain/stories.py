"""Stories: articles of several sources that are one and the same, with their versions.

Two articles are taken for one only where little else can be meant: the same address, or the same title of six words or
more within six hours, each from another source. What a source itself lists twice is two articles.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Final, NamedTuple

from tui.domain.article import Article, TimePrecision, article_time

MIN_TITLE_WORDS: Final = 6
"""A shorter title may be that of a column, or of two events."""
MAX_TIME_APART: Final = timedelta(hours=6)
"""Between two articles of one title: a day later the same headline may say what happened that day."""
_OF_A_PAGE: Final = re.compile(r"https?://[^/?#]+(?:/+[^/]|[?#])")
"""A link to more than the front page of a site."""


class Story(NamedTuple):
    """An article as it is shown, and its other versions."""

    article: Article
    """Of the most preferred source."""
    others: tuple[Article, ...] = ()
    """Of other sources, and earlier versions; the newest first."""
    ids: tuple[str, ...] = ()
    """Of all its articles, the one that is shown first."""
    at: datetime | None = None
    """The earliest time of its articles; None for that of the one shown."""


def group_stories(
    articles: Iterable[Article], versions: Mapping[str, tuple[Article, ...]], order: Sequence[str]
) -> list[Story]:
    """Return the stories of the articles, in the order of the first article of each.

    Args:
        articles: each once.
        versions: other versions of some of them, by article id.
        order: the names of all sources, in order of preference.
    """
    articles = list(articles)
    groups = _same_articles(articles)
    ranks = {source: rank for rank, source in enumerate(order)}
    stories: list[Story] = []
    placed: set[str] = set()
    for article in articles:
        if article.id in placed:
            continue
        group = groups.get(article.id)
        if group is None:
            stories.append(Story(article, versions.get(article.id, ()), (article.id,)))
            continue
        members = sorted(group, key=lambda each: ranks.get(each.source, len(ranks)))
        placed.update(each.id for each in members)
        first, *others = members
        earlier = [version for each in members for version in versions.get(each.id, ())]
        at = min(map(article_time, members))
        stories.append(Story(first, (*others, *earlier), tuple(each.id for each in members), at))
    return stories


def _same_articles(articles: Sequence[Article]) -> Mapping[str, Sequence[Article]]:
    """Return the articles that are the same as others, each by the ids of all of them."""
    buckets: dict[str, list[Article]] = {}
    for article in articles:
        for key in (_link_key(article.link), _title_key(article.title)):
            if key:
                buckets.setdefault(key, []).append(article)
    groups: dict[str, list[Article]] = {}
    for key, bucket in buckets.items():
        if len(bucket) > 1 and _are_the_same(bucket, is_by_title=not key.startswith("http")):
            known = {id(group): group for each in bucket if (group := groups.get(each.id)) is not None}
            joined = {each.id: each for group in (*known.values(), bucket) for each in group}
            if _has_each_source_once(joined.values()):
                members = list(joined.values())
                groups.update((key, members) for key in joined)
    return groups


def _are_the_same(bucket: Sequence[Article], *, is_by_title: bool) -> bool:
    if not _has_each_source_once(bucket):
        return False
    if not is_by_title:
        return True
    times = [article_time(each) for each in bucket]
    are_exact = all(
        each.precision is TimePrecision.INSTANT and (each.published or each.updated) is not None for each in bucket
    )
    return are_exact and max(times) - min(times) <= MAX_TIME_APART


def _has_each_source_once(articles: Iterable[Article]) -> bool:
    sources = [each.source for each in articles]
    return len(sources) == len(set(sources))


def _link_key(link: str | None) -> str:
    return link if link is not None and _OF_A_PAGE.match(link) else ""


@lru_cache(maxsize=16_384)
def _title_key(title: str | None) -> str:
    words = (title or "").casefold().split()
    return " ".join(words) if len(words) >= MIN_TITLE_WORDS else ""
