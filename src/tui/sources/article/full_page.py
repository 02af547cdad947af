"""The page of an article that a feed shortens: the whole text, or in plain words why there is none."""

import re
from datetime import datetime
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from tui.domain.article import Article
from tui.domain.text import CleanText
from tui.sources.adapter import ParseError, Response, SourceConfig
from tui.sources.decode.blocked_pages import ASKS_FOR_HUMAN, asks_for_consent
from tui.sources.providers import brecorder

_PAGE_TYPES: Final = frozenset({"", "text/html", "application/xhtml+xml", "text/plain", "application/xml", "text/xml"})
NO_ARTICLE: Final = "there is no article on the page"
_MAX_LOOKED_AT: Final = 20_000
_MIN_TITLE_WORDS: Final = 4
_MIN_SHARE: Final = 0.25
"""Of the words of a headline that an article about it has."""
_WORD: Final = re.compile(r"\w{3,}")


class PageText(NamedTuple):
    """What the page of an article brought."""

    article: Article | None = None
    """None where the page has not the article."""
    reason: CleanText | None = None
    """Why it has not, or why only a part of it could be read."""


def read_full_page(response: Response, teaser: Article, source: SourceConfig, at: datetime) -> PageText:
    """Read the page of an article, received at a time (aware UTC).

    Args:
        response: the page.
        teaser: the article as its feed has it.
        source: the feed.
        at: aware UTC.
    """
    try:
        return PageText(_as_article_of(teaser, _article_of(response, teaser, source, at)))
    except ParseError as error:
        return PageText(reason=error.reason)


def _article_of(response: Response, teaser: Article, source: SourceConfig, at: datetime) -> Article:
    """Return the article of a page as the page has it. Raises ParseError where it has not this one."""
    media_type = response.content_type.partition(";")[0].strip().lower()
    if media_type not in _PAGE_TYPES:
        raise ParseError(f"its link leads to no page but to a file ({media_type[:40]})")
    if _is_front_page(response.url) and not _is_front_page(teaser.link or ""):
        raise ParseError("its link leads to the front page of the site")
    try:
        found = brecorder.parse(response, source, at).articles
    except ParseError as error:
        raise ParseError(_why_none(error.reason, response)) from None
    if not found:
        raise ParseError(NO_ARTICLE)
    if not _is_about(found[0], teaser):
        raise ParseError("the page is about something else")
    if _length(found[0]) <= _length(teaser):
        raise ParseError("the page has no more than the feed")
    return found[0]


def _why_none(reason: str, response: Response) -> str:
    if reason.endswith(ASKS_FOR_HUMAN):
        return "the page asks for a human or a login"
    text = response.body[:_MAX_LOOKED_AT].decode("utf-8", "replace")
    return "the page asks for consent to cookies first" if asks_for_consent(text) else NO_ARTICLE


def _is_front_page(url: str) -> bool:
    address = urlsplit(url)
    return address.path.strip("/") == "" and not address.query


def _is_about(page: Article, teaser: Article) -> bool:
    """Return whether a page has some words of the headline; one without several words says nothing."""
    words = _words(teaser.title or "")
    if len(words) < _MIN_TITLE_WORDS:
        return True
    of_page = _words(" ".join((page.title or "", *(block.text for block in page.blocks))))
    return len(words & of_page) >= _MIN_SHARE * len(words)


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text.casefold()))


def _length(article: Article) -> int:
    return sum(len(block.text) for block in article.blocks)


def _as_article_of(teaser: Article, page: Article) -> Article:
    """Return the text of a page under what the feed states, which knows its own headlines and times."""
    has_time = teaser.published is not None or teaser.updated is not None
    times = teaser if has_time else page
    return page._replace(
        polled_at=teaser.polled_at,
        source=teaser.source,
        id=teaser.id,
        title=teaser.title or page.title,
        byline=teaser.byline or page.byline,
        category=teaser.category or page.category,
        published=times.published,
        updated=times.updated,
        precision=times.precision,
        has_image=teaser.has_image or page.has_image,
        link=teaser.link,
    )
