"""Title, author and times of any page: what it states for machines before what it prints."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Final, NamedTuple

from tui.domain.article import TimePrecision
from tui.sources.article.json_ld import article_link, field_names, field_text, find_article
from tui.sources.article.links import site_of
from tui.sources.article.page_tree import PageTree
from tui.sources.feeds.dates import StatedTime, parse_stated_time
from tui.sources.html.document import HtmlDocument, raw_text

_MAX_SCRIPTS: Final = 20
_MAX_METAS: Final = 400
_MAX_BODY: Final = 200_000
_MAX_HEADING_CHOICES: Final = 8
_MIN_SAME: Final = 0.8
"""Of the words of the shorter of two titles, from which they are the same."""
_LATEST: Final = datetime(2190, 1, 1, tzinfo=UTC)
_PUBLISHED: Final = (
    *("article:published_time", "og:published_time", "og:article:published_time", "article.published"),
    *("datepublished", "parsely-pub-date", "sailthru.date", "pubdate", "publishdate", "publish-date"),
    *("publish_date", "published_time", "date", "dc.date.issued", "dcterms.created", "dc.date", "dcterms.date"),
    *("cxenseparse:recs:publishtime", "article_date_original", "publication_date", "originalpublicationdate"),
    *("iso-8601-publish-date", "created", "release_date"),
)
_UPDATED: Final = ("article:modified_time", "og:updated_time", "datemodified", "last-modified", "dcterms.modified")
_AUTHORS: Final = (
    *("author", "article:author", "parsely-author", "sailthru.author", "dc.creator", "dcterms.creator", "byl"),
    *("citation_author", "article:author_name", "cxenseparse:author", "twitter:creator:name"),
)
_AUTHOR_ELEMENTS: Final = (
    '[itemprop="author"] [itemprop="name"], [rel~="author"], [itemprop="author"]',
    ".byline a, .author a, .author-name, .byline__name, .article-author, .byline, .author",
)
_BY = re.compile(
    r"\s{0,9}(?:(?:written |reported |posted |published )?by|von|par|por|di|door|af|av|text|autore?|autor(?:in)?)\b"
    r"[\s:]{1,9}",
    re.IGNORECASE,
)
_AFTER_NAME = re.compile(
    r"\s*[|•·–—(]\s.*|\s*,?\s+(?:on|am|le|el|il)\s+[0-9].*|\s*,?\s*(?:published|updated|posted|last updated)\b.*"
    r"|\s*,?\s*[0-9]{1,2}(?:[./-]|\s+[A-Za-z]{3}).*"
    r"|\s*,?\s*(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?\s+[0-9].*",
    re.IGNORECASE,
)
_PRINTED_BY = re.compile(r"(?:By|BY|Von|Par|Por|Di)\s+(?=[^\W\d_a-z])")
_MAX_NAME: Final = 120
_NO_NAMES: Final = frozenset(
    {"admin", "administrator", "editor", "redaktion", "redaction", "staff", "webmaster", "root"}
)
_SUFFIX = re.compile(r"\s+(?:[|»•·]|-{1,2}|–|—|::?)\s+")
_WORDS = re.compile(r"\w+")
_MAX_SITE_WORDS: Final = 4
_LABEL = re.compile(r"(?:last\s+)?(?:published|updated|posted|modified)(?:\s+(?:on|at))?\s*:?\s*", re.IGNORECASE)
_MAX_PRINTED_TIME: Final = 80
_YEAR = re.compile(r"(?:19|20)[0-9]{2}|[0-9]年")
_DAY_IN_PATH = re.compile(r"/((?:19|20)[0-9]{2}[/-][0-9]{1,2}[/-][0-9]{1,2})(?=[/_-])")
_LINES_BEFORE_TITLE: Final = 4
_LINES_BELOW_TITLE: Final = 12


class PageMetadata(NamedTuple):
    """What a page states about its article, not yet sanitized."""

    title: str | None = None
    byline: str | None = None
    category: str | None = None
    published: datetime | None = None
    """Aware."""
    updated: datetime | None = None
    precision: TimePrecision = TimePrecision.INSTANT
    link: str | None = None
    """Not yet validated."""
    is_article: bool = False
    """Whether the page states that it is one."""
    is_free: bool = True
    """False where the page states that its text is not for everybody."""
    body: str = ""
    """The text of the article for machines, where it is stated."""


class _Where(NamedTuple):
    """Where a page is from."""

    url: str
    market: str


def read_metadata(document: HtmlDocument, tree: PageTree, url: str, market: str = "") -> PageMetadata:
    """Return the metadata of a page.

    Args:
        document: the page.
        tree: its lines.
        url: of the page: its host may be the name of the site behind a title.
        market: whose papers' times without a zone are in its own; empty for none.
    """
    article = _json_ld(document)
    metas = _metas(document)
    published, updated = _times(article, metas, document, tree, _Where(url, market))
    stated = published or updated
    og_type = metas.get("og:type", "").lower()
    site = metas.get("og:site_name") or ""
    return PageMetadata(
        title=_title(article, metas, document, tree, url),
        byline=_byline(article, metas, document, tree, site),
        category=next(iter(field_names(article.get("articleSection"))), None) or metas.get("article:section"),
        published=published.at if published else None,
        updated=updated.at if updated else None,
        precision=stated.precision if stated else TimePrecision.INSTANT,
        link=_link(article, metas, document),
        is_article=bool(article) or og_type == "article",
        is_free=str(article.get("isAccessibleForFree", True)).strip().lower() not in {"false", "no"},
        body=field_text(article.get("articleBody"), _MAX_BODY) or "",
    )


def _json_ld(document: HtmlDocument) -> Mapping[str, object]:
    """Return the first article in JSON-LD that has a headline, else the first one; empty where there is none."""
    first: Mapping[str, object] = {}
    for script in document.select('script[type="application/ld+json"]')[:_MAX_SCRIPTS]:
        article = find_article(raw_text(script))
        if article is not None and field_text(article.get("headline")):
            return article
        first = first or article or {}
    return first


def _metas(document: HtmlDocument) -> dict[str, str]:
    metas: dict[str, str] = {}
    for node in document.select("meta[content]")[:_MAX_METAS]:
        attributes = node.attributes
        name = attributes.get("property") or attributes.get("name") or attributes.get("itemprop")
        content = attributes.get("content")
        if name and content and content.strip():
            metas.setdefault(name.lower(), content.strip())
    return metas


def _link(article: Mapping[str, object], metas: Mapping[str, str], document: HtmlDocument) -> str | None:
    canonical = document.first('link[rel="canonical"]')
    stated = canonical.attributes.get("href") if canonical is not None else None
    return stated or article_link(dict(article)) or metas.get("og:url")


def _title(
    article: Mapping[str, object], metas: Mapping[str, str], document: HtmlDocument, tree: PageTree, url: str
) -> str | None:
    """Return the headline: a heading of the page that the page's own title confirms, else what is stated."""
    site = metas.get("og:site_name") or ""
    window = _without_site(document.title, site, url)
    shared = _without_site(metas.get("og:title") or metas.get("twitter:title") or "", site, url)
    stated = field_text(article.get("headline")) or ""
    headings = [line.text for line in tree.lines if line.tag == "h1"][:_MAX_HEADING_CHOICES]
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


