"""Which story a page holds: its link and the id it keeps over polls."""

import hashlib
import re
from typing import Final
from urllib.parse import urljoin, urlsplit

from tui.domain.text import SYMBOL_LIMIT, CleanText, sanitize_line
from tui.sources.article.extract import ExtractedArticle

MAX_URL: Final = 2_048

_NUMBER = re.compile(r"/(?:news|story|stories|article|trends)/(?:amp/)?([0-9]{3,20})(?:[/?#.-]|$)")
_OWN_ADDRESS = re.compile(r"[0-9]{4}|[^-]-[^-]+-[^-]")
_PRINTABLE = re.compile(r"[!-~]+")
_FIRST_WORDS = 60


def canonical_link(story: ExtractedArticle, page_url: str) -> str | None:
    """The address the page gives itself, else the one it came from, if http or https and without credentials."""
    declared = story.imprint.link
    return (safe_http_url(declared, page_url) if declared else None) or safe_http_url(page_url, page_url)


def article_id(story: ExtractedArticle, link: str | None, page_url: str) -> CleanText:
    """The story number of its address, else an address that can be only this story's, else a digest of its opening.

    A front page or a bare file name shows another story tomorrow, so it names none.
    """
    for address in filter(None, (link, page_url)):
        number = story_number(address)
        if number:
            return number
    if link is not None and _OWN_ADDRESS.search(urlsplit(link).path.rstrip("/").rsplit("/", 1)[-1]):
        return sanitize_line(link, MAX_URL)
    return CleanText(hashlib.blake2s(_opening(story).encode(), digest_size=SYMBOL_LIMIT // 4).hexdigest())


def story_number(address: str) -> CleanText | None:
    """The number an address gives its story, `/news/40999/any-words`: one story, however it is addressed."""
    number = _NUMBER.search(address)
    return CleanText(number[1]) if number else None


def _opening(story: ExtractedArticle) -> str:
    """What an edit or a longer body leaves as it was: the headline, else the first words."""
    words = story.imprint.title or " ".join(story.paragraphs[:1])
    return " ".join(words.casefold().split()[:_FIRST_WORDS])


def safe_http_url(address: str, base: str) -> str | None:
    """The absolute http or https address meant, without credentials and of sane length; else None (fault L1)."""
    try:
        link = urljoin(base, address.strip())
        parts = urlsplit(link)
        known = parts.scheme in {"http", "https"} and parts.hostname and not (parts.username or parts.password)
    except ValueError:
        return None
    return link if known and len(link) <= MAX_URL and _PRINTABLE.fullmatch(link) else None
