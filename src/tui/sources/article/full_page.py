"""The page of an article that a feed shortens: the whole text, or in plain words why there is none."""

import re
from collections.abc import Collection
from datetime import datetime
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from tui.domain.article import Article
from tui.domain.text import CleanText
from tui.sources.adapter import ParseError, Response, SourceConfig
from tui.sources.decode.blocked_pages import ASKS_FOR_HUMAN, explain_non_data
from tui.sources.providers import brecorder

_PAGE_TYPES: Final = frozenset({"", "text/html", "application/xhtml+xml", "text/plain", "application/xml", "text/xml"})
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
    media_type = response.content_type.partition(";")[0].strip().lower()
    if media_type not in _PAGE_TYPES:
        return _none(f"its link leads to no page but to a file ({media_type[:40]})")
    if _is_front_page(response.url) and teaser.link is not None and not _is_front_page(teaser.link):
        return _none("its link leads to the front page of the site")