def _times(
    article: Mapping[str, object], metas: Mapping[str, str], document: HtmlDocument, tree: PageTree, where: _Where
) -> tuple[StatedTime | None, StatedTime | None]:
    month_first = _is_month_first(document)

    def first_of(texts: Iterable[str]) -> StatedTime | None:
        return _first_time(texts, where.market, month_first)

    published = first_of(
        (field_text(article.get("datePublished")) or "", *(metas.get(name, "") for name in _PUBLISHED))
    )
    updated = first_of((field_text(article.get("dateModified")) or "", *(metas.get(name, "") for name in _UPDATED)))
    if published is None or published.precision is TimePrecision.DAY:
        printed = first_of((*_time_elements(document), *_lines_at_title(tree)))
        if published is None or (printed and _is_finer(printed, published)):
            published = printed or published
    if published is None and updated is None:
        published = first_of(_DAY_IN_PATH.findall(where.url))
    return published, updated


def _is_month_first(document: HtmlDocument) -> bool | None:
    """Return whether `03/04/2026` is the fourth of March, by the page's language; None where that leaves it open."""
    root = document.first("html[lang]")
    language = (root.attributes.get("lang") or "").lower() if root is not None else ""
    return True if language.startswith("en-us") else None if language in {"", "en"} else False


def _first_time(texts: Iterable[str], market: str, month_first: bool | None) -> StatedTime | None:
    """Return the first time that any of the texts names; one with a time of day before its day alone."""
    day: StatedTime | None = None
    for text in texts:
        time = parse_stated_time(text.strip(), market, _LATEST, month_first=month_first) if text else None
        if time is None:
            continue
        if _is_finer(time, day or time):
            return time
        day = day or time
    return day


