"""The identity of an article: its link, and an id that stays the same over polls."""

import hashlib
import re
from typing import Final
from urllib.parse import urlsplit

from tui.domain.text import MAX_SYMBOL_LENGTH, MAX_TITLE_LENGTH, CleanText, sanitize_line
from tui.sources.article.extract import ExtractedArticle
from tui.sources.article.links import own_fragment, safe_http_url, site_of

_MAX_ID: Final = MAX_TITLE_LENGTH
"""Of an id in characters; the end of a longer one is replaced by a digest, so that ids alike in front stay apart."""

_NUMBER = re.compile(r"/(?:news|story|stories|article|trends)/(?:amp/)?([0-9]{4,20})(?:[/.-]|$)")
_DATE = re.compile(r"(?:19|20)[0-9]{2}(?:(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])?)?")
_ARTICLE_SLUG = re.compile(r"[0-9]{4}|[^-]-[^-]+-[^-]")
_MAX_OPENING_WORDS = 60
_DIGEST_SIZE = MAX_SYMBOL_LENGTH // 4


def canonical_link(article: ExtractedArticle, page_url: str) -> str | None:
    """Return the URL that the page declares, else the one it came from, if http or https and without credentials."""
    declared = article.metadata.link
    return (safe_http_url(declared, page_url) if declared else None) or safe_http_url(page_url, page_url)


def article_id(article: ExtractedArticle, link: str | None, page_url: str) -> CleanText:
    """Return the article number in its URL, else a URL that is of this article alone, else a digest of its opening.

    The URL of a front page or a bare file name shows another article tomorrow, so it identifies none.
    """
    for url in filter(None, (link, page_url)):
        number = article_number(url)
        if number:
            return number
    if link is not None and (_has_slug(link) or own_fragment(link)):
        return limited_id(link)
    return CleanText(_digest(_opening(article)))


def article_number(url: str) -> CleanText | None:
    """Return the site and the article number in a URL such as `/news/40999/any-words`: `recorder.example:40999`.

    Several URLs of a site lead to one article by it; another site may have the same number. A year or a date in
    the path is no number, and a fragment that identifies a part of a page is added.
    """
    try:
        path = urlsplit(url).path
    except ValueError:
        return None
    number = _NUMBER.search(path)
    if number is None or _DATE.fullmatch(number[1]):
        return None
    fragment = own_fragment(url)
    return limited_id(f"{site_of(url)}:{number[1]}" + (f"#{fragment}" if fragment else ""))


def limited_id(text: str) -> CleanText:
    """Return a text as an id of limited length."""
    if len(text) <= _MAX_ID:
        return sanitize_line(text, _MAX_ID)
    digest = _digest(text)
    return sanitize_line(f"{text[: _MAX_ID - len(digest) - 1]}~{digest}", _MAX_ID)


def _has_slug(link: str) -> bool:
    return _ARTICLE_SLUG.search(urlsplit(link).path.rstrip("/").rsplit("/", 1)[-1]) is not None


def _digest(text: str) -> str:
    return hashlib.blake2s(text.encode("utf-8", "backslashreplace"), digest_size=_DIGEST_SIZE).hexdigest()


def _opening(article: ExtractedArticle) -> str:
    """Return the text that an edit or a longer body does not change: the headline, else the first words."""
    words = article.metadata.title or " ".join(block.text for block in article.blocks[:1])
    return " ".join(words.casefold().split()[:_MAX_OPENING_WORDS])
