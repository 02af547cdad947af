"""Which articles are news: those that neither this run nor an earlier one, nor another source, had before."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from tui.domain.article import Article, article_time
from tui.domain.market import Market
from tui.domain.stories import group_stories


def news_between(
    old: Market, new: Market, good_at_start: Mapping[str, datetime | None], since: datetime | None
) -> list[Article]:
    """Return the articles that are news since an older market, without those whose story another source had before.

    Args:
        old: the market before.
        new: the market now.
        good_at_start: when each source had last given a good response before its first poll, aware UTC; None for never.
        since: when this run began, aware; None where that is not known yet.
    """
    known = old.articles

    def is_first_poll(source: str) -> bool:
        health = old.health.get(source)
        return health is None or health.last_good == good_at_start.get(source)

    added = [article for key, article in new.articles.items() if key not in known]
    news = [
        article
        for article in added
        if is_news(article, known.values(), is_first_poll=is_first_poll(article.source), since=since)
    ]
    if not news:
        return []
    stories = group_stories(new.articles.values(), {}, list(new.health))
    retold = {key for story in stories if not known.keys().isdisjoint(story.ids) for key in story.ids}
    return [article for article in news if article.id not in retold]


def is_news(article: Article, known: Iterable[Article], *, is_first_poll: bool, since: datetime | None = None) -> bool:
    """Return whether an article that was not known is news; one that states no time never is.

    What was stored at the last end of the program is a part of what was known then: in the first poll since, an
    article is news only if it states a time after all that is known from its source.

    Args:
        article: just reported.
        known: the articles that were known before; those of other sources do not matter.
        is_first_poll: whether its source has not given a good response since the start.
        since: when this run began, aware; what an earlier run saw first, and only now is here again, is no news.
    """
    is_dated = article.published is not None or article.updated is not None
    if not is_dated or (since is not None and article.polled_at < since):
        return False
    if not is_first_poll:
        return True
    times = [article_time(each) for each in known if each.source == article.source]
    return bool(times) and article_time(article) > max(times)
