"""The stories that are kept: the newest by their own time, each once."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Final

from tui.domain.article import Article
from tui.domain.snapshot import Snapshot

MAX_ARTICLES: Final = 200


def merge_articles(known: Mapping[str, Article], snapshot: Snapshot, order: Sequence[str]) -> Mapping[str, Article]:
    """The stories with what is new; the oldest by their own time leave, so that none comes back at the next poll.

    Of two sources that tell the same story the preferred one is believed, or they would take turns for ever.
    """
    not_preferred_to_it = order[order.index(snapshot.source) :]
    changed: dict[str, Article] = {
        article.id: article
        for article in snapshot.articles[:MAX_ARTICLES]
        if (was := known.get(article.id)) is None or (was != article and was.source in not_preferred_to_it)
    }
    if not changed:
        return known
    merged: dict[str, Article] = {**known, **changed}
    for oldest in sorted(merged.values(), key=article_time)[: max(0, len(merged) - MAX_ARTICLES)]:
        del merged[oldest.id]
    is_news = merged.keys() != known.keys() or any(known[key] is not article for key, article in merged.items())
    return MappingProxyType(merged) if is_news else known


def article_time(article: Article) -> datetime:
    """The time a story is ordered by: its own where it states one, else when it was first heard."""
    return article.published or article.updated or article.polled_at
