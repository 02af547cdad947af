"""The identity of a story: its link, and an id that stays the same over polls."""

import hashlib
import re
from urllib.parse import urljoin, urlsplit

from tui.domain.text import MAX_SYMBOL_LENGTH, CleanText, sanitize_line
from tui.sources.adapter import MAX_URL_LENGTH
from tui.sources.article.extract import ExtractedArticle

_NUMBER = re.compile(r"/(?:news|story|stories|article|trends)/(?:amp/)?([0-9]{3,20})(?:[/?#.-]|$)")
_STORY_SLUG = re.compile(r"[0-9]{4}|[^-]-[^-]+-[^-]")
_PRINTABLE = re.compile(r"[!-~]+")
_MAX_OPENING_WORDS = 60


def canonical_link(story: ExtractedArticle, page_url: str) -> str | None:
    """Return the URL that the page declares, else the one it came from, if http or https and without credentials."""
    declared = story.metadata.link
    return (safe_http_url(declared, page_url) if declared else None) or safe_http_url(page_url, page_url)


def article_id(story: ExtractedArticle, link: str | None, page_url: str) -> CleanText:
    """Return the story number in its URL, else a URL that is of this story alone, else a digest of its opening.

    The URL of a front page or a bare file name is of another story tomorrow, so it identifies none.
    """
    for url in filter(None, (link, page_url)):
        number = story_number(url)
        if number:
            return number
    if link is not None and _STORY_SLUG.search(urlsplit(link).path.rstrip("/").rsplit("/", 1)[-1]):
        return sanitize_line(link, MAX_URL_LENGTH)
    return CleanText(hashlib.blake2s(_opening(story).encode(), digest_size=MAX_SYMBOL_LENGTH // 4).hexdigest())


def story_number(url: str) -> CleanText | None:
    """Return the story number in a URL such as `/news/40999/any-words`: several URLs lead to one story."""
    number = _NUMBER.search(url)
    return CleanText(number[1]) if number else None


def _opening(story: ExtractedArticle) -> str:
    """Return the text that an edit or a longer body does not change: the headline, else the first words."""
    words = story.metadata.title or " ".join(story.paragraphs[:1])
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
