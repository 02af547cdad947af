"""The identity of an article: its link, and an id that stays the same over polls."""

import hashlib
import re
from urllib.parse import urljoin, urlsplit

from tui.domain.text import MAX_SYMBOL_LENGTH, CleanText, sanitize_line
from tui.sources.adapter import MAX_URL_LENGTH
from tui.sources.article.extract import ExtractedArticle

_NUMBER = re.compile(r"/(?:news|story|stories|article|trends)/(?:amp/)?([0-9]{3,20})(?:[/?#.-]|$)")
_ARTICLE_SLUG = re.compile(r"[0-9]{4}|[^-]-[^-]+-[^-]")
_PRINTABLE = re.compile(r"[!-~]+")
_MAX_OPENING_WORDS = 60


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
    if link is not None and _ARTICLE_SLUG.search(urlsplit(link).path.rstrip("/").rsplit("/", 1)[-1]):
        return sanitize_line(link, MAX_URL_LENGTH)
    return CleanText(hashlib.blake2s(_opening(article).encode(), digest_size=MAX_SYMBOL_LENGTH // 4).hexdigest())


def article_number(url: str) -> CleanText | None:
    """Return the article number in a URL such as `/news/40999/any-words`: several URLs lead to one article."""
    number = _NUMBER.search(url)
    return CleanText(number[1]) if number else None


def _opening(article: ExtractedArticle) -> str:
    """Return the text that an edit or a longer body does not change: the headline, else the first words."""
    words = article.metadata.title or " ".join(article.paragraphs[:1])
    return " ".join(words.casefold().split()[:_MAX_OPENING_WORDS])


def safe_http_url(url: str, base: str) -> str | None:
    """Return an absolute http or https URL, without credentials and of limited length; None for any other.

    Links with credentials or another scheme are not safe to open.
    """
    try:
        link = urljoin(base, url.strip())
        parts = urlsplit(link)
        is_safe = parts.scheme in {"http", "https"} and parts.hostname and not (parts.username or parts.password)
    except ValueError:
        return None
    return link if is_safe and len(link) <= MAX_URL_LENGTH and _PRINTABLE.fullmatch(link) else None
