"""What is known of the pages of articles: those that a feed shortens are read in full from there."""

from collections.abc import Container, Iterable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Final, NamedTuple

from tui.domain.article import Article
from tui.domain.events import ArticleFetched, ArticleRequestCancelled, ArticleRequested
from tui.domain.text import CleanText

MAX_PAGES: Final = 300
"""Of all sources together; those that were read first are dropped."""
MAX_TOTAL_TEXT: Final = 2_000_000
"""Characters of all of them."""

NOT_PERMITTED: Final = CleanText("the site permits no program to read it (robots.txt)")
"""Why a page was not read that its site keeps from programs: asking again would bring the same."""

PageEvent = ArticleRequested | ArticleRequestCancelled | ArticleFetched


class ArticlePage(NamedTuple):
    """What is known of the page of one article."""

    source: str
    at: datetime
    """When it was last read, or could not be; when it was asked for where nothing is known yet. Aware UTC."""
    article: Article | None = None
    """As the page has it; a later attempt that failed leaves it."""
    reason: CleanText | None = None
    """Why the last attempt failed, or why only a part of it could be read; None where all is well."""
    awaited_since: datetime | None = None
    """When it was asked for, aware UTC; None where it is not awaited."""

    @property
    def is_requested(self) -> bool:
        """Whether it is awaited."""
        return self.awaited_since is not None

    @property
    def size(self) -> int:
        """The characters of its text."""
        return 0 if self.article is None else sum(len(block.text) for block in self.article.blocks)


def pages_after(pages: Mapping[str, ArticlePage], event: PageEvent) -> Mapping[str, ArticlePage]:
    """Return the pages after an event, by article id, the latest at the end."""
    was = pages.get(event.id)
    others = {key: page for key, page in pages.items() if key != event.id}
    match event:
        case ArticleRequested():
            # where it stands: only what becomes of it counts
            page = ArticlePage(event.source, event.at) if was is None else was
            return MappingProxyType({**pages, event.id: page._replace(awaited_since=event.at)})
        case ArticleRequestCancelled():
            if was is None or not was.is_requested:
                return pages
            if was.article is None and was.reason is None:
                return MappingProxyType(others)
            return MappingProxyType({**pages, event.id: was._replace(awaited_since=None)})
        case ArticleFetched():
            article = event.article or (None if was is None else was.article)
            page = ArticlePage(event.source, event.at, article, event.reason)
            return MappingProxyType(_bounded({**others, event.id: page}))


def restored_pages(pages: Mapping[str, ArticlePage], restored: Iterable[ArticleFetched]) -> Mapping[str, ArticlePage]:
    """Return the pages with those of earlier runs, oldest first; of one that is known this run knows more."""
    earlier: dict[str, ArticlePage] = {
        each.id: ArticlePage(each.source, each.at, each.article, each.reason)
        for each in restored
        if each.id not in pages
    }
    return MappingProxyType(_bounded({**earlier, **pages})) if earlier else pages


def _bounded(pages: dict[str, ArticlePage]) -> dict[str, ArticlePage]:
    """Return the pages without the oldest, so many that the limits hold; the last one stays, and what is awaited."""
    total = sum(page.size for page in pages.values())
    *settled, _last = [key for key, page in pages.items() if not page.is_requested]
    count = len(settled) + 1
    for key in settled:
        if count <= MAX_PAGES and total <= MAX_TOTAL_TEXT:
            break
        count -= 1
        total -= pages.pop(key).size
    return pages


def pages_of(pages: Mapping[str, ArticlePage], sources: Container[str]) -> Mapping[str, ArticlePage]:
    """Return the pages of these sources alone, or the same mapping where all are."""
    remaining = {key: page for key, page in pages.items() if page.source in sources}
    return pages if len(remaining) == len(pages) else MappingProxyType(remaining)


def fetched_event(key: str, page: ArticlePage) -> ArticleFetched | None:
    """Return the event that makes the same page again; None where nothing is known of it yet."""
    if page.article is None and page.reason is None:
        return None
    return ArticleFetched(page.source, CleanText(key), page.at, page.article, page.reason)
