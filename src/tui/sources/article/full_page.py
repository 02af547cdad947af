"""The page of an article that a feed shortens: the whole text, or in plain words why there is none."""

import re
from collections.abc import Sequence
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from tui.domain.article import Article, Completeness
from tui.domain.blocks import Block
from tui.domain.text import CleanText, sanitize_line
from tui.sources.adapter import Response
from tui.sources.article.reader import read_page
from tui.sources.article.reading import PageReading, PageRule

_PAGE_TYPES: Final = frozenset({"", "text/html", "application/xhtml+xml", "text/plain", "application/xml", "text/xml"})
_MIN_TITLE_WORDS: Final = 4
_MIN_SHARE: Final = 0.25
"""Of the words of a headline that an article about it has."""
_WORD: Final = re.compile(r"\w{3,}")


class PageText(NamedTuple):
    """What the page of an article brought."""

    article: Article | None = None
    """None where the page has not the article, or no more of it than the feed."""
    reason: CleanText | None = None
    """Why it has not, or why only a part of it could be read, as one short plain phrase."""


def read_full_page(response: Response, teaser: Article, rules: Sequence[PageRule] = ()) -> PageText:
    """Read the page of an article: pure, and it never raises.

    Args:
        response: the page.
        teaser: the article as its feed has it.
        rules: of the user for the pages of some sites.
    """
    media_type = response.content_type.partition(";")[0].strip().lower()
    if media_type not in _PAGE_TYPES:
        return PageText(reason=sanitize_line(f"its link leads to no page but to a file ({media_type[:40]})"))
    if _is_front_page(response.url) and not _is_front_page(teaser.link or ""):
        return PageText(reason=CleanText("its link leads to the front page of the site"))
    reading = read_page(response.body, response.content_type, response.url, rules)
    if not reading:
        return PageText(reason=reading.reason)
    if not _is_about(reading, teaser):
        return PageText(reason=CleanText("the page is about something else"))
    if _length(reading.blocks) <= _length(teaser.blocks):
        return PageText(reason=reading.reason or CleanText("the page has no more than the feed"))
    return PageText(_as_article_of(teaser, reading), reading.reason or None)


def _is_front_page(url: str) -> bool:
    address = urlsplit(url)
    return address.path.strip("/") == "" and not address.query


def _is_about(page: PageReading, teaser: Article) -> bool:
    """Return whether a page has some words of the headline; one without several words says nothing."""
    words = _words(teaser.title or "")
    if len(words) < _MIN_TITLE_WORDS:
        return True
    of_page = _words(" ".join((page.title or "", *(block.text for block in page.blocks))))
    return len(words & of_page) >= _MIN_SHARE * len(words)


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text.casefold()))


def _length(blocks: tuple[Block, ...]) -> int:
    return sum(len(block.text) for block in blocks)


def _as_article_of(teaser: Article, page: PageReading) -> Article:
    """Return the text of a page under what the feed states, which knows its own headlines and times."""
    has_time = teaser.published is not None or teaser.updated is not None
    times = teaser if has_time else page
    is_part = page.completeness is Completeness.TEASER or bool(page.reason)
    return teaser._replace(
        title=teaser.title or page.title,
        dateline=page.dateline,
        byline=teaser.byline or page.byline,
        category=teaser.category or page.category,
        published=times.published,
        updated=times.updated,
        precision=times.precision,
        blocks=page.blocks,
        has_image=teaser.has_image or page.has_image,
        caption=page.caption or teaser.caption,
        comments=page.comments,
        completeness=Completeness.PARTIAL if is_part else page.completeness,
    )
