"""Title, author, times and the like of any page: what it states for machines before what it prints."""

import re
from datetime import datetime
from typing import Final, NamedTuple

from tui.domain.article import TimePrecision
from tui.sources.article.json_ld import article_link, field_names, field_text
from tui.sources.article.links import site_of
from tui.sources.article.page_byline import read_byline
from tui.sources.article.page_fields import PageFields, read_fields
from tui.sources.article.page_times import read_times
from tui.sources.article.page_tree import PageTree
from tui.sources.html.document import HtmlDocument

_MAX_BODY: Final = 200_000
_MAX_HEADING_CHOICES: Final = 8
_MIN_SAME: Final = 0.8
"""Of the words of the shorter of two titles, from which they are the same."""
_SUFFIX = re.compile(r"\s+(?:[|»•·]|-{1,2}|–|—|::?)\s+")
_WORDS = re.compile(r"\w+")
_MAX_SITE_WORDS: Final = 4


class PageMetadata(NamedTuple):
    """What a page states about its article, not yet sanitized."""

    title: str | None = None
    byline: str | None = None
    category: str | None = None
    published: datetime | None = None
    """Aware."""
    updated: datetime | None = None
    """Aware."""
    precision: TimePrecision = TimePrecision.INSTANT
    """Of `published`, or of `updated` where that is the only time."""
    link: str | None = None
    """Not yet validated."""
    is_article: bool = False
    """Whether the page states that it is one."""
    is_free: bool = True
    """False where the page states that its text is not for everybody."""
    body: str = ""
    """The text of the article for machines, where it is stated."""


def read_metadata(document: HtmlDocument, tree: PageTree, url: str, market: str = "") -> PageMetadata:
    """Return the metadata of a page.

    Args:
        document: the page.
        tree: its lines.
        url: of the page: its host may be the name of the site behind a title.
        market: whose papers' times without a zone are in its own; empty for none.
    """
    page = read_fields(document, tree, url)
    article, metas = page.json_ld, page.metas
    published, updated = read_times(page, market)
    stated = published or updated
    return PageMetadata(
        title=_title(page),
        byline=read_byline(page),
        category=next(iter(field_names(article.get("articleSection"))), None) or metas.get("article:section"),
        published=published.at if published else None,
        updated=updated.at if updated else None,
        precision=stated.precision if stated else TimePrecision.INSTANT,
        link=_link(page),
        is_article=bool(article) or metas.get("og:type", "").lower() == "article",
        is_free=str(article.get("isAccessibleForFree", True)).strip().lower() not in {"false", "no"},
        body=field_text(article.get("articleBody"), _MAX_BODY) or "",
    )


def _link(page: PageFields) -> str | None:
    canonical = page.document.first('link[rel="canonical"]')
    stated = canonical.attributes.get("href") if canonical is not None else None
    return stated or article_link(page.json_ld) or page.metas.get("og:url")


def _title(page: PageFields) -> str | None:
    """Return the headline: a heading of the page that the page's own title confirms, else what is stated."""
    metas, site, url = page.metas, page.site, page.url
    window = _without_site(page.document.title, site, url)
    shared = _without_site(metas.get("og:title") or metas.get("twitter:title") or "", site, url)
    stated = field_text(page.json_ld.get("headline")) or ""
    headings = [line.text for line in page.tree.lines if line.tag == "h1"][:_MAX_HEADING_CHOICES]
    for heading in headings:
        if any(_is_same(heading, other) for other in (stated, shared, window) if other):
            return heading
    for choice in (stated, shared):
        if choice:
            return choice
    return headings[0] if len(headings) == 1 and len(_words(headings[0])) > 2 else window or None


def _words(text: str) -> list[str]:
    return _WORDS.findall(text.casefold())


def _is_same(heading: str, other: str) -> bool:
    """Return whether two titles are one, which may be longer in one place than in the other."""
    first, second = set(_words(heading)), set(_words(other))
    least = min(len(first), len(second))
    if least == 0 or (least == 1 and len(first) + len(second) > 3 and heading.isascii()):
        return heading.casefold() == other.casefold()
    return len(first & second) >= _MIN_SAME * least


def _without_site(title: str, site: str, url: str) -> str:
    """Return a title without the name of the site, behind it or before it."""
    separators = list(_SUFFIX.finditer(title))
    if not separators:
        return title
    last, first = separators[-1], separators[0]
    head, tail = title[: last.start()].strip(), title[last.end() :].strip()
    if _names_site(tail, site, url) or (
        len(tail.split()) <= _MAX_SITE_WORDS and len(_words(head)) > len(_words(tail)) and last[0].strip() != ":"
    ):
        return _without_site(head, site, url)
    if _names_site(title[: first.start()], site, url):
        return title[first.end() :].strip()
    return title


def _names_site(part: str, site: str, url: str) -> bool:
    letters = "".join(_words(part))
    if not letters:
        return False
    if site and letters == "".join(_words(site)):
        return True
    host = "".join(_words(site_of(url)))
    return len(letters) > 2 and letters in host