def _is_finer(time: StatedTime, day: StatedTime) -> bool:
    """Return whether a time is of a day that is stated as well, and says more of it."""
    return time.precision is not TimePrecision.DAY and abs((time.at - day.at).total_seconds()) < 2 * 86_400


def _time_elements(document: HtmlDocument) -> Iterator[str]:
    for selector in ('[itemprop="datePublished"]', "article time", "time"):
        for node in document.select(selector)[:3]:
            attributes = node.attributes
            yield attributes.get("datetime") or attributes.get("content") or ""
            yield _LABEL.sub("", " ".join(raw_text(node)[:_MAX_PRINTED_TIME].split()))


def _lines_at_title(tree: PageTree) -> Iterator[str]:
    """Yield the short lines with a year in them that are just before the main heading or below it."""
    at = next((at for at, line in enumerate(tree.lines) if line.tag == "h1"), None)
    if at is None:
        return
    for line in tree.lines[max(0, at - _LINES_BEFORE_TITLE) : at + _LINES_BELOW_TITLE]:
        if len(line.text) <= _MAX_PRINTED_TIME and _YEAR.search(line.text):
            yield _LABEL.sub("", line.text)


def _byline(
    article: Mapping[str, object], metas: Mapping[str, str], document: HtmlDocument, tree: PageTree, site: str
) -> str | None:
    stated = ", ".join(dict.fromkeys(filter(None, (_name(each, site) for each in field_names(article.get("author"))))))
    if stated:
        return stated
    for name in _AUTHORS:
        if byline := _name(metas.get(name, ""), site):
            return byline
    for selector in _AUTHOR_ELEMENTS:
        for node in document.select(selector)[:3]:
            if byline := _name(" ".join(raw_text(node)[: 2 * _MAX_NAME].split()), site):
                return byline
    return _printed_byline([line.text for line in tree.lines if len(line.text) < _MAX_NAME], site)


def _printed_byline(texts: Sequence[str], site: str) -> str | None:
    printed = (_name(text, site) for text in texts if _PRINTED_BY.match(text))
    return next(filter(None, printed), None)


def _name(text: str, site: str) -> str | None:
    """Return the name in a byline; None where it is an address, the site's own name or nobody's."""
    name = _AFTER_NAME.sub("", _BY.sub("", text[: 2 * _MAX_NAME], count=1)).strip(" \t,;:|-–—·•")
    folded = name.casefold()
    if not name or len(name) > _MAX_NAME or folded in _NO_NAMES or folded == site.casefold():
        return None
    if "://" in name or "@" in name or folded.startswith("www.") or not any(map(str.isalpha, name)):
        return None
    return name
